"""Watches what the site is made from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core.cache.inputs import CONFIGURATION, PACKAGE

if TYPE_CHECKING:
    from opsg.build.request import Request


STEP_MS = 10
"""How long nothing more may change before what has changed is told."""


@contextmanager
def watching(request: Request) -> Iterator[threading.Event]:
    """An event that is set whenever a file of the data, pages, notebooks or program changes."""
    from watchfiles import watch

    changed, over = threading.Event(), threading.Event()
    folders = [request.data, request.root / "notebooks", request.root / "site", PACKAGE]
    watches = [
        partial(watch, *(folder.resolve() for folder in folders if folder.is_dir())),
        # An editor may put a new file in the place of the old one: only its folder tells of it.
        partial(watch, request.root, recursive=False, watch_filter=_is_configuration),
    ]

    def follow(begin: partial[Iterator[object]]) -> None:
        for _ in begin(stop_event=over, step=STEP_MS):
            changed.set()

    threads = [threading.Thread(target=follow, args=(begin,)) for begin in watches]
    for thread in threads:
        thread.start()
    try:
        yield changed
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _is_configuration(_: object, path: str) -> bool:
    return Path(path).name == CONFIGURATION
