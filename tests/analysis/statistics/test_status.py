"""What a chart says of its latest point, and what a page may show of its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg.analysis.statistics.status import Status, assess, assess_each_month, withhold_limits
from opsg.analysis.statistics.xmr import xmr

STEADY = [9.5, 10.5] * 6


def latest(*values, rebase=(), **options):
    return assess(xmr(values, rebase=rebase, **options), rebase=rebase)


def test_of_months_after_the_last_value_no_signal_is_said():
    assert latest(*STEADY, 20, fix_after=12).signal == "above_limit"
    found = latest(*STEADY, 20, None, None, fix_after=12)
    assert found.stale and (found.position, found.months_since) == (12, 2)
    assert (found.signal, found.direction, found.run) == ("none", "common_cause", 0)


@given(
    st.lists(st.none() | st.integers(0, 9), max_size=18),
    st.sampled_from(["decrease", "increase", "neutral"]),
    st.lists(st.integers(0, 20), max_size=2),
)
def test_the_statuses_of_a_series_are_those_of_each_beginning_of_it(values, improvement, rebase):
    charts = [
        xmr(values[:end], improvement=improvement, rebase=rebase)
        for end in range(1, len(values) + 1)
    ]

    found = assess_each_month(values, improvement=improvement, rebase=rebase)

    assert found == [assess(chart, rebase=rebase) for chart in charts]


def test_a_series_without_values_has_no_status():
    assert latest() == latest(None, None) == Status()
    assert Status().too_short


def test_since_is_the_first_of_the_unbroken_run_of_the_same_direction():
    found = latest(*STEADY, 9.9, 20, 21, 20, fix_after=12)
    assert (found.since, found.run) == (13, 3)


def test_a_run_of_one_direction_may_rest_on_several_rules():
    found = latest(*STEADY, 9.5, *[10.4, 10.6] * 4, 20, 21, fix_after=12)
    assert found.signal == "above_limit"
    assert (found.since, found.run, found.lasting) == (13, 10, 2)


def test_a_missing_month_breaks_a_run():
    found = latest(*STEADY, 20, None, 20, 21, fix_after=12)
    assert (found.since, found.run, found.lasting) == (14, 2, 2)


def test_a_rebase_breaks_a_run():
    found = latest(*STEADY, *STEADY, 20, 21, rebase=[12])
    assert found.points == 14


@pytest.mark.parametrize(
    ("tail", "signal", "lasting"),
    [
        ([20, 21], "above_limit", 2),
        ([0, 1, 0], "below_limit", 3),
        ([9.5, *[10.4, 10.5] * 4], "shift_high", 8),
        ([10.5, *[9.6, 9.5] * 4], "shift_low", 8),
        ([9.6, 9.8, 10, 10.2, 10.4, 10.6, 10.8, 11], "trend_up", 7),
        ([10.4, 10.2, 10, 9.8, 9.6, 9.4, 9.2], "trend_down", 7),
        ([12, 10.6, 12], "two_of_three_high", 3),
        ([8, 8.1, 9.6, 8], "two_of_three_low", 3),
        ([10.2], "none", 0),
    ],
)
def test_lasting_counts_for_how_long_the_rule_itself_holds(tail, signal, lasting):
    found = latest(*STEADY, *tail, fix_after=12)
    assert (found.signal, found.lasting) == (signal, lasting)


def test_below_four_points_there_are_neither_limits_nor_signals():
    frame = xmr([1, 2, None, 50])
    assert frame["signal"].to_list() == ["below_limit", "below_limit", "none", "above_limit"]
    page = withhold_limits(frame)
    assert set(page["signal"]) == {"none"}
    assert page["upper_limit"].null_count() == 4
    assert page["mean"].null_count() == 0
    found = assess(frame)
    assert found.too_short and found.no_limits and found.signal == "none"


def test_from_four_points_limits_are_shown_and_below_twelve_they_are_provisional():
    assert not latest(1, 2, 1, 2).too_short
    assert latest(1, 2, 1, 2).provisional
    assert latest(*STEADY[:11]).provisional
    assert not latest(*STEADY).provisional
    assert latest(None, *STEADY[:11]).provisional


def test_each_process_is_judged_by_its_own_points():
    page = withhold_limits(xmr([*STEADY, 5, 6, 5], rebase=[12]), rebase=[12])
    assert page["process"].to_list() == [0] * 12 + [1] * 3
    assert page["provisional"].to_list() == [False] * 12 + [True] * 3
    assert page["upper_limit"].is_null().to_list() == [False] * 12 + [True] * 3


def test_showing_a_chart_twice_changes_nothing():
    page = withhold_limits(xmr([*STEADY, 5, 6, 5], rebase=[12]), rebase=[12])
    assert withhold_limits(page.drop("process", "provisional"), rebase=[12]).equals(page)
    assert withhold_limits(page, rebase=[12]).equals(page)


def test_a_constant_series_has_a_status_without_limits():
    found = latest(*[5] * 12)
    assert found.no_limits and not found.too_short and not found.provisional
