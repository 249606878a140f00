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
LINK = "a link"
SPECIAL = "no file"
"""What stands for a digest where there is a link, and where there is a pipe or a device."""

_BETWEEN = "\0"
_PIECE = 1 << 16


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
    """The digest of a file's content; ABSENT, UNREADABLE or SPECIAL where there is none."""
    try:
        if not path.is_file():
            return SPECIAL if path.exists() else ABSENT
        # `hashlib.file_digest` takes half as long again for files as small as most are.
        content = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while piece := file.read(_PIECE):
                content.update(piece)
        return content.hexdigest()[:32]
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


def digest_tree(
    folder: Path, *, hidden: bool = False, named: tuple[str, ...] = ()
) -> dict[str, str]:
    """All files below a folder with their digests, and the folders (`a/b/`) with their names.

    The folder itself is called `./`. A link below it is LINK, wherever it leads: to the root of
    the machine, perhaps. Files whose names end in any of `named` are only among the names of their
    folder. For `hidden` see `list_folder`.
    """
    return dict(_walk(folder, hidden, named, ""))


def _walk(
    folder: Path, hidden: bool, named: tuple[str, ...], prefix: str
) -> Iterator[tuple[str, str]]:
    listing = list_folder(folder, hidden=hidden)
    yield prefix or "./", listing
    for name in split_names(listing):
        path = folder / name
        if name.endswith("/"):
            yield from _walk(path, hidden, named, f"{prefix}{name}")
        elif not name.endswith(named):
            yield f"{prefix}{name}", LINK if path.is_symlink() else digest_file(path)


def _name(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name


def _counts(name: str) -> bool:
    return not name.startswith(".") and name != "__pycache__"
