"""Spoils files of a project for a while."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CASE_SECONDS = "case_seconds"
"""The property of a test that says how many seconds of a processor its case took."""


@contextmanager
def spoiling(built: Path) -> Iterator[Callable[[str], Path]]:
    """Gives a path of the project to change; puts what was there back afterwards."""
    kept: list[tuple[Path, Path | None]] = []
    store = built.parent / "kept"
    store.mkdir()

    def spoil(name: str) -> Path:
        path = built / name
        safe = None
        if path.exists():
            safe = store / str(len(kept))
            shutil.copy2(path, safe)
        else:
            missing = [above for above in path.parents if not above.exists()]
            kept.extend((above, None) for above in missing[-1:])
        kept.append((path, safe))
        return path

    try:
        yield spoil
    finally:
        for path, safe in reversed(kept):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
            if safe is not None:
                safe.rename(path)
        shutil.rmtree(store)
