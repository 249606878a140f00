"""Decompositions, rates and forecast errors: sums that must add up."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.analysis.statistics import decompose, decompose_rate, forecast_error, rate

JAN, FEB = date(2021, 1, 1), date(2021, 2, 1)


def two_months(before, after, dtype=pl.Int64):
    rows = [(JAN, name, value) for name, value in before.items()]
    rows += [(FEB, name, value) for name, value in after.items()]
    schema = {"month": pl.Date, "party": pl.String, "open": dtype}
    return pl.DataFrame(rows, schema=schema, orient="row")


def parts(frame):
    return decompose(frame, group="party", value="open", month=FEB, previous=JAN)


# Decomposition


def test_the_largest_contributions_come_first_whichever_way_they_go():
    found = parts(two_months({"a": 10, "b": 10, "c": 10}, {"a": 12, "b": 4, "c": 11}))
    assert found.rows() == [
        ("b", 10, 4, -6, 2.0), ("a", 10, 12, 2, -2 / 3), ("c", 10, 11, 1, -1 / 3),
    ]  # fmt: skip


AMOUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 10**15))


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, AMOUNTS)
def test_contributions_add_up_exactly_and_stay_integers(before, after):
    found = parts(two_months(before, after))
    assert found.schema["change"] == pl.Int64
    assert found["change"].sum() == sum(after.values()) - sum(before.values())
    assert found["change"].abs().to_list() == sorted(found["change"].abs(), reverse=True)


def test_a_group_that_is_missing_in_a_month_is_missing_and_adds_its_whole():
    found = parts(two_months({"gone": 5}, {"new": 8}))
    assert found.select("party", "before", "after", "change").rows() == [
        ("new", None, 8, 8), ("gone", 5, None, -5),
    ]  # fmt: skip


def test_unsigned_counts_can_fall():
    found = parts(two_months({"a": 5}, {"a": 3}, pl.UInt8))
    assert found["change"].to_list() == [-2]


def test_where_the_total_does_not_change_there_are_no_shares():
    found = parts(two_months({"a": 5, "b": 5}, {"a": 6, "b": 4}))
    assert found["share"].to_list() == [None, None]


def test_several_rows_of_a_group_are_summed_and_other_months_left_out():
    frame = two_months({"a": 5, "b": 1}, {"a": 3, "b": 1})
    more = frame.with_columns(month=pl.lit(date(2020, 1, 1)))
    found = parts(pl.concat([frame, frame, more]).lazy())
    assert found.select("party", "change").rows() == [("a", -4), ("b", 0)]


# Rates


def reads(rows):
    schema = {"month": pl.Date, "party": pl.String, "succeeded": pl.Int64, "requests": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_a_rate_is_a_sum_over_a_sum_and_not_a_mean_of_rates():
    frame = reads([(JAN, "a", 1, 2), (JAN, "b", 90, 98)])
    assert rate(frame, numerator="succeeded", denominator="requests").rows() == [
        (JAN, 91, 100, 91.0)
    ]


def test_a_rate_of_nothing_is_missing():
    frame = reads([(JAN, "a", 0, 0), (FEB, "a", None, None)])
    found = rate(frame, numerator="succeeded", denominator="requests")
    assert found["rate_pct"].to_list() == [None, None]


def test_a_row_that_lacks_one_of_the_two_is_left_out_of_both():
    frame = reads([(JAN, "a", 1, 2), (JAN, "b", None, 98), (JAN, "c", 50, None)])
    assert rate(frame, numerator="succeeded", denominator="requests").rows() == [(JAN, 1, 2, 50.0)]


def test_a_rate_is_given_by_any_columns_in_order():
    frame = reads([(FEB, "b", 1, 2), (JAN, "b", 1, 4), (FEB, "a", 1, 1)])
    found = rate(frame.lazy(), numerator="succeeded", denominator="requests", by=["party", "month"])
    assert found.select("party", "month", "rate_pct").rows() == [
        ("a", FEB, 100.0), ("b", JAN, 25.0), ("b", FEB, 50.0),
    ]  # fmt: skip


# Forecast error


def forecasts(rows):
    schema = {
        "month": pl.Date, "party": pl.String, "service_request": pl.String,
        "forecast": pl.Int64, "actual": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


LAST_YEAR = date(2020, 2, 1)


def test_errors_are_weighted_by_what_happened_and_bias_keeps_its_sign():
    frame = forecasts([(JAN, "a", "4.8.1", 120, 100), (FEB, "a", "4.8.1", 290, 300)])
    found = forecast_error(frame, by=["party"]).row(0, named=True)
    assert found["n"] == 2
    assert found["wape_pct"] == pytest.approx(100 * 30 / 400)
    assert found["bias_pct"] == pytest.approx(100 * 10 / 400)


def test_errors_of_series_do_not_cancel_unless_the_series_are_one():
    frame = forecasts([(JAN, "a", "4.8.1", 120, 100), (JAN, "b", "4.8.1", 80, 100)])
    apart = forecast_error(frame, by=["service_request"], series=["party"])
    together = forecast_error(frame, by=["service_request"])
    assert apart["wape_pct"].to_list() == [20]
    assert together["wape_pct"].to_list() == [0]


@pytest.mark.parametrize(("forecast", "better"), [(105, True), (120, False), (110, False)])
def test_a_forecast_is_held_against_last_year_s_same_month(forecast, better):
    frame = forecasts([(LAST_YEAR, "a", "x", None, 90), (FEB, "a", "x", forecast, 100)])
    found = forecast_error(frame, by=["party"]).row(0, named=True)
    assert (found["n"], found["naive_n"], found["naive_wape_pct"]) == (1, 1, 10)
    assert found["better_than_naive"] is better


def test_forecast_and_benchmark_are_compared_over_the_same_months():
    frame = forecasts(
        [(LAST_YEAR, "a", "x", None, 90), (JAN, "a", "x", 500, 100), (FEB, "a", "x", 105, 100)]
    )
    found = forecast_error(frame, by=["party"]).row(0, named=True)
    assert found["wape_pct"] == pytest.approx(202.5)
    assert (found["comparable_wape_pct"], found["naive_wape_pct"]) == (5, 10)
    assert found["better_than_naive"] is True


def test_without_last_year_there_is_no_benchmark():
    found = forecast_error(forecasts([(JAN, "a", "x", 1, 2)]), by=["party"]).row(0, named=True)
    assert (found["naive_n"], found["naive_wape_pct"], found["better_than_naive"]) == (
        0,
        None,
        None,
    )


def test_where_nothing_happened_there_is_no_percentage():
    found = forecast_error(forecasts([(JAN, "a", "x", 5, 0)]), by=["party"]).row(0, named=True)
    assert (found["wape_pct"], found["bias_pct"]) == (None, None)


def test_forecasts_without_an_actual_are_not_judged_and_the_worst_come_first():
    frame = forecasts([(JAN, "a", "x", 5, None), (JAN, "b", "x", 9, 10), (JAN, "c", "x", 5, 10)])
    assert forecast_error(frame.lazy(), by=["party"])["party"].to_list() == ["c", "b"]


# Decomposition of a rate


def rates(before, after):
    rows = [(JAN, name, *pair) for name, pair in before.items()]
    rows += [(FEB, name, *pair) for name, pair in after.items()]
    schema = {"month": pl.Date, "dno": pl.String, "on_time": pl.Int64, "expected": pl.Int64}
    return decompose_rate(
        pl.DataFrame(rows, schema=schema, orient="row"),
        group="dno", numerator="on_time", denominator="expected", month=FEB, previous=JAN,
    )  # fmt: skip


def test_a_rate_falls_by_what_its_groups_add():
    # 90% of 100 and 50% of 100 make 70%; 80% and 50% make 65%: A alone took the five points.
    found = rates({"A": (90, 100), "B": (50, 100)}, {"A": (80, 100), "B": (50, 100)})
    assert found.rows() == [("A", 90.0, 80.0, -5.0), ("B", 50.0, 50.0, 0.0)]


def test_a_poor_group_that_grows_takes_points_with_an_unchanged_rate():
    # 90% of 100 and 50% of 100 make 70%; of 100 and 300 they make 60%.
    found = rates({"A": (90, 100), "B": (50, 100)}, {"A": (90, 100), "B": (150, 300)})
    assert dict(zip(found["dno"], found["change"], strict=True)) == {"A": -5.0, "B": -5.0}


def test_a_new_group_counts_from_the_whole_rate():
    found = rates({"A": (70, 100)}, {"A": (70, 100), "B": (30, 100)})
    assert found.rows() == [("B", None, 30.0, -20.0), ("A", 70.0, 70.0, 0.0)]


def test_a_rate_of_nothing_has_no_parts():
    assert rates({}, {"A": (1, 2)}).is_empty()
    assert rates({"A": (0, 0)}, {"A": (1, 2)}).is_empty()


PAIRS = st.dictionaries(
    st.sampled_from("abcde"),
    st.integers(0, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
)


@settings(max_examples=100, deadline=None)
@given(PAIRS, PAIRS)
def test_the_points_of_a_rate_add_up(before, after):
    wholes = [sum(whole for _, whole in pairs.values()) for pairs in (before, after)]
    found = rates(before, after)
    if not all(wholes):
        assert found.is_empty()
        return
    old, new = (
        100 * sum(part for part, _ in pairs.values()) / whole
        for pairs, whole in zip((before, after), wholes, strict=True)
    )
    assert found["change"].sum() == pytest.approx(new - old, abs=1e-9)
