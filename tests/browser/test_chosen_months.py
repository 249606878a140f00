"""What changed: between any two months that a reader chooses on the page of the built site."""

from __future__ import annotations

from playwright.sync_api import Page, expect

FIGURES = "[data-part=figures] tbody tr"


def test_two_months_are_chosen_and_their_address_can_be_shared(page: Page) -> None:
    page.goto("/what-changed.html")
    expect(page.locator("[data-part=summary]")).to_contain_text("Between January 2021")
    page.get_by_role("combobox", name="From").select_option("June 2020")
    page.get_by_role("combobox", name="To").select_option("November 2020")
    expect(page.locator("[data-part=summary]")).to_contain_text(
        "Between June 2020 and November 2020"
    )
    moved = page.locator("[data-part=moves] li").all_inner_texts()
    assert any("Spurious Alerts moved from Implementing to Monitoring" in each for each in moved)
    headings = page.locator("[data-part=figures] thead th").all_inner_texts()
    assert headings[1:3] == ["June 2020", "November 2020"]
    figures = page.locator(FIGURES).all_inner_texts()
    assert len(figures) == 12
    assert page.url.endswith("?from=2020-06&to=2020-11")

    page.goto(page.url)
    assert page.locator("[data-part=moves] li").all_inner_texts() == moved
    assert page.locator(FIGURES).all_inner_texts() == figures
    expect(page.get_by_role("combobox", name="From")).to_have_value("2020-06")


def test_a_table_made_by_the_choice_is_no_stop_for_the_keyboard_where_it_fits(page: Page) -> None:
    page.goto("/what-changed.html?from=2020-06&to=2020-11")
    expect(page.locator("[data-part=figures] .scroll:not([tabindex])")).to_have_count(1)
