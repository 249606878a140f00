"""Which notebooks a build runs, with which parameters, and which page each becomes.

The build makes the plan and `run` follows it; what comes in asks which notebooks are pages'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from opsg.core import notebook_file
from opsg.core.cache.tracking import Reads
from opsg.core.edition import Edition
from opsg.core.errors import Finding, Place, UserError, nearest

if TYPE_CHECKING:
    from opsg.data.check import Meeting, Outline

PAGES = {
    "overview": "index",
    "what-changed": "what-changed",
    "next-steps": "next-steps",
    "stage-timeline": "stage-timeline",
    "service-users": "service-users",
    "modifications": "modifications",
    "network": "network",
    "reports": "reports/index",
    "data": "data",
    "method": "method",
    "glossary": "glossary",
}
"""The notebooks that are not an issue's, and the page that each becomes."""

BY_MEETING = {
    "report": "reports/{month}",
    "report-part": "reports/{month}-part-{part}",
    "briefing": "reports/{month}-briefing",
}
"""The notebooks that are run once for each meeting, and the pages that they become.

That of a part is run for each part of a meeting's report, which few have.
"""


@dataclass(frozen=True)
class Task:
    """A notebook to run: its file, its page (`issues/han-stability`) and its parameters."""

    notebook: Path
    page: str
    parameters: dict[str, object] = field(hash=False)

    @property
    def name(self) -> str:
        """What the page is called on the command line and in all that is told of it.

        It is its notebook's name, with the month where that makes a page for each meeting, and
        the part.
        """
        notebook = self.notebook.stem
        if notebook not in BY_MEETING:
            return notebook
        which = (self.parameters[each] for each in ("month", "part") if each in self.parameters)
        return "-".join([notebook, *map(str, which)])

    def is_called(self, name: str) -> bool:
        """Whether somebody means it by a name: its own, its notebook's, or the path of one."""
        return PurePath(name).stem in (self.name, self.notebook.stem)

    @property
    def edition(self) -> Edition:
        """What the notebook's process may show, which is not the notebook's to choose."""
        return Edition(str(self.parameters["month"]), bool(self.parameters.get("reported_only")))

    @property
    def where(self) -> str:
        """How errors name the notebook: `notebooks/han-stability.ipynb`."""
        return f"{self.notebook.parent.name}/{self.notebook.name}"


@dataclass(frozen=True)
class Plan:
    """What to run, and what to keep from the last build because only others were asked for."""

    run: tuple[Task, ...]
    keep: tuple[Task, ...] = ()

    def name(self, page: str) -> str:
        """What all that is told calls a page, notebook's or not, by its path on the site."""
        path = page.removesuffix(".html")
        return self._names.get(path, path)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {task.page: task.name for task in (*self.run, *self.keep)}


@dataclass(frozen=True)
class Done:
    """A notebook that ran to its end: how long its cells took, what it read if that was told."""

    seconds: float
    reads: Reads | None


def plan_notebooks(
    log: Outline, edition: Edition, *, notebooks: Path, only: Sequence[str] = ()
) -> Plan:
    """The notebooks of every issue and page of an edition, and of every meeting up to it.

    An issue that is not on the log by its month has a notebook and no page yet. Raises UserError if
    an issue has no notebook or one of another title, a notebook belongs to nothing, or `only` names
    what there is not.
    """
    month = edition.month
    parameters = {"month": month, "reported_only": edition.reported_only}
    meetings = [meeting for meeting in log.meetings if edition.knows(meeting)]
    known = {meeting.month for meeting in meetings}
    slugs = [issue.slug for issue in log.issues if known.intersection(issue.months)]
    later = [issue.slug for issue in log.issues if issue.slug not in slugs]
    tasks = [
        Task(notebooks / f"{name}.ipynb", page, parameters)
        for name, page in PAGES.items()
        if name == "overview" or (notebooks / f"{name}.ipynb").is_file()
    ]
    tasks += [
        Task(notebooks / f"{slug}.ipynb", f"issues/{slug}", {"slug": slug, **parameters})
        for slug in slugs
    ]
    tasks += [
        Task(notebooks / f"{name}.ipynb", page.format(**which), {**parameters, **which})
        for name, page in BY_MEETING.items()
        if (notebooks / f"{name}.ipynb").is_file()
        for which in _of_meetings(meetings, in_parts="{part}" in page)
    ]
    findings = [*unmatched(notebooks, slugs, later), *_titles(notebooks, log)]
    if findings:
        raise UserError.of(findings)
    names = [task.name for task in tasks]
    for name in only:
        if PurePath(name).stem in later:
            raise UserError(
                f"'{name}' is not on the log by {month}.",
                where="--only",
                remedy="Build a later month, or other pages.",
            )
        if not any(task.is_called(name) for task in tasks):
            raise UserError(f"'{name}' is not a page.", where="--only", remedy=nearest(name, names))
    asked = [task for task in tasks if any(map(task.is_called, only))]
    return Plan(
        run=tuple(task for task in tasks if not only or task in asked),
        keep=tuple(task for task in tasks if only and task not in asked),
    )


def _of_meetings(meetings: Sequence[Meeting], *, in_parts: bool) -> Iterator[dict[str, object]]:
    """What tells the pages of a notebook that is run for each meeting, or each part of a report."""
    for meeting in meetings:
        if not in_parts:
            yield {"month": meeting.month}
        elif meeting.parts > 1:
            for part in range(1, meeting.parts + 1):
                yield {"month": meeting.month, "part": part}


def unmatched(
    notebooks: Path, slugs: Sequence[str], later: Sequence[str] = ()
) -> Iterator[Finding]:
    """Issues without a notebook, and notebooks of nothing; those that come `later` may have one."""
    there = sorted(path.stem for path in notebooks.glob("*.ipynb"))
    for name in ("overview", *slugs):
        if name not in there:
            where = f"{notebooks.name}/{name}.ipynb"
            yield Finding(where, "this page has no notebook.", "Add the file.")
    names = [*slugs, *later, *PAGES, *BY_MEETING]
    for name in there:
        if name not in names:
            yield Finding(
                f"{notebooks.name}/{name}.ipynb",
                "the notebook is neither an issue's nor that of another page.",
                f"{nearest(name, names)} Other pages are listed in PAGES of {__name__}.",
            )


def _titles(notebooks: Path, log: Outline) -> Iterator[Finding]:
    """The notebooks whose page would have another title than its issue has everywhere else."""
    for issue in log.issues:
        written = _title(notebooks / f"{issue.slug}.ipynb")
        if written and written[1] != issue.title.strip("'\""):
            yield Finding(
                Place(f"{notebooks.name}/{issue.slug}.ipynb", line=written[0], cell=1),
                f"The title '{written[1]}' is not that of the issue, '{issue.title}'.",
                "Give one the title of the other.",
            )


def _title(notebook: Path) -> tuple[int, str] | None:
    """The title in the settings with which a notebook begins, and its line; None without one."""
    _, settings = next(iter(notebook_file.texts(notebook)), ("", ""))
    for number, line in enumerate(settings.splitlines(), 1):
        if line.startswith("title:"):
            return number, line.removeprefix("title:").strip().strip("'\"").replace("''", "'")
    return None
