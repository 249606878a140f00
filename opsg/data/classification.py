"""Keeps what is classified above a site's ceiling out of it; the check of the data calls it.

The levels are those of the SEC Panel Information Policy (SEC Section M4.13), White the lowest.
The whole log is looked at, not only what a page shows: downloads, feeds, reports and the search
index are made from the same log, so that nothing above the ceiling can be in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from opsg.core.edition import LEVELS, PUBLIC
from opsg.core.errors import Finding, Place

if TYPE_CHECKING:
    from opsg.data.log import IssueLog

_ABOVE = "Take it out, or build an inner edition with --ceiling {}."


def check(log: IssueLog, ceiling: str = PUBLIC) -> list[Finding]:
    """What in the log is above the ceiling, or holds something that is above itself."""
    return [*_above(log, ceiling), *_contradictions(log)]


def _above(log: IssueLog, ceiling: str) -> Iterator[Finding]:
    for name, level, where in _classified(log):
        if LEVELS.index(level) > LEVELS.index(ceiling):
            problem = f"{name} is {level}, above the {ceiling} that this edition may hold."
            yield Finding(where(), problem, _ABOVE.format(level.lower()))


def _classified(log: IssueLog) -> Iterator[tuple[str, str, Callable[[], Place | str]]]:
    """Name, level and place of everything that has one."""
    from opsg.data.datasets import DATASETS

    for meeting in log.meetings:
        name = f"The paper of OPSG {meeting.number}"
        yield name, meeting.classification, partial(_meeting_place, log, meeting.month)
    for issue in log.issues:
        name = f"The issue '{issue.title}'"
        yield name, issue.classification, partial(_issue_place, log, issue.slug)
    for dataset in DATASETS.values():
        where = f"dataset {dataset.name}"
        yield f"'{dataset.title}'", dataset.classification, partial(str, where)


def _contradictions(log: IssueLog) -> Iterator[Finding]:
    """An issue below one of its datasets, a meeting below an issue of its paper."""
    from opsg.data.datasets import DATASETS

    remedy = "Raise the one, or lower the other."
    for issue in log.issues:
        for name in filter(DATASETS.__contains__, issue.datasets):
            level = DATASETS[name].classification
            if LEVELS.index(level) > LEVELS.index(issue.classification):
                problem = f"The issue is {issue.classification}, but its dataset '{name}' {level}."
                yield Finding(_issue_place(log, issue.slug), problem, remedy)
        for meeting in log.meetings:
            above = LEVELS.index(issue.classification) > LEVELS.index(meeting.classification)
            if above and meeting.month in issue.entries:
                problem = (
                    f"The paper is {meeting.classification}, but its issue '{issue.title}'"
                    f" {issue.classification}."
                )
                yield Finding(_meeting_place(log, meeting.month), problem, remedy)


def _issue_place(log: IssueLog, slug: str) -> Place:
    from opsg.data.log import place

    return place(log, slug, None, "classification")


def _meeting_place(log: IssueLog, month: str) -> Place:
    from opsg.data.frontmatter import parse, read_text

    file = log.folder / "meetings.yml"
    source = parse(read_text(file, file.name), f"{log.folder.name}/{file.name}")
    assert isinstance(source.value, list)
    months = [str(written["month"]) for written in source.value]
    return source.where(months.index(month), "classification")
