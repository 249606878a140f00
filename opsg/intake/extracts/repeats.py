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
    """Which measures of `now` are those of the newest month of `past`, in all rows of both.

    A measure that did not change in the month before either, such as a capacity, is none of them.
    """
    newest = past.select(pl.col("month").max()).collect().item()
    if newest is None:
        return
    before, earlier = (
        past.filter(pl.col("month") == month).collect()
        for month in (newest, months.add(newest, -1))
    )
    month = months.name(newest)
    usual = set(_same(dataset, before, earlier))
    alike = set(_same(dataset, now, before))
    same = sorted(alike - usual)
    if same and {(name, name) for name in dataset.measures} <= alike:
        yield f"All figures are those of {month}, to the digit: is it last month's extract?"
        return
    for measure, other in same:
        was = "it" if measure == other else other
        yield f"{measure} is what {was} was in {month} in every row: is it the right column?"


def _same(dataset: Dataset, now: pl.DataFrame, before: pl.DataFrame) -> Iterator[tuple[str, str]]:
    """The measures of one month that are those of another, as names in the first and second."""
    both = now.join(before, on=dataset.groups, suffix=" before")
    if 2 * both.height <= now.height:
        return
    for measure, other in product(dataset.measures, repeat=2):
        values, others = both[measure], both[f"{other} before"]
        if (values == others).all() and (values > 0).sum() >= _FEWEST:
            yield measure, other
