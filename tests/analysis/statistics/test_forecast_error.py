"""Errors of forecasts are weighted sums, held against last year's same month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from opsg.analysis.statistics.forecast_error import measure_forecast_errors

JAN, FEB = date(2021, 1, 1), date(2021, 2, 1)


def forecasts(rows):
    schema = {
        "month": pl.Date, "party": pl.String, "service_request": pl.String,
        "forecast": pl.Int64, "actual": pl.Int64,
    }  # fmt: skip
    frame = pl.LazyFrame(rows, schema=schema, orient="row")
    return {row[0]: frame.filter(pl.col("month") == row[0]) for row in rows}


LAST_YEAR = date(2020, 2, 1)


def test_errors_are_weighted_by_what_happened_and_bias_keeps_its_sign():
    frames = forecasts([(JAN, "a", "4.8.1", 120, 100), (FEB, "a", "4.8.1", 290, 300)])
    found = measure_forecast_errors(frames, by=["party"]).row(0, named=True)
    assert found["n"] == 2
    assert found["wape_pct"] == pytest.approx(100 * 30 / 400)
    assert found["bias_pct"] == pytest.approx(100 * 10 / 400)


def test_errors_of_series_do_not_cancel_unless_the_series_are_one():
    frames = forecasts([(JAN, "a", "4.8.1", 120, 100), (JAN, "b", "4.8.1", 80, 100)])
    apart = measure_forecast_errors(frames, by=["service_request"], series=["party"])
    together = measure_forecast_errors(frames, by=["service_request"])
    assert apart["wape_pct"].to_list() == [20]
    assert together["wape_pct"].to_list() == [0]


@pytest.mark.parametrize(("forecast", "better"), [(105, True), (120, False), (110, False)])
def test_a_forecast_is_held_against_last_year_s_same_month(forecast, better):
    frames = forecasts([(LAST_YEAR, "a", "x", None, 90), (FEB, "a", "x", forecast, 100)])
    found = measure_forecast_errors(frames, by=["party"]).row(0, named=True)
    assert (found["n"], found["naive_n"], found["naive_wape_pct"]) == (1, 1, 10)
    assert found["better_than_naive"] is better


def test_forecast_and_benchmark_are_compared_over_the_same_months():
    frames = forecasts(
        [(LAST_YEAR, "a", "x", None, 90), (JAN, "a", "x", 500, 100), (FEB, "a", "x", 105, 100)]
    )
    found = measure_forecast_errors(frames, by=["party"]).row(0, named=True)
    assert found["wape_pct"] == pytest.approx(202.5)
    assert (found["comparable_wape_pct"], found["naive_wape_pct"]) == (5, 10)
    assert found["better_than_naive"] is True


def test_without_last_year_there_is_no_benchmark():
    found = measure_forecast_errors(forecasts([(JAN, "a", "x", 1, 2)]), by=["party"]).row(
        0, named=True
    )
    assert (found["naive_n"], found["naive_wape_pct"], found["better_than_naive"]) == (
        0,
        None,
        None,
    )


def test_where_nothing_happened_there_is_no_percentage():
    found = measure_forecast_errors(forecasts([(JAN, "a", "x", 5, 0)]), by=["party"]).row(
        0, named=True
    )
    assert (found["wape_pct"], found["bias_pct"]) == (None, None)


def test_forecasts_without_an_actual_are_not_judged_and_the_worst_come_first():
    frames = forecasts([(JAN, "a", "x", 5, None), (JAN, "b", "x", 9, 10), (JAN, "c", "x", 5, 10)])
    assert measure_forecast_errors(frames, by=["party"])["party"].to_list() == ["c", "b"]
