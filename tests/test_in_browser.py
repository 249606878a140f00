"""The site in a browser: charts drawn, filters that can be shared, and nothing asked elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
EXCEPTIONS = "issues/communications-hub-exceptions.html"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's Chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page on which every message and every request to another host is an error at the end."""
    page = browser.new_page(base_url=address, viewport={"width": 1200, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(address) or said.append(asked.url))
    yield page
    page.close()
    assert said == []


def test_a_chart_is_drawn_over_its_picture_in_the_same_place(page: Page) -> None:
    page.goto(f"/{EXCEPTIONS}")
    box = page.locator("#chart-trend .plot")
    before = box.bounding_box()
    box.scroll_into_view_if_needed()
    expect(box).to_have_class("plot by-month drawn")
    assert box.locator(".live .scatterlayer path.point").count() > 0
    after = box.bounding_box()
    assert before and after
    assert (before["width"], before["height"]) == (after["width"], after["height"])


def test_a_chart_offers_what_it_shows_as_csv(page: Page, address: str) -> None:
    page.goto(f"/{EXCEPTIONS}")
    chart = page.locator("#chart-trend")
    chart.get_by_text("Show as a table").click()
    shown = chart.locator("tbody tr").all_inner_texts()
    link = chart.get_by_role("link", name="CSV").get_attribute("href")
    assert link
    with urlopen(f"{address}/issues/{link}") as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode())))
    assert len(rows) == len(shown) == 18
    assert f"{int(float(rows[-1]['value'])):,}" in shown[-1]


def test_the_board_is_filtered_and_sorted_and_its_address_can_be_shared(page: Page) -> None:
    page.goto("/index.html")
    page.locator("select[name=signal]").select_option("Worsening")
    page.get_by_role("button", name="Issue").click()
    shown = page.locator("table.issues tbody tr:visible th").all_inner_texts()
    assert sorted(shown) == ["Communications Hub Exceptions", "Stability within the HAN"]
    assert "signal=Worsening" in page.url
    page.goto(page.url)
    again = page.locator("table.issues tbody tr:visible th").all_inner_texts()
    assert again == shown


def test_the_theme_is_remembered(page: Page) -> None:
    page.goto("/index.html")
    page.get_by_role("button", name="Use dark colours").click()
    page.goto("/about.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("width", [390, 1200])
def test_no_page_scrolls_sideways(page: Page, site: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in sorted(site.rglob("*.html")):
        page.goto(f"/{path.relative_to(site).as_posix()}")
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, path.name


def test_without_javascript_all_is_there(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address, java_script_enabled=False)
    page.goto(f"/{EXCEPTIONS}")
    expect(page.locator("#chart-trend .plot svg.wide")).to_be_visible()
    page.get_by_text("Show as a table").first.click()
    expect(page.locator("#chart-trend table")).to_be_visible()
    page.goto("/index.html")
    expect(page.locator("table.issues tbody tr")).to_have_count(12)
    page.close()


def test_a_page_opens_from_a_folder(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda asked: failed.append(asked.url))
    page.goto((site / EXCEPTIONS).as_uri())
    page.locator("#chart-trend .plot").scroll_into_view_if_needed()
    expect(page.locator("#chart-trend .plot")).to_have_class("plot by-month drawn")
    assert failed == []
    page.close()


AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = [(width, scheme) for width in (390, 1200) for scheme in ("light", "dark")]


@pytest.mark.skipif(not AXE.exists(), reason="needs axe-core from npm: make node_modules")
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    browser: Browser, address: str, site: Path, width: int, scheme: str
) -> None:
    page = browser.new_page(
        base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme,
        reduced_motion="reduce", bypass_csp=True,
    )  # fmt: skip
    found = []
    for path in sorted(site.rglob("*.html")):
        page.goto(f"/{path.relative_to(site).as_posix()}")
        page.add_script_tag(path=AXE)
        result = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        found += [
            (path.name, each["id"], each["nodes"][0]["html"]) for each in result["violations"]
        ]
    page.close()
    assert found == []
