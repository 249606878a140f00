"""When a backlog is cleared at its present rate, and how well such a projection has done."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import polars as pl

from opsg.analysis.statistics.series import Values, floats, observations
from opsg.analysis.statistics.slope import estimate_slope

LEAST_POINTS = 6
"""With fewer values the 95% interval of a slope says less than it seems to."""
YEAR = 13
"""Entries from a month to the same month a year later, between which seasons even out."""
CHANCE = 0.05
"""How often a backlog that goes nowhere may be said to clear."""

State: TypeAlias = Literal["clears", "not_at_this_rate", "cleared", "too_short"]


@dataclass(frozen=True)
class Clearance:
    """In how many months after the latest value a backlog reaches its target, at its slope.

    `low` and `high` are the same at the fast and the slow end of the slope's 95% interval. All
    three are None unless the state is `clears`.
    """

    months: int | None
    low: int | None
    high: int | None
    state: State


def project_clearance(
    values: Values, *, target: float = 0.0, since: int | None = None
) -> Clearance:
    """When a backlog, one entry a month, falls to `target` from its latest value at its slope.

    The slope is Theil–Sen's over the last year, and says that the backlog clears only if its 95%
    interval includes no other way and `drift` is beyond chance: a walk without a direction and a
    season fall for months too. `not_at_this_rate` else; `cleared` where the target is reached
    already; `too_short` below six values, and where it falls but the value of a year before is not
    there or lies before position `since` (the last rebase).
    The interval is that of the slope alone, so that the true uncertainty is wider.

    >>> project_clearance(range(170, 40, -10))
    Clearance(months=5, low=5, high=5, state='clears')
    >>> project_clearance([50, 49, 52, 48, 51, 50, 49, 52, 48, 51, 50, 49, 50]).state
    'not_at_this_rate'
    """
    points = observations(values)
    if points and points[-1][1] <= target:
        return Clearance(None, None, None, "cleared")
    recent = floats(values)[max(len(values) - YEAR, since or 0, 0) :]
    rate = estimate_slope(recent)
    if rate.n < LEAST_POINTS:
        return Clearance(None, None, None, "too_short")
    if rate.high is None or rate.high >= 0:
        return Clearance(None, None, None, "not_at_this_rate")
    if len(recent) < YEAR or recent[0] is None:
        return Clearance(None, None, None, "too_short")
    if drift(recent) >= CHANCE:
        return Clearance(None, None, None, "not_at_this_rate")
    left = points[-1][1] - target
    middle, fast, slow = (
        _whole_months(left / -speed) for speed in (rate.per_month, rate.low, rate.high) if speed
    )
    return Clearance(middle, fast, slow, "clears")


def drift(values: Values) -> float:
    """How likely a series without a direction falls from its first to its last value as this one.

    Fisher's randomisation test (The Design of Experiments, 1935, section 21) of the changes from
    each value to the next: the share of all ways of giving them signs whose sum is not above the
    true one. It holds for a random walk, whose changes are as likely up as down; a level with
    noise around it changes back and forth, which makes it rarer still. At most 2 ** 12 ways are
    looked at, those of the last 12 changes.

    >>> drift([5, 4, 3, 2]), drift([4, 5, 4])
    (0.125, 0.75)
    """
    row = [value for _, value in observations(values)]
    moves = [after - before for before, after in pairwise(row)][1 - YEAR :]
    sums = [0.0]
    for move in moves:
        sums = [total + way for total in sums for way in (move, -move)]
    # Rounding noise must not part sums that are equal.
    bound = sum(moves) + 1e-9 * sum(map(abs, moves))
    return sum(total <= bound for total in sums) / len(sums)


def _whole_months(months: float) -> int:
    # Rounding noise of the division must not cost a month.
    return math.ceil(round(months, 9))


def backtest(series: Mapping[str, Values], *, horizons: Sequence[int] = (1, 3, 6)) -> pl.DataFrame:
    """How well the slope has foretold levels: a rolling origin over every series.

    At each month with a value and with one a year before, the level `horizon` months later is
    foretold as the latest value plus the slope, and its interval likewise, each times the
    horizon; only what was known then is used. One row a series and horizon: series, horizon
    (months), n (predictions), coverage_pct (how many of the true levels the 95% interval held),
    mean_absolute_error and naive_error (that of foretelling no change), in the series' unit.
    Where n is 0 the others are null.
    """
    predictions = pl.DataFrame(
        [
            (name, horizon, *prediction)
            for name, values in series.items()
            for horizon in horizons
            for prediction in _predictions(values, horizon)
        ],
        schema={
            "series": pl.String, "horizon": pl.Int64,
            "covered": pl.Boolean, "error": pl.Float64, "naive": pl.Float64,
        },
        orient="row",
    )  # fmt: skip
    keys = pl.LazyFrame(
        [(name, horizon) for name in series for horizon in horizons],
        schema={"series": pl.String, "horizon": pl.Int64},
        orient="row",
    )
    scores = predictions.lazy().group_by("series", "horizon").agg(
        n=pl.len().cast(pl.Int64),
        coverage_pct=100 * pl.col("covered").mean(),
        mean_absolute_error=pl.col("error").mean(),
        naive_error=pl.col("naive").mean(),
    )  # fmt: skip
    return (
        keys.join(scores, on=["series", "horizon"], how="left", maintain_order="left")
        .with_columns(pl.col("n").fill_null(0))
        .collect()
    )


def _predictions(values: Values, horizon: int) -> Iterator[tuple[bool, float, float]]:
    """For each origin: whether the interval held the true level, the error, and the naive one."""
    levels = dict(observations(values))
    for origin, latest in levels.items():
        if origin + horizon not in levels or origin + 1 - YEAR not in levels:
            continue
        rate = estimate_slope(values[origin + 1 - YEAR : origin + 1])
        if rate.per_month is None or rate.low is None or rate.high is None:
            continue
        change = levels[origin + horizon] - latest
        covered = rate.low * horizon <= change <= rate.high * horizon
        yield covered, abs(change - rate.per_month * horizon), abs(change)
