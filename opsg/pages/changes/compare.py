"""What changed in the log between two months: pure functions over what is known of each.

The what-changed page compares any two months in the browser as well: `site/scripts/changes.js`
follows the same rules and must find the same changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from opsg.pages.changes import textdiff
from opsg.pages.changes.model import (
    Action,
    Came,
    Changes,
    Move,
    Moved,
    Published,
    Restated,
    Reworded,
    Standing,
    State,
    Step,
    Subject,
    Turn,
)
from opsg.pages.changes.textdiff import Run


def between(earlier: State, later: State) -> Changes:
    """What changed from one month to a later one."""
    pairs = list(zip(earlier.standings, later.standings, strict=True))
    papers = [
        (after.subject, before.published, after.published)
        for before, after in pairs
        if before.published and after.published
    ]
    texts = [(subject, _reworded(subject, old, new)) for subject, old, new in papers]
    return Changes(
        earlier,
        later,
        came=tuple(came for pair in pairs if (came := _came(*pair))),
        moves=tuple(move for pair in pairs if (move := _move(*pair))),
        turns=tuple(turn for pair in pairs if (turn := _turn(*pair))),
        figures=tuple(
            Moved(after.subject, before.figure, after.figure, after.signal)
            for before, after in pairs
            if before.figure or after.figure
        ),
        restated=tuple(
            Restated(after.subject, says)
            for before, after in pairs
            for says in (*before.restated, *after.restated)
        ),
        reworded=tuple(text for _, text in texts if text.status or text.next_steps),
        same_words=tuple(
            subject for subject, text in texts if not (text.status or text.next_steps)
        ),
        actions=tuple(
            action for pair in pairs for action in _actions(*pair, earlier.month, later.month)
        ),
    )


def _came(before: Standing, after: Standing) -> Came | None:
    made_up = before.stage_illustrative or after.stage_illustrative
    if after.closed and not before.closed:
        return Came(after.subject, "closed", made_up)
    if before.stage is None and after.stage is not None and not after.closed:
        return Came(after.subject, "opened", made_up)
    if before.stage is not None and not before.closed and after.stage is None:
        return Came(after.subject, "left", made_up)
    return None


def _move(before: Standing, after: Standing) -> Move | None:
    if before.stage is None or after.stage is None or after.closed or before.stage == after.stage:
        return None
    made_up = before.stage_illustrative or after.stage_illustrative
    return Move(after.subject, before.stage, after.stage, made_up)


def _turn(before: Standing, after: Standing) -> Turn | None:
    old, new = before.signal, after.signal
    if old.tone == new.tone or not (old.speaks or new.speaks):
        return None
    kind: Literal["appeared", "turned", "ended"] = (
        "turned" if old.speaks and new.speaks else "appeared" if new.speaks else "ended"
    )
    return Turn(after.subject, kind, old, new)


def _reworded(subject: Subject, old: Published, new: Published) -> Reworded:
    return Reworded(
        subject, _changed(old.status, new.status), _changed(old.next_steps, new.next_steps)
    )


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[Run, ...]:
    return () if old == new else textdiff.compare(old, new)


def _actions(before: Standing, after: Standing, earlier: str, later: str) -> Iterator[Action]:
    """A step is known again by its words. One that is done or late is not told as new as well."""
    new = after.published.steps if after.published else ()
    known = {_key(step): step for step in before.published.steps} if before.published else None
    for step in new:
        was = known.get(_key(step)) if known is not None else None
        if step.done:
            if known is not None and not (was and was.done):
                yield Action(after.subject, "done", step)
        elif step.overdue(later) and not step.overdue(earlier):
            yield Action(after.subject, "late", step)
        elif known is not None and was is None:
            yield Action(after.subject, "new", step)
    if known is not None and after.published:
        still = {_key(step) for step in new}
        for key, step in known.items():
            if key not in still and not step.done:
                yield Action(after.subject, "gone", step)


def _key(step: Step) -> str:
    return " ".join(step.what.split()).lower()
