"""A small project with its site built and everything in its cache, to be spoilt and mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opsg.cli import main

# Of the others two months will do; what the paper says of Alerts rests on many.
WHOLE = "alerts"
MONTHS = ("2021-01", "2021-02")


@pytest.fixture(scope="session")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two months of figures, its site and its cache."""
    folder = tmp_path_factory.mktemp("built") / "opsg"
    for part in ("_quarto.yml", "data", "notebooks", "site"):
        copy = shutil.copytree if (project / part).is_dir() else shutil.copyfile
        folder.mkdir(exist_ok=True)
        copy(project / part, folder / part)
    for path in (folder / "data" / "snapshots").glob("*/*.csv"):
        if path.parent.name != WHOLE and path.stem not in MONTHS:
            path.unlink()
    output = str(folder / "_site")
    assert main(["--renderer", "pandoc", "--output", output], root=folder) == 0
    return folder


@pytest.fixture
def spoil(built: Path) -> Iterator[Callable[[str], Path]]:
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

    yield spoil
    for path, safe in reversed(kept):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if safe is not None:
            safe.rename(path)
    shutil.rmtree(store)
