"""Reading by keyboard, in the dark, and on paper."""

from __future__ import annotations

import io
import unicodedata

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

ISSUE = "/issues/spurious-alerts.html"
ENOUGH = 80
"""Keys within which anything on a page is reached."""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element is in focus, which must be seen to be so each time."""
    for _ in range(ENOUGH):
        page.keyboard.press("Tab")
        focus = page.evaluate("""selector => {
          const now = document.activeElement;
          const style = getComputedStyle(now);
          const seen = now.checkVisibility() && style.outlineStyle !== "none";
          return { found: now.matches(selector), seen, html: now.outerHTML.slice(0, 80) };
        }""", selector)  # fmt: skip
        assert focus["seen"], focus["html"]
        if focus["found"]:
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_the_keyboard_leads_from_home_to_a_charts_table(page: Page) -> None:
    page.goto("/index.html")
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    tab_to(page, "table.issues a[href='issues/spurious-alerts.html']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ISSUE}")
    tab_to(page, "#chart-trend a[download]")
    tab_to(page, "#chart-trend summary")
    page.keyboard.press("Enter")
    expect(page.locator("#chart-trend table")).to_be_visible()
    tab_to(page, "#chart-flow summary")


def test_the_theme_that_is_chosen_is_remembered(page: Page) -> None:
    page.goto("/index.html")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Use dark colours").click()
    page.goto("/about.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
    page.get_by_role("button", name="Use light colours").click()
    page.goto("/index.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper


def test_nothing_moves_for_a_reader_who_wants_less_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(ISSUE)
    moving = page.evaluate("document.getAnimations().length")
    durations = page.evaluate("""[...document.querySelectorAll("*")]
      .filter((one) => getComputedStyle(one).transitionDuration !== "0s").length""")
    assert (moving, durations) == (0, 0)


def letters(text: str) -> str:
    """The text without the spaces, which a PDF does not keep where they were, nor ligatures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(page: Page) -> str:
    reader = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return letters("".join(sheet.extract_text() for sheet in reader.pages))


@pytest.mark.parametrize(
    "place", ["/index.html", "/stage-timeline.html", "/what-changed.html", "/data.html", ISSUE]
)
def test_on_paper_every_table_is_there_row_by_row(page: Page, place: str) -> None:
    page.goto(place)
    told = page.locator("main table :is(caption, tbody th)").all_text_contents()
    paper = printed(page)
    assert len(told) > 12
    assert [words for words in told if letters(words) not in paper] == []


def test_on_paper_there_is_no_chrome_and_the_picture_stands_for_the_drawing(page: Page) -> None:
    page.goto(ISSUE)
    plot = page.locator("#chart-trend .plot")
    plot.scroll_into_view_if_needed()
    expect(plot).to_have_class("plot by-month drawn")
    paper = printed(page)
    assert "OPSGIssuesLog" in paper
    assert "Skiptocontent" not in paper and "Stagetimeline" not in paper
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#chart-trend .live")).to_be_hidden()
    expect(page.locator("#chart-trend .plot > svg.wide")).to_have_css("opacity", "1")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_shapes_that_tell_a_signal_or_a_stage_are_printed_too(page: Page) -> None:
    page.goto("/index.html")
    page.emulate_media(media="print")
    for shape in (".chip", ".dots .now"):
        expect(page.locator(shape).first).to_have_css("print-color-adjust", "exact")


def test_on_paper_a_link_that_leaves_the_site_says_where_it_leads(page: Page) -> None:
    page.goto("/issues/capacity-management.html")
    target = page.locator("main a[href^=http]").first.get_attribute("href")
    assert target and f"({target})" in printed(page)


def test_disclosures_are_as_they_were_after_printing(page: Page) -> None:
    page.goto(ISSUE)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details[open]")).to_have_count(0)


WIDE_TABLE = "#chart-trend .scroll"


def test_a_table_wider_than_the_phone_is_scrolled_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(ISSUE)
    page.locator("#chart-trend summary").click()
    tab_to(page, WIDE_TABLE)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("table => document.querySelector(table).scrollLeft > 0", arg=WIDE_TABLE)


def test_a_table_that_fits_is_no_stop_for_the_keyboard(page: Page) -> None:
    page.goto(ISSUE)
    page.locator("#chart-trend summary").click()
    expect(page.locator(WIDE_TABLE)).to_be_visible()
    expect(page.locator("main .scroll[tabindex]:visible")).to_have_count(0)


def test_what_an_abbreviation_stands_for_is_shown_on_a_touch(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(
        base_url=address, has_touch=True, viewport={"width": 390, "height": 900}
    )
    page.goto(ISSUE)
    short = page.locator("main abbr", has_text="DCC").first
    short.tap()
    shown = short.evaluate("abbr => getComputedStyle(abbr, '::after').content")
    assert "attr(title)" in shown or "Data Communications Company" in shown
    page.close()
