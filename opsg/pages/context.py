"""The data of an issue's page: what is on the log of it, and any measure of its datasets.

`opsg.pages.issue` shows it; breakdowns and rankings need no more than this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Self

import polars as pl

from opsg.analysis import measures, rankings, sums
from opsg.analysis.measures import Reading
from opsg.analysis.rankings import Ranking
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data import books, datasets, log, paper_figures, publication
from opsg.data.log import Entry, Headline, Issue, IssueLog
from opsg.data.publication import Offer


@dataclass(frozen=True)
class IssueContext:
    """One issue as of one month, in one edition."""

    log: IssueLog
    issue: Issue
    edition: Edition
    drawn: set[object] = field(default_factory=set, compare=False)
    """What the page has drawn as bars so far: columns, and the values of the bars."""

    provenances: set[str] = field(default_factory=set, compare=False)
    """Those of all rows that the page and its analyst were given so far."""

    @property
    def month(self) -> str:
        """The month as data writes it."""
        return self.edition.month

    @property
    def entry(self) -> Entry:
        """What the latest paper up to the month says of the issue: a closed one keeps its last.

        Raises UserError if the issue is not on the log yet.
        """
        return self.issue.entry_by(self.month) or self.issue.entry(self.month)

    @cached_property
    def workbook(self) -> str:
        """Where the site keeps the workbook with the issue's data; empty if there is none."""
        if not paper_figures.given_figures(self.issue) and not any(
            publication.has_rows(name, self.log, self.edition) for name in self.issue.datasets
        ):
            return ""
        return books.address(self.issue.slug)

    @property
    def headline_measure(self) -> Headline:
        """The measure that stands for the issue. Raises UserError if it has none yet."""
        if self.issue.headline is None:
            raise UserError(
                "The issue has no headline measure yet.",
                where=log.place(self.log, self.issue.slug, None),
                remedy="Add `headline:` to its front matter.",
            )
        return self.issue.headline

    @cached_property
    def reading(self) -> Reading:
        """The headline measure, read up to the month."""
        return self.read(self.headline_measure)

    def read(self, measure: Headline) -> Reading:
        """Any measure of the issue's datasets, read like the headline."""
        reading = measures.read(measure, self.log, self.issue, self.edition)
        self._given(reading.frame)
        return reading

    def read_groups(self, measure: Headline, by: str) -> list[tuple[str, Reading]]:
        """A measure for each value of a column, read like the headline, the largest first."""
        groups = measures.read_groups(measure, by, self.log, self.issue, self.edition)
        for _, reading in groups:
            self._given(reading.frame)
        return groups

    def read_ranking(self, by: str) -> Ranking | None:
        """The headline measure by each value of a column, ranked; None if it has no rows."""
        if by not in self._rankings:
            measure, data = self.headline_measure, self.log.folder
            self._rankings[by] = rankings.read(measure, by, data, self.edition)
        return self._rankings[by]

    @cached_property
    def _rankings(self) -> dict[str, Ranking | None]:
        """Those that were read; not a field, so that an issue as of another month has none."""
        return {}

    def as_known(self, days: Iterable[date]) -> Self:
        """The issue as of the latest of some months with figures, if that is not the month's own.

        What is broken down then is the last that is known, which its title says.
        """
        month = max(map(months.text, days), default=self.month)
        return replace(self, edition=replace(self.edition, month=month))

    def series(self, measure: Headline, by: str) -> pl.DataFrame:
        """A measure by month for each value of a column (`opsg.analysis.sums.series`)."""
        return self._given(sums.series(measure, self.log.folder, self.edition, by=[by]))

    def measure(self, **changes: object) -> Headline:
        """Another measure: the headline with some fields changed, no backlog unless said."""
        return self.headline_measure.model_copy(update={"backlog": False, "group": None, **changes})

    def rows(self, dataset: str | None = None) -> pl.DataFrame:
        """The rows of a dataset (the headline's by default) as the site gives them out.

        Raises UserError where they are more than two million (`opsg.data.publication.MOST_READ`):
        ask `every_row` then.
        """
        return self._given(self._offer(dataset).read())

    def every_row(self, dataset: str | None = None) -> pl.LazyFrame:
        """The rows as a lazy frame, however many: ask for what they add up to, and `collect` it."""
        return pl.concat(self.pieces(dataset))

    def pieces(self, dataset: str | None = None) -> list[pl.LazyFrame]:
        """The same in pieces, each with all rows of its months (`opsg.data.snapshots.pieces`)."""
        offer = self._offer(dataset)
        self.provenances.update(offer.provenances)
        return offer.every()

    def newest(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Those rows that are of the newest month that there are rows of."""
        return rows.filter(pl.col("month") == pl.lit(_newest(rows), pl.Date))

    def with_others(
        self, rows: pl.LazyFrame, column: str, measure: str, *, most: int = 10
    ) -> pl.LazyFrame:
        """The rows, where only the groups of a column with most of a measure keep their names.

        If there are more than `most` of them, all the smaller ones are `Others`.
        """
        sizes = rows.group_by(column).agg(pl.col(measure).sum()).collect()
        if sizes.height <= most:
            return rows
        largest = sizes.sort(measure, column, descending=[True, False]).head(most)[column]
        named = pl.when(pl.col(column).is_in(largest.implode())).then(column)
        return rows.with_columns(named.otherwise(pl.lit(sums.OTHERS)).alias(column))

    def _offer(self, dataset: str | None) -> Offer:
        name = dataset or self.headline_measure.dataset
        return publication.offer(name, self.log, self.edition)

    def labels(self, column: str, dataset: str | None = None) -> dict[str, str]:
        """The words for a column's values, where data has them as `install_aborted`."""
        described = datasets.dataset(dataset or self.headline_measure.dataset)
        values = self.every_row(described.name).select(pl.col(column).unique().sort()).collect()
        return {str(value): described.label(column, value) for value in values[column]}

    def month_of(self, rows: pl.DataFrame | pl.LazyFrame) -> str:
        """The newest month of rows as titles say it; the page's own where there are no rows."""
        return months.name(_newest(rows.lazy()) or months.first_day(self.month))

    def _given(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, of which is taken note whether they are reported."""
        there = rows
        if "value" in rows.columns:
            # A month without a value stands for none, whatever its provenance.
            there = rows.filter(pl.col("value").is_not_null() | pl.col("hidden"))
        self.provenances.update(there["provenance"].drop_nulls().unique())
        return rows


def _newest(rows: pl.LazyFrame) -> date | None:
    newest: date | None = rows.select(pl.col("month").max()).collect().item()
    return newest
