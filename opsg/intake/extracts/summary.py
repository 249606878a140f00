"""What an ingested month looks like beside the month before it, as lines for an analyst."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from opsg.analysis.statistics.status import firm_limits
from opsg.core import months
from opsg.core.errors import display
from opsg.data.datasets import Dataset
from opsg.data.models import Restatement
from opsg.intake.extracts.ledger import Ledger

MOST_MOVED = 10
"""So many figures beyond their limits are shown one by one; the others are counted."""


@dataclass(frozen=True)
class Total:
    """The sum of a measure in the month and in the month before, if that has a file."""

    measure: str
    unit: str
    now: int
    before: int | None


@dataclass(frozen=True)
class Turnover:
    """The values of a column that the month before did not have, and those that are gone."""

    column: str
    new: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A figure outside the XmR limits of the months before; `label` names its group, if any."""

    measure: str
    label: str
    value: int
    lower: float
    upper: float

    @property
    def excess(self) -> float:
        """How far it is outside, in widths of the limits."""
        width = self.upper - self.lower
        beyond = max(self.value - self.upper, self.lower - self.value)
        return beyond / width if width else float("inf")

    def __str__(self) -> str:
        label = f", {self.label}" if self.label else ""
        limits = f"{max(self.lower, 0):,.0f} to {self.upper:,.0f}"
        return f"{self.measure}{label}: {self.value:,}, outside {limits}"


@dataclass(frozen=True)
class Summary:
    """What an ingest wrote, beside the month `before` it (None if there is none).

    `path` is the month's file and `written` whether it changed, or would but for a `dry_run`;
    `notes` are things to look at.
    """

    dataset: str
    month: str
    provenance: str
    path: Path
    written: bool
    before: str | None
    rows: int
    rows_before: int | None
    totals: tuple[Total, ...]
    turnovers: tuple[Turnover, ...]
    moved: tuple[Moved, ...]
    restatement: Restatement | None
    notes: tuple[str, ...]
    ledger: Ledger
    dry_run: bool = False

    def lines(self) -> Iterator[str]:
        """The summary as plain lines."""
        month = months.named(self.month)
        done = "Would write" if self.dry_run else "Wrote"
        done = done if self.written else "Nothing to change in"
        yield f"{done} {display(self.path)}: {self.dataset}, {month}, {self.provenance}."
        yield from self.ledger.lines()
        if self.before is None:
            yield "There is no month before it to compare with."
        beside = f" ({months.named(self.before)}: " if self.before else ""
        was = f"{beside}{self.rows_before:,})" if self.rows_before is not None else ""
        yield f"Rows: {self.rows:,}{was}"
        for total in self.totals:
            was = f"{beside}{_change(total.now, total.before)})" if total.before is not None else ""
            yield f"Total {total.measure}: {total.now:,} {total.unit}{was}"
        for turnover in self.turnovers:
            for word, values in (("New", turnover.new), ("Gone", turnover.gone)):
                if values:
                    yield f"{word} in {turnover.column}: {_listed(values)}"
        for moved in self.moved[:MOST_MOVED]:
            yield f"Beyond its limits: {moved}"
        if len(self.moved) > MOST_MOVED:
            yield f"{len(self.moved) - MOST_MOVED} more figures are beyond their limits."
        if self.restatement:
            yield f"{'Would restate' if self.dry_run else 'Restated'}: {self.restatement.why}"
            for name, totals in self.restatement.totals.items():
                yield f"  {name}: was {totals.old:,}, is {totals.new:,}"
        yield from (f"Note: {note}" for note in (*self.ledger.notes, *self.notes))


def _change(now: int, before: int) -> str:
    percent = f", {100 * (now - before) / before:+.1f}%" if before else ""
    return f"{before:,}{percent}"


def _listed(values: Sequence[str]) -> str:
    more = f" and {len(values) - 20} more" if len(values) > 20 else ""
    return ", ".join(values[:20]) + more


def totals(dataset: Dataset, now: pl.DataFrame, before: pl.DataFrame | None) -> list[Total]:
    """The sums of all measures, beside those of the month before."""
    return [
        Total(
            name,
            dataset.units[name],
            int(now[name].sum()),
            None if before is None else int(before[name].sum()),
        )
        for name in dataset.measures
    ]


def turnovers(dataset: Dataset, now: pl.DataFrame, before: pl.DataFrame) -> Iterator[Turnover]:
    """The groups whose values are not those of the month before, such as Parties."""
    for column in dataset.groups:
        have, had = (set(map(str, frame[column].unique())) for frame in (now, before))
        if have != had:
            yield Turnover(column, _in_order(have - had), _in_order(had - have))


def _in_order(values: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (len(value), value)))


def beyond_limits(
    dataset: Dataset, month: str, now: pl.DataFrame, history: pl.LazyFrame, starts: Sequence[str]
) -> list[Moved]:
    """The figures of `now` outside the XmR limits of the months before, the farthest first.

    A figure is the sum of a measure, in all or over one value of a group. Limits are the firm ones
    (`statistics.status`) of the months of `history` before `month`, from the last of `starts` on,
    at which a new process starts. Figures with fewer than 12 such months are not judged.
    """
    last = months.add(months.first_day(month), -1)
    start = max((text for text in starts if text <= month), default="0001-01")
    past = history.filter(pl.col("month").is_between(months.first_day(start), last))
    moved = [
        one for group in (None, *dataset.groups) for one in _group(dataset, group, now, past, last)
    ]
    return sorted(moved, key=lambda one: (-round(one.excess, 6), one.measure, one.label))


def _group(
    dataset: Dataset, group: str | None, now: pl.DataFrame, past: pl.LazyFrame, last: date
) -> Iterator[Moved]:
    name = pl.lit("").alias("label")
    if group:
        name = pl.format("{} {}", pl.lit(group), pl.col(group)).alias("label")
    sums = [pl.col(measure).sum() for measure in dataset.measures]
    series = past.group_by("month", name).agg(sums).collect().partition_by("label", as_dict=True)
    for label, *values in now.group_by(name).agg(sums).iter_rows():
        history = series.get((label,))
        if history is None:
            continue
        known = {row["month"]: row for row in history.iter_rows(named=True)}
        calendar = months.span(min(known), last)
        for measure, value in zip(dataset.measures, values, strict=True):
            past_values = [known[day][measure] if day in known else None for day in calendar]
            limits = firm_limits(past_values)
            if limits and not limits[0] <= value <= limits[1]:
                yield Moved(measure, label, value, *limits)
