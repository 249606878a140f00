"""Modifications in a browser: filtered by issue and stage, found from an issue, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def shown(page: Page) -> list[str]:
    return page.locator("table.board tbody tr:visible th").all_inner_texts()


def test_a_filter_leaves_the_modifications_of_an_issue_and_says_how_many(page: Page) -> None:
    page.goto("/modifications.html")
    every = len(shown(page))
    page.get_by_role("combobox", name="Issue").select_option("Forecasting Obligations")
    assert shown(page) == ["MP116 Service Request Forecasting"]
    status = page.locator("form.filters [role=status]")
    expect(status).to_have_text(f"1 of {every} modifications shown.")
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("combobox", name="Stage").select_option("Withdrawn")
    assert all(name.startswith("SECMP00") for name in shown(page))
    assert "stage=Withdrawn" in page.url


def test_an_issues_modification_is_one_click_away_and_stands_open(page: Page) -> None:
    page.goto("/issues/capacity-management.html")
    page.get_by_role("link", name="MP119 CH Alert Storm Consolidation").click()
    expect(page.locator("#mp119 ol.way li").first).to_be_visible()


@pytest.mark.parametrize("place", ["modifications.html", "network.html", "stage-timeline.html"])
def test_everything_is_there_without_scripts(scriptless: Page, place: str) -> None:
    scriptless.goto(f"/{place}")
    expect(scriptless.locator("figure.chart svg:visible").first).to_be_visible()
    if place == "modifications.html":
        expect(scriptless.locator("form.filters")).to_be_hidden()
        assert len(shown(scriptless)) > 12
