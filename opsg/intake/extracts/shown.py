"""Holds what a file knows of its cells beside their text against what belongs in their columns."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence

import polars as pl

from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts.columns import Columns
from opsg.intake.extracts.table import Extract
from opsg.intake.extracts.units import shows_less

# A number with a word after it that Excel does not count for: 402 shown as "402k".
_UNIT = re.compile(r'(?<!,)["\\][\s,.]*(?:k|m|bn|000s?|thousand|million)\b', re.IGNORECASE)

_MONEY = re.compile(r'[£€]|"\$"|\\\$|\[\$[^\]-]')


def spread(
    text: pl.DataFrame, extract: Extract, dataset: Dataset, columns: Columns
) -> pl.DataFrame:
    """Rows of text with the words of cells that are merged over several rows in each of them.

    Counts are left alone: what is merged may be the sum of the rows.
    """
    for name in dataset.columns:
        words: dict[int, str] = {}
        for first, below in _spans(extract, columns.positions.get(name)):
            word = text.filter(pl.col(NUMBER) == first)[name].first()
            if name not in dataset.measures and isinstance(word, str):
                words |= dict.fromkeys(below, word)
        if words:
            merged = pl.col(NUMBER).replace_strict(words, default=None, return_dtype=pl.String)
            text = text.with_columns(pl.coalesce(merged, name).alias(name))
            extract.record.change(name, "taken from the merged cell above", list(words))
    return text


def _spans(extract: Extract, position: int | None) -> Iterator[tuple[int, Sequence[int]]]:
    """The cells of a column that are merged: the first row of each, and the table's others."""
    rows = extract.frame[NUMBER].to_list()
    for column, first, last in extract.merged:
        if column == position and (below := rows[bisect(rows, first) : bisect(rows, last)]):
            yield first, below


def misread(
    extract: Extract,
    dataset: Dataset,
    columns: Columns,
    where: Callable[[int, str], Place],
) -> Iterator[Finding]:
    """Where a cell's text is not what its reader sees: a count shown as a percentage or in
    thousands, or a text that was typed as a number, which has lost its zeros.

    The record is told of superscripts that were dropped.
    """
    rows = [row for row in extract.frame[NUMBER] if row in extract.remarks]
    for name, position in columns.positions.items():
        is_count = name in dataset.measures
        is_free_text = dataset.types.get(name) == pl.String and not dataset.allowed(name)
        kind = Kind()
        for row in rows:
            look = extract.remarks[row].formats.get(position, "")
            if is_count and (fault := _count(look, is_scaled=name in columns.scales)):
                kind.add(Finding(where(row, name), *fault))
            elif is_free_text and look:
                problem = "It is a number, and text belongs here: 4.10 as a number is 4.1."
                remedy = "Give the column as text from where it comes, with the zeros it had."
                kind.add(Finding(where(row, name), problem, remedy))
        for row, below in _spans(extract, position) if is_count else ():
            problem = f"It is one cell with those below it, to row {below[-1]}."
            remedy = "Unmerge it, and give each row its own count."
            kind.add(Finding(where(row, name), problem, remedy))
        yield from kind.findings()
        marked = [row for row in rows if position in extract.remarks[row].marks]
        extract.record.change(name, "superscript dropped", marked)


def _count(look: str, *, is_scaled: bool) -> tuple[str, str] | None:
    """What is wrong with a count's number format, and what to do."""
    if "%" in look:
        return (
            f"It is shown as a percentage (format {look}: 1 is 100%), and a count belongs here.",
            "Give the count; if it is one already, show it as a number.",
        )
    if _MONEY.search(look):
        return (
            f"It is shown as an amount of money (format {look}), and a count belongs here.",
            "Give the count; if it is one already, show it as a number.",
        )
    if is_scaled and shows_less(look):
        return (
            f"It is shown in thousands or millions (format {look}), and is the whole count.",
            "Take the unit out of the column's name or the title: the figures need no scale.",
        )
    if _UNIT.search(look):
        return (
            f"It is shown with a unit (format {look}), so it may stand for thousands.",
            "Give the whole count, shown as a number.",
        )
    return None
