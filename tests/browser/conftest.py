"""Pages of the illustrative edition in a browser, on which nothing may go wrong unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

WIDE = {"width": 1200, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on which every message and every request to another host is an error at the end."""
    page = browser.new_page(base_url=address, viewport=WIDE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(address) or said.append(asked.url))
    yield page
    page.close()
    assert said == []


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """Every page of the site, as its address below the site's own."""
    return [f"/{path.relative_to(site).as_posix()}" for path in sorted(site.rglob("*.html"))]
