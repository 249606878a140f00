"""Writes an extract's values as snapshots do: months, whole numbers, the contract's words.

What cannot be read stays as it is, so that the contract refuses it in the extract's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import polars as pl

from opsg.core import months
from opsg.data.datasets import Dataset
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts.ledger import Record

_NAMES = {name[:3].lower(): number for number, name in enumerate(months.NAMES, start=1)}
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_NUMBER = r"(?P<month>\d{1,2})"
_NAME = r"(?P<name>[a-z]{3,9})"
# Days come first, as they do in Britain; the year comes first only where it has four digits.
_DATES = [
    re.compile(pattern + _TIME, re.IGNORECASE)
    for pattern in (
        rf"(?P<year>\d{{4}})([-/.]){_NUMBER}(?:\2{_DAY})?",
        rf"{_DAY}([-/.]){_NUMBER}\2{_YEAR}",
        rf"{_NUMBER}[-/](?P<year>\d{{4}})",
        rf"(?:{_DAY}(?:st|nd|rd|th)?[-/ ,]+)?{_NAME}[-/ ,']+{_YEAR}",
    )
]


def month_of(text: str) -> str | None:
    """The month of a date as `YYYY-MM`, or None if it is none that Britons write.

    Two digits of a year are of this century.
    """
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
            try:
                return months.text(date(year, _number(parts), int(parts.get("day") or 1)))
            except ValueError:
                return None
    return None


def _number(parts: dict[str, str]) -> int:
    """The number of a month from its number or name; 0, which is none, from another word."""
    if "name" not in parts:
        return int(parts["month"])
    written = parts["name"].lower()
    number = _NAMES.get(written[:3], 0)
    full = months.NAMES[number - 1].lower()
    return number if written in (full, full[:3], full[:4]) else 0


def whole_number(values: pl.Expr) -> pl.Expr:
    """Numbers without commas between thousands and without a fraction of zero."""
    plain = values.str.replace(r"\.0+$", "")
    grouped = plain.str.contains(r"^\d{1,3}(,\d{3})+$")
    digits = plain.str.contains(r"^\d+$")
    return (
        pl.when(grouped).then(plain.str.replace_all(",", "")).when(digits).then(plain)
        .otherwise(values)
    )  # fmt: skip


def trimmed(values: pl.Expr) -> pl.Expr:
    """Text without space around it and with single spaces inside; null where nothing is left."""
    text = values.str.replace_all(r"[\s\u{a0}\u{feff}]+", " ").str.strip_chars(" ")
    return pl.when(text != "").then(text)


def clean(frame: pl.DataFrame, dataset: Dataset, record: Record) -> pl.DataFrame:
    """A frame of trimmed text in the contract's columns, with values as snapshots write them.

    `record` is told of changed figures.
    """
    for name, kind in dataset.types.items():
        if name == "month":
            frame = _replaced(frame, name, month_of)
        elif kind != pl.String:
            whole = frame.with_columns(whole_number(pl.col(name)))
            changed = frame.filter(pl.col(name).ne_missing(whole[name]))
            record.change(name, "written as a whole number", changed[NUMBER].to_list())
            frame = whole
        elif words := _words(dataset, name):
            frame = _replaced(frame, name, _reader(words))
    return frame


def _words(dataset: Dataset, column: str) -> dict[str, str]:
    """The values that a column may hold by their own spelling and by the words that pages use."""
    values = dataset.allowed(column)
    labels = {dataset.label(column, value).casefold(): value for value in values}
    return labels | {value.casefold(): value for value in values}


def _reader(words: dict[str, str]) -> Callable[[str], str | None]:
    return lambda text: words.get(text.casefold())


def _replaced(frame: pl.DataFrame, column: str, read: Callable[[str], str | None]) -> pl.DataFrame:
    """The frame with each value of a column replaced by what `read` makes of it, if anything."""
    written = frame[column].drop_nulls().unique()
    values_read = {text: value for text in written if (value := read(text)) is not None}
    return frame.with_columns(pl.col(column).replace(values_read))
