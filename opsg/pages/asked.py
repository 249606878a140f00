"""Every next step of the log, with the papers that ask for it and what became of it.

The home page, the page of next steps and the briefing show them. A step is one of an entry's
actions. Where these are still those of an older paper with other words, the paper's own steps are
not known one by one, and none is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from opsg.core.cache.facts import fact
from opsg.data import actions
from opsg.data.log import Issue, IssueLog
from opsg.pages.changes import steps
from opsg.pages.changes.model import Step, StepKind


@dataclass(frozen=True)
class Asked:
    """A next step as successive papers list it: the month of each, and the step as it has it.

    `kind` is what became of it in the last of them; it is `gone` where the paper of the month
    `gone` has lost it.
    """

    issue: Issue
    listed: tuple[tuple[str, Step], ...]
    kind: StepKind | None
    gone: str = ""

    @property
    def step(self) -> Step:
        """The step as the last paper that lists it has it."""
        return self.listed[-1][1]

    @property
    def papers(self) -> tuple[str, ...]:
        """The months of the papers that list it, oldest first."""
        return tuple(month for month, _ in self.listed)

    @property
    def versions(self) -> dict[str, str]:
        """What it was before its changes, by the last month in which it was so, oldest first."""
        return {
            month: f"{step.facts}{', done' if step.done else ''}"
            for (month, step), (_, after) in pairwise(self.listed)
            if step.facts != after.facts or (step.done and not after.done)
        }

    @property
    def was(self) -> str:
        """What it was before its last change; empty if it has not changed."""
        return [*self.versions.values()][-1] if self.versions else ""

    def is_listed(self, month: str) -> bool:
        """Whether the paper of `month` lists it, done or not."""
        return month in self.papers

    def is_asked(self, month: str) -> bool:
        """Whether the paper of `month` lists it as to be done."""
        return self.is_listed(month) and not self.step.done

    def marks(self, month: str) -> tuple[StepKind, ...]:
        """What the paper of `month` changes of it, and whether it is late by then."""
        if self.gone == month:
            return ("gone",)
        if not self.is_listed(month):
            return ()
        late: tuple[StepKind, ...] = ("late",) if self.step.overdue(month) else ()
        return ((self.kind,) if self.kind and self.kind != "late" else ()) + late


def every_step(log: IssueLog) -> list[Asked]:
    """All steps of all papers that a log knows: issue by issue, those that ended first."""
    first = log.meetings[0].month
    return [asked for issue in log.issues for asked in _of_issue(issue, first)]


def unlisted(log: IssueLog, month: str) -> list[Issue]:
    """The issues whose next steps in the paper of `month` are not known one by one."""
    return [
        issue
        for issue in log.active(month)
        if not issue.entry(month).actions or month in _behind(issue)
    ]


def _of_issue(issue: Issue, first: str) -> Iterator[Asked]:
    """The steps of an issue; those of its first paper are new, unless that is the log's `first`."""
    current: list[Asked] = []
    earlier = ""
    for month, after in listed_steps(issue):
        known = None if not earlier and month == first else [each.step for each in current]
        before, current = current, []
        for was, step, kind in steps.compare(known, after, earlier or month, month):
            old = next((each for each in before if each.step is was), None)
            if step:
                listed = (*(old.listed if old else ()), (month, step))
                current.append(Asked(issue, listed, kind))
            elif old:
                yield replace(old, kind=kind, gone=month if kind else "")
        earlier = month
    yield from current


@fact
def listed_steps(issue: Issue) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The steps of each paper of which they are known one by one, with its month, oldest first."""
    behind = _behind(issue)
    return tuple(
        (month, steps.of_entry(entry))
        for month, entry in sorted(issue.entries.items())
        if month not in behind
    )


@fact
def _behind(issue: Issue) -> tuple[str, ...]:
    """The months whose own steps are not known one by one; see `actions.behind`."""
    return tuple(actions.behind(actions.of_entries(issue.entries)))
