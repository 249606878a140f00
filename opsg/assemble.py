"""Put the hand-written pages and the executed notebooks together as one Quarto project."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import yaml

from opsg import months
from opsg.errors import UserError
from opsg.markup import FILES_TYPE

if TYPE_CHECKING:
    from opsg.log import Meeting

NOTES = {
    "illustrative": "Illustrative edition: the history and the breakdowns are made up to show what"
    " the site does. Not for decisions.",
    "reported": "Reported edition: published figures only.",
}


def assemble(
    root: Path, project: Path, notebooks: Iterable[tuple[str, Path]], metadata: dict[str, object]
) -> None:
    """Write the Quarto project `project` anew, in place of what was there.

    `notebooks` are pages (`issues/han-stability`) with their executed notebooks, `metadata` is
    what every page is told, written to `_site.yml`. Raises UserError if a part of the project
    is missing under `root`.
    """
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(_part(root / "site"), project)
    shutil.copyfile(_part(root / "_quarto.yml"), project / "_quarto.yml")
    for page, executed in notebooks:
        _put(executed, project / f"{page}.ipynb", project)
    (project / "scripts").mkdir(exist_ok=True)
    shutil.copyfile(_plotly_script(), project / "scripts" / "plotly.min.js")
    written = yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)
    (project / "_site.yml").write_text(written, encoding="utf-8")


def _put(executed: Path, target: Path, project: Path) -> None:
    """Write an executed notebook as a page's source, and the files that its outputs carry.

    Times and other notes of the run are left out: they would reach the page.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"].pop("papermill", None)
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", ()):
            for name, text in output.get("data", {}).pop(FILES_TYPE, {}).items():
                _offer(project, name, text, executed)
    notebook["metadata"].pop("papermill", None)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False), encoding="utf-8")


def _offer(project: Path, name: str, text: str, executed: Path) -> None:
    place = PurePosixPath(name)
    if place.parts[:1] != ("downloads",) or ".." in place.parts:
        raise UserError(
            f"a notebook offers the file '{name}'.",
            where=str(executed),
            remedy="Offer files below downloads/ only.",
        )
    path = project / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def site_metadata(meeting: Meeting, *, reported_only: bool) -> dict[str, object]:
    """What every page of an edition is told: its edition, month, meeting and paper."""
    edition = "reported" if reported_only else "illustrative"
    metadata: dict[str, object] = {
        "edition": edition,
        "edition_note": NOTES[edition],
        "month": meeting.month,
        "month_name": months.name(months.first_day(meeting.month)),
        "meeting": f"OPSG {meeting.number}",
        "paper": meeting.paper,
        "paper_date": _in_words(meeting.paper_date),
        "classification": meeting.classification,
    }
    if not reported_only:
        metadata["illustrative"] = True
    return metadata


def _in_words(day: date | None) -> str:
    return "" if day is None else months.long_date(day)


def _part(path: Path) -> Path:
    if not path.exists():
        raise UserError("this part of the project is missing.", where=str(path))
    return path


def _plotly_script() -> Path:
    """The plotly.js that the installed Python package ships, found without importing it."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("plotly is not installed.", remedy="Run `make site`, which installs it.")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
