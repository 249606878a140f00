"""Which groups of a dataset have no rows in a month, and whether the others stand for the whole.

No rows is not zero: a group that has none left says so in a row of its own with 0.
`opsg.analysis.sums` asks for the gaps of just the rows that it sums, the check for those of files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from opsg.core.errors import Finding
from opsg.core.months import first_day
from opsg.data import snapshots
from opsg.data.datasets import DATASETS, Dataset
from opsg.data.log import IssueLog
from opsg.data.snapshots.files import find as find_files

SMALL = 0.05
"""The share of the whole, when last known, that may be missing from a sum that still stands."""
REMEMBERED = 12
"""For how many months a group without rows is still expected to have some."""

SCHEMA = {
    "column": pl.String, "value": pl.String, "month": pl.Date, "last": pl.Date,
    "partial": pl.Boolean, "fresh": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class Gaps:
    """The groups without rows by month, a row each.

    `frame` has column, value (as text), month, last (the last month with rows), partial (whether
    too much is missing for the rest to stand for the whole) and fresh (whether it had rows in the
    month with rows before).
    """

    frame: pl.DataFrame

    @property
    def partial_months(self) -> list[date]:
        """The months of which the figures are those of a part alone."""
        return self.frame.filter("partial")["month"].unique().sort().to_list()

    def without(self, month: date, dataset: Dataset) -> tuple[str, ...]:
        """What a sum of the month is without, in the words that pages use."""
        if self.frame.is_empty():
            return ()
        there = self.frame.filter(pl.col("month") == month)
        told = there.filter("partial") if there["partial"].any() else there.filter("fresh")
        return _names(told, dataset)

    def absent(self, dataset: Dataset) -> dict[date, tuple[str, ...]]:
        """What sums are without, by month, for as long as it is expected: no month but these."""
        by_month = self.frame.partition_by("month", as_dict=True)
        return {day: _names(rows, dataset) for (day,), rows in by_month.items()}

    def mask(self, by: Sequence[str], rows: Sequence[pl.LazyFrame]) -> pl.DataFrame:
        """The months, and values of `by`, whose sums are those of a part alone.

        `rows` are in pieces, each with all rows of its months.
        """
        partial = self.frame.filter("partial")
        if not by:
            return partial.select("month").unique()
        parts = [pl.DataFrame(schema={"month": pl.Date, **_types(rows[0], by)})]
        for column in partial["column"].unique().sort():
            if column in by:
                continue
            missing = partial.lazy().filter(pl.col("column") == column)
            value = pl.col(column).cast(pl.String)
            for piece in rows:
                held = piece.select(*by, value=value, last="month").unique()
                hit = missing.join(held, on=["value", "last"]).select("month", *by)
                parts.append(hit.collect())
        return pl.concat(parts).unique()


def missing_groups(log: IssueLog, month: str, broken: Collection[str] = ()) -> Iterator[Finding]:
    """A warning for each column of which some groups have no rows in a month, though they had."""
    day = first_day(month)
    for name, dataset in DATASETS.items():
        if name in broken:
            continue
        file = next((file for file in find_files(name, log.folder) if file.month == month), None)
        if file is None:
            continue
        rows = snapshots.pieces(name, until=month, data=log.folder)
        weight = dataset.measures[0]
        found = snapshots.collect(
            rows, *(partial(sizes, column=column, weight=weight) for column in dataset.groups)
        )
        by_column = dict(zip(dataset.groups, found, strict=True))
        told = find(by_column, _closed(dataset)).frame.filter(
            (pl.col("month") == day) & (pl.col("partial") | pl.col("fresh"))
        )
        for column in told["column"].unique().sort():
            values = told.filter(pl.col("column") == column)["value"].sort().to_list()
            more = f" and {len(values) - 4} more" if len(values) > 4 else ""
            yield Finding(
                f"{log.folder.name}/snapshots/{name}/{file.path.name}",
                f"There are no rows of {column} {', '.join(values[:4])}{more}, though there were.",
                "Add them, with 0 where there is none left: no rows is not zero, and a sum of"
                " some groups is not shown as the whole.",
                "warning",
            )


def _closed(dataset: Dataset) -> list[str]:
    """The columns whose values do not come and go."""
    return [column for column in dataset.groups if dataset.allowed(column)]


def sizes(rows: pl.LazyFrame, column: str, weight: str) -> pl.LazyFrame:
    """How much each group of a column counts for in each month: what `find` looks at."""
    return rows.group_by("month", value=pl.col(column).cast(pl.String)).agg(
        size=pl.col(weight).cast(pl.Float64).abs().sum()
    )


def find(by_column: Mapping[str, pl.DataFrame], closed: Sequence[str]) -> Gaps:
    """The gaps of columns, from the `sizes` of each.

    A group is expected for a year after its last row. Any missing group of a `closed` column, one
    whose values do not come and go, makes the figures those of a part; of the others those that
    had more than `SMALL` together when they were last there.
    """
    frames = [
        found.with_columns(column=pl.lit(column)).select(*SCHEMA)
        for column, size in by_column.items()
        if (found := _absent(size, closed=column in closed)) is not None
    ]
    return Gaps(pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA))


def _absent(size: pl.DataFrame, *, closed: bool) -> pl.DataFrame | None:
    days, names = size["month"].unique().sort(), size["value"].unique()
    if len(days) * len(names) == size.height:
        return None
    totals = size.group_by("month").agg(total=pl.col("size").sum())
    order = pl.DataFrame({"month": days, "previous": days.shift(1)})
    share = pl.when(pl.col("total") > 0).then(pl.col("held") / pl.col("total")).otherwise(0.0)
    together = pl.col("share").sum().over("month", "last")
    absent = (
        order.join(pl.DataFrame({"value": names}), how="cross")
        .join(size, on=["month", "value"], how="left")
        .sort("value", "month")
        .with_columns(
            held=pl.col("size").forward_fill().over("value"),
            last=pl.when(pl.col("size").is_not_null()).then("month").forward_fill().over("value"),
        )
        .filter(pl.col("size").is_null() & pl.col("last").is_not_null())
        .filter(pl.col("month") <= pl.col("last").dt.offset_by(f"{REMEMBERED}mo"))
        .join(totals.rename({"month": "last"}), on="last", how="left")
        .with_columns(share=share, fresh=pl.col("last") == pl.col("previous"))
        .with_columns(partial=pl.lit(closed) | (together > SMALL))
    )
    # Of a group that comes and goes and had nothing, nothing is missing.
    return absent if closed else absent.filter(pl.col("held") > 0)


def _names(absent: pl.DataFrame, dataset: Dataset) -> tuple[str, ...]:
    """Groups without rows in words; an absent region takes its Users along: the fewest say it."""
    columns = absent.group_by("column").len().sort("len", "column")["column"].to_list()
    names = absent.filter(pl.col("column") == columns[0])["value"].sort() if columns else ()
    return tuple(dataset.label(columns[0], name) for name in names)


def _types(rows: pl.LazyFrame, columns: Sequence[str]) -> dict[str, pl.DataType]:
    schema = rows.collect_schema()
    return {column: schema[column] for column in columns}
