"""What an XmR chart says of its latest point, and what a page may show of its limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import polars as pl

from opsg.analysis.statistics.series import Improvement, Values, floats, process_starts
from opsg.analysis.statistics.xmr import xmr

LEAST_FOR_LIMITS = 4
LEAST_FOR_FIRM_LIMITS = 12

_ON_THE_WAY = {"above_limit": 1, "below_limit": -1, "shift_high": 1, "shift_low": -1}


@dataclass(frozen=True)
class Status:
    """The latest point of an XmR chart; a series without values has no position.

    `position` and `since` are rows of the chart: the latest point, and the first of the unbroken
    run of points of its process that have its direction; `run` is how many points that run has.
    `lasting` is for how many points in a row the signal's own rule holds up to the latest: points
    outside the limit or on one side of the mean; rises or falls in a row; 3 for two of three.
    `points` counts the values of the present process. `months_since` counts the rows after the
    latest point: where there are any, nothing is said of the present, and there is no signal.
    """

    signal: str = "none"
    direction: str = "common_cause"
    position: int | None = None
    since: int | None = None
    run: int = 0
    lasting: int = 0
    points: int = 0
    provisional: bool = True
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


def withhold_limits(frame: pl.DataFrame, *, rebase: Iterable[int] = ()) -> pl.DataFrame:
    """An XmR frame as a page shows it, with the columns process (0, 1, …) and provisional.

    A process of fewer than 4 points has no limits and no signals here; one of fewer than 12 is
    provisional. `rebase` is that of the chart; other columns of the frame stay as they are.
    """
    starts = process_starts(frame.height, rebase)
    few = pl.col("points") < LEAST_FOR_LIMITS
    return (
        frame.lazy()
        .with_row_index("row")
        .with_columns(process=pl.col("row").is_in(starts).cum_sum() - 1)
        .with_columns(points=pl.col("value").count().over("process"))
        .with_columns(
            *(pl.when(~few).then(name).alias(name) for name in ("lower_limit", "upper_limit")),
            signal=pl.when(few).then(pl.lit("none")).otherwise("signal"),
            direction=pl.when(few).then(pl.lit("common_cause")).otherwise("direction"),
            provisional=pl.col("points") < LEAST_FOR_FIRM_LIMITS,
        )
        .select(list(dict.fromkeys([*frame.columns, "process", "provisional"])))
        .collect()
    )


def assess(frame: pl.DataFrame, *, rebase: Iterable[int] = ()) -> Status:
    """What an XmR frame says of its latest point, under the rules of `withhold_limits`.

    Below 4 points of the present process there is no signal; below 12 its limits are provisional.
    `rebase` is that of the chart.

    >>> assess(xmr([10, 11, 90])).too_short
    True
    >>> latest = assess(xmr([9.5, 10.5] * 6 + [16, 17]))
    >>> latest.signal, latest.direction, latest.since, latest.lasting
    ('above_limit', 'concern', 12, 2)
    """
    return _assess(withhold_limits(frame, rebase=rebase).rows(named=True))


def assess_each_month(
    values: Values, *, improvement: Improvement, rebase: Iterable[int] = ()
) -> list[Status]:
    """What the XmR chart of a series said of each of its points when that was the latest.

    One for each value, as `assess` has it. All these charts are computed as one, in which the
    processes of each are processes of their own.
    """
    row = floats(values)
    ends = range(1, len(row) + 1)
    spans = [(end * (end - 1) // 2, end) for end in ends]
    starts = [first + start for first, end in spans for start in process_starts(end, rebase)]
    together = [value for end in ends for value in row[:end]]
    chart = withhold_limits(xmr(together, improvement=improvement, rebase=starts), rebase=starts)
    rows = chart.rows(named=True)
    return [_assess(rows[first : first + end]) for first, end in spans]


def _assess(rows: Sequence[dict[str, Any]]) -> Status:
    """What the rows of a chart say of the latest point."""
    positions = [index for index, row in enumerate(rows) if row["value"] is not None]
    if not positions:
        return Status()
    position = positions[-1]
    latest = rows[position]
    present = [row for row in rows[: position + 1] if row["process"] == latest["process"]]
    known = Status(
        position=position,
        points=sum(row["value"] is not None for row in present),
        provisional=latest["provisional"],
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


def _unbroken(rows: Sequence[dict[str, float]]) -> Sequence[dict[str, float]]:
    """The rows after the last one without a value."""
    count = _trailing(row["value"] is not None for row in rows)
    return rows[len(rows) - count :]


def _trailing(holds: Iterable[bool]) -> int:
    """How many entries at the end are true without a break."""
    count = 0
    for entry in holds:
        count = count + 1 if entry else 0
    return count


def _lasting(signal: str, rows: Sequence[dict[str, float]]) -> int:
    values = [row["value"] for row in rows]
    if signal in ("above_limit", "below_limit"):
        limit = "upper_limit" if signal == "above_limit" else "lower_limit"
        way = _ON_THE_WAY[signal]
        return _trailing(way * (row["value"] - row[limit]) > 0 for row in rows)
    if signal in ("shift_high", "shift_low"):
        way = _ON_THE_WAY[signal]
        return _trailing(way * (row["value"] - row["mean"]) > 0 for row in rows)
    if signal in ("trend_up", "trend_down"):
        way = 1 if signal == "trend_up" else -1
        return _trailing(way * (after - before) > 0 for before, after in pairwise(values))
    return 3 if signal.startswith("two_of_three") else 0
