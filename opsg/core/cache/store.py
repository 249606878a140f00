"""A store of results by the content of what they were made from.

An entry is one file: a line with the digest of all that follows, a line of JSON, and the bytes of
the files it holds. Entries are written beside and renamed into place, so that builds at the same
time see all of an entry or none, and are checked when read: one cut short or damaged is removed
and made anew. They hold no absolute path, so the folder can be carried to another machine.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from opsg.core.cache import digests
from opsg.core.files import write_file

_log = logging.getLogger(__name__)

MOST_BYTES = 256 * 2**20
STALE_S = 3600
"""How old a file that was never renamed into place must be to be taken for a killed build's."""


class Entry(NamedTuple):
    """A result: plain values about it, and its files by their names."""

    facts: dict[str, Any]
    files: dict[str, bytes]


class Cache:
    """The entries in a folder. With `read` false none is found, but new ones are kept.

    It finds those that were there when it first looked, and its own: a build looks for hundreds,
    and where there are thousands it takes long to list them each time.
    """

    def __init__(self, folder: Path, *, read: bool = True) -> None:
        self._folder = folder
        self._read = read

    def find(self, label: str, key: str) -> Iterator[Entry]:
        """The entries under a key, the one used last first; `label` says what they are."""
        if self._read:
            yield from self._entries(self._known.get(f"{_plain(label)}.{key}", []))

    def latest(self, label: str) -> Iterator[Entry]:
        """All entries of a label, the one used last first."""
        names = [name for name in self._known if name.startswith(f"{_plain(label)}.")]
        yield from self._entries([path for name in names for path in self._known[name]])

    def keep(
        self,
        label: str,
        key: str,
        facts: Mapping[str, Any],
        files: Mapping[str, bytes],
        variant: str = "0",
    ) -> None:
        """Store a result under its key; those of one key are told apart by `variant`.

        Nothing happens if it cannot be written: the next build is slower, no more.
        """
        head = {"facts": facts, "files": {name: len(content) for name, content in files.items()}}
        body = b"\n".join((json.dumps(head).encode(), b"".join(files.values())))
        path = self._folder / f"{_plain(label)}.{key}.{variant}"
        with suppress(OSError):
            write_file(path, b"\n".join((digests.digest_bytes(body).encode(), body)))
            same = self._known.setdefault(path.stem, [])
            if path not in same:
                same.append(path)

    def trim(self, most: int = MOST_BYTES) -> None:
        """Remove what was not used for longest until at most `most` bytes are left."""
        entries = []
        for path in self._paths():
            with suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for used, size, path in sorted(entries):
            left_over = path.name.startswith(".") and time.time() - used > STALE_S
            if total > most or left_over:
                with suppress(OSError):
                    path.unlink()
                total -= size

    @cached_property
    def _known(self) -> dict[str, list[Path]]:
        """The entries by label and key."""
        known: dict[str, list[Path]] = {}
        for path in self._paths():
            known.setdefault(path.stem, []).append(path)
        return known

    def _entries(self, paths: Iterable[Path]) -> Iterator[Entry]:
        for path in sorted(paths, key=_used, reverse=True):
            entry = _load(path)
            if entry:
                with suppress(OSError):
                    os.utime(path)  # `trim` goes by when an entry was last used
                yield entry

    def _paths(self) -> list[Path]:
        try:
            return [path for path in self._folder.iterdir() if path.is_file()]
        except OSError:
            return []


def run_step(
    cache: Cache,
    label: str,
    key: str,
    folder: Path,
    outputs: Sequence[str],
    make: Callable[[], object],
) -> bool:
    """Have `make` write files into `folder`, or take them from the cache; whether it was needed.

    `outputs` are patterns for the files' paths below `folder` (`downloads/data/*`); `key` is the
    digest of all that they are made from.
    """
    if restore_files(cache, label, key, folder):
        return False
    _log.debug("%s is not in the cache: it is made", label)
    make()
    keep_files(cache, label, key, folder, outputs)
    return True


def restore_files(cache: Cache, label: str, key: str, folder: Path) -> bool:
    """Put a step's files into `folder` if the cache has them; whether it does."""
    for entry in cache.find(label, key):
        _log.debug("%s comes from the cache: %d files", label, len(entry.files))
        write_files(entry.files, folder)
        return True
    return False


def keep_files(cache: Cache, label: str, key: str, folder: Path, outputs: Sequence[str]) -> None:
    """Store the files that a step has written into `folder`."""
    cache.keep(label, key, {}, read_files(folder, outputs))


def read_files(folder: Path, outputs: Sequence[str]) -> dict[str, bytes]:
    """The files that a step has written into `folder`, by their paths below it."""
    paths = sorted(path for each in outputs for path in folder.glob(each) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write an entry's files into a folder. Raises ValueError for a name that leads out of it."""
    for name, content in files.items():
        relative = PurePosixPath(name)
        # The cache may have been carried here from another machine.
        if relative.is_absolute() or ".." in relative.parts:
            raise ValueError(f"a file of the cache is called {name}")
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _load(path: Path) -> Entry | None:
    """An entry; None if it is damaged, and then it is removed."""
    try:
        digest, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digests.digest_bytes(body).encode() != digest:
        _log.debug("%s is damaged and is removed", path)
        with suppress(OSError):
            path.unlink()
        return None
    line, _, content = body.partition(b"\n")
    head = json.loads(line)
    files = {}
    start = 0
    for name, length in head["files"].items():
        files[name] = content[start : start + length]
        start += length
    return Entry(head["facts"], files)


def _plain(label: str) -> str:
    """A label as a part of a file's name; a page's may have a `/`."""
    return label.replace("/", "-")


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
