"""The projects that tests build: never the live `data/`, so that a new month breaks no test.

`FEBRUARY` is the log of February 2021 as its paper has it, for tests of what the site says.
`GOLDEN` is a small one of three issues, for tests of how it is made. Both hold data only, and
`GOLDEN` its three notebooks; pages, templates and settings are the program's and come from it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from opsg.execution.plan import BY_MEETING, PAGES

ROOT = Path(__file__).parents[1]
FEBRUARY = ROOT / "tests" / "february"
GOLDEN = ROOT / "tests" / "project"
MADE = shutil.ignore_patterns("_site", "_reported", "_build", ".opsg", "__pycache__")
"""What a build leaves in a project."""


def assembled(source: Path, folder: Path) -> Path:
    """A project that can be built: the data of FEBRUARY or GOLDEN, and the program's parts."""
    shutil.copytree(source / "data", folder / "data")
    shutil.copytree(ROOT / "site", folder / "site")
    shutil.copyfile(ROOT / "_quarto.yml", folder / "_quarto.yml")
    (folder / "notebooks").mkdir()
    own_pages = (issue.name for issue in (source / "data/issues").iterdir())
    for name in (*PAGES, *BY_MEETING, *own_pages):
        own = source / "notebooks" / f"{name}.ipynb"
        shutil.copy(own if own.exists() else ROOT / "notebooks" / own.name, folder / "notebooks")
    if (ROOT / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def copied(project: Path, folder: Path, *, built: bool = False) -> Path:
    """A copy of a project; with `built`, also of its site and of what its builds have kept."""
    left = None if built else MADE
    return Path(shutil.copytree(project, folder, symlinks=True, ignore=left))
