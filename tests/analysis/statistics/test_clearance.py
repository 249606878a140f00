"""When a backlog clears, and how projections have done."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg.analysis.statistics.clearance import Clearance, backtest, drift, project_clearance
from opsg.analysis.statistics.slope import estimate_slope

FALLING = list(range(170, 40, -10))
"""A year and a month, down to 50."""


def test_a_backlog_that_falls_by_ten_a_month_from_fifty_clears_in_five_months():
    assert project_clearance(FALLING) == Clearance(5, 5, 5, "clears")


def test_a_part_of_a_month_is_a_month():
    assert project_clearance([value + 1 for value in FALLING]).months == 6


def test_a_target_is_reached_before_zero():
    assert project_clearance(FALLING, target=25).months == 3


def test_the_interval_comes_from_the_slope_s_interval():
    values = [170, 150, 155, 130, 135, 120, 100, 105, 80, 85, 60, 62, 40]
    rate, found = estimate_slope(values), project_clearance(values)
    assert found.months == -(-40 // -rate.per_month)
    assert found.low == -(-40 // -rate.low)
    assert found.high == -(-40 // -rate.high)
    assert found.low <= found.months <= found.high


@pytest.mark.parametrize("values", [range(1, 13), [5] * 8, [50, 49, 52, 48, 51, 50, 49, 51]])
def test_where_the_interval_includes_no_improvement_it_does_not_clear_at_this_rate(values):
    assert project_clearance(list(values)) == Clearance(None, None, None, "not_at_this_rate")


@pytest.mark.parametrize("target", [50, 60])
def test_a_backlog_at_or_below_its_target_is_cleared(target):
    assert project_clearance(FALLING, target=target).state == "cleared"


def test_a_single_zero_is_cleared():
    assert project_clearance([0]).state == "cleared"


@pytest.mark.parametrize(
    "values", [[], [None], FALLING[:5], [*FALLING[:5], None], FALLING[1:], [None, *FALLING[1:]]]
)
def test_fewer_than_six_values_and_a_fall_of_less_than_a_year_are_too_short(values):
    assert project_clearance(values) == Clearance(None, None, None, "too_short")


def test_only_the_last_year_counts():
    assert project_clearance([*range(0, 900, 50), *FALLING]) == project_clearance(FALLING)


def test_only_the_months_since_the_last_rebase_count():
    rising = [100, 200, 300, 400]
    assert project_clearance([*rising, *FALLING], since=4) == project_clearance(FALLING)
    assert project_clearance([*FALLING, *FALLING], since=0) == project_clearance(
        [*FALLING, *FALLING]
    )


def test_months_are_counted_from_the_latest_value():
    assert project_clearance([*FALLING, None]).months == 5


# What goes nowhere is not said to clear


def walk(draw, noise=20):
    return list(accumulate(draw.gauss(0, noise) for _ in range(36)))


def season(draw, noise=10):
    turn = draw.random() * 12
    return [
        100 * math.sin(2 * math.pi * (month + turn) / 12) + draw.gauss(0, noise)
        for month in range(36)
    ]


def level(draw):
    return [draw.gauss(0, 30) for _ in range(36)]


def returning(draw):
    """Autocorrelated by 0.9."""
    return list(accumulate(walk(draw)[:1] + level(draw), lambda last, moved: 0.9 * last + moved))


@pytest.mark.parametrize("series", [walk, season, level, returning])
def test_a_series_without_a_direction_is_said_to_clear_in_at_most_one_case_of_twenty(series):
    draw = random.Random(5)
    said = sum(
        project_clearance([1000 + value for value in series(draw)]).state == "clears"
        for _ in range(1000)
    )
    assert said <= 50


def test_a_backlog_that_falls_steadily_is_said_to_clear():
    draw = random.Random(5)
    falls = [[1000 - 20 * month + draw.gauss(0, 10) for month in range(24)] for _ in range(200)]
    assert sum(project_clearance(values).state == "clears" for values in falls) > 190


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9))
def test_the_drift_agrees_with_scipy_s_permutation_test(moves):
    from scipy.stats import permutation_test

    expected = permutation_test(
        (moves,), sum, permutation_type="samples", alternative="less", n_resamples=math.inf
    )
    assert drift(list(accumulate([0, *moves]))) == pytest.approx(expected.pvalue)


# Backtest


def test_a_straight_line_is_foretold_without_error():
    found = backtest({"line": list(range(100, 60, -2))}, horizons=[1, 3]).rows()
    assert found == [("line", 1, 7, 100.0, 0.0, 2.0), ("line", 3, 5, 100.0, 0.0, 6.0)]


def test_an_origin_needs_the_value_of_a_year_before_and_the_month_it_foretells():
    assert backtest({"short": FALLING}).select("n").sum().item() == 0
    assert backtest({"one": [*FALLING, 40]}, horizons=[1])["n"].item() == 1
    assert backtest({"gap": [*FALLING, None, 30]}, horizons=[1])["n"].item() == 0


def test_what_was_not_known_at_an_origin_is_not_used():
    values = [*FALLING, 55, 40, 60, 45]
    known = backtest({"a": values[:14]}, horizons=[1])["mean_absolute_error"].item()
    assert known == 15


def test_a_series_too_short_to_be_tested_has_a_row_that_says_so():
    assert backtest({"new": [1]}, horizons=[1]).rows() == [("new", 1, 0, None, None, None)]


def test_every_series_and_horizon_has_a_row_in_order():
    found = backtest({"b": FALLING * 3, "a": FALLING * 3}, horizons=[3, 1])
    assert found.select("series", "horizon").rows() == [("b", 3), ("b", 1), ("a", 3), ("a", 1)]
