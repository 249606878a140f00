"""What a measure says up to a month: its series, its signals and its sentence.

A measure is a sum over the rows of a snapshot dataset, or a rate of two such sums. `read` gives
everything that a page says about it, so that pages, charts and feeds cannot disagree. It joins
what the snapshots add up to with the figures that papers report, and has `statistics` judge that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from opsg.analysis.figures import figures_by_month, groups_with_figures, join_figures
from opsg.analysis.statistics.result import Result, examine
from opsg.analysis.statistics.series import Latest, Series, Values
from opsg.analysis.sums import Sums, series
from opsg.core import months
from opsg.core.cache import digests
from opsg.core.cache.shared import shared
from opsg.core.edition import Edition
from opsg.data import datasets, snapshots
from opsg.data.log import Event, Figure, Headline, Issue, IssueLog

SHOWN_MONTHS = 18
"""How many months a sparkline shows."""

MOST_HELD = 100
"""How many readings a process holds."""

NOTHING_MORE = Latest()
"""Of the latest value no more is known than itself."""


class Limits(NamedTuple):
    """The mean and limits that hold from `start` to `end`, both included."""

    start: date
    end: date
    mean: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Reading:
    """A measure up to a month: its series with its XmR chart, events, and what statistics say.

    `frame` has one row a month: month, value, numerator, denominator, provenance, hidden (see
    `series`), and the columns of `statistics.status.judge`. `without` names the groups that the
    rows of a month lack, of the months whose value is their sum.
    """

    measure: Headline
    frame: pl.DataFrame
    events: tuple[Event, ...]
    result: Result
    without: Mapping[date, tuple[str, ...]] = field(default_factory=dict)

    def lately(self, count: int) -> Reading:
        """The same with its frame cut to the last `count` months; what is said of it stays."""
        return replace(self, frame=self.frame.tail(count))

    @property
    def latest(self) -> float | None:
        """The value of the last month, in the measure's unit."""
        return self.result.series.values[-1]

    @property
    def known(self) -> float | None:
        """The latest value that is known, which may be of a month before the last."""
        position = self.result.status.position
        return None if position is None else self.result.series.values[position]

    @property
    def known_month(self) -> date | None:
        """The month of the latest value that is known."""
        position = self.result.status.position
        return None if position is None else self.result.series.months[position]

    @property
    def stale(self) -> bool:
        """Whether there is no figure of the last month, though of an earlier one."""
        return self.result.status.stale and not self.hidden

    @property
    def exact(self) -> bool:
        """Whether a paper gives just the latest known figure."""
        return self.result.series.latest.exact

    @property
    def approximate(self) -> bool:
        """Whether the latest known figure is a paper's, rounded."""
        return self.result.series.latest.approximate

    @property
    def hidden(self) -> bool:
        """Whether the latest figure is too small to be shown, or would tell one that is."""
        return self.result.series.latest.hidden

    @property
    def of_nothing(self) -> bool:
        """Whether the last month has no rate, as its denominator is zero."""
        return self.result.series.latest.of_nothing

    @property
    def month_count(self) -> int:
        """How many months have a value."""
        return sum(value is not None for value in self.result.series.values)

    @property
    def weight(self) -> float:
        """How much the latest known month counts for: the denominator of a rate, else the value."""
        position = self.result.status.position
        last = self.frame.row(-1 if position is None else position, named=True)
        return last["denominator" if self.measure.of else "value"] or 0

    @property
    def reported(self) -> bool:
        """Whether a published paper gives the latest known figure."""
        position = self.result.status.position
        return str(self.frame["provenance"][-1 if position is None else position]) == "reported"

    @property
    def reported_months(self) -> list[date]:
        """The months whose figure a published paper gives."""
        reported = pl.col("value").is_not_null() & (pl.col("provenance") == "reported")
        return self.frame.filter(reported)["month"].to_list()

    @property
    def illustrative(self) -> bool:
        """Whether any value of the series is made up."""
        return self.result.series.illustrative

    def limits(self) -> list[Limits]:
        """The mean and limits of each process, from its first month to its last."""
        rows = self.frame.filter(pl.col("mean").is_not_null()).iter_rows(named=True)
        processes = []
        for _, run in groupby(rows, key=lambda row: row["process"]):
            first, *others = list(run)
            end = others[-1] if others else first
            processes.append(
                Limits(first["month"], end["month"], first["mean"], first["lower_limit"],
                       first["upper_limit"])
            )  # fmt: skip
        return processes


def read(measure: Headline, log: IssueLog, issue: Issue, edition: Edition) -> Reading:
    """A measure of an issue, read up to an edition's month, with the figures papers report.

    A process that is asked for it again has it still, and the others of a build have it too.
    """
    figures = figures_by_month(measure, issue, edition.month, measure.where)
    events = tuple(_events(log, issue, edition))
    files = snapshots.states(measure.dataset, edition.month, log.folder)
    # No edition is more than that of the page: reports and pages share what they read.
    made_from = repr((measure, figures, events, edition, files))
    key = digests.digest_bytes(made_from.encode())
    if key not in _held:
        while len(_held) >= MOST_HELD:
            _held.pop(next(iter(_held)))
        _held[key] = shared(key, lambda: _read(measure, log.folder, edition, figures, events))
    return _held[key]


def _read(
    measure: Headline,
    data: Path,
    edition: Edition,
    figures: Mapping[date, Figure],
    events: tuple[Event, ...],
) -> Reading:
    sums = Sums.of(measure, data, edition)
    known = sums.latest()
    if measure.group and not measure.of and not known.without:
        by_group = _latest_by_group(sums, measure.group)
        known = replace(known, by_group=by_group)
    reading = _reading(measure, sums.by_month(), figures, events, known)
    absent = sums.gaps.absent(datasets.dataset(measure.dataset))
    given = figures.keys() & reading.reported_months  # what a paper gives is the whole
    return replace(reading, without={day: absent[day] for day in absent.keys() - given})


def read_groups(
    measure: Headline, by: str, log: IssueLog, issue: Issue, edition: Edition
) -> list[tuple[str, Reading]]:
    """A measure for each value of a column, those that count for most in the last month first.

    Of more than fifty the smallest are put together (`opsg.analysis.sums.MOST_GROUPS`).
    """
    told = [*groups_with_figures(measure, by, issue, edition.month)]
    sums = Sums.of(measure, log.folder, edition, [by]).with_others(told)
    frames = sums.by_month().partition_by(by, as_dict=True, include_key=False)
    rows = {key[0]: frame for key, frame in frames.items()}
    # A group of which papers report figures need not have rows: it has the months of the whole.
    no_rows = series(measure, log.folder, edition).with_columns(
        value=None,
        numerator=None,
        denominator=None,
        provenance=pl.lit("illustrative"),
        hidden=False,
    )
    events = tuple(_events(log, issue, edition))
    groups = []
    for name in dict.fromkeys([*rows, *told]):
        figures = figures_by_month(measure, issue, edition.month, {**measure.where, by: name})
        reading = _reading(measure, rows.get(name, no_rows), figures, events)
        groups.append((str(name), reading))
    return sorted(groups, key=lambda group: (-group[1].weight, group[0]))


def _latest_by_group(sums: Sums, group: str) -> Values | None:
    month = months.first_day(sums.edition.month)
    latest = sums.broken_down([group], since=month).by_month(since=month)
    # Of a part of the groups nobody could say who holds how much of the whole.
    return None if latest["hidden"].any() or not len(latest) else latest["value"]


def _events(log: IssueLog, issue: Issue, edition: Edition) -> Iterator[Event]:
    for event in log.events_of(issue.slug):
        allowed = event.provenance == "reported" or not edition.reported_only
        if allowed and event.month <= edition.month:
            yield event


def _reading(
    measure: Headline,
    rows: pl.DataFrame,
    figures: Mapping[date, Figure],
    events: tuple[Event, ...],
    known: Latest = NOTHING_MORE,
) -> Reading:
    """The reading of a series as its rows give it, with the figures that papers report."""
    frame = join_figures(rows, figures)
    result = examine(
        measure,
        Series(
            tuple(frame["month"]),
            tuple(frame["value"]),
            rebases=tuple(_rebases(frame, events)),
            illustrative=_is_illustrative(frame),
            latest=_latest(frame, figures, known),
        ),
    )
    chart = result.chart.drop("value")
    return Reading(measure, pl.concat([frame, chart], how="horizontal"), events, result)


def _latest(frame: pl.DataFrame, figures: Mapping[date, Figure], known: Latest) -> Latest:
    """What is known of the latest value, and of the last month."""
    with_value = frame.filter(pl.col("value").is_not_null())
    last = frame.row(-1, named=True)
    row = with_value.row(-1, named=True) if with_value.height else last
    figure = _figure_of(row, figures)
    if figure is not None and last["value"] is not None and last["provenance"] == "reported":
        # What a paper gives is the whole, whichever rows there are.
        known = replace(known, without=(), part=None, comparable=True)
    rounded = figure is not None and figure.approximate
    ends = (_figure_of(end, figures) for end in frame.tail(2).iter_rows(named=True))
    elsewhere = figure and figure.as_at and months.text(figure.as_at) != months.text(row["month"])
    return replace(
        known,
        exact=row["provenance"] == "reported" and not rounded,
        approximate=rounded,
        hidden=last["hidden"],
        of_nothing=last["value"] is None and last["denominator"] == 0,
        rounded=any(end is not None and end.approximate for end in ends),
        numerator=row["numerator"],
        denominator=row["denominator"],
        as_at=figure.as_at if figure and elsewhere else None,
    )


def _figure_of(row: Mapping[str, Any], figures: Mapping[date, Figure]) -> Figure | None:
    """The paper's figure that a month's value is; None where it is that of the rows."""
    figure = figures.get(row["month"])
    return figure if figure is not None and figure.value == row["value"] else None


def _is_illustrative(frame: pl.DataFrame) -> bool:
    # What is told of a count that is not shown, or of a share of nothing, rests on it too.
    counted = pl.col("value").is_not_null() | pl.col("hidden") | (pl.col("denominator") == 0)
    present = frame.filter(counted)
    return "illustrative" in present["provenance"]


def _rebases(frame: pl.DataFrame, events: Sequence[Event]) -> list[int]:
    span = frame["month"].to_list()
    starts = [months.first_day(event.month) for event in events if event.rebase]
    return [span.index(start) for start in starts if start in span]


_held: dict[str, Reading] = {}
"""Readings by the digest of all that they are made from."""
