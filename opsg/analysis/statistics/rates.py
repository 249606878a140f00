"""Rates as sums over sums: a mean of percentages would weigh a small group like a large one."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def rate(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    numerator: str,
    denominator: str,
    by: Sequence[str] = ("month",),
) -> pl.DataFrame:
    """The weighted rate of a tidy frame for each combination of the columns of `by`, sorted.

    Columns: those of `by`, numerator and denominator (their sums over the rows that have both)
    and rate_pct = 100 · Σ numerator / Σ denominator, null where the denominator is zero.
    """
    both = pl.col(numerator).is_not_null() & pl.col(denominator).is_not_null()
    top, bottom = pl.col("numerator"), pl.col("denominator")
    return (
        frame.lazy()
        .group_by(by)
        .agg(
            numerator=pl.col(numerator).filter(both).sum(),
            denominator=pl.col(denominator).filter(both).sum(),
        )
        .with_columns(rate_pct=pl.when(bottom != 0).then(100 * top / bottom))
        .sort(by)
        .collect()
    )
