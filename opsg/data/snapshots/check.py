"""Checks every snapshot file against its dataset's contract and says all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from opsg.core.errors import Finding, display, nearest
from opsg.core.months import between, first_day
from opsg.data.datasets import DATASETS, Dataset
from opsg.data.snapshots import ledgers
from opsg.data.snapshots.faults import Faults
from opsg.data.snapshots.files import SnapshotFile, named_for_months
from opsg.data.snapshots.table import BROKEN, Table, open_table, unreadable

# Rows of a large table that are held in memory at once.
ROWS_AT_ONCE = 100_000

Check = Callable[[Dataset, Path], list[Finding]]


def check_folder(root: Path, check: Check | None = None) -> list[Finding]:
    """The findings about all datasets' folders in `root`, in the order of the datasets.

    `check` looks at the folder of one dataset, by default `check_dataset`.
    """
    if not root.is_dir():
        return [
            Finding(display(root), "There is no such folder.", "Is this the right data folder?")
        ]
    findings = [
        Finding(
            display(entry),
            f"There is no dataset '{entry.name}'.",
            f"{nearest(entry.name, list(DATASETS))} A new one needs a contract first.",
        )
        for entry in sorted(root.iterdir())
        if entry.name not in DATASETS and not entry.name.startswith(".")
    ]
    for dataset in DATASETS.values():
        findings += (check or check_dataset)(dataset, root / dataset.name)
    return findings


def check_dataset(dataset: Dataset, folder: Path, in_order: Collection[str] = ()) -> list[Finding]:
    """The findings about the files in the `folder` of one dataset.

    What a month's file and its ledger hold is not looked at if both are among those `in_order`.
    """
    if not folder.is_dir():
        problem = f"There is no snapshot of '{dataset.name}' yet."
        remedy = "Put the month's figures there, named like 2021-02.csv."
        return [Finding(display(folder), problem, remedy, "warning")]
    files = named_for_months(folder)
    findings = [*_check_names(folder, files), *_check_months(folder, files)]
    tables = []
    for file in files:
        if all(display(path) in in_order for path in ledgers.files_of(file)):
            continue
        faults, table = open_table(dataset, file)
        findings += faults
        if table:
            tables.append(table)
    return findings + _check_values(dataset, tables) + list(ledgers.check(folder, tables))


def _check_names(folder: Path, files: list[SnapshotFile]) -> Iterator[Finding]:
    expected = {file.path for file in files} | {ledgers.beside(file) for file in files}
    for entry in sorted(folder.iterdir()):
        if entry in expected or entry.name.startswith("."):
            continue
        if entry.suffix == ledgers.ENDING:
            problem = "It is the ledger of figures that are not here."
            yield Finding(display(entry), problem, "Remove it, or put the month's file back.")
            continue
        problem = "This is not the name of a month's file."
        if not entry.is_file():
            problem = "This is not a file."
        yield Finding(display(entry), problem, "Name it like 2021-02.csv, or remove it.")


def _check_months(folder: Path, files: list[SnapshotFile]) -> Iterator[Finding]:
    for one, other in pairwise(files):
        step = between(first_day(one.month), first_day(other.month))
        if step == 0:
            problem = f"{one.month} is there both as CSV and as Parquet."
            yield Finding(display(folder), problem, "Remove one of the two.")
        elif step > 1:
            problem = f"There is no file between {one.month} and {other.month}."
            remedy = "Add the months between if there are figures; charts show a gap."
            yield Finding(display(folder), problem, remedy, "warning")


def _check_values(dataset: Dataset, tables: list[Table]) -> list[Finding]:
    faults = Faults(dataset, tables)
    unread = []
    small = []
    for index, table in enumerate(tables):
        rows = table.rows(index)
        try:
            if not table.large:
                # A dataset's small tables are checked together, which is many times faster.
                small.append(rows.collect())
                continue
            for piece in rows.collect_batches(chunk_size=ROWS_AT_ONCE, maintain_order=True):
                faults.check_rows(piece)
            faults.check_keys(rows)
        except OSError as error:
            unread.append(Finding(display(table.file.path), unreadable(error)))
        except BROKEN:
            # Broken lines are findings already, and are the likely cause.
            if not table.broken:
                where, problem = display(table.file.path), "Its values cannot be read."
                unread.append(Finding(where, problem, "Write it again from its source."))
    if small:
        together = pl.concat(small)
        faults.check_rows(together)
        faults.check_keys(together.lazy())
    return unread + faults.findings()
