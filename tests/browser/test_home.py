"""Home: the table of every issue sorted and filtered, as its address says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

PAPER_ORDER = ["No meters on Hubs", "Multiple GSMEs per site", "Spurious Alerts"]


def shown(page: Page) -> list[str]:
    return page.locator("table.issues tbody tr:visible th").all_inner_texts()


def test_a_filter_leaves_the_issues_that_have_it_and_says_how_many(page: Page) -> None:
    page.goto("/index.html")
    page.get_by_role("combobox", name="Signal").select_option("Worsening")
    assert shown(page) == ["Communications Hub Exceptions", "Stability within the HAN"]
    expect(page.locator("form.filters [role=status]")).to_have_text("2 of 12 issues shown.")
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 12


@pytest.mark.parametrize(
    ("label", "choice", "issue"),
    [
        ("Stage", "Monitoring", "Spurious Alerts"),
        ("Affects", "Other Users", "‘Other User’ Data Retrieval"),
        ("Modification", "MP119", "Capacity Management Concerns"),
    ],
)
def test_issues_are_filtered_by(page: Page, label: str, choice: str, issue: str) -> None:
    page.goto("/index.html")
    page.get_by_role("combobox", name=label).select_option(choice)
    assert issue in shown(page)
    assert len(shown(page)) < 12


def test_a_heading_sorts_and_again_turns_the_order_round(page: Page) -> None:
    page.goto("/index.html")
    assert shown(page)[:3] == PAPER_ORDER
    heading = page.get_by_role("columnheader", name="Current stage")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    first = page.locator("table.issues tbody tr").first
    expect(first).to_contain_text("Investigating")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("Monitoring")


def test_changes_sort_as_numbers(page: Page) -> None:
    page.goto("/index.html?sort=change")
    cells = page.locator("table.issues tbody td[data-label^='On ']")
    sizes = [
        float(size or "nan") for size in cells.evaluate_all("all => all.map(c => c.dataset.sort)")
    ]
    assert sizes == sorted(sizes)


def test_the_address_brings_the_same_table_back(page: Page) -> None:
    page.goto("/index.html")
    page.get_by_role("combobox", name="Signal").select_option("No clear change")
    page.get_by_role("columnheader", name="Issue").get_by_role("button").click()
    page.get_by_role("columnheader", name="Issue").get_by_role("button").click()
    before = shown(page)
    assert "signal=No+clear+change" in page.url and "order=down" in page.url
    page.goto(page.url)
    assert shown(page) == before
    expect(page.get_by_role("combobox", name="Signal")).to_have_value("No clear change")


def test_on_a_phone_the_order_is_a_choice(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/index.html")
    expect(page.get_by_role("columnheader")).to_have_count(0)
    page.get_by_role("combobox", name="Order").select_option("Signal ↑")
    assert "sort=signal" in page.url
    assert shown(page)[:2] == ["Communications Hub Exceptions", "Stability within the HAN"]
    page.get_by_role("button", name="Show all").click()
    assert shown(page)[:3] == PAPER_ORDER


def test_an_address_that_nobody_made_shows_every_issue(page: Page) -> None:
    page.goto("/index.html?signal=nonsense&sort=nonsense&order=nonsense")
    assert len(shown(page)) == 12
    assert shown(page)[:3] == PAPER_ORDER
