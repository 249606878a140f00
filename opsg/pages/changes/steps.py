"""Which next steps of two papers are the same, and what became of each.

The what-changed page compares two papers by it, and the page of next steps all of an issue's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from opsg.analysis import words
from opsg.core import months
from opsg.data.issues import Entry
from opsg.pages.changes.model import Step, StepKind

BECAME: dict[StepKind, str] = {
    "new": "New", "changed": "Changed", "done": "Done", "late": "Late", "gone": "No longer listed",
}  # fmt: skip
"""What is said of a step, by what became of it."""


class Pair(NamedTuple):
    """A step in the earlier paper and in the later, None where it is not in one.

    `kind` says what became of it; None if nothing did.
    """

    before: Step | None
    after: Step | None
    kind: StepKind | None


def of_entry(entry: Entry) -> tuple[Step, ...]:
    """The next steps of an entry."""
    return tuple(
        Step(
            " ".join(action.what.split()),
            *words.facts(action),
            due=months.first_day(action.due) if isinstance(action.due, str) else action.due,
            done=action.done,
        )
        for action in entry.next_actions
    )


def compare(
    before: Sequence[Step] | None, after: Sequence[Step], earlier: str, later: str
) -> Iterator[Pair]:
    """Every step of two months' papers: those of the later in its order, then those it has lost.

    A step is known again by its words. One that is done or late is not told as new or changed as
    well. Without an earlier paper (None) a step can be late and nothing else.
    """
    matches = _matches(before or (), after)
    for was, step in zip(matches, after, strict=True):
        compared = before is not None
        yield Pair(was, step, _kind(was, step, compared=compared, earlier=earlier, later=later))
    left = list(before or ())
    for was in matches:
        if was:
            left.remove(was)
    for was in left:
        yield Pair(was, None, None if was.done else "gone")


def _kind(
    was: Step | None, now: Step, *, compared: bool, earlier: str, later: str
) -> StepKind | None:
    if now.done:
        return "done" if compared and not (was and was.done) else None
    if now.overdue(later) and not now.overdue(earlier):
        return "late"
    if not compared:
        return None
    if was is None:
        return "new"
    return "changed" if (was.facts, was.done) != (now.facts, now.done) else None


def _matches(before: Sequence[Step], after: Sequence[Step]) -> list[Step | None]:
    """For each later step the earlier one that it is: one that is all the same, if there is."""
    left = list(before)
    found: dict[int, Step] = {}
    keys: tuple[Callable[[Step], object], ...] = (lambda step: step, _words)
    for key in keys:
        for index, step in enumerate(after):
            was = next((old for old in left if key(old) == key(step)), None)
            if was and index not in found:
                left.remove(was)
                found[index] = was
    return [found.get(index) for index in range(len(after))]


def _words(step: Step) -> str:
    return " ".join(step.what.split()).lower()
