"""What holds for every page: accessible, as wide as its window, quiet, self-contained."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 900}


SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: then what watches the size of things has seen it."""


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


@pytest.mark.skipif(not AXE.exists(), reason="there is no axe-core from npm: run npm ci")
@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", PHONE)])
def test_axe_finds_nothing(
    browser: Browser, address: str, addresses: list[str], scheme: str, size: ViewportSize
) -> None:
    page = browser.new_page(base_url=address, color_scheme=scheme, viewport=size, bypass_csp=True)
    page.add_init_script(path=AXE)
    found = []
    for place in addresses:
        opened(page, place)
        page.evaluate(SETTLED)
        result = page.evaluate("axe.run({resultTypes: ['violations']})")
        found += [(place, each["id"], each["nodes"][0]["html"]) for each in result["violations"]]
    page.close()
    assert found == []


def test_no_page_scrolls_sideways_on_a_phone(page: Page, addresses: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    wide = []
    for address in addresses:
        opened(page, address)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert wide == []


def test_every_chart_of_every_page_is_drawn_without_a_complaint_or_a_request_elsewhere(
    page: Page, addresses: list[str]
) -> None:
    drawn = 0
    for address in addresses:
        page.goto(address)
        for chart in page.locator("figure.chart:has(.plot-data)").all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".plot")).to_have_class("plot by-month drawn")
            drawn += 1
    assert drawn > 30


def test_every_page_has_a_strict_policy(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        page.goto(address)
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
        assert policy and policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
        assert ("wasm" in policy) == (address == "/search.html")


def test_every_page_works_from_a_folder_of_a_host(
    browser: Browser, serve: Callable[[Path], str], site: Path, addresses: list[str]
) -> None:
    host = serve(site.parent)
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}"))
    page.on("request", lambda a: a.url.startswith(f"{host}/{site.name}/") or wrong.append(a.url))
    for address in addresses:
        if address != "/404.html":  # whose links begin with where the site is to be
            page.goto(f"{host}/{site.name}{address}")
    page.goto(f"{host}/{site.name}/search.html?q=certificates")
    expect(page.locator(".search-results > li").first).to_be_visible()
    page.close()
    assert wrong == []


LEFT = "ERR_ABORTED"
"""What became of a request whose page was left before it was answered."""


def test_every_page_opens_from_a_folder(browser: Browser, site: Path, addresses: list[str]) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("requestfailed", lambda asked: LEFT in asked.failure or wrong.append(asked.url))
    page.on("request", lambda asked: asked.url.startswith("file:") or wrong.append(asked.url))
    page.on("console", lambda message: wrong.append(message.text))
    for address in addresses:
        if address != "/404.html":  # which a server shows wherever it is, so from its root
            page.goto((site / address.lstrip("/")).as_uri())
    assert wrong == []
    page.goto((site / "issues" / "han-stability.html").as_uri())
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class("plot by-month drawn")
    page.goto((site / "index.html").as_uri())
    page.get_by_role("combobox", name="Signal").select_option("Worsening")
    expect(page.locator("table.issues tbody tr:visible")).to_have_count(2)
    page.get_by_role("columnheader", name="On January").get_by_role("button").click()
    expect(page.locator("table.issues tbody tr:visible").first).to_contain_text("HAN")
    assert wrong == []
    page.close()


MISSING = """
() => [...document.querySelectorAll("main :is(h1, h2, p, li, td, th, caption, .plot)")]
  .filter((part) => !part.closest("details:not([open]), noscript, .filters, .search"))
  .filter((part) => !part.matches(".search-count, .search-results, thead *"))
  .filter((part) => !part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    || (part.matches(".plot") && ![...part.children].some((picture) => picture.checkVisibility())))
  .map((part) => part.outerHTML.slice(0, 100))
"""


def test_without_javascript_texts_tables_and_pictures_are_on_every_page(
    browser: Browser, address: str, addresses: list[str]
) -> None:
    page = browser.new_page(base_url=address, java_script_enabled=False)
    missing = {}
    for place in addresses:
        page.goto(place)
        missing[place] = page.evaluate(MISSING)
        for closed in page.locator("main details").all():
            closed.locator("summary").first.press("Enter")
            expect(closed.locator(":scope > :not(summary)").first).to_be_visible()
    page.close()
    assert {place: found for place, found in missing.items() if found} == {}


def test_the_packages_from_npm_are_pinned_and_name_no_registry() -> None:
    from opsg.rendering.assemble import plotly_script, plotly_version

    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    full = plotly_version(plotly_script(Path("/nonexistent")))
    assert wanted == {"plotly.js-basic-dist-min": full}
    lock = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in lock and lock.count('"integrity"') == 2
