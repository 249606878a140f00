"""What changed: comparisons of earlier months on the page of the built site."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PAGE = "/what-changed.html"
NAME = "2020-10-to-2020-11"
MOVED = "No meters on Hubs moved from Solution design to Implementing"


def test_a_comparison_is_opened_by_keyboard_and_its_address_can_be_shared(page: Page) -> None:
    page.goto(PAGE)
    expect(page.locator(".lede")).to_contain_text("Between January 2021")
    page.get_by_role("link", name="Earlier months").press("Enter")
    month = page.locator("h3", has_text="November 2020")
    opened = month.locator("xpath=following-sibling::details[1]")
    opened.locator("summary").press("Enter")
    expect(page.locator(f"[id='{NAME}']")).to_contain_text(MOVED)
    assert page.url.endswith(f"#{NAME}")
    opened.locator("summary").press("Enter")
    expect(page.locator(f"[id='{NAME}']")).to_be_hidden()
    assert page.url.endswith("what-changed.html")

    page.goto("/index.html")
    page.goto(f"{PAGE}#{NAME}")
    expect(page.locator(f"[id='{NAME}']")).to_contain_text(MOVED)


def test_an_address_opens_its_comparison_with_and_without_scripts(
    page: Page, scriptless: Page
) -> None:
    for either in (page, scriptless):
        either.goto(f"{PAGE}#{NAME}")
        expect(either.locator(f"[id='{NAME}']")).to_be_in_viewport()


def test_only_the_comparisons_that_are_open_are_printed(page: Page) -> None:
    page.goto(f"{PAGE}#{NAME}")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".comparison > div:visible")).to_have_count(1)
    expect(page.locator(".comparison > summary:visible")).to_have_count(32)
