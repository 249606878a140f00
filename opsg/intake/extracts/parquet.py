"""Prints a Parquet file as CSV: each row's number (0 for the header), remarks, and its values.

A program of its own, run apart by `decode`: some damaged files make Polars abort.
"""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

from opsg.core.sandbox import begin, refuse
from opsg.intake.extracts.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from opsg.intake.extracts.remarks import Remarks, written

if TYPE_CHECKING:
    import polars as pl

# What of time pandas counts in a column of periods, from the start of 1970 on.
_PERIODS = {"M": "mo", "D": "d"}


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
    texts = {name: _text(name, kind) for name, kind in schema.items()}
    others = [f"'{name}' ({_named(schema[name])})" for name, text in texts.items() if text is None]
    if others:
        problem = f"These columns hold no text, numbers or dates: {', '.join(others[:10])}."
        refuse(problem, "Write them as text or numbers, or leave them out.")
    typed = {at: _named(kind) for at, kind in enumerate(schema.values()) if not _is_text(kind)}
    # By number, as a file's own names may be anything.
    text = rows.select(
        pl.int_range(1, pl.len() + 1).alias("row"),
        pl.lit(written(Remarks(formats=typed))).alias("remarks"),
        *(
            one.str.slice(0, LONGEST_CELL + 1).alias(str(at))
            for at, one in enumerate(texts.values())
            if one is not None
        ),
    )
    try:
        frame = text.collect()
    except pl.exceptions.PolarsError as error:
        if "invalid utf8" in str(error):
            names = [f"'{name}'" for name, kind in schema.items() if kind == pl.Binary]
            refuse(
                f"Bytes that are no text in UTF-8 stand in {' or '.join(names) or 'it'}.",
                "Write the column as text, or leave it out.",
            )
        refuse("It is not a whole Parquet file.", "Export it again.")
    csv.writer(sys.stdout).writerow([0, "", *(name[: LONGEST_CELL + 1] for name in schema)])
    sys.stdout.flush()
    frame.write_csv(sys.stdout.buffer, include_header=False)


def _text(name: str, kind: pl.DataType) -> pl.Expr | None:
    """The text of a column's values, if they are of a kind that has one."""
    import polars as pl

    values = pl.col(name)
    if isinstance(kind, pl.BaseExtension):
        return _period(values, kind)
    if kind.is_nested() or kind in (pl.Duration, pl.Object):
        return None
    if isinstance(kind, pl.Datetime):
        zone = "%z" if kind.time_zone else ""
        day = values.dt.strftime("%Y-%m-%d")
        moment = values.dt.strftime("%Y-%m-%dT%H:%M:%S%.f" + zone)
        return pl.when(values.dt.time() == pl.time(0)).then(day).otherwise(moment)
    if kind == pl.Float32:
        # A larger number may have lost digits: written as one cut short, which is refused.
        is_whole = values.abs() < 2**24
        return pl.when(is_whole).then(values.cast(pl.String)).otherwise(pl.format("{}e+0", values))
    if kind == pl.Boolean:
        return values.cast(pl.String).str.to_uppercase()
    return values.cast(pl.String)


def _period(values: pl.Expr, kind: pl.BaseExtension) -> pl.Expr | None:
    """The first day of each period of a column as pandas writes it."""
    import polars as pl

    settings = json.loads(kind.ext_metadata() or "{}")
    unit = _PERIODS.get(settings.get("freq", ""))
    if kind.ext_name() != "pandas.period" or unit is None:
        return None
    count = values.ext.storage().cast(pl.String)
    return pl.lit("1970-01-01").str.to_date().dt.offset_by(count + unit).dt.strftime("%Y-%m-%d")


def _named(kind: pl.DataType) -> str:
    import polars as pl

    return kind.ext_name() if isinstance(kind, pl.BaseExtension) else type(kind).__name__


def _is_text(kind: pl.DataType) -> bool:
    import polars as pl

    return kind in (pl.String, pl.Binary, pl.Categorical, pl.Enum)


if __name__ == "__main__":
    main()
