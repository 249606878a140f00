"""Everything that is said of one series, together, so that no sentence can mix two results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from opsg.analysis.statistics.change import Change, change
from opsg.analysis.statistics.clearance import Clearing, clearing
from opsg.analysis.statistics.ranking import Concentration, concentration
from opsg.analysis.statistics.series import Improvement, Values, floats, process_starts
from opsg.analysis.statistics.slope import Slope, slope
from opsg.analysis.statistics.status import Status, shown, status
from opsg.analysis.statistics.xmr import xmr


@dataclass(frozen=True)
class Result:
    """A measure's series up to its last month, and what the statistics found in it.

    `name` is a noun phrase that starts a sentence ("Open Exceptions"), `plural` its number.
    `values` has one entry for each of `months` (first days, none left out), in `unit`; the unit
    `%` makes it a rate, whose latest `numerator` and `denominator` are given. `frame` is the XmR
    chart as shown, `slope` that of the present process, which starts at row `start`.
    `exact` says that a paper gives just the latest value, `approximate` that it is rounded,
    `illustrative` that values are made up, `hidden` what stands for the latest value if it is too
    small to be shown.
    """

    name: str
    unit: str
    improvement: Improvement
    months: tuple[date, ...]
    values: tuple[float | None, ...]
    frame: pl.DataFrame
    status: Status
    change: Change
    slope: Slope
    start: int = 0
    clearing: Clearing | None = None
    target: float = 0.0
    concentration: Concentration | None = None
    noun: str = ""
    numerator: float | None = None
    denominator: float | None = None
    exact: bool = False
    approximate: bool = False
    illustrative: bool = False
    plural: bool = True
    hidden: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether the measure is a rate in percent, whose changes are points."""
        return self.unit == "%"


def examine(
    values: Values,
    *,
    name: str,
    unit: str,
    months: Sequence[date],
    improvement: Improvement = "decrease",
    rebase: Iterable[int] = (),
    backlog: bool = False,
    target: float | None = None,
    held: pl.DataFrame | Values | None = None,
    noun: str = "",
    numerator: float | None = None,
    denominator: float | None = None,
    exact: bool = False,
    approximate: bool = False,
    illustrative: bool = False,
    plural: bool = True,
    hidden: str = "",
) -> Result:
    """Runs every statistic over a series of months; see `Result` for the parameters' meaning.

    `rebase` lists the positions at which a new process starts. A `backlog` is cleared towards
    `target`, or zero. `held` is a ranking, or the latest values by group, of which `noun` (in the
    singular: "User") names one.
    """
    row = floats(values)
    starts = process_starts(len(row), rebase)
    start = starts[-1] if starts else 0
    chart = xmr(row, improvement=improvement, target=target, rebase=starts)
    goal = target or 0.0
    return Result(
        name=name,
        unit=unit,
        improvement=improvement,
        months=tuple(months),
        values=tuple(row),
        frame=shown(chart, rebase=starts),
        status=status(chart, rebase=starts),
        change=change(row),
        slope=slope(row[start:]),
        start=start,
        clearing=clearing(row, target=goal, since=start) if backlog else None,
        target=goal,
        concentration=None if held is None else concentration(held),
        noun=noun,
        numerator=numerator,
        denominator=denominator,
        exact=exact,
        approximate=approximate,
        illustrative=illustrative,
        plural=plural,
        hidden=hidden,
    )
