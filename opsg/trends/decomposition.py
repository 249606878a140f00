"""Which groups made a month's change."""

from __future__ import annotations

from datetime import date

import polars as pl


def decompose(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    group: str,
    value: str,
    month: date,
    previous: date,
    time: str = "month",
) -> pl.DataFrame:
    """How much each group of a tidy frame adds to the change from `previous` to `month`.

    Columns: `group`, before, after, change (in the unit of `value`) and share (of the whole
    change; null where that is zero), largest change first. Several rows of a group in a month
    are summed. A group without a value in one of the months has null there and counts as nothing
    towards the total, so that the changes add up to the total's: exactly for integers, which stay
    integers.
    """
    exact = pl.Int64 if frame.lazy().collect_schema()[value].is_integer() else pl.Float64
    before, after = (_total(value, time, day, exact) for day in (previous, month))
    changes = pl.col("change")
    return (
        frame.lazy()
        .group_by(group)
        .agg(before=before, after=after)
        .filter(pl.col("before").is_not_null() | pl.col("after").is_not_null())
        .with_columns(change=pl.col("after").fill_null(0) - pl.col("before").fill_null(0))
        .with_columns(share=pl.when(changes.sum() != 0).then(changes / changes.sum()))
        .sort(changes.abs(), group, descending=[True, False])
        .collect()
    )


def _total(value: str, time: str, day: date, kind: type[pl.DataType]) -> pl.Expr:
    there = pl.col(value).cast(kind).filter(pl.col(time) == day)
    return pl.when(there.count() > 0).then(there.sum())
