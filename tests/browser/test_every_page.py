"""What holds for every page: accessible, as wide as its window, quiet, self-contained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from test_contrast import weak

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDE: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 900}


SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: then what watches the size of things has seen it."""
OPEN = "document.querySelectorAll('details').forEach(details => details.open = true)"
AUDIT = "axe.run({resultTypes: ['violations']})"


@dataclass
class Look:
    """What every page of the site looks like in one way, by its address."""

    marks: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    """Of pages with charts, the marks that do not stand out, and by how much they do."""
    wide: list[str] = field(default_factory=list)
    audited: list[tuple[str, str, str]] = field(default_factory=list)


@pytest.fixture(
    scope="module", params=[("light", WIDE), ("dark", PHONE)], ids=["light-wide", "dark-phone"]
)
def look(
    request: pytest.FixtureRequest, browser: Browser, address: str, addresses: list[str]
) -> Look:
    """Every page, opened once for all that is looked at: in light and wide, in dark on a phone."""
    scheme, size = request.param
    page = browser.new_page(base_url=address, color_scheme=scheme, viewport=size, bypass_csp=True)
    if AXE.exists():
        page.add_init_script(path=AXE)
    look = Look()
    for place in addresses:
        page.goto(place)
        if page.locator(".plot, .spark").count():
            look.marks[place] = weak(page)
        page.evaluate(OPEN)
        page.evaluate(SETTLED)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            look.wide.append(place)
        for each in page.evaluate(AUDIT)["violations"] if AXE.exists() else ():
            look.audited.append((place, each["id"], each["nodes"][0]["html"]))
    page.close()
    return look


@pytest.mark.skipif(not AXE.exists(), reason="there is no axe-core from npm: run npm ci")
def test_axe_finds_nothing(look: Look) -> None:
    assert look.audited == []


def test_no_page_scrolls_sideways(look: Look) -> None:
    assert look.wide == []


def test_marks_of_charts_stand_out(look: Look) -> None:
    assert len(look.marks) > 12
    assert {place: marks for place, marks in look.marks.items() if marks} == {}


@dataclass
class Hosted:
    """Every page as a host's folder serves it: its policy, its charts, and what goes wrong."""

    policies: dict[str, str | None] = field(default_factory=dict)
    drawn: int = 0
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def hosted(
    browser: Browser,
    address: str,
    serve: Callable[[Path], str],
    site: Path,
    addresses: list[str],
) -> Hosted:
    """Every page, opened once in a folder of a host with every chart drawn, then the search."""
    base = f"{serve(site.parent)}/{site.name}"
    page = browser.new_page(viewport=WIDE)
    made = Hosted()

    def elsewhere(url: str) -> bool:
        return not url.startswith((f"{base}/", f"{address}/"))

    page.on("console", lambda message: made.wrong.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: made.wrong.append(f"{page.url}: {error}"))
    page.on("request", lambda asked: elsewhere(asked.url) and made.wrong.append(asked.url))
    for place in addresses:
        # The links of 404.html begin with where the site is to be.
        page.goto(f"{address if place == '/404.html' else base}{place}")
        policy = page.locator("meta[http-equiv=Content-Security-Policy]")
        made.policies[place] = policy.get_attribute("content")
        for chart in page.locator("figure.chart:has(.plot-data)").all():
            chart.scroll_into_view_if_needed()
            expect(chart.locator(".plot")).to_have_class(re.compile(r"^plot (by-month )?drawn$"))
            made.drawn += 1
    page.goto(f"{base}/search.html?q=certificates")
    expect(page.locator(".search-results > li").first).to_be_visible()
    page.close()
    return made


def test_every_page_works_from_a_folder_of_a_host_without_a_complaint_or_a_request_elsewhere(
    hosted: Hosted,
) -> None:
    assert hosted.wrong == []


def test_every_chart_of_every_page_is_drawn(hosted: Hosted) -> None:
    assert hosted.drawn > 30


def test_every_page_has_a_strict_policy(hosted: Hosted, addresses: list[str]) -> None:
    assert list(hosted.policies) == addresses
    for address, policy in hosted.policies.items():
        assert policy and policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
        assert ("wasm" in policy) == (address == "/search.html")


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
CLOSED = """
() => [...document.querySelectorAll("main details")].filter((details) => {
    const summary = details.querySelector(":scope > summary");
    const inside = details.querySelector(":scope > :not(summary)");
    summary.click();
    const { width, height } = inside.getBoundingClientRect();
    const seen = inside.checkVisibility({ visibilityProperty: true }) && width && height;
    return !details.open || !seen;
  })
  .map((part) => part.outerHTML.slice(0, 100))
"""
"""What stays closed when its summary is pressed."""


def test_without_javascript_texts_tables_and_pictures_are_on_every_page(
    browser: Browser, address: str, addresses: list[str]
) -> None:
    page = browser.new_page(base_url=address, java_script_enabled=False)
    missing = {}
    for place in addresses:
        page.goto(place)
        missing[place] = [*page.evaluate(MISSING), *page.evaluate(CLOSED)]
    page.close()
    assert {place: found for place, found in missing.items() if found} == {}


def test_the_packages_from_npm_are_pinned_and_name_no_registry() -> None:
    from opsg.rendering.assemble import plotly_script, plotly_version

    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    full = plotly_version(plotly_script(Path("/nonexistent")))
    assert wanted == {"plotly.js-basic-dist-min": full}
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
