"""Sentences about groups: which show a signal, who moves beyond chance, who made a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from opsg.analysis.words.labels import CHIPS, NO_TREND_YET
from opsg.analysis.words.numbers import count, percent, signed
from opsg.core import months

if TYPE_CHECKING:
    import polars as pl

    from opsg.analysis.statistics.result import Result

NAMED = 4
"""How many groups a sentence names."""


def breakdown(results: Sequence[tuple[str, Result]]) -> str:
    """How many of several named results show a signal, and which: one sentence.

    It does not say "beyond chance": among many groups chance alone shows some signals.
    """
    judged = [
        (name, result)
        for name, result in results
        if not (result.status.too_short or result.status.stale)
    ]
    if not judged:
        return NO_TREND_YET
    end = _end(any(result.series.illustrative for _, result in judged))
    moving = {
        direction: [name for name, result in judged if result.status.direction == direction]
        for direction in CHIPS
        if direction != "common_cause"
    }
    parts = [
        f"{count(len(names))} {'is' if len(names) == 1 else 'are'} "
        f"{CHIPS[direction].lower()} ({listed(names)})"
        for direction, names in moving.items()
        if names
    ]
    if len(judged) == 1:
        name, direction = judged[0][0], judged[0][1].status.direction
        if direction == "common_cause":
            return f"{name} shows no signal{end}"
        return f"{name} is {CHIPS[direction].lower()} by the rules of the chart{end}"
    if not parts:
        return f"None of the {count(len(judged))} shows a signal{end}"
    return f"Of {count(len(judged))}, {' and '.join(parts)} by the rules of the chart{end}"


def ranking(ranked: pl.DataFrame, *, group: str, noun: str, illustrative: bool) -> str:
    """What a ranking (`statistics.ranking.rank`) says: who moves beyond chance of all.

    `noun` is one group in the singular, such as User; `illustrative` says that it is made up.
    """
    end = _end(illustrative)
    judged = ranked.filter(ranked["q"].is_not_null() & ranked["latest"].is_not_null())
    if judged.is_empty():
        return f"Not enough history yet to tell which {noun} is getting worse."
    among = f"Among all {judged.height} {noun}s together"
    parts = [
        f"{count(len(names))} {'is' if len(names) == 1 else 'are'} {word} ({listed(names)})"
        for word in ("worsening", "improving")
        if (names := judged.filter(word)[group].to_list())
    ]
    if not parts:
        return f"{among}, none is getting worse or better beyond chance{end}"
    return f"{among}, {' and '.join(parts)} beyond chance{end}"


def contributions(
    parts: pl.DataFrame, *, group: str, month: date, illustrative: bool, unit: str = ""
) -> str:
    """What a decomposition (`statistics.decomposition.decompose`) says: who made the change.

    `month` is the one before, against which the change is told; `illustrative` says that it is
    made up; `unit` is `points` for the parts of a rate. A part without a change is left out.
    """
    both = parts.filter(parts["change"].is_not_null())
    end = _end(illustrative)
    if both.height < parts.height:
        end = f", among those with figures for both months{end}"
    changes = both["change"].to_list()
    total = sum(changes)
    since = months.NAMES[month.month - 1]
    if abs(total) < 1e-9:
        return f"In all nothing changed on {since}{end}"
    verb = "rise" if total > 0 else "fall"
    names = both[group].to_list()
    most = [pair for pair in zip(names, changes, strict=True) if pair[1] * total > 0][: NAMED - 1]
    named = listed([f"{name} {signed(moved, unit)}" for name, moved in most])
    part = sum(moved for _, moved in most) / total
    # Others may have moved against the change: then the first few made more than all of it.
    share = f", {percent(100 * part)} of it" if part <= 1 else ""
    return f"Of the {verb} of {signed(total, unit)} on {since}, most came from: {named}{share}{end}"


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are.

    >>> listed(list("ABCDEF"))
    'A, B, C, D and two more'
    """
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {count(more)} more" if more > 0 else "")


def _end(illustrative: bool) -> str:
    return " (illustrative)." if illustrative else "."
