"""What a member looks for before a meeting, each within two clicks from the home page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def home(page: Page) -> Page:
    page.goto("/index.html")
    return page


def test_what_do_i_approve(home: Page) -> None:
    home.get_by_text("Every next step by issue").click()
    expect(home.get_by_text("Regenerate the data and quantify the improvement")).to_be_visible()
    home.get_by_role("link", name="All next steps").first.click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Next steps")
    home.get_by_label("Owner").select_option("OPSG")
    expect(home.get_by_text("Continue monitoring progress")).to_be_visible()


def test_which_issue_gets_worse_and_who(home: Page) -> None:
    worse = home.locator(".know .worse").first
    expect(worse).to_have_text("Communications Hub Exceptions")
    worse.get_by_role("link").click()
    expect(home.locator("main")).to_contain_text("User 09")
    home.goto("/index.html")
    home.get_by_role("link", name="By Service User").first.click()
    expect(home.locator("main").get_by_text("User 09").first).to_be_visible()


def test_where_is_the_modification(home: Page) -> None:
    home.get_by_role("navigation", name="Site").get_by_role("link", name="Modifications").click()
    expect(home.get_by_role("row", name="MP116").first).to_contain_text("Forecasting Obligations")


@pytest.mark.parametrize(
    ("words", "found"),
    [("PBI000000121298", "Incorrect DNO certificates on meter"), ("User 07", "By Service User")],
)
def test_what_is_looked_for_is_found(home: Page, words: str, found: str) -> None:
    home.keyboard.press("/")
    home.keyboard.type(words)
    home.keyboard.press("Enter")
    expect(home.locator(".search-results > li > a", has_text=found).first).to_be_visible()


def test_an_issue_s_numbers_go_into_a_spreadsheet(home: Page) -> None:
    home.get_by_role("link", name="Stability within the HAN").last.click()
    with home.expect_download() as download:
        home.locator("main a[href$='.xlsx']").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().read_bytes()[:2] == b"PK"


def test_the_paper_and_the_briefing_can_be_printed(home: Page) -> None:
    for name in ("PDF", "Briefing"):
        expect(home.locator("main").get_by_role("link", name=name).first).to_be_visible()
