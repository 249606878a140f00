"""What is not wrong in the files of the log, but waits for somebody: the check's warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsg.core import months
from opsg.core.errors import Finding
from opsg.data import references
from opsg.data.actions import Listed, behind
from opsg.data.consistency import EntryFile, IssueFolder, Read
from opsg.data.issues import CLOSED, EntryFront, IssueFront
from opsg.data.models import Meeting, Stage
from opsg.data.published.models import Modification


def check(
    *,
    stages: Read[tuple[Stage, ...]] | None,
    meetings: Read[tuple[Meeting, ...]] | None,
    issues: Sequence[IssueFolder],
    modifications: Sequence[Modification],
) -> Iterator[Finding]:
    """Every warning about the log; what could not be read is passed over.

    One is an error: an entry marked as carried forward with none before it.
    """
    latest = max((meeting.month for meeting in meetings.value), default=None) if meetings else None
    if meetings:
        yield from _papers(meetings)
        yield from _gaps(meetings)
    for issue in issues:
        if issue.front and stages:
            yield from _steps_back(issue.front, [stage.name for stage in stages.value])
        if issue.entries and meetings:
            yield from _absent(issue, meetings.value)
            yield from _stale(issue, max(issue.entries))
            yield from _unlisted(issue, max(issue.entries), modifications)
        for month, entry in issue.entries.items():
            if entry.front:
                yield from _carried(issue, month, entry, entry.front)
                if month == latest:
                    yield from _overdue(month, entry.front)


def _papers(meetings: Read[tuple[Meeting, ...]]) -> Iterator[Finding]:
    for index, meeting in enumerate(meetings.value):
        missing = [key for key in ("paper", "paper_date") if getattr(meeting, key) is None]
        if missing:
            problem = f"OPSG {meeting.number} has no {' and no '.join(missing)} yet."
            remedy = "Add it once the paper has it; until then the month is a draft."
            yield Finding(meetings.source.where(index), problem, remedy, "warning")


def _gaps(meetings: Read[tuple[Meeting, ...]]) -> Iterator[Finding]:
    rows = sorted((meeting.month, index) for index, meeting in enumerate(meetings.value))
    for (one, _), (other, index) in pairwise(rows):
        between = months.span(months.first_day(one), months.first_day(other))[1:-1]
        if between:
            problem = f"There is no meeting for {', '.join(map(months.text, between))}."
            remedy = "Import its paper, if there was one."
            yield Finding(meetings.source.where(index, "month"), problem, remedy, "warning")


def _steps_back(front: Read[IssueFront], order: Sequence[str]) -> Iterator[Finding]:
    for index, (before, spell) in enumerate(pairwise(front.value.stage_history), start=1):
        listed = before.stage in order and spell.stage in order
        if before.stage == CLOSED:
            continue
        if listed and order.index(spell.stage) < order.index(before.stage):
            problem = f"The stage goes back from '{before.stage}' to '{spell.stage}'."
            remedy = f"Mend it, unless the Status for {spell.since} says why."
            where = front.source.where("stage_history", index, "stage")
            yield Finding(where, problem, remedy, "warning")


def _absent(issue: IssueFolder, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    """That the latest papers do not name an issue that is open, once for all of them."""
    last = max(issue.entries)
    entry = issue.entries[last].front
    later = sorted((each for each in meetings if each.month > last), key=lambda each: each.month)
    spells = issue.front.value.stage_history if issue.front else ()
    closed = any(
        s.stage == CLOSED and s.since > last for s in spells if s.provenance != "illustrative"
    )
    if not later or closed or (entry and entry.value.stage == CLOSED):
        return
    names = ", ".join(_paper_of(meeting) for meeting in later)
    problem = f"The issue is not in {names}: it keeps the text of {last}."
    remedy = (
        "It comes back with the paper that names it. If it was closed: python build.py"
        f" close-issue {issue.slug} --month {later[0].month}"
    )
    yield Finding(issue.name, problem, remedy, "warning")


def _paper_of(meeting: Meeting) -> str:
    if meeting.paper and meeting.paper_date:
        return f"the paper of {meeting.month}"
    return f"the draft of {meeting.month}"


def _stale(issue: IssueFolder, month: str) -> Iterator[Finding]:
    """That the latest entry has open actions although it closes the issue, or an older paper's."""
    listed = {
        each: Listed.of(entry.front.value, entry.sections["Next Steps"])
        for each, entry in issue.entries.items()
        if entry.front and entry.sections
    }
    front = issue.entries[month].front
    if front is None or month not in listed:
        return
    where = front.source.where("actions")
    actions = listed[month].actions
    if listed[month].closed and any(not action.done for action in actions):
        problem = "The issue is closed, and there are open actions."
        remedy = "Mark them with 'done: true', or take them out."
        yield Finding(where, problem, remedy, "warning")
    since = behind(listed).get(month)
    if since and actions:
        problem = f"The actions are those of {since}, whose Next Steps said something else."
        remedy = f"Bring them up to date; if they still hold, add 'actions_from: {month}'."
        yield Finding(where, problem, remedy, "warning")
    elif since:
        problem = f"The Next Steps are not those of {since}, and no actions are listed."
        remedy = f"List them; if there are none, add 'actions_from: {month}'."
        yield Finding(where, problem, remedy, "warning")


def _unlisted(
    issue: IssueFolder, month: str, modifications: Sequence[Modification]
) -> Iterator[Finding]:
    """That the latest text names a modification or record which is no reference of the issue."""
    entry = issue.entries[month]
    if issue.front is None or entry.sections is None:
        return
    named = references.numbers(entry.sections.values())
    for number in references.unlisted(named, issue.front.value.references, modifications):
        problem = f"{number} is named in {month}, and is no reference of the issue."
        remedy = "Add it to 'references', or to the aliases of the one that it became."
        yield Finding(issue.front.source.where("references"), problem, remedy, "warning")


def _overdue(month: str, front: Read[EntryFront]) -> Iterator[Finding]:
    if front.value.stage == CLOSED:
        return
    for index, action in enumerate(front.value.actions):
        if action.is_overdue(month):
            problem = f"The action is overdue in {month}: it was due {action.due}."
            remedy = "Mark it with 'done: true', or give the new date that the paper has."
            yield Finding(front.source.where("actions", index, "due"), problem, remedy, "warning")


def _carried(
    issue: IssueFolder, month: str, entry: EntryFile, front: Read[EntryFront]
) -> Iterator[Finding]:
    if not front.value.carried_forward:
        return
    where = front.source.where("carried_forward")
    last = max((each for each in issue.entries if each < month), default=None)
    if last is None:
        problem = "It is marked as carried forward, but no entry comes before it."
        yield Finding(where, problem, "Take the line out.")
    elif issue.entries[last].sections == entry.sections:
        problem = f"It is carried forward: its text is still that of {last}."
        remedy = "Bring it up to date, then take 'carried_forward: true' out."
        yield Finding(where, problem, remedy, "warning")
    else:
        problem = "It has been edited, but is still marked as carried forward."
        yield Finding(where, problem, "Take 'carried_forward: true' out.", "warning")
