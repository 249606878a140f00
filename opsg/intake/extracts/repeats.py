"""Tells figures that are last month's to the digit: the wrong extract, or a column of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import polars as pl

from opsg.core import months
from opsg.data.datasets import Dataset

# So many figures above zero are hardly ever the same as a month before by chance.
_FEWEST = 3


def repeats(dataset: Dataset, now: pl.DataFrame, past: pl.LazyFrame) -> Iterator[str]:
    """Most rows of `now` that are those of a month of `past`, or measures that are the newest's.

    A measure that did not change in the month before either, such as a capacity, is none of them,
    and no row is where most did not.
    """
    newest = past.select(pl.col("month").max()).collect().item()
    if newest is None:
        return
    before, earlier, year_ago = (
        past.filter(pl.col("month") == months.add(newest, back)).collect() for back in (0, -1, -11)
    )
    if not _most_rows(dataset, before, earlier):
        for one in (before, earlier, year_ago):
            if rows := _most_rows(dataset, now, one):
                month = months.name(one["month"][0])
                yield f"{rows} are those of {month}, to the digit: is it that month's extract?"
                return
    usual = set(_same(dataset, before, earlier))
    for measure, other in sorted(set(_same(dataset, now, before)) - usual):
        was = f"{'it' if measure == other else other} was in {months.name(newest)}"
        yield f"{measure} is what {was} in every row: is it the right column?"


def _most_rows(dataset: Dataset, now: pl.DataFrame, before: pl.DataFrame) -> str:
    """Which rows are those of another month in all figures, if most are; empty if not."""
    measures = list(dataset.measures)
    same = now.join(before, on=[*dataset.groups, *measures])
    if 2 * same.height <= now.height or sum((same[name] > 0).sum() for name in measures) < _FEWEST:
        return ""
    is_all = same.height == now.height
    return "All figures" if is_all else f"The figures of {same.height:,} of {now.height:,} rows"


def _same(dataset: Dataset, now: pl.DataFrame, before: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The measures of one month that are those of another, as names in the first and second."""
    both = now.join(before, on=dataset.groups, suffix=" before")
    if 2 * both.height <= now.height:
        return
    for measure, other in product(dataset.measures, repeat=2):
        values, others = both[measure], both[f"{other} before"]
        if (values == others).all() and (values > 0).sum() >= _FEWEST:
            yield measure, other
