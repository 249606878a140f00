"""How good forecasts are, against simply taking last year's same month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl


def measure_forecast_errors(
    frames: Mapping[date, pl.LazyFrame],
    *,
    by: Sequence[str],
    series: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The error of forecasts for each combination of the columns of `by`, worst first.

    `frames` has the rows of each month that has any, one or more. A forecast is made for each
    combination of the columns of `series` (default: those of `by`) and each month; rows are summed
    to these first. Over the n forecasts whose actual is known:
    wape_pct = 100 · Σ |forecast − actual| / Σ |actual| (weighted absolute percentage error), and
    bias_pct = 100 · Σ (forecast − actual) / Σ |actual|, positive where too much was forecast.

    The benchmark is the seasonal-naive forecast, the same series' actual of the same month last
    year (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.2). naive_n counts
    the forecasts that have one; over these, comparable_wape_pct is the forecast's error,
    naive_wape_pct the benchmark's, and better_than_naive says whether the first is smaller. A
    percentage is null where its denominator is zero or nothing is known.

    >>> from datetime import date
    >>> before = pl.LazyFrame({"party": ["User 01"], "forecast": [100], "actual": [80]})
    >>> now = pl.LazyFrame({"party": ["User 01"], "forecast": [110], "actual": [100]})
    >>> frames = {date(2020, 2, 1): before, date(2021, 2, 1): now}
    >>> errors = measure_forecast_errors(frames, by=["party"])
    >>> errors.select("n", "bias_pct", "comparable_wape_pct", "naive_wape_pct").row(0)
    (2, 16.666666666666668, 10.0, 20.0)
    """
    keys = list(dict.fromkeys([*by, *(series or ())]))
    of_months = []
    # Of one month and last year's at a time: all months' series at once fill the memory.
    for day, rows in frames.items():
        last_year = frames.get(day.replace(year=day.year - 1), rows.clear())
        of_months.append(_sums(rows, last_year, keys, by))
    return (
        pl.concat(of_months)
        .group_by(by)
        .agg(pl.all().sum())
        .select(
            *by,
            "n",
            wape_pct=_percent("size_of_error", "size"),
            bias_pct=_percent("error", "size"),
            naive_n=pl.col("naive_n"),
            comparable_wape_pct=_percent("comparable_error", "naive_size"),
            naive_wape_pct=_percent("naive_error", "naive_size"),
        )
        .with_columns(better_than_naive=pl.col("comparable_wape_pct") < pl.col("naive_wape_pct"))
        .sort(pl.col("wape_pct"), *by, descending=[True, *[False] * len(by)], nulls_last=True)
    )


def _sums(
    rows: pl.LazyFrame, last_year: pl.LazyFrame, keys: Sequence[str], by: Sequence[str]
) -> pl.DataFrame:
    """What the forecasts of a month add up to, for each combination of the columns of `by`."""
    error, size = pl.col("forecast") - pl.col("actual"), pl.col("actual").abs()
    naive = last_year.group_by(keys).agg(_sum("actual").alias("naive"))
    with_naive = pl.col("naive").is_not_null()
    return (
        rows.group_by(keys)
        .agg(_sum("forecast"), _sum("actual"))
        .join(naive, on=keys, how="left", nulls_equal=True)
        .filter(error.is_not_null())
        .group_by(by)
        .agg(
            n=pl.len().cast(pl.Int64),
            error=error.sum(),
            size_of_error=error.abs().sum(),
            size=size.sum(),
            naive_n=with_naive.sum().cast(pl.Int64),
            comparable_error=error.abs().filter(with_naive).sum(),
            naive_error=(pl.col("naive") - pl.col("actual")).abs().sum(),
            naive_size=size.filter(with_naive).sum(),
        )
        .collect()
    )


def _sum(column: str) -> pl.Expr:
    """The sum of a column as a signed number; missing, not zero, where nothing is known."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).cast(pl.Float64).sum())


def _percent(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(100 * pl.col(part) / pl.col(whole))
