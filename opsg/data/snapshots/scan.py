"""Reads a dataset's snapshots as one lazy frame, CSV and Parquet alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core import bucket
from opsg.core.cache import tracking
from opsg.core.edition import Edition
from opsg.core.months import first_day
from opsg.data.snapshots.files import SnapshotFile, find

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset


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
    rows = pl.concat(_scan_files(described, files) or [pl.LazyFrame(schema=described.types)])
    if reported_only:
        rows = rows.filter(pl.col("provenance") == "reported")
    return rows.with_columns(**described.derived)


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


def _scan_files(described: Dataset, files: list[SnapshotFile]) -> list[pl.LazyFrame]:
    import polars as pl

    frames = []
    if csv := [file.path for file in files if file.kind == "csv"]:
        written = pl.scan_csv(csv, schema={**described.types, "month": pl.String})
        # Polars parses whole dates only, so the first day is put where files leave it out.
        day = (pl.col("month") + "-01").str.to_date("%Y-%m-%d")
        frames.append(written.with_columns(day.alias("month")))
    if parquet := [file for file in files if file.kind == "parquet"]:
        upcast = pl.ScanCastOptions(integer_cast="upcast")
        frames.append(scan_parquet(parquet, schema=described.types, cast_options=upcast))
    return [frame.select(described.columns) for frame in frames]
