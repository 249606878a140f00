"""A copy of this project to measure builds of, without what earlier builds made."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("_quarto.yml", "build.py", "data", "notebooks", "requirements.lock", "site")


def copied(folder: Path) -> Path:
    """The copy, made in `folder`."""
    project = folder / "opsg"
    project.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, project / part)
    return project
