"""The sums of a measure by month: what the rows of a snapshot dataset add up to.

`measures` joins them with what papers report and has statistics judge them; rankings and
decompositions take them group by group. No rows is not zero: a month without rows has no sum, and
a month of which groups have none (`gaps`) has no sum for the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from opsg.analysis.statistics.series import Latest
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import datasets, gaps, snapshots, suppression
from opsg.data.gaps import Gaps
from opsg.data.log import Headline

MOST_GROUPS = 50
"""How many groups of a measure are told of by themselves: a page has room for no more."""

OTHERS = "Others"
"""What all smaller groups are called, which are put together."""

GROUPS_AT_ONCE = 10_000
"""Of how many groups the months are put together at once."""


def series(
    measure: Headline, data: Path, edition: Edition, *, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The measure by month (and by the columns of `by`), from the first to the edition's.

    Columns: those of `by`, month (first day), value (in the measure's unit; a rate in percent,
    weighted: 100 · Σ numerator / Σ denominator), numerator, denominator (null for sums),
    provenance (`reported` if every row it rests on is) and hidden. Months without rows are there,
    with a null value; so are counts too small to be shown, which are hidden, and months of which
    only some groups have rows (`gaps`): a part is not the whole. Sorted by `by`, then month.
    `data` is the folder of facts.
    """
    return Sums.of(measure, data, edition, by).by_month()


@dataclass(frozen=True)
class Sums:
    """The sums of a measure's rows up to an edition's month, by the columns of `by`.

    `frame` has month, those of `by`, numerator, denominator, reported, hidden and part, which says
    that the sums are those of some groups alone.
    """

    measure: Headline
    edition: Edition
    by: Sequence[str]
    frame: pl.DataFrame
    gaps: Gaps
    every: Sequence[pl.LazyFrame]
    """All rows of the dataset in pieces, also those that the measure is not over."""

    @classmethod
    def of(cls, measure: Headline, data: Path, edition: Edition, by: Sequence[str] = ()) -> Sums:
        """The sums of the rows in a folder of facts."""
        every = snapshots.pieces(
            measure.dataset, until=edition.month, reported_only=edition.reported_only, data=data
        )
        dataset = datasets.dataset(measure.dataset)
        one = [column for column, wanted in measure.where.items() if not isinstance(wanted, list)]
        columns = [column for column in dataset.groups if column not in one]
        weight = measure.of or measure.measure
        sums, *sizes = snapshots.collect(
            _where(measure, every),
            partial(_grouped, measure, by=by),
            *(partial(gaps.sizes, column=column, weight=weight) for column in columns),
        )
        found = gaps.find(
            dict(zip(columns, sizes, strict=True)),
            closed=[column for column in columns if dataset.allowed(column)],
        )
        return cls(measure, edition, by, _shown(measure, sums, found, every, by), found, every)

    def broken_down(self, by: Sequence[str], since: date) -> Sums:
        """The sums of the same rows by other columns, from a month on."""
        rows = [
            piece.filter(pl.col("month") >= since) for piece in _where(self.measure, self.every)
        ]
        (sums,) = snapshots.collect(rows, partial(_grouped, self.measure, by=by))
        frame = _shown(self.measure, sums, self.gaps, self.every, by)
        return replace(self, by=by, frame=frame)

    def with_others(self, named: Collection[object]) -> Sums:
        """The sums by one column, the smaller of more than MOST_GROUPS put together as OTHERS.

        The largest of the last month keep their names, and those that are `named`.
        """
        (by,) = self.by
        if self.frame[by].n_unique() <= MOST_GROUPS:
            return self
        latest = self.frame.filter(pl.col("month") == pl.col("month").max())
        size = "denominator" if self.measure.of else "numerator"
        largest = latest.sort(size, by, descending=[True, False], nulls_last=True)[by]
        keeps = pl.col(by).is_in(largest.head(MOST_GROUPS).implode()) | pl.col(by).is_in(named)
        group = pl.when(keeps).then(by).otherwise(pl.lit(OTHERS)).alias(by)
        together = self.frame.group_by("month", group).agg(
            _sum("numerator"),
            _sum("denominator"),
            pl.col("reported").all(),
            pl.col("hidden", "part").any(),
        )
        return replace(self, frame=together)

    def by_month(self, since: date | None = None) -> pl.DataFrame:
        """The series of the sums (see `series`), or its end `since` a month."""
        by, measure, edition = self.by, self.measure, self.edition
        part = pl.col("part").fill_null(value=False)
        sums = self.frame.with_columns(
            pl.when(~part).then(name).alias(name)
            for name in ("numerator", "denominator", "reported")
        )
        last = months.first_day(edition.month)
        first = since or min([*sums["month"].unique(), last])
        value = pl.col("numerator").cast(pl.Float64)
        if measure.of:
            value = pl.when(pl.col("denominator") > 0).then(100 * value / pl.col("denominator"))
        provenance = pl.when(pl.col("reported")).then(pl.lit("reported"))
        return _every_month(sums, by, months.span(first, last)).select(
            *by,
            "month",
            value.alias("value"),
            "numerator",
            "denominator",
            provenance.otherwise(pl.lit("illustrative")).alias("provenance"),
            pl.col("hidden").fill_null(value=False),
        )

    def latest(self) -> Latest:
        """What a sum of the last month is without, and what there is of it."""
        dataset = datasets.dataset(self.measure.dataset)
        month = months.first_day(self.edition.month)
        here, before = (self.gaps.without(day, dataset) for day in (month, months.add(month, -1)))
        part = None
        if month in self.gaps.partial_months and dataset.suppress_below is None:
            row = self.frame.row(by_predicate=pl.col("month") == month, named=True)
            part = row["numerator"]
            if self.measure.of:
                part = 100 * part / row["denominator"] if row["denominator"] else None
        return Latest(without=here, part=part, comparable=not (here or before))


def _where(measure: Headline, rows: Sequence[pl.LazyFrame]) -> list[pl.LazyFrame]:
    """The rows that the measure is over."""
    conditions = [
        pl.col(column).is_in(wanted if isinstance(wanted, list) else [wanted])
        for column, wanted in measure.where.items()
    ]
    return [piece.filter(*conditions) for piece in rows]


def _grouped(measure: Headline, rows: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    return rows.group_by("month", *by).agg(
        numerator=_sum(measure.measure),
        denominator=_sum(measure.of) if measure.of else pl.lit(None, pl.Int64),
        reported=(pl.col("provenance") == "reported").all(),
    )


def _shown(
    measure: Headline,
    sums: pl.DataFrame,
    found: Gaps,
    every: Sequence[pl.LazyFrame],
    by: Sequence[str],
) -> pl.DataFrame:
    """The sums without what is hidden, with those marked that are of some groups alone."""
    dataset = datasets.dataset(measure.dataset)
    sums = suppression.in_sums(sums, every, dataset, by=by, where=measure.where)
    part = found.mask(by, _where(measure, every)).with_columns(part=True)
    if part.is_empty():
        return sums.with_columns(part=False)
    return sums.join(part, on=["month", *by], how="left", nulls_equal=True)


def _every_month(sums: pl.DataFrame, by: Sequence[str], days: Sequence[date]) -> pl.DataFrame:
    """The sums of each group in all months, sorted; also of those that it has none of.

    Some groups at a time are joined: those of all at once take many times what they are.
    """
    calendar = pl.DataFrame({"month": days}, schema={"month": pl.Date})
    if not by:
        return calendar.join(sums, on="month", how="left", maintain_order="left")
    groups = sums.select(by).unique().sort(by)
    return pl.concat(
        some.join(calendar, how="cross")
        .join(sums.join(some, on=by, how="semi"), on=[*by, "month"], how="left")
        .sort(*by, "month")
        for some in list(groups.iter_slices(GROUPS_AT_ONCE)) or [groups]
    )


def _sum(column: str) -> pl.Expr:
    """The sum of a column; not known where one of its values is not."""
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum())
