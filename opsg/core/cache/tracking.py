"""What a notebook reads while it runs, recorded so that it is run again when any of it changes.

Of the log it is facts (`facts`), of everything else files, folders and the months of datasets.
Python tells of every file that it opens and every folder that it lists; `file` and `folder` tell
of what it cannot see: files that Polars reads, and files and folders that are looked for and are
not there. Only the processes that run notebooks record; elsewhere both do nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from opsg.core.cache import facts

UNTIL = ".."
"""What stands before the last name that counts of a folder."""


class Reads(NamedTuple):
    """What was read: absolute paths of files and of folders that were listed, and facts of the log.

    A folder that ends in `/..2021-02` was listed up to the names that begin so. `facts` are the
    digests of their values.
    """

    files: list[str]
    folders: list[str]
    facts: dict[str, str]


_files: set[str] = set()
_folders: set[str] = set()
_recording = False
_paused: list[None] = []


def record() -> None:
    """From now on, to the end of the process, record what is read."""
    global _recording
    # An audit hook cannot be removed: it is added once, and only where notebooks run.
    if not _recording:
        _recording = True
        facts.record()
        sys.addaudithook(_audit)


def forget() -> None:
    """Record anew what was read before: something else begins to be made in the process."""
    _files.clear()
    _folders.clear()
    facts.forget()


def recorded() -> Reads:
    """What was read since `record` or `forget`."""
    return Reads(sorted(_files), sorted(_folders), facts.recorded())


@contextmanager
def paused() -> Iterator[None]:
    """Record no files and folders meanwhile: what is read of them counts in another way."""
    _paused.append(None)
    try:
        yield
    finally:
        _paused.pop()


def file(path: Path) -> None:
    """A file is read, or looked for, in a way that Python does not tell of."""
    if _recording:
        _note(path, _files)


def folder(path: Path, until: str | None = None) -> None:
    """A folder is listed, or looked for, in a way that Python does not tell of.

    With `until` only names count that do not come after it.
    """
    if _recording:
        _note(path / f"{UNTIL}{until}" if until else path, _folders)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, mode, flags = arguments
        if not _writes(mode, flags):
            _note(path, _files)
    elif event in ("os.listdir", "os.scandir"):
        _note(arguments[0] or ".", _folders)


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return "r" not in mode
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) == os.O_WRONLY


def _note(path: object, into: set[str]) -> None:
    if not _paused and isinstance(path, str | bytes | os.PathLike):
        # The working folder may be gone; then there is nothing of the data in it either.
        with suppress(OSError):
            # A page reads a thousand files: Path.absolute takes ten times as long.
            into.add(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
