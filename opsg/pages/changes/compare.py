"""What changed in the log between two months: pure functions over what is known of each.

The what-changed page shows it by `sections`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from opsg.pages.changes import steps
from opsg.pages.changes.model import (
    UNKNOWN,
    Changes,
    FigureChange,
    IssueChange,
    RestatementNote,
    SignalChange,
    StageChange,
    Standing,
    State,
    StepChange,
    TextChange,
)


def compare(earlier: State, later: State) -> Changes:
    """What changed from one month to a later one; both states are of the same issues."""
    pairs = list(zip(earlier.standings, later.standings, strict=True))
    texts = [
        TextChange(after.subject, before.entry, after.entry)
        for before, after in pairs
        if before.entry and after.entry
    ]
    return Changes(
        earlier,
        later,
        issues=tuple(issue for pair in pairs if (issue := _issue(*pair))),
        stages=tuple(stage for pair in pairs if (stage := _stage(*pair))),
        signals=tuple(signal for pair in pairs if (signal := _signal(*pair))),
        figures=tuple(
            FigureChange(
                after.subject, before.figure, after.figure, after.signal, before.known, after.known
            )
            for before, after in pairs
            if before.figure or after.figure or before.known or after.known
        ),
        restatements=tuple(note for pair in pairs for note in _restatements(*pair)),
        texts=tuple(text for text in texts if not _same_words(text)),
        same_words=tuple(text.subject for text in texts if _same_words(text)),
        steps=tuple(step for pair in pairs for step in _steps(*pair, earlier, later)),
    )


def _issue(before: Standing, after: Standing) -> IssueChange | None:
    illustrative = before.stage_illustrative or after.stage_illustrative
    if after.closed and not before.closed:
        return IssueChange(after.subject, "closed", illustrative)
    if before.closed and after.stage is not None and not after.closed:
        return IssueChange(after.subject, "reopened", illustrative)
    if before.stage is None and after.stage is not None and not after.closed:
        kind: Literal["returned", "opened"] = "returned" if before.listed else "opened"
        return IssueChange(after.subject, kind, illustrative)
    if before.stage is not None and not before.closed and after.stage is None:
        return IssueChange(after.subject, "left", illustrative)
    return None


def _stage(before: Standing, after: Standing) -> StageChange | None:
    if before.stage is None or after.stage is None or before.stage == after.stage:
        return None
    if before.closed or after.closed:
        return None
    illustrative = before.stage_illustrative or after.stage_illustrative
    return StageChange(after.subject, before.stage, after.stage, illustrative)


def _signal(before: Standing, after: Standing) -> SignalChange | None:
    # A month without figures ends no signal: what was last known is compared.
    old, new = before.signal or before.last_signal or UNKNOWN, after.signal
    if new is None:
        return None
    if old.tone == new.tone or not (old.speaks or new.speaks):
        return None
    kind: Literal["appeared", "turned", "ended"] = (
        "turned" if old.speaks and new.speaks else "appeared" if new.speaks else "ended"
    )
    return SignalChange(after.subject, kind, old, new)


def _restatements(before: Standing, after: Standing) -> Iterator[RestatementNote]:
    for says in (*before.restated, *after.restated):
        yield RestatementNote(after.subject, says)


def _same_words(text: TextChange) -> bool:
    old, new = text.before, text.after
    return (old.status, old.next_steps) == (new.status, new.next_steps)


def _steps(before: Standing, after: Standing, earlier: State, later: State) -> Iterator[StepChange]:
    """What became of the steps. All those of an issue that is new in the later paper are new."""
    if after.entry is None:
        return
    old = before.entry.steps if before.entry else None
    if old is None and earlier.paper and not before.listed:
        old = ()
    for was, step, kind in steps.compare(old, after.entry.steps, earlier.month, later.month):
        if kind and (told := step or was):
            yield StepChange(after.subject, kind, told, was)
