"""Digests of what files and folders hold, never of when they were written.

Caches, copies of buckets and the look for changes during a build compare them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

ABSENT = "absent"
UNREADABLE = "unreadable"

_BETWEEN = "\0"


def digest(*values: object) -> str:
    """The digest of plain values; the order of a mapping's keys makes no difference.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return digest_bytes(json.dumps(values, sort_keys=True).encode())


def digest_bytes(content: bytes) -> str:
    """The digest of some bytes: the first half of their SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()[:32]


def digest_file(path: Path) -> str:
    """The digest of a file's content; ABSENT or UNREADABLE where there is none to be had."""
    try:
        if not path.is_file():
            return UNREADABLE if path.exists() else ABSENT
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError:
        return UNREADABLE


def list_folder(path: Path, *, hidden: bool = False) -> str:
    """The names in a folder as one text, which `split_names` takes apart; ABSENT if there is none.

    Unless asked for, hidden ones are left out, as the program does, and Python's own.
    """
    try:
        with os.scandir(path) as entries:
            names = [_name(entry) for entry in entries if hidden or _counts(entry.name)]
    except (FileNotFoundError, NotADirectoryError):
        return ABSENT
    except OSError:
        return UNREADABLE
    return _BETWEEN.join(sorted(names))


def split_names(folder: str) -> list[str]:
    """The names that `list_folder` has, in order; those of folders end in `/`."""
    return [] if folder in ("", ABSENT, UNREADABLE) else folder.split(_BETWEEN)


def up_to(folder: str, last: str) -> str:
    """Of what `list_folder` has, the names that do not begin with anything later than `last`."""
    if folder in (ABSENT, UNREADABLE):
        return folder
    return _BETWEEN.join(name for name in split_names(folder) if name[: len(last)] <= last)


def digest_tree(folder: Path, *, hidden: bool = False) -> dict[str, str]:
    """All files below a folder with their digests, and the folders (`a/b/`) with their names.

    The folder itself is called `./`. Links are followed, but not in a circle. For `hidden` see
    `list_folder`.
    """
    return dict(_walk(folder, hidden, "", ()))


def _walk(
    folder: Path, hidden: bool, prefix: str, above: tuple[Path, ...]
) -> Iterator[tuple[str, str]]:
    listing = list_folder(folder, hidden=hidden)
    yield prefix or "./", listing
    # Resolving every folder would cost more than reading it: only a link can lead elsewhere.
    real = above[-1] / folder.name if above and not folder.is_symlink() else folder.resolve()
    if real in above:
        return
    for name in split_names(listing):
        if name.endswith("/"):
            yield from _walk(folder / name[:-1], hidden, f"{prefix}{name}", (*above, real))
        else:
            yield f"{prefix}{name}", digest_file(folder / name)


def _name(entry: os.DirEntry[str]) -> str:
    try:
        return f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError:  # a link that leads to itself
        return entry.name


def _counts(name: str) -> bool:
    return not name.startswith(".") and name != "__pycache__"
