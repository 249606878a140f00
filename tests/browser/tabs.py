"""The tab that tests share: as new, and what it complains of while it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ConsoleMessage, Error, Page, Request, ViewportSize

WIDE: ViewportSize = {"width": 1200, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 900}
LEFT = "ERR_ABORTED"
"""What became of a request whose page was left before it was answered."""


def as_new(tab: Page) -> Page:
    """A tab as wide and as light as tests expect a new one."""
    tab.set_viewport_size(WIDE)
    tab.emulate_media(media="null", color_scheme="light", reduced_motion="no-preference")
    return tab


@contextmanager
def overheard(tab: Page, *own: str) -> Iterator[list[str]]:
    """What goes wrong on a tab's pages, and what they ask of others than their `own` addresses."""
    said: list[str] = []

    def tell(what: str) -> None:
        said.append(f"{tab.url}: {what}")

    def message(told: ConsoleMessage) -> None:
        tell(told.text)

    def error(told: Error) -> None:
        tell(str(told))

    def asked(request: Request) -> None:
        if not request.url.startswith(own):
            tell(request.url)

    def failed(request: Request) -> None:
        if LEFT not in (request.failure or ""):
            tell(f"{request.url} {request.failure}")

    tab.on("console", message)
    tab.on("pageerror", error)
    tab.on("request", asked)
    tab.on("requestfailed", failed)
    yield said
    tab.remove_listener("console", message)
    tab.remove_listener("pageerror", error)
    tab.remove_listener("request", asked)
    tab.remove_listener("requestfailed", failed)
