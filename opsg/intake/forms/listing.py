"""The datasets as `python build.py datasets` lists them: what each holds, and its last month."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from opsg.core import months
from opsg.data import snapshots
from opsg.data.datasets import DATASETS, Dataset
from opsg.intake.forms.form import last_rows

_WIDTH = 80


def lines(data: Path) -> Iterator[str]:
    """Every dataset in lines of at most 80 letters, an empty one between two.

    Raises UserError if the snapshots cannot be read.
    """
    for number, dataset in enumerate(DATASETS.values()):
        if number:
            yield ""
        yield f"{dataset.name}: {dataset.title}"
        yield from _wrapped(_last(dataset, data), indent=2)
        width = max(map(len, dataset.columns)) + 2
        for column in (*dataset.keys, *dataset.measures):
            text = f"{column:{width}}{_about(dataset, column)}"
            yield from _wrapped(text, indent=2, hanging=width)


def _last(dataset: Dataset, data: Path) -> str:
    written = snapshots.months(dataset.name, data)
    if not written:
        return "It has no month yet."
    first, last = (months.named(month) for month in (written[0], written[-1]))
    found = last_rows(dataset, written[-1], data)["provenance"].unique().sort(descending=True)
    count = f"{len(written)} months since {first}" if len(written) > 1 else "its only month"
    return f"Last month: {last}, {' and '.join(found)}; {count}."


def _about(dataset: Dataset, column: str) -> str:
    """What a column of a dataset is: a count of something, or a key and what it may hold."""
    meaning = f"{dataset.descriptions[column]}."
    if column in dataset.units:
        return f"count of {dataset.units[column]}. {meaning}"
    allowed = f"One of: {', '.join(dataset.allowed(column))}." if dataset.allowed(column) else ""
    return " ".join(filter(None, ["key.", meaning, allowed, dataset.spelling(column)]))


def _wrapped(text: str, *, indent: int, hanging: int = 0) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + hanging),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
