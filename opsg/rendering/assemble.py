"""Put the hand-written pages and the executed notebooks together as one Quarto project.

The build calls `assemble` before notebooks run and `add` after; a renderer takes it from there.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from opsg.charts import WHOLE_LIBRARY
from opsg.core import file_kinds, months
from opsg.core.edition import Edition, draft_note, marked
from opsg.core.errors import Place, UserError
from opsg.core.html import ABSENT_TYPE, FILES_TYPE
from opsg.execution.cells import INJECTED, numbered
from opsg.rendering.absences import without_absent
from opsg.rendering.unfold import unfolded

if TYPE_CHECKING:
    from opsg.data.check import Meeting, Outline
    from opsg.execution.previous import Stale

NUMBER = "opsg-number"
"""In a cell's metadata: which of the notebook's cells it is, as whoever wrote it counts."""

TOLD = "opsg-told"
"""In a page's metadata: the names of what it is told instead of what all pages are."""

SITE = "_site.yml"
"""What every page is told that is told nothing else."""

_BASIC = Path("node_modules") / "plotly.js-basic-dist-min"
_HEAD = 200
_DATA_IMAGE = 'href=\\"data:image/'
"""How a picture of pixels inside another one stands in a notebook's file."""


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
    full = _packaged_plotly()
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


def _packaged_plotly() -> Path:
    # Found without being imported, which takes long.
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise UserError("plotly is not installed.", remedy="Run `make site`, which installs it.")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


def add(
    notebooks: Iterable[tuple[str, Path]],
    project: Path,
    *,
    stale: Mapping[str, Stale] = MappingProxyType({}),
    metadata: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
    note: str = "",
    leave_out: bool = False,
    original: Callable[[str], str] = str,
    offered: dict[str, tuple[Place, bytes]] | None = None,
) -> None:
    """Put executed notebooks into the project, each with its page (`issues/han-stability`).

    Pages that are `stale` say so, others are told their `metadata`; the files that they offer say
    the `note`. If it is to `leave_out` what is not there, a line at a page's end names it.
    `offered` are the files of notebooks put there before, and then of these too. Raises UserError
    for a file that is not to be offered, in the notebook as `original` calls it, or that is offered
    twice.
    """
    offered = {} if offered is None else offered
    for page, executed in notebooks:
        own = dict(metadata.get(page, {}))
        if page in stale:
            own["stale-note"] = _stale_note(stale[page])
        source = f"{page}.ipynb"
        _put(executed, project / source, project, own, note, leave_out, original(source), offered)


def _put(
    executed: Path,
    target: Path,
    project: Path,
    metadata: Mapping[str, object],
    note: str,
    leave_out: bool,
    written: str,
    offered: dict[str, tuple[Place, bytes]],
) -> None:
    """Write an executed notebook as a page's source, and the files that its outputs carry.

    `written` is what whoever wrote the notebook calls it; `offered` are the files so far. Times and
    other notes of the run are left out: they would reach the page.
    """
    text = executed.read_text(encoding="utf-8")
    notebook = json.loads(text)
    if _DATA_IMAGE in text:
        metadata = {**metadata, "data-images": True}
    if metadata:
        _tell(notebook["cells"][0], metadata)
    notebook["metadata"][TOLD] = [*metadata]
    for number, cell in numbered(notebook["cells"]):
        cell["metadata"][NUMBER] = number
    notebook["cells"] = unfolded(notebook["cells"])
    if leave_out:
        notebook["cells"] = without_absent(notebook["cells"])
    for cell in notebook["cells"]:
        if INJECTED in cell["metadata"].get("tags", ()):
            # Papermill gives it another one each time.
            cell["id"] = INJECTED
        cell["metadata"].pop("papermill", None)
        cell["metadata"].pop("execution", None)
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            data.pop(ABSENT_TYPE, None)
            where = Place(written, cell=cell["metadata"][NUMBER])
            _offer(data.pop(FILES_TYPE, {}), project, note, where, offered)
            if len(data) > 1:
                # What only a terminal would show; it may hold an object's address.
                data.pop("text/plain", None)
    notebook["metadata"].pop("papermill", None)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(notebook, ensure_ascii=False)
    target.write_text(text, encoding="utf-8")
    if WHOLE_LIBRARY in text:
        shutil.copyfile(_packaged_plotly(), project / "scripts" / f"{WHOLE_LIBRARY}.min.js")


def _tell(settings: dict[str, Any], metadata: Mapping[str, object]) -> None:
    """Add to a page's settings what the template shows above the page."""
    text = "".join(settings["source"]).rstrip().removesuffix("---")
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in metadata.items())
    settings["source"] = f"{text}{lines}---"


def _stale_note(stale: Stale) -> str:
    return (
        f"This page could not be made anew. It is as it was made on {months.long_date(stale.made)}"
        f" for {months.named(stale.month)}, and may be out of date."
    )


def _offer(
    files: object,
    project: Path,
    note: str,
    where: Place,
    offered: dict[str, tuple[Place, bytes]],
) -> None:
    """Write the files that an output carries. Raises UserError for what is not given out."""
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise UserError("the files of an output are no texts by their names.", where=where)
    for name, text in files.items():
        if wrong := file_kinds.offer_problem(name):
            raise UserError(wrong[0], where=where, remedy=wrong[1])
        # Pictures are marked where the PNG is made of them.
        content = (marked(text, note) if name.endswith(".csv") else text).encode("utf-8", "replace")
        if problem := file_kinds.content_problem(name, content):
            remedy = f"Mend '{name}', which the cell offers."
            raise UserError(f"in '{name}': {problem}", where=where, remedy=remedy)
        # Some disks do not tell small letters from capital ones.
        first, held = offered.setdefault(name.casefold(), (where, content))
        if first.name != where.name or held != content:
            problem = f"'{name}' is offered by {first} too."
            raise UserError(problem, where=where, remedy="Give each a name of its own.")
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


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
