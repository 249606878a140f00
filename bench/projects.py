"""A copy of this project to measure builds of, and what is done to it between builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("_quarto.yml", "build.py", "data", "notebooks", "requirements.lock", "site")


def copied(folder: Path) -> Path:
    """The copy, made in `folder`, without what earlier builds made."""
    project = folder / "opsg"
    project.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, project / part)
    return project


def add_kernel(folder: Path) -> None:
    """A kernel of this environment under the name that the notebooks give, for all processes."""
    install = [sys.executable, "-m", "ipykernel", "install", "--name", "opsg", "--prefix", folder]
    subprocess.run(install, check=True, capture_output=True)
    os.environ["JUPYTER_PATH"] = str(folder / "share" / "jupyter")


def build(project: Path) -> None:
    """Build the site of a copy with the embedded renderer."""
    run([sys.executable, str(project / "build.py"), "--renderer", "pandoc"], project=project)


def run(*command: list[str], project: Path) -> None:
    """Run a command on a copy, given in parts."""
    environment = {**os.environ, "OPSG_DATA": str(project / "data")}
    subprocess.run(
        [word for part in command for word in part],
        check=True,
        capture_output=True,
        cwd=project,
        env=environment,
    )


def forget(project: Path) -> None:
    """Take away all that builds made."""
    for made in (".opsg", "_build", "_site", "._site.opsg"):
        shutil.rmtree(project / made, ignore_errors=True)


def change_figure(project: Path) -> None:
    """Count one more in a row that no reported figure is checked against."""
    path = project / "data" / "snapshots" / "hub_exceptions" / "2020-03.csv"
    header, row, *others = path.read_text().splitlines()
    cells = row.split(",")
    place = header.split(",").index("open")
    cells[place] = str(int(cells[place]) + 1)
    path.write_text("\n".join([header, ",".join(cells), *others, ""]))
