"""How issues stand to a month's paper: in it, not in it although they are open, or closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from opsg.core import months
from opsg.data.log import Issue, IssueLog, Meeting

NAMED = "In the paper"
ABSENT = "Not in the paper"
CLOSED = "Closed"


class Group(NamedTuple):
    """Some of the issues; `name` is for a filter, `title` says what they have in common."""

    name: str
    title: str
    issues: Sequence[Issue]


def groups(log: IssueLog, month: str) -> list[Group]:
    """All issues on the log by a month that has a meeting, in groups that have any."""
    named = f"In {paper_of(log.meeting(month))}"
    absent = f"Not in {paper_of(log.meeting(month))}"
    every = (
        Group(NAMED, named, log.active(month)),
        Group(ABSENT, absent, log.absent(month)),
        Group(CLOSED, CLOSED, log.closed(month)),
    )
    return [group for group in every if group.issues]


def paper_of(meeting: Meeting) -> str:
    """A month's paper in words, or its draft."""
    month = months.named(meeting.month)
    return f"{month}’s paper" if meeting.is_published else f"the draft for {month}"


def note(log: IssueLog, issue: Issue, month: str) -> str:
    """That the month's paper does not name an issue, or since when it is closed; else nothing."""
    last = issue.entry_by(month)
    if last is None or last.month == month:
        return ""
    text = f"Its text is that of {paper_of(log.meeting(last.month))}"
    if issue.is_absent(month):
        return f"Not in {paper_of(log.meeting(month))}. {text}, the last that names it."
    spell = issue.spell_since(month)
    if spell:
        return f"Closed on the log in {months.named(spell.since)}; no paper says so. {text}."
    return f"Closed in {months.named(issue.closed_in(month))}. {text}."
