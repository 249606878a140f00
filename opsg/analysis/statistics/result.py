"""Every statistic of one measure, together, so that no sentence can mix two results."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from opsg.analysis.statistics.change import Change, measure_change
from opsg.analysis.statistics.clearance import Clearance, project_clearance
from opsg.analysis.statistics.ranking import Concentration, measure_concentration
from opsg.analysis.statistics.series import Measure, Series, floats, process_starts
from opsg.analysis.statistics.slope import Slope, estimate_slope
from opsg.analysis.statistics.status import Status, assess, judge


@dataclass(frozen=True)
class Result:
    """A measure, its series up to a month, and what the statistics say of them.

    `chart` is the XmR chart, one row a month, with the limits that a page may show. `slope` is
    that of the present process, which starts at row `start`. Only a backlog has a `clearance`, and
    only a measure whose latest values by group are known a `concentration`; neither is known of a
    last month without a value.
    """

    measure: Measure
    series: Series
    chart: pl.DataFrame
    start: int
    status: Status
    change: Change
    slope: Slope
    clearance: Clearance | None
    concentration: Concentration | None

    @property
    def is_rate(self) -> bool:
        """Whether the measure is a rate in percent, whose changes are points."""
        return self.measure.unit == "%"

    @property
    def goal(self) -> float:
        """The level at which a backlog is cleared: its target, or zero."""
        return self.measure.target or 0.0


def examine(measure: Measure, series: Series) -> Result:
    """Runs every statistic over a series of months.

    Raises UserError on an unknown direction of improvement, an infinite value and a negative
    rebase.
    """
    values = floats(series.values)
    starts = process_starts(len(values), series.rebases)
    start = starts[-1] if starts else 0
    chart = judge(values, improvement=measure.improvement, rebase=starts)
    status = assess(chart)
    clearance = None
    if measure.backlog and not status.stale:
        clearance = project_clearance(values, target=measure.target or 0.0, since=start)
    by_group = series.latest.by_group
    return Result(
        measure,
        replace(series, values=tuple(values)),
        chart=chart,
        start=start,
        status=status,
        change=measure_change(values) if series.latest.comparable else Change(),
        slope=estimate_slope(values[start:]),
        clearance=clearance,
        concentration=None if by_group is None else measure_concentration(by_group),
    )
