"""Holds the columns that a dataset works out by itself against what an extract says they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER, quoted
from opsg.intake.extracts.table import Extract


def disagreements(
    extract: Extract,
    dataset: Dataset,
    positions: Mapping[str, int],
    rows: pl.DataFrame,
    where: Callable[[int, str], Place],
) -> Iterator[Finding]:
    """Where a derived column of an extract is not what the counts of its row give.

    `rows` has NUMBER and the contract's columns; an empty cell says nothing. Such a column is
    never taken: what it says is worked out again whenever the figures are read.
    """
    for name in dataset.derived.keys() & positions.keys():
        said = extract.frame.select(NUMBER, pl.col(str(positions[name])).alias("said"))
        worked_out = rows.select(NUMBER, dataset.derived[name].alias("is"))
        number = pl.col("said").str.replace_all(",", "").cast(pl.Float64, strict=False)
        both = worked_out.join(said, on=NUMBER).drop_nulls(["said", "is"])
        kind = Kind()
        for row, is_, says in both.filter(number.ne_missing(pl.col("is"))).sort(NUMBER).iter_rows():
            problem = f"It says {quoted(says)}, but the counts of its row give {is_:,}."
            remedy = "See which is right; the column is not needed, and can be taken out."
            kind.add(Finding(where(row, name), problem, remedy))
        yield from kind.findings()
