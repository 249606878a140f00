"""What there is of a dataset before a month's extract comes in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl

from opsg.core import months
from opsg.core.errors import UserError
from opsg.data import snapshots
from opsg.data.datasets import Dataset
from opsg.data.pseudonyms import hidden_columns
from opsg.data.snapshots.files import SnapshotFile, find, named_for_months, root
from opsg.data.snapshots.table import BROKEN

Value = TypeVar("Value")


class Past:
    """What there is of the dataset already: the months before, and the month itself."""

    def __init__(self, dataset: Dataset, month: str, data: Path) -> None:
        self.dataset = dataset
        folder = root(data) / dataset.name
        files = find(dataset.name, data) if _has_files(folder) else []
        by_month = {file.month: file for file in files}
        self.same = by_month.get(month)
        self.month = max((other for other in by_month if other < month), default=None)
        kind = self.same.kind if self.same else files[-1].kind if files else "csv"
        self.file = SnapshotFile(month, kind, folder / f"{month}.{kind}")
        self._data = data

    @property
    def history(self) -> pl.LazyFrame:
        """The rows of the months before."""
        return self._scan().filter(pl.col("month") < months.first_day(self.file.month))

    @property
    def words(self) -> dict[str, list[str]]:
        """What the months before hold in each column of free words; no Party's pseudonyms."""
        secret = hidden_columns(self.dataset)
        texts = (name for name in self.dataset.groups if self.dataset.types[name] == pl.String)
        free = [name for name in texts if name not in secret and not self.dataset.allowed(name)]
        rows = unbroken(self.history.select(free).unique().collect) if free else pl.DataFrame()
        return {name: rows[name].unique().to_list() for name in free}

    def rows_in(self, month: str) -> pl.DataFrame:
        """The rows of one month."""
        rows = self._scan().filter(pl.col("month") == months.first_day(month))
        return unbroken(rows.collect)

    def _scan(self) -> pl.LazyFrame:
        if self.month is None and self.same is None:
            return pl.LazyFrame(schema=self.dataset.types)
        rows = snapshots.scan(self.dataset.name, until=self.file.month, data=self._data)
        return rows.select(self.dataset.columns)


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and bool(named_for_months(folder))


def unbroken(read: Callable[[], Value]) -> Value:
    """What is read of snapshots. Raises UserError if they are broken."""
    try:
        return read()
    except BROKEN:
        raise UserError(
            "The snapshots that are there cannot be read.",
            remedy="See what the check of the data says of them, and mend or remove the file.",
        ) from None
