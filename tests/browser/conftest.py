"""Pages of the illustrative edition in a browser, on which nothing may go wrong unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

WIDE = {"width": 1200, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """What the pages of a file of tests share, as each would take a process and load all anew."""
    window = browser.new_context(base_url=address, viewport=WIDE)
    yield window
    window.close()


@pytest.fixture
def page(window: BrowserContext, address: str) -> Iterator[Page]:
    """A page on which every message and every request to another host is an error at the end."""
    page = window.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(address) or said.append(asked.url))
    yield page
    if page.url.startswith(address):
        page.evaluate("localStorage.clear()")
    page.close()
    assert said == []


@pytest.fixture(scope="session")
def addresses(site: Path) -> list[str]:
    """Every page of the site, as its address below the site's own."""
    return [f"/{path.relative_to(site).as_posix()}" for path in sorted(site.rglob("*.html"))]
