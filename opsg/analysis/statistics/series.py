"""The input that all statistics share: a series in order, one entry a month, gaps as missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias, get_args

import polars as pl

from opsg.core.errors import UserError, nearest

Values: TypeAlias = Sequence[float | None] | pl.Series
Improvement: TypeAlias = Literal["decrease", "increase", "neutral"]


def floats(values: Values) -> list[float | None]:
    """The series as floats; None and NaN are missing. Raises UserError on an infinite value."""
    row = [None if value is None or value != value else float(value) for value in values]
    for position, value in enumerate(row):
        if value is not None and math.isinf(value):
            raise UserError(
                f"The value at position {position} is infinite.",
                remedy="Give a number, or None where it is missing.",
            )
    return row


def known(values: Values) -> list[tuple[int, float]]:
    """The values that are there, each with its position in the series."""
    return [(place, value) for place, value in enumerate(floats(values)) if value is not None]


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
    """
    positions = set(rebase)
    if any(position < 0 for position in positions):
        raise UserError(
            f"A series cannot be rebased at position {min(positions)}.",
            remedy="Count the rows from 0.",
        )
    return sorted({0, *positions} & set(range(length)))
