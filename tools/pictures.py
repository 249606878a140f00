"""Takes the README's pictures of the built site: `make pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
PAGES = {"home": "index.html", "issue": "issues/communications-hub-exceptions.html"}
SIZE = {"width": 1200, "height": 1300}


def take(site: Path, folder: Path) -> None:
    """Write a picture of each page of PAGES in the built `site`, 1200 pixels wide, to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        for name, address in PAGES.items():
            page.goto((site / address).resolve().as_uri(), wait_until="networkidle")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(Path("_site"), Path("docs/pictures"))
