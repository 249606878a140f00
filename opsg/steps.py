"""A step of a build that makes files from what is known beforehand, and is not repeated in vain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from opsg.cache import Cache, write


def step(
    cache: Cache,
    label: str,
    key: str,
    folder: Path,
    outputs: Sequence[str],
    make: Callable[[], object],
    *,
    holds: Callable[[], bool] = lambda: True,
) -> bool:
    """Have `make` write files into `folder`, or take them from the cache; whether it was needed.

    `outputs` are patterns for the files' paths below `folder` (`downloads/data/*`); `key` is the
    digest of all that they are made from. They are kept if the key still `holds` afterwards.
    """
    for entry in cache.find(label, key):
        write(entry.files, folder)
        return False
    make()
    if not holds():
        return True
    made = sorted(path for each in outputs for path in folder.glob(each) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in made}
    cache.keep(label, key, {}, files)
    return True
