"""What a measure says up to a month: its series, its signals and its sentence.

A measure is a sum over the rows of a snapshot dataset, or a rate of two such sums. Reading it
gives everything that a page says about it, so that pages, charts and feeds cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import polars as pl

from opsg.analysis.statistics.result import Result, examine
from opsg.analysis.statistics.series import Latest, Series
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import datasets, snapshots, suppression
from opsg.data.log import Event, Figure, Headline, Issue, IssueLog

SHOWN_MONTHS = 18
"""How many months a sparkline shows."""


def series(
    measure: Headline,
    data: Path,
    edition: Edition,
    *,
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """The measure by month (and by the columns of `by`), from the first to the edition's.

    Columns: those of `by`, month (first day), value (in the measure's unit; a rate in percent,
    weighted: 100 · Σ numerator / Σ denominator), numerator, denominator (null for sums),
    provenance (`reported` if every row it rests on is) and hidden. Months without rows are there,
    with a null value; so are counts too small to be shown, for which hidden has the words. Sorted
    by `by`, then month. `data` is the folder of facts.
    """
    every = snapshots.scan(
        measure.dataset, until=edition.month, reported_only=edition.reported_only, data=data
    )
    rows = every
    for column, wanted in measure.where.items():
        rows = rows.filter(pl.col(column).is_in(wanted if isinstance(wanted, list) else [wanted]))
    sums = (
        rows.group_by("month", *by)
        .agg(
            numerator=pl.col(measure.measure).sum(),
            denominator=pl.col(measure.of).sum() if measure.of else pl.lit(None, pl.Int64),
            reported=(pl.col("provenance") == "reported").all(),
        )
        .collect()
    )
    dataset = datasets.dataset(measure.dataset)
    sums = suppression.in_sums(sums, every, dataset, by=by, where=measure.where, unit=measure.unit)
    last = months.first_day(edition.month)
    first = min([*sums["month"], last])
    calendar = pl.DataFrame({"month": months.span(first, last)}, schema={"month": pl.Date})
    grid = sums.select(by).unique().join(calendar, how="cross") if by else calendar
    value = pl.col("numerator").cast(pl.Float64)
    if measure.of:
        value = pl.when(pl.col("denominator") > 0).then(100 * value / pl.col("denominator"))
    provenance = pl.when(pl.col("reported")).then(pl.lit("reported"))
    return (
        grid.join(sums, on=["month", *by], how="left")
        .with_columns(value=value, provenance=provenance.otherwise(pl.lit("illustrative")))
        .select(*by, "month", "value", "numerator", "denominator", "provenance", "hidden")
        .sort(*by, "month")
    )


def read(measure: Headline, whole: IssueLog, issue: Issue, edition: Edition) -> Reading:
    """A measure of an issue, read up to an edition's month, with the figures papers report."""
    figures = _reported(measure, issue, edition.month, measure.where)
    frame = _with_reported(series(measure, whole.folder, edition), figures)
    held = None
    if measure.group and not measure.of:
        groups = series(measure, whole.folder, edition, by=[measure.group])
        now = groups.filter(pl.col("month") == months.first_day(edition.month))
        # Of a part of the groups nobody could say who holds how much of the whole.
        held = None if now["hidden"].count() else now["value"]
    events = tuple(_events(whole, issue, edition))
    return Reading(measure, frame, events, _examined(measure, frame, events, figures, held))


def read_groups(
    measure: Headline, by: str, whole: IssueLog, issue: Issue, edition: Edition
) -> list[tuple[str, Reading]]:
    """A measure for each value of a column, those that count for most in the last month first."""
    frame = series(measure, whole.folder, edition, by=[by])
    events = tuple(_events(whole, issue, edition))
    empty = series(measure, whole.folder, edition).with_columns(
        value=None,
        numerator=None,
        denominator=None,
        provenance=pl.lit("illustrative"),
        hidden=pl.lit(None, pl.String),
    )
    parts = {
        key[0]: part
        for key, part in frame.partition_by(by, as_dict=True, include_key=False).items()
    }
    names = dict.fromkeys([*parts, *_reported_groups(measure, by, issue, edition.month)])
    groups = []
    for name in names:
        figures = _reported(measure, issue, edition.month, {**measure.where, by: name})
        part = _with_reported(parts.get(name, empty), figures)
        result = _examined(measure, part, events, figures)
        groups.append((str(name), Reading(measure, part, events, result)))
    return sorted(groups, key=lambda group: (-group[1].weight, group[0]))


def _examined(
    measure: Headline,
    frame: pl.DataFrame,
    events: Sequence[Event],
    figures: Mapping[date, Figure],
    held: pl.Series | None = None,
) -> Result:
    last = frame.row(-1, named=True)
    figure = figures.get(last["month"])
    rounded = figure is not None and figure.approximate and figure.value == last["value"]
    latest = Latest(
        exact=last["provenance"] == "reported" and not rounded,
        approximate=rounded,
        hidden=last["hidden"] or "",
        numerator=last["numerator"],
        denominator=last["denominator"],
        by_group=held,
    )
    return examine(
        measure,
        Series(
            tuple(frame["month"]),
            tuple(frame["value"]),
            rebases=tuple(_rebases(frame, events)),
            illustrative=_made_up(frame),
            latest=latest,
        ),
    )


def _made_up(frame: pl.DataFrame) -> bool:
    # What is told of a count that is not shown rests on it all the same.
    known = frame.filter(pl.col("value").is_not_null() | pl.col("hidden").is_not_null())
    return "illustrative" in known["provenance"]


def _events(whole: IssueLog, issue: Issue, edition: Edition) -> Iterator[Event]:
    for event in whole.events:
        known = event.provenance == "reported" or not edition.reported_only
        if known and issue.slug in event.issues and event.month <= edition.month:
            yield event


def _reported(
    measure: Headline, issue: Issue, until: str, where: Mapping[str, object]
) -> dict[date, Figure]:
    """The figures that papers report for just this sum, by month."""
    return {
        months.first_day(month): figure
        for month, figure, kept in _sums(measure, issue, until)
        if kept == where
    }


def _reported_groups(measure: Headline, by: str, issue: Issue, until: str) -> Iterator[object]:
    """The values of a column for which papers report the measure."""
    for _, _, kept in _sums(measure, issue, until):
        if by in kept and kept == {**measure.where, by: kept[by]}:
            yield kept[by]


def _sums(
    measure: Headline, issue: Issue, until: str
) -> Iterator[tuple[str, Figure, Mapping[str, object]]]:
    """The figures that papers up to a month give for sums of the measure, and what these keep."""
    for month, entry in issue.entries.items():
        for figure in entry.figures if month <= until and not measure.of else ():
            sum_of = figure.snapshot
            if (
                sum_of
                and (sum_of.dataset, sum_of.column) == (measure.dataset, measure.measure)
                and (sum_of.aggregate, sum_of.through) == ("sum", "month")
            ):
                yield month, figure, sum_of.where


def _with_reported(frame: pl.DataFrame, figures: Mapping[date, Figure]) -> pl.DataFrame:
    """The series with the figures that papers report, where the rows do not report it already.

    A paper that rounds what its own rows give exactly (about 59k for 58,785) does not replace it.
    """
    values = {month: float(figure.value) for month, figure in figures.items()}
    reported = pl.col("month").replace_strict(values, default=None, return_dtype=pl.Float64)
    taken = (
        reported.is_not_null() & (pl.col("provenance") != "reported") & pl.col("hidden").is_null()
    )
    return frame.with_columns(
        value=pl.when(taken).then(reported).otherwise("value"),
        provenance=pl.when(taken).then(pl.lit("reported")).otherwise("provenance"),
    )


def _rebases(frame: pl.DataFrame, events: Sequence[Event]) -> list[int]:
    span = frame["month"].to_list()
    starts = [months.first_day(event.month) for event in events if event.rebase]
    return [span.index(start) for start in starts if start in span]


class Limits(NamedTuple):
    """The mean and limits that hold from `start` to `end`, both included."""

    start: date
    end: date
    mean: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Reading:
    """A measure up to a month: its series (see `series`), events, and what statistics found."""

    measure: Headline
    series: pl.DataFrame
    events: tuple[Event, ...]
    result: Result

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The series beside its XmR chart, one row a month.

        Columns: month, value, numerator, denominator, provenance, hidden, mean, lower_limit,
        upper_limit, signal, direction, process, provisional.
        """
        chart = self.result.chart.drop("value")
        return pl.concat([self.series, chart], how="horizontal")

    def lately(self, count: int) -> Reading:
        """The same with the series and its chart cut to the last `count` months."""
        result = replace(self.result, chart=self.result.chart.tail(count))
        return replace(self, series=self.series.tail(count), result=result)

    @property
    def latest(self) -> float | None:
        """The value of the last month, in the measure's unit."""
        return self.result.series.values[-1]

    @property
    def exact(self) -> bool:
        """Whether a paper gives just the latest figure."""
        return self.result.series.latest.exact

    @property
    def approximate(self) -> bool:
        """Whether the latest figure is a paper's, rounded."""
        return self.result.series.latest.approximate

    @property
    def hidden(self) -> str:
        """What stands for the latest figure if it is too small to be shown, else empty."""
        return self.result.series.latest.hidden

    @property
    def known(self) -> int:
        """How many months have a value."""
        return sum(value is not None for value in self.result.series.values)

    @property
    def weight(self) -> float:
        """How much the last month counts for: the denominator of a rate, else the value."""
        last = self.series.row(-1, named=True)
        return last["denominator" if self.measure.of else "value"] or 0

    @property
    def reported(self) -> bool:
        """Whether a published paper gives the latest figure."""
        return str(self.series["provenance"][-1]) == "reported"

    @property
    def reported_months(self) -> list[date]:
        """The months whose figure a published paper gives."""
        known = self.series.filter(pl.col("value").is_not_null())
        return known.filter(pl.col("provenance") == "reported")["month"].to_list()

    @property
    def illustrative(self) -> bool:
        """Whether any value of the series is made up."""
        return self.result.series.illustrative

    def limits(self) -> list[Limits]:
        """The mean and limits of each process, from its first month to its last."""
        rows = self.frame.filter(pl.col("mean").is_not_null()).iter_rows(named=True)
        found = []
        for _, run in groupby(rows, key=lambda row: row["process"]):
            first, *others = list(run)
            end = others[-1] if others else first
            found.append(
                Limits(first["month"], end["month"], first["mean"], first["lower_limit"],
                       first["upper_limit"])
            )  # fmt: skip
        return found
