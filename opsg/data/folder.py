"""Where the data is: the folder named by `OPSG_DATA`, else `data` here or in a folder above."""

from __future__ import annotations

import os
from pathlib import Path

from opsg.core.errors import UserError


def named(data: Path) -> list[str]:
    """What names a folder of facts in a command: nothing if it is `data` here."""
    return [] if data.resolve() == Path("data").resolve() else ["--data", str(data)]


def data_folder() -> Path:
    """The folder of facts. Raises UserError if there is none."""
    named = os.environ.get("OPSG_DATA")
    if named and "://" in named:
        raise UserError(
            f"{named} is no folder.",
            where="OPSG_DATA",
            remedy="Name a bucket with --data, as in: python build.py --data s3://bucket/data",
        )
    if named:
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "stages.yml").is_file():
            _require_own_program(folder)
            return folder / "data"
    raise UserError(
        f"There is no data folder in {here} or above it.",
        remedy="Run from the repository, or name the folder in OPSG_DATA.",
    )


def _require_own_program(project: Path) -> None:
    """Jupyter knows one kernel by its name, which may be that of another copy of the project."""
    program = Path(__file__).resolve().parents[1]
    own = project / "opsg"
    if (own / "data" / "folder.py").is_file() and own.resolve() != program:
        raise UserError(
            f"this is the program of {program.parent}, which is not that of its notebooks.",
            where=str(project),
            remedy=f"Run `make lab` in {project}, then restart the notebook's kernel.",
        )
