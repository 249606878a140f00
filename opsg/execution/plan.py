"""Which notebooks a build runs, with which parameters, and which page each becomes.

The build makes the plan and `run` follows it; what comes in asks which notebooks are pages'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from opsg.core.cache.tracking import Reads
from opsg.core.edition import Edition
from opsg.core.errors import Finding, UserError, nearest

if TYPE_CHECKING:
    from opsg.data.check import Outline

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

BY_MEETING = {"report": "reports/{month}", "briefing": "reports/{month}-briefing"}
"""The notebooks that are run once for each meeting, and the pages that they become."""


@dataclass(frozen=True)
class Task:
    """A notebook to run: its file, its page (`issues/han-stability`) and its parameters."""

    notebook: Path
    page: str
    parameters: dict[str, object] = field(hash=False)

    @property
    def name(self) -> str:
        """What the page is called on the command line and in all that is told of it.

        It is its notebook's name, with the month where that makes a page for each meeting.
        """
        notebook = self.notebook.stem
        return f"{notebook}-{self.parameters['month']}" if notebook in BY_MEETING else notebook

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
    an issue has no notebook, a notebook belongs to nothing, or `only` names what there is not.
    """
    month = edition.month
    parameters = {"month": month, "reported_only": edition.reported_only}
    known = {meeting.month for meeting in log.meetings if edition.knows(meeting)}
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
        Task(notebooks / f"{name}.ipynb", page.format(month=each), {**parameters, "month": each})
        for name, page in BY_MEETING.items()
        if (notebooks / f"{name}.ipynb").is_file()
        for each in sorted(known)
    ]
    findings = [*_missing(tasks), *_strangers(notebooks, [*slugs, *later, *PAGES, *BY_MEETING])]
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


def _missing(tasks: Iterable[Task]) -> list[Finding]:
    return [
        Finding(task.where, "this page has no notebook.", "Add the file.")
        for task in tasks
        if not task.notebook.is_file()
    ]


def _strangers(notebooks: Path, names: Sequence[str]) -> list[Finding]:
    return [
        Finding(
            f"{notebooks.name}/{path.name}",
            "the notebook is neither an issue's nor that of another page.",
            f"{nearest(path.stem, names)} Other pages are listed in PAGES of {__name__}.",
        )
        for path in sorted(notebooks.glob("*.ipynb"))
        if path.stem not in names
    ]
