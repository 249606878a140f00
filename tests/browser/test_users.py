"""By Service User: a User is found from the home page, by its address, and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def shown(page: Page) -> list[str]:
    return page.locator("table.users tr[id]:visible th").all_inner_texts()


def test_a_member_finds_who_is_getting_worse_from_the_home_page(page: Page) -> None:
    page.goto("/index.html")
    page.get_by_role("link", name="User 22").click()
    assert shown(page) == ["User 22"]
    row = page.locator("#user-22")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("Worsening")
    page.get_by_role("button", name="Show all").click()
    assert shown(page)[:4] == ["User 09", "User 17", "User 22", "User 01"]


def test_the_address_of_a_user_shows_it_alone_also_where_rows_are_cards(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/service-users.html?user=User 07")
    assert shown(page) == ["User 07"]
    expect(page.locator("form.filters [role=status]")).to_have_text("1 of 69 Users and DNOs shown.")


def test_a_search_for_a_user_leads_to_its_row_first(page: Page) -> None:
    page.goto("/index.html")
    page.get_by_role("searchbox", name="Search the site").fill("user 7")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="By Service User: User 07").click()
    assert shown(page) == ["User 07"]


def test_an_issue_sorts_the_table_within_its_groups(page: Page) -> None:
    page.goto("/service-users.html")
    heading = page.get_by_role("columnheader", name="No meters on Hubs")
    heading.get_by_role("button").press("Enter")
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert shown(page)[:5] == ["User 09", "User 22", "User 17", "User 01", "User 34"]


def test_nothing_is_wider_than_the_page(page: Page) -> None:
    for width in (390, 768, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/service-users.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
