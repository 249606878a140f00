"""What all statistics share: a measure, and its series with one entry a month, gaps as missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeAlias, get_args

import polars as pl

from opsg.core.errors import UserError, nearest

Values: TypeAlias = Sequence[float | None] | pl.Series
Improvement: TypeAlias = Literal["decrease", "increase", "neutral"]


class Measure(Protocol):
    """What is measured; a measure of the log (`opsg.data.issues.Headline`) is one.

    `name` is a noun phrase that starts a sentence ("Open Exceptions"), `plural` its number. The
    unit `%` makes it a rate. A `backlog` is cleared towards `target`, or zero. `group_noun` names
    one of the groups that make it up, in the singular ("User").
    """

    @property
    def name(self) -> str: ...
    @property
    def plural(self) -> bool: ...
    @property
    def unit(self) -> str: ...
    @property
    def improvement(self) -> Improvement: ...
    @property
    def backlog(self) -> bool: ...
    @property
    def target(self) -> float | None: ...
    @property
    def group_noun(self) -> str | None: ...


@dataclass(frozen=True)
class Latest:
    """What is known of a series' latest value beside the value itself.

    `exact` says that a paper gives just this value, `approximate` that it is rounded, `as_at` the
    paper's date for it where that lies in another month; a rate has a `numerator` and a
    `denominator`. The others are of the last month, which may have no value: `hidden` says that
    it is too small to be shown; `of_nothing` that it is no rate, as its denominator is zero;
    `by_group` has the values of the groups that make it up; `without` names the groups of which
    there are no rows, and `part` is the value of the others where they do not stand for the whole.
    It is `comparable` with the month before if the groups are the same; the change is `rounded` if
    a paper rounds one of the two.
    """

    exact: bool = False
    approximate: bool = False
    hidden: bool = False
    of_nothing: bool = False
    numerator: float | None = None
    denominator: float | None = None
    by_group: Values | None = None
    as_at: date | None = None
    without: tuple[str, ...] = ()
    part: float | None = None
    comparable: bool = True
    rounded: bool = False

    @property
    def reported(self) -> bool:
        """Whether a paper gives the latest value that is known."""
        return self.exact or self.approximate


@dataclass(frozen=True)
class Series:
    """A measure's values, one for each of `months` (first days, none left out), None if missing.

    A new process starts at each position of `rebases`. `illustrative` says that values are made
    up.
    """

    months: tuple[date, ...]
    values: tuple[float | None, ...]
    rebases: tuple[int, ...] = ()
    illustrative: bool = False
    latest: Latest = Latest()


def floats(values: Values) -> list[float | None]:
    """The values as floats; None and NaN are missing. Raises UserError on an infinite value.

    >>> floats([1, None, float("nan")])
    [1.0, None, None]
    """
    row = [None if value is None or value != value else float(value) for value in values]
    for position, value in enumerate(row):
        if value is not None and math.isinf(value):
            raise UserError(
                f"The value at position {position} is infinite.",
                remedy="Give a number, or None where it is missing.",
            )
    return row


def observations(values: Values) -> list[tuple[int, float]]:
    """The values that are there, each with its position in the series.

    >>> observations([5, None, 7])
    [(0, 5.0), (2, 7.0)]
    """
    return [(index, value) for index, value in enumerate(floats(values)) if value is not None]


def check_improvement(improvement: str) -> None:
    """Raises UserError unless `improvement` is a known direction."""
    words = get_args(Improvement)
    if improvement not in words:
        raise UserError(
            f"'{improvement}' is no direction of improvement.", remedy=nearest(improvement, words)
        )


def process_starts(length: int, rebase: Iterable[int]) -> list[int]:
    """The positions at which processes start: 0 and those of `rebase`, each once, in order.

    Positions past the last row have no effect yet. Raises UserError on a negative one.

    >>> process_starts(12, [6, 6, 40])
    [0, 6]
    """
    positions = set(rebase)
    if any(position < 0 for position in positions):
        raise UserError(
            f"A series cannot be rebased at position {min(positions)}.",
            remedy="Count the rows from 0.",
        )
    return sorted({0, *positions} & set(range(length)))
