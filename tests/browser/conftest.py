"""Pages of the illustrative edition in a browser, on which nothing may go wrong unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tabs import as_new, overheard


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def only_tab(browser: Browser, address: str) -> Iterator[Page]:
    """The tab of all tests: each of its own would take a process and load all anew."""
    with browser.new_context(base_url=address) as window:
        yield window.new_page()


@pytest.fixture(scope="session")
def only_tab_without_scripts(browser: Browser, address: str) -> Iterator[Page]:
    """The tab of all tests of what is there without JavaScript."""
    with browser.new_context(base_url=address, java_script_enabled=False) as window:
        yield window.new_page()


@pytest.fixture
def scriptless(only_tab_without_scripts: Page) -> Page:
    """A page without JavaScript."""
    return as_new(only_tab_without_scripts)


@pytest.fixture
def page(only_tab: Page, address: str) -> Iterator[Page]:
    """A page on which every message and every request to another host is an error at the end."""
    page = as_new(only_tab)
    with overheard(page, address) as said:
        yield page
        if page.url.startswith(address):
            page.evaluate("localStorage.clear()")
    page.unroute_all()
    page.goto("about:blank")
    assert said == []


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """Every page of the site, as its address below the site's own."""
    return [f"/{path.relative_to(site).as_posix()}" for path in sorted(site.rglob("*.html"))]
