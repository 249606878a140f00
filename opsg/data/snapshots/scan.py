"""Reads a dataset's snapshots as one lazy frame, CSV and Parquet alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.core import bucket
from opsg.core.cache import tracking
from opsg.core.edition import Edition
from opsg.core.months import first_day
from opsg.data.snapshots.files import SnapshotFile, find

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset

HELD_BYTES = 20_000_000
"""How large a dataset's CSV files may be together for a process to hold their rows."""

MOST_HELD = 16
"""How many datasets' rows are held: a page has one or two, that of all issues one for each."""


def scan(
    dataset: str,
    until: str | None = None,
    *,
    reported_only: bool = False,
    data: Path | None = None,
) -> pl.LazyFrame:
    """The rows of `dataset` up to the month `until`, or all of them.

    Columns are those of the contract, `month` as the date of its first day, and the derived
    ones; the order of rows is not promised. Nothing is read before `collect`, and filters and
    selections reach the files. A month without a file has no rows. With `reported_only` the
    illustrative rows are left out, which may leave none; the columns are there all the same. In
    the process of a build's notebook it gives no more than the page's edition knows.

    Raises UserError if there is no such dataset, or if it has two files for a month. What is in
    the files is not checked here: `check` does that.
    """
    import polars as pl

    return pl.concat(_rows(dataset, until, reported_only, data, pieces=False))


def pieces(
    dataset: str,
    until: str | None = None,
    *,
    reported_only: bool = False,
    data: Path | None = None,
) -> list[pl.LazyFrame]:
    """The same as `scan` in pieces, each with all rows of its months.

    It is for whoever asks for a dataset again and again, as a page does. CSV files are one piece,
    read at once, and until one changes only once. Each Parquet file is a piece, and each CSV file
    where they are large: sums of one month at a time take little memory however many there are.
    """
    return _rows(dataset, until, reported_only, data, pieces=True)


def held(
    dataset: str,
    until: str | None = None,
    *,
    reported_only: bool = False,
    data: Path | None = None,
) -> pl.LazyFrame:
    """The `pieces` as one frame, for what is asked of all months together."""
    import polars as pl

    return pl.concat(pieces(dataset, until, reported_only=reported_only, data=data))


def collect(
    rows: Sequence[pl.LazyFrame], *queries: Callable[[pl.LazyFrame], pl.LazyFrame]
) -> list[pl.DataFrame]:
    """What each query gives of all `pieces` of rows, of which one is held at once.

    The queries go month by month; the order of what they give is not promised.
    """
    import polars as pl

    found = [pl.collect_all([query(piece) for query in queries]) for piece in rows]
    return [pl.concat(each) for each in zip(*found, strict=True)]


def by_month(rows: Sequence[pl.LazyFrame]) -> dict[date, pl.LazyFrame]:
    """Of `pieces` of rows those of each month that has any, in order."""
    import polars as pl

    day = pl.col("month")
    found = {
        month: piece.filter(day == month)
        for piece in rows
        for month in piece.select(day.unique()).collect()["month"]
    }
    return dict(sorted(found.items()))


def _rows(
    dataset: str,
    until: str | None,
    reported_only: bool,
    data: Path | None,
    *,
    pieces: bool,
) -> list[pl.LazyFrame]:
    import polars as pl

    from opsg.data.datasets import dataset as contract

    described = contract(dataset)
    if page := Edition.of_build():
        until = min(until or page.month, page.month)
        reported_only |= page.reported_only
    if until is not None:
        first_day(until)
    files = find(dataset, data, until=until)
    for file in files:
        tracking.file(file.path)
    frames = _scan_files(described, files, pieces=pieces)
    if reported_only:
        frames = [rows.filter(pl.col("provenance") == "reported") for rows in frames]
    return [rows.with_columns(**described.derived) for rows in frames]


def scan_parquet(files: Sequence[SnapshotFile], **options: Any) -> pl.LazyFrame:
    """The rows of Parquet files; a stand-in is read where the file is. `options` are Polars'."""
    import polars as pl

    addresses = [bucket.stands_for(file.path) for file in files]
    if any(addresses):
        # As in `opsg.core.bucket`: credentials from the environment, and an end to waiting.
        options["credential_provider"] = None
        options["storage_options"] = {
            "max_retries": bucket.RETRIES,
            "retry_timeout_ms": bucket.RETRY_TIMEOUT_S * 1_000,
        }
    sources = [address or str(file.path) for address, file in zip(addresses, files, strict=True)]
    return pl.scan_parquet(sources, **options)


def _scan_files(
    described: Dataset, files: list[SnapshotFile], *, pieces: bool
) -> list[pl.LazyFrame]:
    import polars as pl

    frames = []
    if csv := [file.path for file in files if file.kind == "csv"]:
        frames += _hold_csv(described, csv) if pieces else [_scan_csv(described, csv)]
    parquet = [file for file in files if file.kind == "parquet"]
    upcast = pl.ScanCastOptions(integer_cast="upcast")
    for some in [[file] for file in parquet] if pieces else filter(None, [parquet]):
        frames.append(scan_parquet(some, schema=described.types, cast_options=upcast))
    none = pl.LazyFrame(schema=described.types)
    return [frame.select(described.columns) for frame in frames or [none]]


def _scan_csv(described: Dataset, files: list[Path] | list[bytes]) -> pl.LazyFrame:
    import polars as pl

    written = pl.scan_csv(files, schema={**described.types, "month": pl.String})
    # Polars parses whole dates only, so the first day is put where files leave it out.
    day = (pl.col("month") + "-01").str.to_date("%Y-%m-%d")
    return written.with_columns(day.alias("month"))


def _hold_csv(described: Dataset, files: list[Path]) -> list[pl.LazyFrame]:
    import polars as pl

    states = [_state(path) for path in files]
    if sum(state.size for state in states) > HELD_BYTES:
        return [_scan_csv(described, [path]) for path in files]
    known, rows = _held.get(folder := files[0].parent, ([], None))
    if rows is not None and known[: len(states)] == states:
        # Who looks back, from the newest month, finds what is earlier held already.
        return [rows.lazy().filter(pl.col("month") <= first_day(files[-1].stem))]
    rows = _scan_csv(described, _together([path.read_bytes() for path in files])).collect()
    while len(_held) >= MOST_HELD:
        _held.pop(next(iter(_held)))
    _held[folder] = states, rows
    return [rows.lazy()]


def _together(files: list[bytes]) -> list[bytes]:
    """CSV files as one, if all have the same header: to open many takes longer than to read them.

    Each ends its last line, as the check wants it.
    """
    header = b"".join(files[0].partition(b"\n")[:2])
    if not all(file.startswith(header) and file.endswith(b"\n") for file in files):
        return files
    return [header + b"".join(file.removeprefix(header) for file in files)]


class State(NamedTuple):
    """A file as it is: its size in bytes, and when it was last changed, in ns since 1970."""

    path: Path
    size: int
    changed: int


def states(dataset: str, until: str, data: Path) -> list[State]:
    """The files that `scan` reads, as they are now: while they are so, it gives the same."""
    paths = [file.path for file in find(dataset, data, until=until)]
    for path in paths:
        tracking.file(path)
    return [_state(path) for path in paths]


def _state(path: Path) -> State:
    found = path.stat()
    return State(path, found.st_size, found.st_mtime_ns)


_held: dict[Path, tuple[list[State], pl.DataFrame]] = {}
"""The rows of CSV files by their folder, with the files in the states in which they were read."""
