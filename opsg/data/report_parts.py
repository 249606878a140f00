"""Which issues the report of a month tells of, and on which of its pages.

The report of many issues is a page of contents and pages of parts. The plan makes them, the pages
lead to each other, and Word and PDF stay whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsg.data.log import Issue, IssueLog

MOST = 25
"""Of how many issues the report is one page."""

PART = 20
"""How many issues a part has of a report of more."""


def issues(log: IssueLog, month: str) -> list[Issue]:
    """The issues that the month's paper tells of, in its order."""
    paper = log.paper(month)
    named = [issue for issue in log.issues if month in issue.entries]
    if paper is None:
        return named
    by_slug = {issue.slug: issue for issue in named}
    return [by_slug[slug] for slug in paper.issues if slug in by_slug]


def parts(every: Sequence[Issue]) -> list[Sequence[Issue]]:
    """The issues of each page that has some: all of them, or PART of many."""
    if len(every) <= MOST:
        return [every]
    return [every[start : start + PART] for start in range(0, len(every), PART)]
