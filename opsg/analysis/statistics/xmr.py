"""XmR (process behaviour) charts: which points of a series are signal and which are noise.

The rules are those of NHS England's Making Data Count, as the R package NHSRplotthedots 0.2.2
computes them (https://nhsrplotthedots.nhsrcommunity.com). The constants are Shewhart's for moving
ranges of two: 2.66 = 3 / d2 and 3.267 = D4 (D. J. Wheeler, Understanding Variation, 1993).

No page shows limits that are not screened (`screen_outliers`). Answers of the reference to the
cases in `tests/cases` depend on it, and they are what proves this module right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from statistics import mean
from typing import NamedTuple

import polars as pl

from opsg.analysis.statistics.series import (
    Improvement,
    Values,
    check_improvement,
    floats,
    process_starts,
)
from opsg.core.errors import UserError

LIMIT = 2.66
CLOSE = 2 * (LIMIT / 3)
SCREEN = 3.267
LEAST_BASELINE = 12
RUN = 7

_SHOWN = ("mean", "lower_limit", "upper_limit")

HIGH = ("above_limit", "trend_up", "two_of_three_high", "shift_high", "rising")
LOW = ("below_limit", "trend_down", "two_of_three_low", "shift_low", "falling")


def xmr(
    values: Values,
    *,
    improvement: Improvement = "decrease",
    rebase: Iterable[int] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
    hindsight: bool = True,
) -> pl.DataFrame:
    """The XmR chart of a series: one row a value, in order.

    Columns: value, mean, lower_limit, upper_limit (in the unit of the values, null where there
    is none), signal and direction.

    `signal` is the first that holds of `above_limit`, `below_limit`; `trend_up`, `trend_down`
    (seven strictly monotone points); `two_of_three_high`, `two_of_three_low` (near a limit);
    `shift_high`, `shift_low` (seven points on one side of the mean); else `none`. `direction` is
    what that means: `improvement` or `concern`, `neutral_high` or `neutral_low` where neither
    way is better, else `common_cause`.

    A new process starts at each position of `rebase` (0-based). `fix_after` takes the first so
    many rows of each process as the baseline of its limits. `screen_outliers` leaves moving
    ranges that are not below 3.267 times their average out of a second average. Without
    `hindsight` a rule marks the point that completes it and those that carry it on, and not those
    before.

    A missing value stays a row, ends runs and makes no moving range. Limits are not given where
    no moving range is left, nor where the baseline never moves and a point lies off it. Trends
    and shifts need no limits.

    Raises UserError on an unknown direction, a baseline of fewer than 12 rows, a negative
    position and an infinite value.

    >>> xmr([9.5, 10.5] * 6).row(-1)
    (10.5, 10.0, 7.34, 12.66, 'none', 'common_cause')
    """
    check_improvement(improvement)
    if fix_after is not None and fix_after < LEAST_BASELINE:
        raise UserError(
            f"Limits cannot be fixed after {fix_after} points.",
            remedy=f"Take at least {LEAST_BASELINE}.",
        )
    series = floats(values)
    starts = process_starts(len(series), rebase)
    columns: dict[str, list[float | None]] = {name: [] for name in ("value", *_SHOWN)}
    signals: list[str] = []
    for start, end in pairwise([*starts, len(series)]):
        part = series[start:end]
        level = level_of(part, fix_after, screen_outliers)
        columns["value"] += part
        for name in _SHOWN:
            columns[name] += [getattr(level, name)] * len(part)
        signals += _signals(part, level, hindsight)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
    marked = frame.with_columns(signal=pl.Series(signals, dtype=pl.String))
    return marked.with_columns(direction=direction_of(improvement))


class Level(NamedTuple):
    """What holds for a whole process: mean, limits, and where "close to a limit" begins."""

    mean: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None


def level_of(
    part: Sequence[float | None], fix_after: int | None, screen_outliers: bool = True
) -> Level:
    """Mean and limits of one process; the options are those of `xmr`."""
    baseline = part[:fix_after]
    present = [value for value in baseline if value is not None]
    if not present:
        return Level()
    # `statistics.mean` is exact before it rounds, so that equal values have themselves as mean.
    centre = mean(present)
    ranges = [
        abs(after - before)
        for before, after in pairwise(baseline)
        if before is not None and after is not None
    ]
    if ranges and screen_outliers:
        bound = SCREEN * mean(ranges)
        ranges = [moved for moved in ranges if moved < bound]
    if not ranges:
        return Level(centre)
    width = mean(ranges)
    if not width and any(value is not None and value != centre for value in part):
        return Level(centre)
    return Level(
        centre,
        centre - LIMIT * width,
        centre + LIMIT * width,
        centre - CLOSE * width,
        centre + CLOSE * width,
    )


def _signals(part: Sequence[float | None], level: Level, hindsight: bool) -> list[str]:
    """The signal of each point of a process."""
    sides = [_way(level.mean, value) for value in part]
    rules = (
        _outside(part, level),
        _trends(part, hindsight),
        _two_of_three(part, level, sides, hindsight),
        [_by_side(long, side, "shift") for long, side in _long_runs(sides, RUN, hindsight)],
    )
    return [next(filter(None, found), "none") for found in zip(*rules, strict=True)]


def _outside(part: Sequence[float | None], level: Level) -> list[str]:
    """Points strictly beyond a limit."""
    above = [_way(level.upper_limit, value) > 0 for value in part]
    below = [_way(level.lower_limit, value) < 0 for value in part]
    return [
        "above_limit" if is_above else "below_limit" if is_below else ""
        for is_above, is_below in zip(above, below, strict=True)
    ]


def _trends(part: Sequence[float | None], hindsight: bool) -> list[str]:
    """Seven points that rise, or fall, strictly: six steps one way and the point before them.

    Where two trends meet, the way from a point to the next decides, and a standstill between
    them is not a rise: so it is in the reference.
    """
    steps = [_way(before, after) for before, after in pairwise([None, *part])]
    long = [is_long for is_long, _ in _long_runs(steps, RUN - 1, hindsight)]
    ahead = [*long[1:], False] if hindsight else [False] * len(long)
    within = [a or b for a, b in zip(long, ahead, strict=True)]
    signals = []
    for row, marked in enumerate(within):
        leads = hindsight and any(within[row + 1 : row + 2])
        way = steps[row + 1] if leads else steps[row]
        signals.append(("trend_up" if way > 0 else "trend_down") if marked else "")
    return signals


def _two_of_three(
    part: Sequence[float | None], level: Level, sides: Sequence[int], hindsight: bool
) -> list[str]:
    """Close points among three successive ones on one side of the mean, two of them close."""
    close = [_is_close(value, level) for value in part]
    ends = [
        row >= 2 and abs(sum(sides[row - 2 : row + 1])) == 3 and sum(close[row - 2 : row + 1]) >= 2
        for row in range(len(part))
    ]
    reach = 3 if hindsight else 1
    return [
        _by_side(close[row] and any(ends[row : row + reach]), side, "two_of_three")
        for row, side in enumerate(sides)
    ]


def _is_close(value: float | None, level: Level) -> bool:
    """Whether a point is within the limits and near one of them."""
    if value is None or level.near_upper is None or level.near_lower is None:
        return False
    inside = _way(level.upper_limit, value) <= 0 <= _way(level.lower_limit, value)
    return inside and (value > level.near_upper or value < level.near_lower)


def _way(one: float | None, other: float | None) -> int:
    """From one number to another: 1 up, −1 down, or 0; 0 too where either is missing."""
    if one is None or other is None:
        return 0
    return (other > one) - (other < one)


def _long_runs(ways: Sequence[int], least: int, hindsight: bool) -> Iterator[tuple[bool, int]]:
    """Of each entry whether it is in a run of at least so many that are all 1, or −1; and itself.

    Without hindsight of those alone that complete the run or carry it on.
    """
    for way, run in groupby(ways):
        length = len(list(run))
        for place in range(1, length + 1):
            yield bool(way) and (length if hindsight else place) >= least, way


def _by_side(marked: bool, side: int, rule: str) -> str:
    return f"{rule}_{'high' if side > 0 else 'low'}" if marked else ""


def direction_of(improvement: Improvement) -> pl.Expr:
    """What the column `signal` means: the direction of each row."""
    high, low = {
        "increase": ("improvement", "concern"),
        "decrease": ("concern", "improvement"),
        "neutral": ("neutral_high", "neutral_low"),
    }[improvement]
    return (
        pl.when(pl.col("signal").is_in(HIGH))
        .then(pl.lit(high))
        .when(pl.col("signal").is_in(LOW))
        .then(pl.lit(low))
        .otherwise(pl.lit("common_cause"))
    )
