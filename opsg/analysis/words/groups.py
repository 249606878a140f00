"""Sentences about groups: who holds a measure, who moves beyond chance, who made a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from opsg.analysis.words.numbers import count, percent, signed
from opsg.core import months

if TYPE_CHECKING:
    import polars as pl

NAMED = 4
"""How many groups a sentence names."""


def ranking(ranked: pl.DataFrame, *, group: str, noun: str, illustrative: bool) -> str:
    """What a ranking (`opsg.analysis.statistics.rank`) says: who moves beyond chance of all.

    `noun` is one group in the singular, such as User; `illustrative` says that it is made up.
    """
    end = " (illustrative)." if illustrative else "."
    judged = ranked.filter(ranked["q"].is_not_null())
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
    """What a decomposition (`opsg.analysis.statistics.decompose`) says: who made the change.

    `month` is the one before, against which the change is told; `illustrative` says that it is
    made up; `unit` is `points` for the parts of a rate.
    """
    end = " (illustrative)." if illustrative else "."
    changes = parts["change"].to_list()
    total = sum(changes)
    since = months.NAMES[month.month - 1]
    if abs(total) < 1e-9:
        return f"In all nothing changed on {since}{end}"
    verb = "rise" if total > 0 else "fall"
    names = parts[group].to_list()
    most = [pair for pair in zip(names, changes, strict=True) if pair[1] * total > 0][: NAMED - 1]
    named = listed([f"{name} {signed(moved, unit)}" for name, moved in most])
    made = sum(moved for _, moved in most) / total
    share = f", {percent(100 * made)} of it" if made <= 1 else ""
    return f"Of the {verb} of {signed(total, unit)} on {since}, most came from: {named}{share}{end}"


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {count(more)} more" if more > 0 else "")
