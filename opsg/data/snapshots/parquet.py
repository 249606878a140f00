"""Parquet files as one lazy frame, here or in a bucket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from opsg.core import bucket
from opsg.data.snapshots.files import SnapshotFile

if TYPE_CHECKING:
    import polars as pl


def scan_parquet(files: Sequence[SnapshotFile], **options: Any) -> pl.LazyFrame:
    """The rows of Parquet files; a stand-in is read where the file is. `options` are Polars'."""
    import polars as pl

    addresses = [bucket.stands_for(file.path) for file in files]
    if any(addresses):
        # As in `remote`: credentials from the environment, and an end to waiting.
        options["credential_provider"] = None
        options["storage_options"] = {
            "max_retries": bucket.RETRIES,
            "retry_timeout_ms": bucket.RETRY_TIMEOUT_S * 1_000,
        }
    sources = [address or str(file.path) for address, file in zip(addresses, files, strict=True)]
    return pl.scan_parquet(sources, **options)
