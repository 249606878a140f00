"""XmR (process behaviour) charts: which points of a series are signal and which are noise.

The rules are those of NHS England's Making Data Count, as the R package NHSRplotthedots 0.2.2
computes them (https://nhsrplotthedots.nhsrcommunity.com). The constants are Shewhart's for moving
ranges of two: 2.66 = 3 / d2 and 3.267 = D4 (D. J. Wheeler, Understanding Variation, 1993).

All that the reference computes is here, also what no page shows: `assurance`, and limits that are
fixed (`fix_after`) or not screened (`screen_outliers`). Its answers to the cases in `tests/cases`
depend on them, and they are what proves this module right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import mean
from typing import Literal, NamedTuple, TypeAlias

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

Assurance: TypeAlias = Literal["consistent_pass", "consistent_fail", "inconsistent"]

HIGH = ("above_limit", "trend_up", "two_of_three_high", "shift_high", "rising")
LOW = ("below_limit", "trend_down", "two_of_three_low", "shift_low", "falling")


def xmr(
    values: Values,
    *,
    improvement: Improvement = "decrease",
    target: float | None = None,
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
    ranges that are not below 3.267 times their average out of a second average. `target` moves
    no limit and no signal; `assurance` judges the limits by it. Without `hindsight` a rule marks
    the point that completes it and those that carry it on, and not those before.

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
    columns: dict[str, list[float | None]] = {name: [] for name in ("value", *Level._fields)}
    process: list[int] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(series)])):
        part = series[start:end]
        columns["value"] += part
        process += [number] * len(part)
        for name, level in _level(part, fix_after, screen_outliers)._asdict().items():
            columns[name] += [level] * len(part)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
    return (
        frame.with_columns(process=pl.Series(process, dtype=pl.UInt32))
        .lazy()
        .pipe(_outside)
        .pipe(_trend, hindsight)
        .with_columns(side=_sign(pl.col("value") - pl.col("mean")))
        .pipe(_two_of_three, hindsight)
        .pipe(_shift, hindsight)
        .with_columns(
            signal=pl.coalesce("outside", "trend", "two_of_three", "shift", pl.lit("none"))
        )
        .with_columns(direction=direction_of(improvement))
        .select("value", "mean", "lower_limit", "upper_limit", "signal", "direction")
        .collect()
    )


def assurance(
    frame: pl.DataFrame, improvement: Improvement, target: float | None
) -> Assurance | None:
    """Whether the process behind the last row of an XmR frame can be expected to meet its target.

    `consistent_pass` or `consistent_fail` if the target lies strictly outside the limits, else
    `inconsistent`: it is met or missed by chance. So it is, as in the reference, where no limits
    can be given. None without a target, without rows, and where neither way is better.
    """
    check_improvement(improvement)
    if target is None or improvement == "neutral" or frame.is_empty():
        return None
    last = frame.row(-1, named=True)
    if last["upper_limit"] is None or last["lower_limit"] is None:
        return "inconsistent"
    if last["lower_limit"] <= target <= last["upper_limit"]:
        return "inconsistent"
    passes = (target > last["upper_limit"]) == (improvement == "decrease")
    return "consistent_pass" if passes else "consistent_fail"


class Level(NamedTuple):
    """What holds for a whole process: mean, limits, and where "close to a limit" begins."""

    mean: float | None = None
    lower_limit: float | None = None
    upper_limit: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None


def _level(part: Sequence[float | None], fix_after: int | None, screen_outliers: bool) -> Level:
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


def _outside(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Points strictly beyond a limit."""
    return frame.with_columns(
        outside=pl.when(pl.col("value") > pl.col("upper_limit"))
        .then(pl.lit("above_limit"))
        .when(pl.col("value") < pl.col("lower_limit"))
        .then(pl.lit("below_limit"))
    )


def _trend(frame: pl.LazyFrame, hindsight: bool) -> pl.LazyFrame:
    """Seven points that rise, or fall, strictly: six steps one way and the point before them.

    Where two trends meet, the way from a point to the next decides, and a standstill between
    them is not a rise: so it is in the reference.
    """
    before = pl.lit(hindsight)
    way = pl.when(before & _later("within", 1)).then(_later("step", 1)).otherwise("step")
    name = pl.when(way > 0).then(pl.lit("trend_up")).otherwise(pl.lit("trend_down"))
    return (
        frame.with_columns(step=_sign(pl.col("value").diff().over("process")))
        .pipe(_long_runs, "step", RUN - 1, hindsight)
        .with_columns(within=pl.col("long") | (before & _later("long", 1)))
        .with_columns(trend=pl.when("within").then(name))
    )


def _two_of_three(frame: pl.LazyFrame, hindsight: bool) -> pl.LazyFrame:
    """Close points among three successive ones on one side of the mean, two of them close."""
    inside = pl.col("value").is_between("lower_limit", "upper_limit")
    beyond = (pl.col("value") > pl.col("near_upper")) | (pl.col("value") < pl.col("near_lower"))
    one_side = pl.col("side").rolling_sum(3).over("process").abs() == 3
    two_close = pl.col("close").cast(pl.Int32).rolling_sum(3).over("process") >= 2
    later = [_later("ends", 1), _later("ends", 2)] if hindsight else []
    around = pl.any_horizontal("ends", *later)
    return (
        frame.with_columns(close=(inside & beyond).fill_null(False))
        .with_columns(ends=(one_side & two_close).fill_null(False))
        .with_columns(two_of_three=_by_side(pl.col("close") & around, "two_of_three"))
    )


def _shift(frame: pl.LazyFrame, hindsight: bool) -> pl.LazyFrame:
    """Seven points strictly on one side of the mean."""
    return frame.pipe(_long_runs, "side", RUN, hindsight).with_columns(
        shift=_by_side(pl.col("long"), "shift")
    )


def _sign(difference: pl.Expr) -> pl.Expr:
    """1, −1 or 0; 0 too where either number is missing."""
    return difference.sign().fill_null(0).cast(pl.Int32)


def _long_runs(frame: pl.LazyFrame, column: str, least: int, hindsight: bool) -> pl.LazyFrame:
    """Adds `long`: whether at least so many entries of `column` in a row are 1, or −1."""
    length = pl.len() if hindsight else pl.int_range(1, pl.len() + 1)
    return frame.with_columns(run=pl.col(column).rle_id()).with_columns(
        long=(pl.col(column) != 0) & (length.over("process", "run") >= least)
    )


def _later(column: str, rows: int) -> pl.Expr:
    """The entry so many rows later in the same process; null, as good as false, past its end."""
    return pl.col(column).shift(-rows).over("process")


def _by_side(marked: pl.Expr, rule: str) -> pl.Expr:
    name = pl.when(pl.col("side") > 0).then(pl.lit(f"{rule}_high")).otherwise(pl.lit(f"{rule}_low"))
    return pl.when(marked).then(name)


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
