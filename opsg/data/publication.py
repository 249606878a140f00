"""What of the data is published, and in which form: the rows of each dataset that a site offers.

Pages describe it, `opsg.exports.downloads` writes the files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from opsg.core import months
from opsg.core.edition import marked
from opsg.core.errors import UserError
from opsg.core.spreadsheet import spreadsheet_csv
from opsg.data.fields import Field, fields

if TYPE_CHECKING:
    import polars as pl

    from opsg.core.edition import Edition
    from opsg.data.datasets import Dataset
    from opsg.data.log import IssueLog

FOLDER = "downloads/data"
"""Where the files are, from the site's own folder. Their addresses stay the same every month."""

PACKAGE = f"{FOLDER}/datapackage.json"

MOST_ROWS = 100_000
"""Of how many rows a dataset is offered whole, as CSV and Parquet; in workbooks: `books`.

Of more rows there are sums by month, and a Parquet file with the rows of each month: a spreadsheet
opens no more than a million rows, and few machines that many.
"""

MOST_READ = 2_000_000
"""How many rows a notebook is given at once, which take some 500 MB."""

LICENCES = {
    "reported": "no licence stated",
    "illustrative": "made by this project, under the MIT licence like its code",
}
"""What may be done with rows, by their provenance."""


def offers(log: IssueLog, edition: Edition) -> list[Offer]:
    """What is offered of every dataset, in the order of the issues."""
    from opsg.data.datasets import DATASETS

    return [offer(name, log, edition) for name in DATASETS]


def offer(name: str, log: IssueLog, edition: Edition, *, summed: bool = False) -> Offer:
    """What is offered of the dataset `name` in an edition; no rows if the edition has none.

    Where `summed` it is sums by month, as of a large dataset. Raises UserError if there is no such
    dataset or no snapshot of it.
    """
    import polars as pl

    from opsg.data import dataset_sources, suppression
    from opsg.data.datasets import dataset

    described, pieces = dataset(name), _pieces(name, log, edition)
    rows = pl.concat(pieces)
    note, said = edition.inner_note, dataset_sources.source(described, log, edition.month)
    if summed or rows.select(pl.len()).collect().item() > MOST_ROWS:
        return Offer(described, _summed(pieces, described), note, said, whole=pieces)
    whole = rows.sort(described.keys).collect()
    return Offer(described, suppression.in_rows(whole, described), note, said)


def has_rows(name: str, log: IssueLog, edition: Edition) -> bool:
    """Whether anything is offered of the dataset `name`."""
    return any(rows.head(1).collect().height for rows in _pieces(name, log, edition))


def _pieces(name: str, log: IssueLog, edition: Edition) -> list[pl.LazyFrame]:
    from opsg.data import snapshots

    return snapshots.pieces(
        name, until=edition.month, reported_only=edition.reported_only, data=log.folder
    )


def _summed(pieces: Sequence[pl.LazyFrame], dataset: Dataset) -> pl.DataFrame:
    """The sums of rows by month, and by the columns whose values are a few that are known.

    A sum is reported if all of its rows are. Of some groups without rows it is that of the others.
    """
    import polars as pl

    from opsg.data import snapshots, suppression

    by = [name for name in dataset.groups if dataset.allowed(name)]
    measures = [*dataset.measures, *dataset.derived]
    provenance = pl.when((pl.col("provenance") == "reported").all()).then(pl.lit("reported"))

    def sum_up(rows: pl.LazyFrame) -> pl.LazyFrame:
        return (
            rows.group_by("month", *by)
            .agg(pl.col(measures).sum(), provenance=provenance.otherwise(pl.lit("illustrative")))
            .select("month", *by, *dataset.measures, "provenance", *dataset.derived)
        )

    sums = snapshots.collect(pieces, sum_up)[0].sort("month", *by)
    if dataset.suppress_below is None:
        return sums
    counted = sums.with_columns(numerator=measures[0], denominator=pl.lit(None, pl.Int64))
    hidden = suppression.in_sums(counted, pieces, dataset, by=by)["hidden"]
    return sums.with_columns(pl.when(~hidden).then(pl.col(name)).alias(name) for name in measures)


@dataclass(frozen=True)
class Offer:
    """What the site offers of a dataset: all rows up to a month together, sorted by their keys.

    Its files say the `note`, such as that the edition is an inner one. `said` is what papers say of
    the dataset by the edition's month; without it, what its contract says.

    Of a dataset of more than MOST_ROWS `rows` are sums by month and `whole` are its rows in pieces,
    which `parts` gives month by month: those of a `month`.
    """

    dataset: Dataset
    rows: pl.DataFrame
    note: str = ""
    said: str = ""
    whole: Sequence[pl.LazyFrame] | None = None
    month: str = ""

    @property
    def name(self) -> str:
        """What its files and sheets are called, which tells sums from the dataset."""
        return self.dataset.name if self.whole is None else f"{self.dataset.name}-by-month"

    @cached_property
    def months(self) -> list[date]:
        """The months that there are rows of, in order."""
        return self.rows["month"].unique().sort().to_list()

    @cached_property
    def counts(self) -> pl.DataFrame:
        """How many of the dataset's own rows there are: month, provenance, rows."""
        import polars as pl

        every = self.rows.lazy() if self.whole is None else pl.concat(self.whole)
        counted = every.group_by("month", "provenance").agg(rows=pl.len())
        return counted.sort("month", "provenance").collect()

    @property
    def count(self) -> int:
        """How many rows the dataset has."""
        return int(self.counts["rows"].sum())

    def read(self) -> pl.DataFrame:
        """All rows as they are given out. Raises UserError where they are more than MOST_READ."""
        import polars as pl

        if self.whole is None:
            return self.rows
        if self.count > MOST_READ:
            name, sums = self.dataset.name, f'pl.col("{self.dataset.measures[0]}").sum()'
            raise UserError(
                f"{name} has {self.count:,} rows; a notebook is given {MOST_READ:,} at once.",
                remedy="Ask for what they add up to: "
                f'issue.every_row("{name}").group_by("month").agg({sums}).collect()',
            )
        return pl.concat(self.every()).sort(self.dataset.keys).collect()

    def every(self) -> list[pl.LazyFrame]:
        """All rows as they are given out, in pieces, however many, for whoever sums them up."""
        from opsg.data import suppression

        if self.whole is None:
            return [self.rows.lazy()]
        return [suppression.in_piece(piece, self.dataset) for piece in self.whole]

    def parts(self) -> Iterator[Offer]:
        """The rows of a large dataset, a month at a time; none of another."""
        from opsg.data import snapshots, suppression

        for day, piece in snapshots.by_month(self.whole or ()).items():
            rows = suppression.in_rows(piece.sort(self.dataset.keys).collect(), self.dataset)
            yield replace(self, rows=rows, whole=None, month=months.text(day))

    @cached_property
    def csv(self) -> bytes:
        """The rows as CSV that a spreadsheet can open without running a formula."""
        return marked(spreadsheet_csv(self.rows), self.note).encode()

    @cached_property
    def parquet(self) -> bytes:
        """The rows as Parquet, `month` as the date of its first day, text as it is."""
        buffer = io.BytesIO()
        self.rows.write_parquet(
            buffer,
            compression="zstd",
            row_group_size=100_000,
            metadata={"note": self.note} if self.note else None,
        )
        return buffer.getvalue()

    def address(self, kind: str) -> str:
        """Where the site keeps the `csv` or `parquet` file, from its own folder."""
        return f"{FOLDER}/{f'{self.dataset.name}/{self.month}' if self.month else self.name}.{kind}"

    @property
    def description(self) -> str:
        """What the dataset is, and why some counts in it may be empty."""
        says = self.dataset.description
        if self.whole is not None:
            says += f" These are sums by month of its {self.count:,} rows."
            for name in self.dataset.groups:
                if name not in self.rows.columns:
                    says += f" The column {name} ({self.dataset.descriptions[name]}) is left out:"
                    says += " Parquet files have it."
        if (below := self.dataset.suppress_below) is not None:
            says += f" Empty counts are fewer than {below}, or would tell one that is."
        return says

    @property
    def provenances(self) -> tuple[str, ...]:
        """The provenances that rows have, reported first."""
        found = set(self.counts["provenance"])
        return tuple(provenance for provenance in LICENCES if provenance in found)

    @property
    def source(self) -> str:
        """What the paper says of the dataset, and which of the rows are in a paper."""
        import polars as pl

        says = self.said or self.dataset.source
        reported = self.counts.filter(pl.col("provenance") == "reported")
        if not self.count:
            return says
        if reported.is_empty():
            return f"{says} Every row is illustrative."
        if reported["rows"].sum() == self.count:
            return f"{says} Every row is reported."
        of = [months.name(month) for month in reported["month"]]
        return (
            f"{says} {reported['rows'].sum():,} of {self.count:,} rows are reported"
            f" ({', '.join(of)}), the others illustrative."
        )

    @property
    def licence(self) -> str:
        """What may be done with the rows, as a sentence for each provenance that there is."""
        return " ".join(
            f"{provenance.capitalize()} rows: {LICENCES[provenance]}."
            for provenance in self.provenances
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in the order of the files."""
        return fields(self.dataset, self.rows)
