"""Holds what a file knows of its cells beside their text against what belongs in their columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import polars as pl

from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts.table import Extract

# A number with a word after it that Excel does not count for: 402 shown as "402k".
_UNIT = re.compile(r'(?<!,)"\s*(?:k|m|bn|000s?|thousand|million)\b', re.IGNORECASE)


def misread(
    extract: Extract,
    dataset: Dataset,
    positions: Mapping[str, int],
    where: Callable[[int, str], Place],
) -> Iterator[Finding]:
    """Where a cell's text is not what its reader sees: a count shown as a percentage or in
    thousands, or a text that was typed as a number, which has lost its zeros.

    The record is told of superscripts that were dropped.
    """
    rows = [row for row in extract.frame[NUMBER] if row in extract.remarks]
    for name, position in positions.items():
        is_count = name in dataset.measures
        is_free_text = dataset.types[name] == pl.String and not dataset.allowed(name)
        kind = Kind()
        for row in rows:
            look = extract.remarks[row].formats.get(position, "")
            if is_count and (fault := _count(look)):
                kind.add(Finding(where(row, name), *fault))
            elif is_free_text and look:
                problem = "It is a number, and text belongs here: 4.10 as a number is 4.1."
                remedy = "Give the column as text from where it comes, with the zeros it had."
                kind.add(Finding(where(row, name), problem, remedy))
        yield from kind.findings()
        marked = [row for row in rows if position in extract.remarks[row].marks]
        extract.record.change(name, "superscript dropped", marked)


def _count(look: str) -> tuple[str, str] | None:
    """What is wrong with a count's number format, and what to do."""
    if "%" in look:
        return (
            f"It is shown as a percentage (format {look}: 1 is 100%), and a count belongs here.",
            "Give the count; if it is one already, show it as a number.",
        )
    if _UNIT.search(look):
        return (
            f"It is shown with a unit (format {look}), so it may stand for thousands.",
            "Give the whole count, shown as a number.",
        )
    return None
