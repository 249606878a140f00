"""Slopes agree with scipy and pymannkendall, and with values worked by hand."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from examples import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opsg.analysis.statistics.slope import Slope, estimate_slope

CASES = sorted((Path(__file__).parents[2] / "cases" / "mann-kendall").glob("*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_slope_agrees_with_the_known_answer(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    expected = case["expected"]
    there = dict(zip(case["time_index"], case["values"], strict=True))
    found = estimate_slope([there.get(place) for place in range(max(there) + 1)])
    assert found.per_month == pytest.approx(expected["sen_slope_per_month"])
    assert [found.low, found.high] == pytest.approx(expected["sen_slope_ci95_scipy"])
    assert found.p == pytest.approx(expected["p"])
    assert found.tau == pytest.approx(expected["tau_a"])
    assert found.n == expected["n"]


@settings(max_examples=examples(40))
@given(
    st.lists(
        st.one_of(st.none(), st.integers(0, 5), st.floats(-100, 100, width=16)),
        min_size=2, max_size=40,
    )
)  # fmt: skip
def test_a_slope_agrees_with_scipy_and_pymannkendall(values):
    import pymannkendall  # it takes a second, in each process that collects tests
    from scipy.stats import theilslopes

    places = [place for place, value in enumerate(values) if value is not None]
    there = [value for value in values if value is not None]
    assume(len(there) >= 2)
    found = estimate_slope(values)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        line = theilslopes(there, places)
        test = pymannkendall.original_test(there)
    assert found.per_month == pytest.approx(line.slope)
    assert (found.low, found.high) == pytest.approx((line.low_slope, line.high_slope))
    assert found.p == pytest.approx(test.p, abs=1e-12)
    assert found.tau == pytest.approx(test.Tau)


def test_a_slope_is_the_median_of_the_slopes_of_all_pairs():
    # Pairs of (0, 1), (1, 4), (2, 2): 3, 1/2, −2.
    assert estimate_slope([1, 4, 2]).per_month == 0.5


def test_months_that_are_missing_keep_their_place_in_time():
    assert estimate_slope([0, None, None, 3, None, 5]).per_month == 1


def test_p_is_corrected_for_continuity():
    # S = 3, variance 3 · 2 · 11 / 18: z = 2 / √3.667 = 1.0445.
    assert estimate_slope([1, 2, 3]).p == pytest.approx(0.29627, abs=1e-5)


@pytest.mark.parametrize(("values", "n"), [([], 0), ([None, None], 0), ([4], 1), ([None, 4], 1)])
def test_fewer_than_two_values_have_no_slope(values, n):
    assert estimate_slope(values) == Slope(None, None, None, None, None, n)


def test_a_constant_series_has_slope_zero_and_is_no_surprise():
    assert estimate_slope([7] * 10) == Slope(0.0, 0.0, 0.0, 1.0, 0.0, 10)


@settings(max_examples=examples(15))
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=20), st.integers(1, 9))
def test_turning_a_series_upside_down_turns_its_slope(values, times):
    up, down = estimate_slope(values), estimate_slope([-times * value for value in values])
    assert down.per_month == pytest.approx(-times * up.per_month)
    assert down.p == up.p
    assert down.tau == -up.tau
