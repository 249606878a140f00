"""What differs in months before the newest: what their pages and reports say now and said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from opsg.analysis import words as phrases
from opsg.build.comparison.markdown import plain
from opsg.build.comparison.now import (
    changed_texts,
    compare_states,
    is_different,
    moves,
    turns,
    values,
)
from opsg.core import months as calendar

if TYPE_CHECKING:
    from opsg.build.comparison.sides import Side
    from opsg.data.log import Entry, Issue


def months(before: Side, after: Side) -> list[str]:
    """By month, oldest first, what is not as it was; of issues that are in both logs."""
    lines: list[str] = []
    for month in sorted(set(before.states) | set(after.states)):
        if not month == before.edition.month == after.edition.month:
            told = list(_month(before, after, month))
            name = calendar.name(calendar.first_day(month))
            lines += [f"**{name}**", "", *told, ""] if told else []
    return lines


def _month(before: Side, after: Side, month: str) -> Iterator[str]:
    slugs = [slug for slug in after.issues if slug in before.issues]
    if month in before.states and month in after.states:
        changes = compare_states(before.states[month], after.states[month], slugs)
        yield from (*moves(changes), *turns(changes))
        for change in filter(is_different, changes.figures):
            old, new, size = values(change)
            name = f"{change.subject.title}, {change.subject.measure}"
            yield f"- {plain(name)}: {plain(old)} → {plain(new)} ({plain(size)})"
    for slug in slugs:
        old_issue, new_issue = before.issues[slug], after.issues[slug]
        yield from _entries(old_issue, new_issue, month)


def _entries(old: Issue, new: Issue, month: str) -> Iterator[str]:
    """What the paper of a month says of an issue, in its figures and its words."""
    first, second = old.entries.get(month), new.entries.get(month)
    if first and second:
        yield from _figures(new.title, first, second)
        texts = list(changed_texts(new.title, _texts(first), _texts(second)))
        yield from ["", *texts] if texts else []


def _figures(title: str, old: Entry, new: Entry) -> Iterator[str]:
    was = {figure.name: figure for figure in old.figures}
    now = {figure.name: figure for figure in new.figures}
    for name, figure in (was | now).items():
        texts = [phrases.figure(each[name]) if name in each else "–" for each in (was, now)]
        if texts[0] != texts[1]:
            yield f"- {plain(title)}, {plain(figure.label)}: {plain(' → '.join(texts))}"


def _texts(entry: Entry) -> dict[str, str]:
    return {"Status": entry.status, "Next Steps": entry.next_steps}
