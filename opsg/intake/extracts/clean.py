"""Writes an extract's values as snapshots do: months, whole numbers, the contract's words.

What cannot be read stays away, and `refused` has the reason; the contract's rules then tell it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from opsg.data.datasets import Dataset
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts import dates, numbers
from opsg.intake.extracts.columns import normal
from opsg.intake.extracts.ledger import Record
from opsg.intake.extracts.reading import Reading, Refusal, Value

# Text as Excel is made to take it: ="Acme" in CSV, and an apostrophe before it in a cell.
_KEPT_AS_TEXT = r"""^=\s*"(.*)"$|^'([^']*)$"""

_RESPELLED = "spelled as in the months before"


@dataclass(frozen=True)
class Cleaned:
    """Rows with values as snapshots write them, null where `refused` has a column's text."""

    frame: pl.DataFrame
    refused: Mapping[tuple[str, str], Refusal] = field(default_factory=dict)


def trimmed(values: pl.Expr) -> pl.Expr:
    """Text without what cannot be seen and with single spaces; null where nothing is left."""
    seen = values.str.replace_all(r"\p{Cf}", "")
    text = seen.str.replace_all(r"\s+", " ").str.strip_chars(" ")
    return pl.when(text != "").then(text)


def unwrapped(frame: pl.DataFrame, dataset: Dataset, record: Record) -> pl.DataFrame:
    """The rows without what is put round a value so that Excel takes it as text."""
    for name in dataset.columns:
        is_wrapped = pl.col(name).str.contains(_KEPT_AS_TEXT)
        rows = frame.filter(is_wrapped)[NUMBER].to_list()
        if rows:
            plain = trimmed(pl.col(name).str.replace(_KEPT_AS_TEXT, "$1$2"))
            frame = frame.with_columns(pl.when(is_wrapped).then(plain).otherwise(name).alias(name))
            record.change(name, "Excel's mark of text dropped", rows)
    return frame


def clean(
    frame: pl.DataFrame,
    dataset: Dataset,
    month: str,
    record: Record,
    *,
    otherwise: str,
    scales: Mapping[str, int],
    before: Mapping[str, Collection[str]],
) -> Cleaned:
    """A frame of trimmed text in the contract's columns, with values as snapshots write them.

    `otherwise` is what to do if the column `month` is not that of the figures. Counts are
    multiplied by their columns' `scales`. Free words are spelled as in the months `before`.
    `record` is told of what changed.
    """
    refused: dict[tuple[str, str], Refusal] = {}
    texts = {name: frame[name].drop_nulls().unique().to_list() for name in dataset.types}
    counts = [n for n, kind in dataset.types.items() if kind != pl.String and n != "month"]
    beside = {text for name in counts for text in texts[name]}
    for name, kind in dataset.types.items():
        if name == "month":
            readings = dates.read(texts[name], month, otherwise=otherwise)
        elif kind != pl.String:
            readings = numbers.read(texts[name], beside, scales.get(name, 1))
        else:
            words, how = _words(dataset, name), ""
            if name in before:
                words, how = {_folded(word): word for word in before[name]}, _RESPELLED
            readings = {
                text: Value(words[_folded(text)], how)
                for text in texts[name]
                if _folded(text) in words and text not in before.get(name, ())
            }
        frame = _replaced(frame, name, readings, record)
        refused |= {
            (name, text): reading
            for text, reading in readings.items()
            if isinstance(reading, Refusal)
        }
    return Cleaned(frame, refused)


def _words(dataset: Dataset, column: str) -> dict[str, str]:
    """The values that a column may hold by their own spelling and by the words that pages use.

    A word that all of them share may be missing: North is CSP North.
    """
    values = dataset.allowed(column)
    shared = set[str].intersection(*(set(_folded(value).split("_")) for value in values or ("",)))
    words = {"_".join(w for w in _folded(v).split("_") if w not in shared): v for v in values}
    words |= {_folded(dataset.label(column, value)): value for value in values}
    words |= {_folded(value): value for value in values}
    return {word: value for word, value in words.items() if word}


def _folded(text: str) -> str:
    """What spellings of a word share: no case, no marks, "and" for "&", no zero before a number."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", normal(text.replace("&", " and ")))


def _replaced(
    frame: pl.DataFrame, column: str, readings: Mapping[str, Reading], record: Record
) -> pl.DataFrame:
    """The frame with what was read of a column's texts, null where nothing was."""
    done: dict[str, list[str]] = {}
    values: dict[str, str | None] = {}
    for text, reading in readings.items():
        if isinstance(reading, Refusal):
            values[text] = None
            continue
        if reading.text != text:
            values[text] = reading.text
        if reading.how:
            done.setdefault(reading.how, []).append(text)
    for how, texts in done.items():
        rows = frame.filter(pl.col(column).is_in(texts))[NUMBER].to_list()
        record.change(column, how, rows)
    return frame.with_columns(pl.col(column).replace(values)) if values else frame
