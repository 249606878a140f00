"""How the CSV file of a chart calls its columns, so that a reader understands it by itself."""

from __future__ import annotations

from itertools import chain

import polars as pl

from opsg.analysis import words
from opsg.data.issues import Headline


def column_of(measure: Headline) -> str:
    """What a file calls the column with a measure's values."""
    return words.column_name(measure.name) if measure.of else measure.measure


def rows_with_unit(frame: pl.DataFrame, column: str, unit: str) -> pl.DataFrame:
    """The frame as a file's reader needs it: columns named for what they hold, the unit beside.

    A month without a value has no provenance.
    """
    names = {name: column if name == "value" else words.column_name(name) for name in frame.columns}
    places = [[name, "unit"] if name == "value" else [name] for name in frame.columns]
    if "provenance" in frame.columns:
        there = pl.col("value").is_not_null()
        frame = frame.with_columns(provenance=pl.when(there).then("provenance"))
    return frame.with_columns(pl.lit(unit).alias("unit")).select(chain(*places)).rename(names)
