"""What holds for every page: accessible, as wide as its window, quiet, self-contained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from examples import TIMES
from playwright.sync_api import Page, ViewportSize, expect
from tabs import PHONE, WIDE, as_new, overheard
from test_contrast import weak

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Two frames: then what watches the size of things has seen it."""
OPEN = "document.querySelectorAll('details').forEach(details => details.open = true)"
AUDIT = "(only) => axe.run({resultTypes: ['violations'], ...(only && {runOnly: only})})"
BY_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""The rules of axe that find other things in another look: the rest is the same in each."""
FIRST = """
(all) => {
  const behind = new Map([[document, ""]]), kinds = new Set();
  for (const part of document.querySelectorAll("*")) {
    const style = getComputedStyle(part);
    const own = `${style.backgroundColor} ${style.backgroundImage} ${style.opacity}`;
    const above = behind.get(part.parentNode);
    behind.set(part, own === "rgba(0, 0, 0, 0) none 1" ? above : `${above}, ${own}`);
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow];
    const kind = `${behind.get(part)}, ${letters}`;
    const text = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    part.toggleAttribute("data-first", all || (text && !kinds.has(kind)));
    if (text) kinds.add(kind);
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-first]" }] });
}
"""
"""By day axe measures the contrast of one text of each look: it takes most of its time for that."""
DRAWN = re.compile(r"^plot (by-month )?drawn$")
LOOKS: tuple[tuple[Literal["light", "dark"], ViewportSize], ...] = (
    ("light", WIDE), ("dark", PHONE),
)  # fmt: skip


@dataclass
class Looks:
    """What every page of the site looks like, in light and wide and in dark on a phone."""

    policies: dict[str, str | None] = field(default_factory=dict)
    marks: dict[tuple[str, str], list[tuple[str, float]]] = field(default_factory=dict)
    """Of pages with charts, the marks that do not stand out, and by how much they do."""
    wide: list[tuple[str, str]] = field(default_factory=list)
    audited: list[tuple[str, str, str, str]] = field(default_factory=list)
    drawn: int = 0
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def looks(
    only_tab: Page, address: str, serve: Callable[[Path], str], site: Path, addresses: list[str]
) -> Looks:
    """Every page, opened once in a folder of a host: looked at, and every chart drawn."""
    base = f"{serve(site.parent)}/{site.name}"
    page, looks = only_tab, Looks()
    with overheard(page, f"{base}/", f"{address}/") as looks.wrong:
        for number, place in enumerate(addresses):
            # The links of 404.html begin with where the site is to be.
            page.goto(f"{address if place == '/404.html' else base}{place}")
            policy = page.locator("meta[http-equiv=Content-Security-Policy]")
            looks.policies[place] = policy.get_attribute("content")
            _look(page, place, number % 2, looks)
            for chart in as_new(page).locator("figure.chart:has(.plot-data)").all():
                chart.scroll_into_view_if_needed()
                expect(chart.locator(".plot")).to_have_class(DRAWN)
                looks.drawn += 1
        page.goto(f"{base}/search.html?q=certificates")
        expect(page.locator(".search-results > li").first).to_be_visible()
    return looks


def _look(page: Page, place: str, turn: int, looks: Looks) -> None:
    """Look at a page in either look.

    By day axe looks for all in one look, and in the other for what that may change. Pages of issues
    are of one make: each is audited in that look alone whose turn it is.
    """
    is_issue = "/issues/" in place
    page.evaluate(OPEN)
    if AXE.exists():
        page.evaluate(AXE.read_text("utf-8"))
    for which, (scheme, size) in enumerate(LOOKS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        page.evaluate(SETTLED)
        if page.locator(".plot, .spark").count():
            looks.marks[scheme, place] = weak(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            looks.wide.append((scheme, place))
        whole = TIMES > 1 or which == (turn if is_issue else 0)
        if AXE.exists() and (whole or not is_issue):
            page.evaluate(FIRST, TIMES > 1)
            for each in page.evaluate(AUDIT, None if whole else BY_LOOK)["violations"]:
                looks.audited.append((scheme, place, each["id"], each["nodes"][0]["html"]))


@pytest.mark.skipif(not AXE.exists(), reason="there is no axe-core from npm: run npm ci")
def test_axe_finds_nothing(looks: Looks) -> None:
    assert looks.audited == []


def test_no_page_scrolls_sideways(looks: Looks) -> None:
    assert looks.wide == []


def test_marks_of_charts_stand_out(looks: Looks) -> None:
    assert len(looks.marks) > 2 * 12
    assert {place: marks for place, marks in looks.marks.items() if marks} == {}


def test_every_page_works_from_a_folder_of_a_host_without_a_complaint_or_a_request_elsewhere(
    looks: Looks,
) -> None:
    assert looks.wrong == []


def test_every_chart_of_every_page_is_drawn(looks: Looks) -> None:
    assert looks.drawn > 30


def test_every_page_has_a_strict_policy(looks: Looks, addresses: list[str]) -> None:
    assert list(looks.policies) == addresses
    for address, policy in looks.policies.items():
        assert policy and policy.startswith("default-src 'none'; script-src 'self'")
        assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
        assert ("wasm" in policy) == (address == "/search.html")


def test_every_page_opens_from_a_folder(only_tab: Page, site: Path, addresses: list[str]) -> None:
    page = as_new(only_tab)
    with overheard(page, "file:") as wrong:
        for address in addresses:
            # A server shows 404.html wherever it is, so from its root. Pages of issues are of one
            # make: by day the one below is enough.
            if address != "/404.html" and (TIMES > 1 or "/issues/" not in address):
                page.goto((site / address.lstrip("/")).as_uri())
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


MISSING = """
() => [...document.querySelectorAll("main :is(h1, h2, p, li, td, th, caption, .plot)")]
  .filter((part) => !part.closest("details:not([open]), noscript, .filters, .search"))
  .filter((part) => !part.matches(".search-count, .search-results, thead *"))
  .filter((part) => !part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    || (part.matches(".plot") && ![...part.children].some((picture) => picture.checkVisibility())))
  .map((part) => part.outerHTML.slice(0, 100))
"""
CLOSED = """
() => {
  const all = [...document.querySelectorAll("main details")];
  all.forEach((details) => details.querySelector(":scope > summary").click());
  return all.filter((details) => {
    const inside = details.querySelector(":scope > :not(summary)");
    const { width, height } = inside.getBoundingClientRect();
    const seen = inside.checkVisibility({ visibilityProperty: true }) && width && height;
    return !details.open || !seen;
  }).map((part) => part.outerHTML.slice(0, 100));
}
"""
"""What stays closed when its summary is pressed."""


def test_without_javascript_texts_tables_and_pictures_are_on_every_page(
    scriptless: Page, addresses: list[str]
) -> None:
    missing = {}
    for place in addresses:
        scriptless.goto(place)
        missing[place] = [*scriptless.evaluate(MISSING), *scriptless.evaluate(CLOSED)]
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
