"""A step of a build that makes files from what is known beforehand, and is not repeated in vain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from opsg.core.cache.store import Cache, write


def step(
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
    if recalled(cache, label, key, folder):
        return False
    make()
    keep(cache, label, key, folder, outputs)
    return True


def recalled(cache: Cache, label: str, key: str, folder: Path) -> bool:
    """Put a step's files into `folder` if the cache has them; whether it does."""
    for entry in cache.find(label, key):
        write(entry.files, folder)
        return True
    return False


def keep(cache: Cache, label: str, key: str, folder: Path, outputs: Sequence[str]) -> None:
    """Store the files that a step has written into `folder`."""
    made = sorted(path for each in outputs for path in folder.glob(each) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in made}
    cache.keep(label, key, {}, files)
