"""How good forecasts are, against simply taking last year's same month."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def measure_forecast_errors(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    by: Sequence[str],
    series: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The error of forecasts for each combination of the columns of `by`, worst first.

    A forecast is made for each combination of the columns of `series` (default: those of `by`)
    and each month; rows are summed to these first. Over the n forecasts whose actual is known:
    wape_pct = 100 · Σ |forecast − actual| / Σ |actual| (weighted absolute percentage error), and
    bias_pct = 100 · Σ (forecast − actual) / Σ |actual|, positive where too much was forecast.

    The benchmark is the seasonal-naive forecast, the same series' actual of the same month last
    year (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2). naive_n counts
    the forecasts that have one; over these, comparable_wape_pct is the forecast's error,
    naive_wape_pct the benchmark's, and better_than_naive says whether the first is smaller. A
    percentage is null where its denominator is zero or nothing is known.

    >>> from datetime import date
    >>> frame = pl.DataFrame(
    ...     {
    ...         "month": [date(2020, 2, 1), date(2021, 2, 1)],
    ...         "party": ["User 01", "User 01"],
    ...         "forecast": [100, 110],
    ...         "actual": [80, 100],
    ...     }
    ... )
    >>> errors = measure_forecast_errors(frame, by=["party"])
    >>> errors.select("n", "bias_pct", "comparable_wape_pct", "naive_wape_pct").row(0)
    (2, 16.666666666666668, 10.0, 20.0)
    """
    keys = list(dict.fromkeys([*by, *(series or ())]))
    months = (
        frame.lazy()
        .group_by(*keys, pl.col("month").alias("_time"))
        .agg(_forecast=_sum("forecast"), _actual=_sum("actual"))
    )
    last_year = months.select(
        *keys, pl.col("_time").dt.offset_by("1y"), pl.col("_actual").alias("_naive")
    )
    size = pl.col("_actual").abs()
    error = pl.col("_forecast") - pl.col("_actual")
    with_naive = pl.col("_naive").is_not_null()
    naive_error = (pl.col("_naive") - pl.col("_actual")).abs()
    return (
        months.join(last_year, on=[*keys, "_time"], how="left", nulls_equal=True)
        .filter(error.is_not_null())
        .group_by(by)
        .agg(
            n=pl.len().cast(pl.Int64),
            wape_pct=_percent(error.abs().sum(), size.sum()),
            bias_pct=_percent(error.sum(), size.sum()),
            naive_n=with_naive.sum().cast(pl.Int64),
            comparable_wape_pct=_percent(
                error.abs().filter(with_naive).sum(), size.filter(with_naive).sum()
            ),
            naive_wape_pct=_percent(naive_error.sum(), size.filter(with_naive).sum()),
        )
        .with_columns(better_than_naive=pl.col("comparable_wape_pct") < pl.col("naive_wape_pct"))
        .sort(pl.col("wape_pct"), *by, descending=[True, *[False] * len(by)], nulls_last=True)
        .collect()
    )


def _sum(column: str) -> pl.Expr:
    """The sum of a column as a signed number; missing, not zero, where nothing is known."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).cast(pl.Float64).sum())


def _percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(100 * part / whole)
