"""Which snapshot files there are: `snapshots/<dataset>/<YYYY-MM>.csv` or `.parquet`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from opsg.core.cache import tracking
from opsg.core.errors import UserError
from opsg.data.folder import data_folder

NAME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))\.(csv|parquet)")


@dataclass(frozen=True)
class SnapshotFile:
    """The file of one dataset and month; `kind` is csv or parquet."""

    month: str
    kind: str
    path: Path


def root(data: Path | None = None) -> Path:
    """The folder that holds a folder for each dataset."""
    return (data or data_folder()) / "snapshots"


def named_for_months(folder: Path) -> list[SnapshotFile]:
    """The files of a dataset's folder whose names are months, by month.

    Files with other names are left out; `check` reports them.
    """
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if entry.is_file(follow_symlinks=False) or Path(entry).is_file()
        ]
    # A month's Parquet comes after its CSV, as the letters do.
    matches = map(NAME.fullmatch, sorted(names))
    return [SnapshotFile(found[1], found[2], folder / found[0]) for found in matches if found]


def find(dataset: str, data: Path | None = None, *, until: str | None = None) -> list[SnapshotFile]:
    """The files of `dataset` by month, up to the month `until`; none if it has no snapshot yet.

    Raises UserError if there is no such dataset, or if it has two files for a month.
    """
    folder = root(data) / dataset
    tracking.folder(folder, until)
    with tracking.paused():
        files = named_for_months(folder) if folder.is_dir() else []
    files = [file for file in files if until is None or file.month <= until]
    if not files:
        # The contracts import Polars; they are needed only to tell whether the name is wrong.
        from opsg.data.datasets import dataset as contract

        contract(dataset)
    for one, other in pairwise(files):
        if one.month == other.month:
            raise UserError(
                f"{one.month} is there both as CSV and as Parquet.",
                where=str(folder),
                remedy="Remove one of the two.",
            )
    return files


def months(dataset: str, data: Path | None = None) -> list[str]:
    """The months, as `YYYY-MM` in order, for which `dataset` has a snapshot.

    Raises UserError if there is no such dataset, or if it has two files for a month.
    """
    return [file.month for file in find(dataset, data)]
