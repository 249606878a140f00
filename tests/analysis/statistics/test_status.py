"""What a chart says of each month, and what a page may show of its limits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg.analysis.statistics.slope import estimate_slope
from opsg.analysis.statistics.status import Status, assess, firm_limits, judge
from opsg.analysis.statistics.xmr import xmr

STEADY = [9.5, 10.5] * 6

SERIES = st.lists(st.none() | st.integers(0, 9), max_size=30)
IMPROVEMENTS = st.sampled_from(["decrease", "increase", "neutral"])
REBASES = st.lists(st.integers(0, 20), max_size=2)


def latest(*values, **options):
    return assess(judge(values, **options))


def signals(values, **options):
    return judge(values, **options)["signal"].to_list()


# Marks are what was told at the time


@given(SERIES, IMPROVEMENTS, REBASES, st.integers(0, 30))
def test_later_months_change_no_mark(values, improvement, rebase, end):
    whole = judge(values, improvement=improvement, rebase=rebase)
    earlier = judge(values[:end], improvement=improvement, rebase=rebase)
    for column in ("signal", "direction", "process", "points"):
        assert earlier[column].to_list() == whole[column].to_list()[:end]


@given(SERIES, IMPROVEMENTS, REBASES, st.integers(1, 30))
def test_what_the_chart_of_a_month_says_is_what_its_beginning_says(
    values, improvement, rebase, end
):
    """So the page of what changed, which looks at beginnings, says what the chart does."""
    whole = judge(values, improvement=improvement, rebase=rebase)
    then, now = (
        assess(chart)
        for chart in (judge(values[:end], improvement=improvement, rebase=rebase), whole[:end])
    )
    assert (now.signal, now.direction, now.since) == (then.signal, then.direction, then.since)


@given(st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=40))
def test_firm_limits_are_those_of_the_latest_row_of_a_whole_baseline(values):
    latest = judge(values).row(-1, named=True)
    limits = (latest["lower_limit"], latest["upper_limit"])
    firm = not latest["provisional"] and None not in limits
    assert firm_limits(values) == (limits if firm else None)


@given(st.lists(st.integers(0, 9), min_size=12, max_size=40))
def test_limits_are_those_that_the_reference_fixes_after_twelve_points(values):
    page = judge(values)
    if page["moving"].any():
        return
    chart = xmr(values, fix_after=12)
    for column in ("mean", "lower_limit", "upper_limit"):
        assert page[column].to_list() == chart[column].to_list()


@given(st.lists(st.integers(0, 9), min_size=12, max_size=40))
def test_a_mark_is_one_that_the_reference_gives_with_hindsight_or_none(values):
    """The reference marks the whole of a run; here only the points at which it was known."""
    page = judge(values)
    if page["moving"].any():
        return
    reference = xmr(values, fix_after=12)["direction"].to_list()
    for told, known in zip(page["direction"][11:], reference[11:], strict=True):
        assert told == known or told == "common_cause" or known != "common_cause"


def test_twelve_flat_months_before_a_rise_are_no_improvement():
    assert set(judge([*STEADY, *[30.0] * 12])["direction"][:12]) == {"common_cause"}


def test_a_shift_is_marked_from_its_seventh_month_on():
    assert signals([*STEADY[::-1], *[10.6] * 8])[11:] == ["none"] * 7 + ["shift_high"] * 2


def test_limits_stay_when_later_months_lie_elsewhere_and_move_with_a_rebase():
    values = [*STEADY, *[value + 20 for value in STEADY]]
    assert judge(values)["mean"].unique().to_list() == [10.0]
    assert judge(values, rebase=[12])["mean"].unique(maintain_order=True).to_list() == [10, 30]
    assert set(signals(values, rebase=[12])) == {"none"}


# A series that is simply moving


@pytest.mark.parametrize(("step", "signal"), [(3, "rising"), (-3, "falling")])
def test_a_series_that_moves_all_along_has_no_usual_range_and_says_that_it_moves(step, signal):
    values = [500 + step * month for month in range(24)]
    page = judge(values)
    assert page["moving"].all() and page["upper_limit"].null_count() == 24
    assert page["mean"].null_count() == 24
    assert page["signal"][11:].to_list() == [signal] * 13
    assert assess(page).lasting == 13


def test_a_line_that_rises_all_along_is_never_improving():
    assert "improvement" not in judge(range(30), improvement="decrease")["direction"].to_list()


def test_a_series_that_moved_and_stands_still_is_not_said_to_move():
    assert signals([*range(12), *[11.5, 11.4] * 8])[-1] == "none"


def test_a_moving_baseline_is_that_of_mann_kendall():
    draw = random.Random(3)
    for trial in range(200):
        values = [draw.gauss(trial % 2 * month / 8, 1) for month in range(12)]
        assert assess(judge(values)).moving == (estimate_slope(values).p < 0.01)


def test_chance_makes_at_most_one_steady_baseline_in_a_hundred_a_moving_one():
    draw = random.Random(1)
    chances = (estimate_slope([draw.gauss(0, 1) for _ in range(12)]).p for _ in range(1000))
    assert 0 < sum(chance < 0.01 for chance in chances) <= 13


# The latest point


def test_of_months_after_the_last_value_no_signal_is_said():
    assert latest(*STEADY, 20).signal == "above_limit"
    found = latest(*STEADY, 20, None, None)
    assert found.stale and (found.position, found.months_since) == (12, 2)
    assert (found.signal, found.direction, found.run) == ("none", "common_cause", 0)


def test_a_series_without_values_has_no_status():
    assert latest() == latest(None, None) == Status()
    assert Status().too_short


def test_since_is_the_first_of_the_unbroken_run_of_the_same_direction():
    found = latest(*STEADY, 9.9, 20, 21, 20)
    assert (found.since, found.run) == (13, 3)


def test_a_run_of_one_direction_may_rest_on_several_rules():
    found = latest(*STEADY, 9.5, *[10.4, 10.6] * 4, 20, 21)
    assert found.signal == "above_limit"
    assert (found.since, found.run, found.lasting) == (19, 4, 2)


def test_a_missing_month_breaks_a_run():
    found = latest(*STEADY, 20, None, 20, 21)
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
    found = latest(*STEADY, *tail)
    assert (found.signal, found.lasting) == (signal, lasting)


# What is shown of limits


def test_below_four_points_there_are_neither_limits_nor_signals():
    page = judge([1, 2, None, 50])
    assert set(page["signal"]) == {"none"}
    assert page["upper_limit"].null_count() == 4
    assert page["mean"].null_count() == 0
    found = assess(page)
    assert found.too_short and found.no_limits and found.signal == "none"


def test_from_four_points_limits_are_shown_and_below_twelve_they_are_provisional():
    assert not latest(1, 2, 1, 2).too_short
    assert latest(1, 2, 1, 2).provisional
    assert latest(*STEADY[:11]).provisional
    assert not latest(*STEADY).provisional
    assert latest(None, *STEADY[:11]).provisional


def test_a_baseline_is_of_twelve_points_whatever_months_are_missing():
    page = judge([None, *STEADY[:5], None, None, *STEADY[5:], 30, 30])
    assert page["mean"].unique().to_list() == [10.0]
    assert page["signal"][-2:].to_list() == ["above_limit", "above_limit"]


def test_each_process_is_judged_by_its_own_points():
    page = judge([*STEADY, 5, 6, 5], rebase=[12])
    assert page["process"].to_list() == [0] * 12 + [1] * 3
    assert page["provisional"].to_list() == [False] * 12 + [True] * 3
    assert page["upper_limit"].is_null().to_list() == [False] * 12 + [True] * 3


def test_a_constant_series_has_a_status_without_limits():
    found = latest(*[5] * 12)
    assert found.no_limits and not found.too_short and not found.provisional
    found = latest(*[5] * 12, *[9] * 7)
    assert found.no_limits and (found.signal, found.lasting) == ("shift_high", 7)
