"""Puts together the Quarto project of a site, with all but the sources that notebooks make.

What these are made of executed notebooks stands in `page_sources`.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core import months
from opsg.core.edition import Edition, draft_note
from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.data.check import Meeting, Outline

SITE = "_site.yml"
"""What every page is told that is told nothing else."""

_BASIC = Path("node_modules") / "plotly.js-basic-dist-min"
_HEAD = 200


def assemble(root: Path, project: Path, metadata: dict[str, object]) -> None:
    """Write the Quarto project `project` anew, but for the notebooks, in place of what was there.

    `metadata` is what every page is told, written to `_site.yml`. Raises UserError if a part of
    the project is missing under `root`.
    """
    _remove(project)
    hidden = shutil.ignore_patterns(".*")
    shutil.copytree(_part(root / "site"), project, symlinks=True, ignore=hidden)
    shutil.copyfile(_part(root / "_quarto.yml"), project / "_quarto.yml")
    (project / "scripts").mkdir(exist_ok=True)
    shutil.copyfile(plotly_script(root), project / "scripts" / "plotly.min.js")
    # JSON is YAML too, and writing it needs no library.
    text = json.dumps(metadata, indent=2, ensure_ascii=False)
    (project / SITE).write_text(f"{text}\n", encoding="utf-8")


def original(name: str, root: Path, notebooks: Mapping[str, str]) -> str:
    """What a file of the assembled project is called where it is written, under `root`.

    `notebooks` are the files that the sources of pages are made from.
    """
    if name in notebooks:
        return notebooks[name]
    return f"site/{name}" if (root / "site" / name).is_file() else name


def _remove(project: Path) -> None:
    """Take away what an earlier build assembled. Raises UserError if it cannot be."""
    try:
        if project.is_dir() and not project.is_symlink():
            shutil.rmtree(project)
        else:
            project.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"what an earlier build left cannot be removed: {error.strerror}.",
            where=str(error.filename or project),
            remedy=f"Remove {project.name} yourself, or make it yours.",
        ) from None


def _part(path: Path) -> Path:
    if not path.exists():
        raise UserError("this part of the project is missing.", where=str(path))
    return path


def plotly_script(root: Path) -> Path:
    """The plotly.js to publish with the site that `root` holds.

    The basic bundle is a quarter of the size and draws all that the charts need. It is used if
    npm has put it there in the very version that the Python package makes figures for.
    Raises UserError if plotly is not installed.
    """
    full = packaged_plotly()
    basic = root / _BASIC / "plotly-basic.min.js"
    same = basic.is_file() and plotly_version(full) == _npm_version(root / _BASIC)
    return basic if same else full


def plotly_version(script: Path) -> str:
    """The version that a plotly.js bundle names in its first lines; empty if it names none."""
    with script.open(encoding="utf-8") as lines:
        match = re.search(r"plotly\.js (?:\(.*\) )?v([\d.]+)", lines.read(_HEAD))
    return match[1] if match else ""


def _npm_version(package: Path) -> str:
    description = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return str(description["version"])


def packaged_plotly() -> Path:
    """The plotly.js that the Python package brings. Raises UserError if it is not installed."""
    # Found without being imported, which takes long.
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("plotly is not installed.", remedy="Run `make site`, which installs it.")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


def site_metadata(log: Outline, edition: Edition) -> dict[str, object]:
    """What every page of an edition is told: its edition, month, meeting, paper and next update."""
    meeting = log.meeting(edition.month)
    metadata: dict[str, object] = {
        "edition": edition.name,
        "edition_note": edition.note,
        **{name: value for name, value in _told(meeting).items() if value},
        "next_update": _next_update(log, edition.month),
        "classification": meeting.classification,
    }
    if not edition.reported_only:
        metadata["illustrative"] = True
    if edition.inner_note:
        metadata |= {"classification": edition.ceiling, "inner_note": edition.inner_note}
    return metadata


def _next_update(log: Outline, month: str) -> str:
    """When the pages of a month are followed by newer ones, as far as the log knows."""
    later = next((meeting for meeting in log.meetings if meeting.month > month), None)
    day = later and (later.paper_date or later.meeting_date)
    if later is None or day is None:
        return "with the next meeting’s paper, which has no date yet"
    return f"with the paper for OPSG {later.number}, {_in_words(day)}"


def report_metadata(meetings: Iterable[Meeting]) -> dict[str, dict[str, object]]:
    """What the pages of reports are told: their own meeting, whichever the edition's is."""
    return {
        f"reports/{meeting.month}{kind}": _told(meeting)
        for meeting in meetings
        for kind in ("", "-briefing", *(f"-part-{part}" for part in range(1, meeting.parts + 1)))
    }


def _told(meeting: Meeting) -> dict[str, object]:
    """A meeting's month and paper; false stands for what the template is to leave out."""
    published = meeting.is_published
    return {
        "month": meeting.month,
        "month_name": months.named(meeting.month),
        "meeting": f"OPSG {meeting.number}",
        "paper": meeting.paper if published else False,
        "paper_date": _in_words(meeting.paper_date) if published else False,
        "draft_note": draft_note(meeting) or False,
        "updated": meeting.dated,
    }


def _in_words(day: str | None) -> str:
    return "" if day is None else months.long_date(date.fromisoformat(day))
