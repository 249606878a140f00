"""CSV as spreadsheets may open it: datasets, the tables of charts and of pages are written so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_FORMULA = r"^([=+\-@\t\r\n\x00＝＋－＠])"


def spreadsheet_csv(frame: pl.DataFrame) -> str:
    """A frame as CSV whose text cells and headers no spreadsheet takes for a formula.

    Text that begins with = + - @ or a control character gets an apostrophe in front, which tells
    a spreadsheet that text follows (OWASP, CSV Injection; ASVS 5.0, 1.2.10). Numbers stay as they
    are, negative ones too, and whole ones have no decimals; dates are months, written YYYY-MM.
    """
    import polars as pl

    neutral = pl.col(pl.String).str.replace(_FORMULA, "'${1}")
    whole = pl.col(pl.Float64).cast(pl.String).str.strip_suffix(".0")
    headers = pl.Series(frame.columns, dtype=pl.String).str.replace(_FORMULA, "'${1}")
    safe = frame.with_columns(neutral, whole).rename(dict(zip(frame.columns, headers, strict=True)))
    return safe.write_csv(date_format="%Y-%m")
