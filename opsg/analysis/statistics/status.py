"""What an XmR chart says of each month, as a reader of that month's paper would have been told.

Limits rest on the first 12 points of a process, the baseline, and stay until the next rebase: the
`fix_after_n_points` of NHSRplotthedots, used with `rebase` as its reference manual has it
(https://nhsrplotthedots.nhsrcommunity.com). So a month keeps its mark when later months come.
A baseline that rises or falls by itself has no usual range. Then the months are judged by their
trend alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import polars as pl

from opsg.analysis.statistics.series import (
    Improvement,
    Values,
    floats,
    observations,
    process_starts,
)
from opsg.analysis.statistics.slope import estimate_slope
from opsg.analysis.statistics.xmr import LEAST_BASELINE, direction_of, level_of, xmr

LEAST_FOR_LIMITS = 4
LEAST_FOR_FIRM_LIMITS = LEAST_BASELINE
TRENDING = 0.01
"""The p-value of Mann–Kendall below which 12 points rise or fall by more than chance."""

# The column beyond which a rule's points lie, and on which side.
_BOUNDS = {
    "above_limit": ("upper_limit", 1),
    "below_limit": ("lower_limit", -1),
    "shift_high": ("mean", 1),
    "shift_low": ("mean", -1),
}


@dataclass(frozen=True)
class Status:
    """The latest point of a chart; a series without values has no position.

    `position` and `since` are rows of the chart: the latest point, and the first of the unbroken
    run of points of its process that have its direction; `run` is how many points that run has.
    `lasting` is for how many points in a row the signal's own rule holds up to the latest: points
    outside the limit or on one side of the mean; rises or falls in a row; 3 for two of three.
    `points` counts the values of the present process, whose baseline may be `moving` by itself.
    `months_since` counts the rows after the latest point: where there are any, nothing is said of
    the present, and there is no signal.
    """

    signal: str = "none"
    direction: str = "common_cause"
    position: int | None = None
    since: int | None = None
    run: int = 0
    lasting: int = 0
    points: int = 0
    moving: bool = False
    no_limits: bool = True
    months_since: int = 0

    @property
    def stale(self) -> bool:
        """Whether the last month has no value, though an earlier one has."""
        return self.months_since > 0

    @property
    def too_short(self) -> bool:
        """Whether the present process has too few points to say anything of it."""
        return self.points < LEAST_FOR_LIMITS

    @property
    def provisional(self) -> bool:
        """Whether the limits still move with every month, as the baseline is not complete."""
        return self.points < LEAST_FOR_FIRM_LIMITS


def judge(
    values: Values, *, improvement: Improvement = "decrease", rebase: Iterable[int] = ()
) -> pl.DataFrame:
    """The chart of a series as a page shows it: one row a value, in order.

    Columns: value, mean, lower_limit, upper_limit, signal, direction (as `xmr` has them), process
    (0, 1, …), points (values of the process so far), provisional and moving.

    `signal` is what the chart said of a row when that was its latest, so that the first rows are
    those of the chart of a shorter series. Below 4 points of a process there are neither limits
    nor signals; below 12 they rest on the points so far. A process is `moving` if its first 12
    points rise or fall (Mann–Kendall, p below 0.01). Then there are no mean and limits, and from
    the twelfth point on the signal is `rising` or `falling` if the last 12 points do so by the
    same test.

    Raises UserError as `xmr` does.

    >>> judge([9.5, 10.5] * 6 + [16, 10])["signal"].to_list()[-3:]
    ['none', 'above_limit', 'none']
    >>> judge(range(20))["signal"].to_list()[-1]
    'rising'
    """
    row = floats(values)
    starts = process_starts(len(row), rebase)
    parts = [row[start:end] for start, end in pairwise([*starts, len(row)])]
    charts = [_process(part).with_columns(process=number) for number, part in enumerate(parts)]
    if not charts:
        charts = [_process([]).with_columns(process=0)]
    return pl.concat(charts).with_columns(direction=direction_of(improvement))


def assess(chart: pl.DataFrame) -> Status:
    """What a chart that `judge` made says of its latest point.

    >>> assess(judge([10, 11, 90])).too_short
    True
    >>> latest = assess(judge([9.5, 10.5] * 6 + [16, 17]))
    >>> latest.signal, latest.direction, latest.since, latest.lasting
    ('above_limit', 'concern', 12, 2)
    """
    rows = chart.rows(named=True)
    positions = [index for index, row in enumerate(rows) if row["value"] is not None]
    if not positions:
        return Status()
    position = positions[-1]
    latest = rows[position]
    present = [row for row in rows[: position + 1] if row["process"] == latest["process"]]
    known = Status(
        position=position,
        points=latest["points"],
        moving=latest["moving"],
        no_limits=latest["upper_limit"] is None,
        months_since=len(rows) - 1 - position,
    )
    if known.stale:
        return known
    run = _trailing(row["direction"] == latest["direction"] for row in _unbroken(present))
    return replace(
        known,
        signal=latest["signal"],
        direction=latest["direction"],
        since=position - run + 1,
        run=run,
        lasting=_lasting(latest["signal"], _unbroken(present)),
    )


def firm_limits(values: Values) -> tuple[float, float] | None:
    """The lower and the upper limit of one process as `judge` has them, once its baseline is whole.

    None before that, and of a process without limits.

    >>> firm_limits([9.5, 10.5] * 6 + [90])
    (7.34, 12.66)
    """
    part = floats(values)
    points = observations(part)
    baseline, moving = _baseline(points)
    if not baseline or moving:
        return None
    level = level_of(part, baseline)
    if level.lower_limit is None or level.upper_limit is None:
        return None
    return level.lower_limit, level.upper_limit


def _baseline(points: Sequence[tuple[int, float]]) -> tuple[int | None, bool]:
    """Of how many rows the baseline of a process is, if it is whole; whether that is moving."""
    first = points[:LEAST_BASELINE]
    if len(first) < LEAST_BASELINE:
        return None, False
    return first[-1][0] + 1, _trend(first) != "none"


def _process(part: Sequence[float | None]) -> pl.DataFrame:
    """The chart of one process, without its number and directions."""
    points = observations(part)
    whole, moving = _baseline(points)
    complete = whole is not None
    baseline = whole or max(len(part), 1)
    # One after the other the charts that ended within the baseline, and the whole.
    ends = list(accumulate(range(1, baseline)))
    beginnings = [value for end in range(1, baseline) for value in part[:end]]
    chart = xmr(
        [*beginnings, *part],
        rebase=[0, *ends],
        fix_after=max(baseline, LEAST_BASELINE),
        hindsight=False,
    )
    told = chart["signal"].gather([end - 1 for end in ends]).to_list()
    later = chart["signal"][len(beginnings) + len(told) :].to_list()
    if moving:
        later = _trends(points, range(len(told), len(part)))
    frame = chart[len(beginnings) :].with_columns(
        signal=pl.Series([*told, *later], dtype=pl.String),
        points=pl.col("value").is_not_null().cum_sum(),
        provisional=pl.lit(not complete),
        moving=pl.lit(moving),
    )
    few = pl.col("points") < LEAST_FOR_LIMITS
    unknown = ["mean", "lower_limit", "upper_limit"] if moving else []
    if len(points) < LEAST_FOR_LIMITS:
        unknown = ["lower_limit", "upper_limit"]
    return frame.with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in unknown
    ).with_columns(signal=pl.when(few).then(pl.lit("none")).otherwise("signal"))


def _trends(points: Sequence[tuple[int, float]], rows: range) -> list[str]:
    """Of each row, whether the last 12 points up to it rise or fall; `none` of one without."""
    last = {
        row: points[max(end - LEAST_BASELINE, 0) : end] for end, (row, _) in enumerate(points, 1)
    }
    return [_trend(last[row]) if row in last else "none" for row in rows]


def _trend(points: Sequence[tuple[int, float]]) -> str:
    """Whether points rise or fall by more than chance (Mann–Kendall), or neither."""
    slope = estimate_slope([value for _, value in points])
    if slope.p is None or slope.tau is None or slope.p >= TRENDING:
        return "none"
    return "rising" if slope.tau > 0 else "falling"


def _unbroken(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The rows after the last one without a value."""
    count = _trailing(row["value"] is not None for row in rows)
    return rows[len(rows) - count :]


def _trailing(holds: Iterable[bool]) -> int:
    """How many entries at the end are true without a break."""
    count = 0
    for entry in holds:
        count = count + 1 if entry else 0
    return count


def _lasting(signal: str, rows: Sequence[dict[str, Any]]) -> int:
    if signal in _BOUNDS:
        bound, way = _BOUNDS[signal]
        # A baseline that is moving had limits, until it was complete.
        known = [row for row in rows if row[bound] is not None]
        return _trailing(way * (row["value"] - row[bound]) > 0 for row in known)
    values = [row["value"] for row in rows]
    if signal in ("trend_up", "trend_down"):
        way = 1 if signal == "trend_up" else -1
        return _trailing(way * (after - before) > 0 for before, after in pairwise(values))
    if signal in ("rising", "falling"):
        return _trailing(row["signal"] == signal for row in rows)
    return 3 if signal.startswith("two_of_three") else 0
