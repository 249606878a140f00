"""Charts: drawn over their picture when they come into view, and all that is said beside them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from opsg.rendering.assemble import plotly_script

ISSUE = "/issues/spurious-alerts.html"
DRAWN = "plot by-month drawn"

PLACES = """
figure => {
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const shown = [...figure.querySelectorAll(".plot > svg")]
    .find((svg) => getComputedStyle(svg).display !== "none");
  const words = (root) => [...root.querySelectorAll("text")]
    .filter((text) => text.textContent).map((text) => [text.textContent, ...middle(text)]);
  return {
    marks: [...shown.querySelectorAll("circle, polygon")].map(middle),
    words: words(shown),
    drawnMarks: [...figure.querySelectorAll(".live .points path")].map(middle),
    drawnWords: words(figure.querySelector(".live")),
  };
}
"""


def far(one: list[float], other: list[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("width", [1200, 950, 390])
def test_what_is_drawn_stands_where_the_picture_stood(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(ISSUE)
    chart = page.locator("#chart-trend")
    before = chart.locator(".plot").bounding_box()
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".plot")).to_have_class(DRAWN)
    after = chart.locator(".plot").bounding_box()
    assert (
        before
        and after
        and (before["width"], before["height"])
        == (
            after["width"],
            after["height"],
        )
    )
    found = chart.evaluate(PLACES)
    assert len(found["marks"]) == len(found["drawnMarks"]) == 18
    for one, other in zip(found["marks"], found["drawnMarks"], strict=True):
        assert far(one, other) < 1.5
    for text, *place in found["words"]:
        same = [rest for said, *rest in found["drawnWords"] if said == text]
        assert min(far(place, other) for other in same) < 3, text


def test_a_series_ends_in_the_same_mark_as_in_the_picture(page: Page) -> None:
    page.goto(ISSUE)
    chart = page.locator("#chart-flow")
    pictured = chart.locator("svg.wide circle").last
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".plot")).to_have_class(DRAWN)
    drawn = chart.locator(".live .trace").last.locator(".points path").last
    for part in ("fill", "stroke"):
        colour = pictured.evaluate("(mark, part) => getComputedStyle(mark)[part]", part)
        expect(drawn).to_have_css(part, colour)


def test_nothing_of_the_chart_library_is_loaded_before_a_chart_is_near(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/index.html")
    page.wait_for_load_state("networkidle")
    assert not any("plotly" in url for url in asked)


def test_a_chart_is_drawn_anew_for_another_theme_and_another_width(page: Page) -> None:
    page.goto(ISSUE)
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class(DRAWN)
    line = plot.locator(".live .js-line").first
    light = line.evaluate("line => getComputedStyle(line).stroke")
    page.get_by_role("button", name="Use dark colours").click()
    expect(line).not_to_have_css("stroke", light)
    page.set_viewport_size({"width": 390, "height": 900})
    drawn = plot.locator(".live .main-svg").first
    page.wait_for_function(
        "([svg, box]) => Math.abs(svg.clientWidth - box.clientWidth) < 2",
        arg=[drawn.element_handle(), plot.element_handle()],
    )


def test_a_chart_inside_a_disclosure_has_its_size_when_that_is_opened(page: Page) -> None:
    page.goto(ISSUE)
    page.evaluate("""() => {
      const inside = document.createElement("details");
      inside.innerHTML = "<summary>More</summary>";
      const chart = document.querySelector("#chart-trend");
      chart.before(inside);
      inside.append(chart);
    }""")
    page.get_by_text("More", exact=True).click()
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class(DRAWN)
    box, svg = plot.bounding_box(), plot.locator(".live .main-svg").first.bounding_box()
    assert box and svg and abs(box["width"] - svg["width"]) < 1.5


def test_a_point_says_in_plain_words_what_it_is(page: Page) -> None:
    page.goto(ISSUE)
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class(DRAWN)
    plot.locator(".live .points path").last.hover(force=True)
    hover = page.locator("#chart-trend .hoverlayer .hovertext")
    expect(hover).to_contain_text("February 2021: ")
    expect(hover).to_contain_text("(illustrative)")


def test_one_picture_alone_is_told_to_assistive_technology(page: Page) -> None:
    page.goto(ISSUE)
    chart = page.locator("#chart-trend")
    expect(chart.get_by_role("img")).to_have_count(1)
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".plot")).to_have_class(DRAWN)
    expect(chart.get_by_role("img")).to_have_count(1)
    assert chart.locator(".live :is(a, button, input, [tabindex])").count() == 0


def plot_data(page: Page, chart: str) -> dict[str, Any]:
    written = page.locator(f"#{chart} .plot-data").text_content()
    return dict(json.loads(written or ""))


def test_table_download_and_chart_hold_the_same(page: Page) -> None:
    page.goto(ISSUE)
    chart = page.locator("#chart-trend")
    expect(chart.locator("table")).to_be_hidden()
    chart.get_by_text("Show as a table").click()
    shown = chart.locator("tbody tr").all_inner_texts()
    with page.expect_download() as started:
        chart.get_by_role("link", name="CSV").click()
    text = Path(started.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    drawn = plot_data(page, "chart-trend")["data"][0]["y"]
    assert [float(row["outstanding"]) for row in rows] == pytest.approx(drawn, rel=1e-5)
    assert len(shown) == len(rows) == 18
    for said, row in zip(shown, rows, strict=True):
        assert f"{float(row['outstanding']):,.0f}" in said


def test_the_full_bundle_satisfies_the_pages_policy_too(page: Page) -> None:
    full = plotly_script(Path("/nonexistent"))
    page.route("**/plotly.min.js", lambda route: route.fulfill(path=full))
    page.goto(ISSUE)
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class(DRAWN)


def test_without_javascript_all_is_there(scriptless: Page) -> None:
    page = scriptless
    page.goto(ISSUE)
    expect(page.locator("#chart-trend .plot svg.wide")).to_be_visible()
    page.get_by_text("Show as a table").first.click()
    expect(page.locator("#chart-trend table")).to_be_visible()
    page.goto("/index.html")
    expect(page.locator("table.issues tbody tr")).to_have_count(12)
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".theme")).to_be_hidden()
