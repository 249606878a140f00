"""One snapshot file as a table to check: what it has, and its rows as the contract types them.

Unlike `scan` this takes a file with any fault that leaves something to read, so that all
faults can be named at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from opsg.core.errors import Finding, Place, display, nearest
from opsg.core.months import first_day
from opsg.data.datasets import Dataset
from opsg.data.snapshots.csv_lines import inspect
from opsg.data.snapshots.files import SnapshotFile
from opsg.data.snapshots.scan import scan_parquet

# Columns that tell a row's table and its line or row; no contract has such names.
FILE = "#file"
NUMBER = "#number"

# What Polars raises over a broken file; over some damaged Parquet it panics.
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)

LARGE_BYTES = 1_000_000
LARGE_ROWS = 20_000

_LONGEST_VALUE = 40

# What Polars reads as Int64 without a loss.
NARROWER = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)


def as_written(column: str) -> str:
    """The name of the column that holds what a file says in `column`, before it is typed."""
    return f"{column} as written"


@dataclass(frozen=True)
class Table:
    """A file that can be read as a table, if not in every line and column.

    `usable` are the contract's columns that it has, with a type that can be read; `broken` are
    the lines that are not looked at further; a `large` table should be read piece by piece.
    """

    dataset: Dataset
    file: SnapshotFile
    usable: tuple[str, ...]
    large: bool
    broken: tuple[int, ...] = ()

    def where(self, number: int, column: str) -> Place:
        """Where a value is, as an editor counts lines; rows of Parquet count from 1."""
        return Place.in_table(display(self.file.path), self.word, number, column)

    @property
    def word(self) -> Literal["line", "row"]:
        """What one of its rows is called, by the number that it has in the file."""
        return "line" if self.file.kind == "csv" else "row"

    def unread(self, column: str, value: str) -> tuple[str, str]:
        """Why a value is not of its column's type, and what to do."""
        if column == "month":
            month = self.file.month
            remedy = f"Write {month}, or move the row to the file of its month."
            return f"It is {quoted(value)} in the file of {month}.", remedy
        problem = f"{quoted(value)} is not a whole number of at most twelve digits."
        return problem, "Write digits only; leave the row out if the figure is not known."

    def empty(self, number: int, column: str) -> tuple[str, str]:
        """Why nothing at all is no value, and what to do."""
        return "It is empty.", "Write the value, or leave the row out if it is not known."

    def rows(self, index: int) -> pl.LazyFrame:
        """The rows, with `index` as FILE, and null where a value is not of its type."""
        path = self.file.path
        if self.file.kind == "csv":
            # Blank lines in place of broken ones keep the numbers of the others.
            source = _blanked(path, self.broken) if self.broken and not self.large else path
            raw = pl.scan_csv(
                source,
                infer_schema=False,
                truncate_ragged_lines=True,
                row_index_name=NUMBER,
                row_index_offset=2,
            ).filter(~pl.col(NUMBER).is_in(self.broken))
        else:
            raw = scan_parquet([self.file], row_index_name=NUMBER, row_index_offset=1)
        return raw.select(
            pl.lit(index, pl.UInt32).alias(FILE),
            pl.col(NUMBER).cast(pl.UInt32),
            *(column for name in self.dataset.columns for column in self._typed(name)),
        )

    def _typed(self, name: str) -> Iterator[pl.Expr]:
        kind = self.dataset.types[name]
        value = pl.col(name) if name in self.usable else pl.lit(None)
        if kind == pl.String:
            text = value.cast(pl.String)
            yield pl.when(text != "").then(text).alias(name)
            return
        yield value.cast(pl.String).alias(as_written(name))
        if name == "month":
            day = pl.lit(first_day(self.file.month))
            right = value == (self.file.month if self.file.kind == "csv" else day)
            yield pl.when(right).then(day).alias(name)
        else:
            yield value.cast(kind, strict=False).alias(name)


def open_table(dataset: Dataset, file: SnapshotFile) -> tuple[list[Finding], Table | None]:
    """What is wrong with a file as a table, and the table if there is anything to read."""
    where = display(file.path)
    try:
        return _open_csv(dataset, file) if file.kind == "csv" else _open_parquet(dataset, file)
    except OSError as error:
        return [Finding(where, unreadable(error))], None
    except BROKEN:
        remedy = "Write it again from its source."
        return [Finding(where, "This is not a whole Parquet file.", remedy)], None


def unreadable(error: OSError) -> str:
    """Why a file cannot be read, on one line, which Polars' reasons from a bucket are not."""
    return f"It cannot be read: {error.strerror or str(error).splitlines()[0]}."


def quoted(value: object, after: str = "", *, longest: int = _LONGEST_VALUE) -> str:
    """A file's words fit for a message: on one line and not too long; `after` is of our own."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value))
    text = text if len(text) <= longest else f"{text[:longest]}…"
    return f"'{text}{after}'"


def _blanked(path: Path, broken: tuple[int, ...]) -> bytes:
    lines = path.read_bytes().split(b"\n")
    return b"\n".join(b"" if number in broken else line for number, line in enumerate(lines, 1))


def _open_csv(dataset: Dataset, file: SnapshotFile) -> tuple[list[Finding], Table | None]:
    where = display(file.path)
    lines = inspect(file.path)
    findings = [
        Finding(Place.in_table(where, "line", number) if number else where, *fault)
        for number, fault in sorted(lines.broken.items())
    ]
    if not lines.columns:
        return findings, None
    findings += _compare(dataset, where, lines.columns)
    usable = tuple(name for name in dataset.columns if name in lines.columns)
    large = file.path.stat().st_size > LARGE_BYTES
    return findings, Table(dataset, file, usable, large, tuple(lines.broken))


def _open_parquet(dataset: Dataset, file: SnapshotFile) -> tuple[list[Finding], Table | None]:
    where = display(file.path)
    types = dict(scan_parquet([file]).collect_schema())
    findings = list(_compare(dataset, where, list(types)))
    usable = []
    for name, wanted in dataset.types.items():
        kind = types.get(name)
        if kind is None:
            continue
        if kind == wanted or (wanted == pl.Int64 and kind in NARROWER):
            usable.append(name)
        else:
            problem = f"Its type is {kind}."
            findings.append(Finding(Place(where, column=name), problem, f"Write it as {wanted}."))
    rows = scan_parquet([file]).select(pl.len()).collect().item()
    if not rows:
        findings.append(Finding(where, "It has no rows.", "Add the rows or remove the file."))
    return findings, Table(dataset, file, tuple(usable), large=rows > LARGE_ROWS)


def _compare(dataset: Dataset, where: str, columns: list[str]) -> Iterator[Finding]:
    missing = [name for name in dataset.columns if name not in columns]
    for name in missing:
        meaning = dataset.descriptions[name]
        yield Finding(where, f"The column '{name}' is missing.", f"It means: {meaning}.")
    for name in dict.fromkeys(columns):
        if name not in dataset.columns:
            remedy = nearest(name, missing) if missing else "Remove it."
            yield Finding(where, f"The column '{name}' is not one of this dataset.", remedy)
        if columns.count(name) > 1:
            yield Finding(where, f"The column '{name}' is there twice.", "Remove one of the two.")
