"""Keeps tests, and the processes that they start, from reading the live log.

What a month brings must break no test. Besides this, the tests of every pull request run where
there is no `data/` at all (`.github/workflows/check.yml`), which holds for other programs too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LIVE = str(Path(__file__).parents[2] / "data")
EXIT = 70
"""With what a process ends that reads it; an exception may be caught."""

_HEARD = frozenset({"open", "os.listdir", "os.scandir", "os.symlink", "subprocess.Popen"})


def guard(refuse: Callable[[str], None]) -> None:
    """Call `refuse` with the path whenever this process goes to the live log, by any name of it."""

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        # Python tells of all that it does, and has taken this module apart where it ends.
        if not _HEARD or event not in _HEARD:
            return
        for path in _paths(event, arguments):
            if path == LIVE or path.startswith(f"{LIVE}{os.sep}"):
                refuse(path)

    sys.addaudithook(heard)


def leave(path: str) -> None:
    """End this process, saying why."""
    print(f"a process of a test reads the live log: {path}", file=sys.stderr, flush=True)
    os._exit(EXIT)


def _paths(event: str, arguments: tuple[object, ...]) -> Iterator[str]:
    """The files and folders that an event of Python's is about, as absolute paths."""
    names: tuple[object, ...] = ()
    if event != "subprocess.Popen":
        names = arguments[:1]
    elif isinstance(arguments[1], list | tuple):
        names = (*arguments[1], arguments[2])
    # Other names than these may be relative to another folder than the working folder.
    relative = event in ("os.listdir", "os.scandir") or (event == "open" and arguments[1])
    for name in names:
        # Neither the number of an open file, nor None for the working folder.
        if isinstance(name, str | bytes | os.PathLike):
            path = os.fsdecode(name)
            if relative or os.path.isabs(path):  # noqa: PTH117
                yield os.path.abspath(path)  # noqa: PTH100
