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
) -> pl.DataFrame:
    """How much each group of a tidy frame adds to the change from `previous` to `month`.

    Columns: `group`, before, after, change (in the unit of `value`) and share (of the whole
    change; null where that is zero), largest change first. Several rows of a group in a month
    are summed. A group without a value in one of the months has null there and no change, as no
    rows are not zero: it comes last, and the whole is that of the groups with both. Their changes
    add up to it exactly for integers, which stay integers.

    >>> january, february = date(2021, 1, 1), date(2021, 2, 1)
    >>> frame = pl.DataFrame(
    ...     {
    ...         "month": [january, january, february, february],
    ...         "party": ["User 01", "User 02", "User 01", "User 02"],
    ...         "open": [10, 10, 16, 8],
    ...     }
    ... )
    >>> decompose(frame, group="party", value="open", month=february, previous=january).rows()
    [('User 01', 10, 16, 6, 1.5), ('User 02', 10, 8, -2, -0.5)]
    """
    exact = pl.Int64 if frame.lazy().collect_schema()[value].is_integer() else pl.Float64
    before, after = (_total(value, day, exact) for day in (previous, month))
    changes = pl.col("change")
    return (
        frame.lazy()
        .group_by(group)
        .agg(before=before, after=after)
        .filter(pl.col("before").is_not_null() | pl.col("after").is_not_null())
        .with_columns(change=pl.col("after") - pl.col("before"))
        .with_columns(share=pl.when(changes.sum() != 0).then(changes / changes.sum()))
        .sort(changes.abs(), group, descending=[True, False], nulls_last=True)
        .collect()
    )


def decompose_rate(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    group: str,
    numerator: str,
    denominator: str,
    month: date,
    previous: date,
) -> pl.DataFrame:
    """How many points each group adds to the change of a rate from `previous` to `month`.

    Columns: `group`, before and after (the group's own rate in percent, null without a
    denominator) and change (its points of the whole rate's change, largest first). A group adds
    w₁(r₁ − r₀) for its own rate and (w₁ − w₀)(r₀ − R₀) for its weight, where w is its share of
    the denominator, r its rate and R the whole rate (Kitagawa, Components of a Difference
    Between Two Rates, 1955, with the new weights). These add up to R₁ − R₀; a group whose
    denominator is zero in a month counts from the whole rate. A group without rows in one of the
    months has no change, and the whole is that of the others. No rows where either month has no
    denominator.

    >>> january, february = date(2021, 1, 1), date(2021, 2, 1)
    >>> frame = pl.DataFrame(
    ...     {
    ...         "month": [january, january, february, february],
    ...         "dno": ["A", "B", "A", "B"],
    ...         "on_time": [90, 50, 80, 50],
    ...         "expected": [100, 100, 100, 100],
    ...     }
    ... )
    >>> decompose_rate(
    ...     frame, group="dno", numerator="on_time", denominator="expected",
    ...     month=february, previous=january,
    ... ).rows()
    [('A', 90.0, 80.0, -5.0), ('B', 50.0, 50.0, 0.0)]
    """
    sums = (
        frame.lazy()
        .group_by(group)
        .agg(
            _total(column, day, pl.Float64).alias(f"{column}_{name}")
            for name, day in (("before", previous), ("after", month))
            for column in (numerator, denominator)
        )
        .with_columns(both=pl.all_horizontal(pl.exclude(group).is_not_null()))
    )
    weight_before, weight_after = (
        pl.col(f"{denominator}_{name}") / _whole(f"{denominator}_{name}")
        for name in ("before", "after")
    )
    before, after = (
        pl.when(pl.col(f"{denominator}_{name}") > 0).then(
            100 * pl.col(f"{numerator}_{name}") / pl.col(f"{denominator}_{name}")
        )
        for name in ("before", "after")
    )
    whole = 100 * _whole(f"{numerator}_before") / _whole(f"{denominator}_before")
    start = before.fill_null(whole)
    change = weight_after * (after.fill_null(whole) - start) + (weight_after - weight_before) * (
        start - whole
    )
    return (
        sums.select(group, before=before, after=after, change=pl.when("both").then(change))
        .filter(pl.col("change").is_finite() | pl.col("change").is_null())
        .filter(pl.col("change").is_not_null().any())
        .filter(pl.col("before").is_not_null() | pl.col("after").is_not_null())
        .sort(pl.col("change").abs(), group, descending=[True, False], nulls_last=True)
        .collect()
    )


def _whole(column: str) -> pl.Expr:
    """The sum over the groups that have rows in both months."""
    return pl.col(column).filter(pl.col("both")).sum()


def _total(value: str, day: date, kind: type[pl.DataType]) -> pl.Expr:
    values = pl.col(value).cast(kind).filter(pl.col("month") == day)
    return pl.when(values.count() > 0).then(values.sum())
