"""Prints a Parquet file as CSV: each row's number (0 for the header), nothing, and its values.

A program of its own, run apart by `decode`: some damaged files make Polars abort.
"""

from __future__ import annotations

import csv
import sys

from opsg.core.sandbox import begin, refuse
from opsg.intake.extracts.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS


def main() -> None:
    """Print the rows of the file that the arguments name."""
    (path,) = begin()
    import polars as pl

    try:
        rows = pl.scan_parquet(path, glob=False)
        schema = rows.collect_schema()
        count = rows.select(pl.len()).collect().item()
    except pl.exceptions.PolarsError:
        refuse("It is not a whole Parquet file.", "Export it again.")
    if count > MOST_ROWS or len(schema) > MOST_COLUMNS:
        refuse(
            f"It has {count:,} rows and {len(schema):,} columns.",
            "Is this one month's extract of one dataset?",
        )
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
    if nested:
        names = ", ".join(f"'{name}'" for name in nested[:10])
        refuse(f"These columns hold lists or bytes: {names}.", "Leave them out of the extract.")
    # By number, as a file's own names may be anything.
    text = rows.select(
        pl.int_range(1, pl.len() + 1).alias("row"),
        pl.lit("").alias("remarks"),
        *(
            pl.col(name).cast(pl.String).str.slice(0, LONGEST_CELL + 1).alias(str(i))
            for i, name in enumerate(schema)
        ),
    )
    try:
        frame = text.collect()
    except pl.exceptions.PolarsError:
        refuse("It is not a whole Parquet file.", "Export it again.")
    csv.writer(sys.stdout).writerow([0, "", *(name[: LONGEST_CELL + 1] for name in schema)])
    sys.stdout.flush()
    frame.write_csv(sys.stdout.buffer, include_header=False)


if __name__ == "__main__":
    main()
