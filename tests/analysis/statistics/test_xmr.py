"""XmR charts agree with the reference's answers, with the rules as written, and with themselves."""

from __future__ import annotations

import json
from itertools import accumulate, chain
from pathlib import Path

import brute_force
import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.analysis.statistics.xmr import xmr
from opsg.core.errors import UserError

CASES = sorted((Path(__file__).parents[2] / "cases" / "xmr").glob("*.json"))

SIGNALS = {
    "Common Cause": "none",
    "Above UCL": "above_limit",
    "Below LCL": "below_limit",
    "7 Point Trend (Increasing)": "trend_up",
    "7 Point Trend (Decreasing)": "trend_down",
    "2 in 3 Above CL": "two_of_three_high",
    "2 in 3 Below CL": "two_of_three_low",
    "7 Points Above CL": "shift_high",
    "7 Points Below CL": "shift_low",
}

# Mean 10, every moving range 1: limits 7.34 and 12.66, close from 11.773 and below 8.227.
STEADY = [9.5, 10.5] * 6


def signals(values, **options):
    return xmr(values, **options)["signal"].to_list()


def level(frame, row=-1):
    return frame.select("mean", "lower_limit", "upper_limit").row(row)


def approx(expected):
    return [None if value is None else pytest.approx(value, rel=1e-12) for value in expected]


# Against the reference


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_chart_agrees_with_the_reference_point_by_point(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    expected = case["expected"]
    frame = xmr(
        case["values"],
        improvement=case["improvement"],
        rebase=[case["dates"].index(day) for day in case["rebase"]],
        fix_after=case["fix_after"],
        screen_outliers=case["screen_outliers"],
    )
    assert frame["mean"].to_list() == approx(expected["mean"])
    assert frame["lower_limit"].to_list() == approx(expected["lower"])
    assert frame["upper_limit"].to_list() == approx(expected["upper"])
    assert frame["signal"].to_list() == [SIGNALS[name] for name in expected["special"]]
    directions = [name.removeprefix("special_cause_") for name in expected["point"]]
    assert frame["direction"].to_list() == directions


# Against the rules written out


def a_series():
    number = st.one_of(
        st.integers(0, 4),
        st.integers(-1000, 1000),
        st.floats(0, 1).map(lambda share: round(share, 2)),
    )
    run = st.tuples(st.integers(-3, 3), st.integers(1, 10)).map(lambda run: [run[0]] * run[1])
    walk = st.lists(run, max_size=8).map(lambda runs: list(accumulate(chain(*runs))))
    plain = st.one_of(st.lists(number, max_size=40), walk, walk)
    return plain.flatmap(
        lambda row: st.sets(st.integers(0, max(len(row) - 1, 0)), max_size=3).map(
            lambda gaps: [None if place in gaps else value for place, value in enumerate(row)]
        )
    )


OPTIONS = st.fixed_dictionaries(
    {
        "improvement": st.sampled_from(["decrease", "increase", "neutral"]),
        "rebase": st.lists(st.integers(0, 45), max_size=3),
        "fix_after": st.sampled_from([None, None, 12, 15, 50]),
        "screen_outliers": st.booleans(),
    }
)


@settings(max_examples=examples(60))
@given(a_series(), OPTIONS)
def test_a_chart_agrees_with_the_rules_as_they_are_written(values, options):
    there = [None if value is None else float(value) for value in values]
    frame = xmr(values, **options).drop("value")
    assert frame.rows() == brute_force.chart(there, **options)


# Mean and limits


def test_limits_are_266_average_moving_ranges_off_the_mean():
    assert level(xmr([10, 12, 11, 15])) == (12.0, approx([12 - 2.66 * 7 / 3])[0],
                                            approx([12 + 2.66 * 7 / 3])[0])  # fmt: skip


def test_an_outlier_stays_in_the_mean_and_its_moving_ranges_leave_the_limits():
    frame = xmr([*STEADY, 40, *STEADY])
    assert level(frame)[0] == pytest.approx(280 / 25)
    assert level(frame)[2] - level(frame)[0] == pytest.approx(2.66)


def test_without_screening_an_outlier_widens_the_limits():
    assert level(xmr([*STEADY, 40, *STEADY], screen_outliers=False))[2] > 20


def test_a_moving_range_at_exactly_3267_averages_is_screened_out():
    # The ten ranges average 1,000, and 3.267 times that is 3,267, the first of them.
    values = list(accumulate([0, 3267, *[748] * 8, 749]))
    mean, _, upper = level(xmr(values))
    assert upper - mean == pytest.approx(2.66 * (8 * 748 + 749) / 9)


def test_limits_are_not_clipped_at_zero():
    assert level(xmr([0, 3, 0, 4, 1, 5, 0, 2]))[1] < 0


@pytest.mark.parametrize("value", [0.95, 0.1, 1 / 3, 71.3, 1e-9, 123456.789])
@pytest.mark.parametrize("count", [2, 7, 18, 36, 49])
def test_equal_values_have_exactly_themselves_as_mean(value, count):
    frame = xmr([value] * count, screen_outliers=False)
    assert level(frame) == (value, value, value)
    assert set(frame["signal"]) == {"none"}


def test_a_missing_value_makes_no_moving_range_on_either_side():
    assert level(xmr([10, 12, None, 100, 102]))[0] == 56
    assert level(xmr([10, 12, None, 100, 102]))[2] == pytest.approx(56 + 2.66 * 2)


def test_a_nan_is_missing():
    assert xmr([1.0, float("nan"), 2.0]).equals(xmr([1.0, None, 2.0]))


# Where no limits can be given


def test_a_constant_series_has_no_limits_and_no_signal():
    frame = xmr([5] * 12)
    assert level(frame) == (5, None, None)
    assert set(frame["signal"]) == {"none"}


@pytest.mark.parametrize("screen_outliers", [True, False])
def test_points_off_a_baseline_that_never_moves_are_not_called_outside(screen_outliers):
    frame = xmr([5] * 12 + [6, 4] * 4, fix_after=12, screen_outliers=screen_outliers)
    assert level(frame) == (5, None, None)
    assert set(frame["signal"]) == {"none"}


def test_steps_across_gaps_alone_give_no_limits():
    assert level(xmr([1, None, 3, None, 8])) == (4, None, None)
    assert level(xmr([5, 5, None, 7, 7], screen_outliers=False)) == (6, None, None)


def test_trends_and_shifts_need_no_limits():
    after = [6, 7, 8, 9, 10, 11, 12, 11, 11, 12]
    found = signals([5] * 12 + after, fix_after=12)
    assert found == ["none"] * 11 + ["trend_up"] * 8 + ["shift_high"] * 3


def test_one_point_has_a_mean_alone():
    assert xmr([7]).rows() == [(7.0, 7.0, None, None, "none", "common_cause")]


@pytest.mark.parametrize("values", [[], [None], [None] * 13])
def test_a_series_without_values_has_nothing(values):
    nothing = (None, None, None, None, "none", "common_cause")
    assert xmr(values).rows() == [nothing] * len(values)


def test_a_series_of_polars_is_as_good_as_a_list():
    series = pl.Series([3, 1, None, 4, 1, 5], dtype=pl.Int16)
    assert xmr(series).equals(xmr(series.to_list()))


# Rules, one by one


def test_a_point_on_a_limit_is_not_outside():
    values = [1000, 1100] * 6
    _, lower, upper = level(xmr(values))
    for value, found in [(upper, "none"), (upper + 1e-9, "above_limit"), (lower, "none"),
                         (lower - 1e-9, "below_limit")]:  # fmt: skip
        assert signals([*values, value], fix_after=12)[-1] == found


def test_seven_rising_points_are_a_trend_and_six_are_not():
    fixed = {"fix_after": 12}
    steps = [9.9, 9.95, 10.1, 10.2, 10.3, 10.4, 10.5]
    assert signals([*STEADY, *steps], **fixed)[12:] == ["trend_up"] * 7
    assert signals([*STEADY, *steps[1:], 10.45], **fixed)[12:] == ["none"] * 7


def test_a_trend_is_marked_back_to_its_first_point_and_to_its_last():
    falling = [11, 10.8, 10.6, 10.4, 10.1, 9.9, 9.8, 9.7, 9.6]
    assert signals([*STEADY, *falling], fix_after=12)[12:] == ["trend_down"] * 9


def test_a_tie_ends_a_trend():
    steps = [9.8, 9.9, 10.1, 10.2, 10.2, 10.3, 10.4, 10.5]
    assert "trend_up" not in signals([*STEADY, *steps], fix_after=12)


def test_a_missing_value_ends_a_trend():
    steps = [9.8, 9.9, 10.1, 10.2, None, 10.3, 10.4, 10.5]
    assert "trend_up" not in signals([*STEADY, *steps], fix_after=12)


def test_the_direction_of_a_trend_is_its_way_and_not_its_side_of_the_mean():
    rising_below = [7.5, 7.7, 7.9, 8.1, 8.3, 8.5, 8.7]
    frame = xmr([*STEADY, 9, *rising_below], fix_after=12, improvement="increase")
    assert frame["direction"].to_list()[-7:] == ["improvement"] * 7


def test_where_a_rise_and_a_fall_meet_the_peak_belongs_to_the_fall():
    up = [8.6, 8.9, 9.3, 9.6, 9.9, 10.5, 11]
    found = signals([*STEADY, *up, *reversed(up[:-1])], fix_after=12)[12:]
    assert found == ["trend_up"] * 6 + ["trend_down"] * 7


def test_two_close_points_among_three_on_one_side_are_marked_and_the_third_is_not():
    assert signals([*STEADY, 12, 10.5, 12], fix_after=12)[-3:] == [
        "two_of_three_high", "none", "two_of_three_high",
    ]  # fmt: skip
    assert signals([*STEADY, 8, 8, 9.5], fix_after=12)[-3:] == [
        "two_of_three_low", "two_of_three_low", "none",
    ]  # fmt: skip


def test_close_begins_strictly_beyond_two_thirds_of_the_way_to_a_limit():
    two_thirds = 10 + 2 * (2.66 / 3)
    assert signals([*STEADY, two_thirds, two_thirds, 10.5], fix_after=12)[-3:] == ["none"] * 3
    beyond = two_thirds + 1e-9
    assert signals([*STEADY, beyond, beyond, 10.5], fix_after=12)[-1] == "none"
    assert signals([*STEADY, beyond, beyond, 10.5], fix_after=12)[-2] == "two_of_three_high"


@pytest.mark.parametrize("third", [9.5, 10.0, None])
def test_the_third_point_must_be_there_and_strictly_on_the_same_side(third):
    assert signals([*STEADY, 12, third, 12, 9.5], fix_after=12)[-4:] == ["none"] * 4


def test_a_point_outside_does_not_count_as_close():
    assert signals([*STEADY, 13, 12, 10.5, 9.5], fix_after=12)[12:] == [
        "above_limit", "none", "none", "none",
    ]  # fmt: skip


def test_a_point_outside_can_be_the_third_of_three():
    assert signals([*STEADY, 13, 12, 12], fix_after=12)[12:] == [
        "above_limit", "two_of_three_high", "two_of_three_high",
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "signal"), [(10.4, "shift_high"), (9.6, "shift_low")])
def test_seven_points_on_one_side_are_a_shift_and_six_are_not(value, signal):
    run = [value, value + 0.1] * 4
    before = [9.5] if signal == "shift_high" else [10.5]
    assert signals([*STEADY, *before, *run[:7]], fix_after=12)[-7:] == [signal] * 7
    assert signals([*STEADY, *before, *run[:6]], fix_after=12)[-6:] == ["none"] * 6


@pytest.mark.parametrize("breaker", [10.0, None])
def test_a_point_on_the_mean_or_a_missing_one_ends_a_shift(breaker):
    run = [10.4, 10.5, 10.4, 10.5]
    assert "shift_high" not in signals([*STEADY, 9.5, *run, breaker, *run], fix_after=12)


def test_a_longer_shift_is_marked_whole():
    assert signals([*STEADY, 9.5, *[10.4, 10.5] * 5], fix_after=12)[-10:] == ["shift_high"] * 10


def test_a_limit_goes_before_a_trend_before_two_of_three_before_a_shift():
    rising = [10.1, 10.4, 10.8, 11.2, 11.6, 12, 13]
    assert signals([*STEADY, 9.5, *rising], fix_after=12)[-8:] == (
        ["trend_up"] * 7 + ["above_limit"]
    )
    side = [10.2, 10.3, 10.2, 12, 12.1, 10.2, 10.3]
    assert signals([*STEADY, 9.5, *side], fix_after=12)[-7:] == [
        *["shift_high"] * 3, *["two_of_three_high"] * 2, *["shift_high"] * 2,
    ]  # fmt: skip


# Rebasing and fixing


def test_nothing_crosses_a_rebase():
    rising = list(range(1, 13))
    assert "trend_up" in signals(rising)
    assert set(signals(rising, rebase=[6])) == {"none"}
    assert level(xmr([1, 2, 1, 2, 91, 92, 91, 92], rebase=[4]), 0) == level(xmr([1, 2, 1, 2]))


def test_rebasing_at_the_first_row_twice_or_past_the_end_changes_nothing():
    values = [3, 1, 4, 1, 5, 9, 2, 6]
    assert xmr(values, rebase=[0, 3, 3, 8, 20]).equals(xmr(values, rebase=[3]))


def test_limits_fixed_after_more_points_than_there_are_are_not_fixed():
    values = [3, 1, 4, 1, 5, 9, 2, 6]
    assert xmr(values, fix_after=12).equals(xmr(values))


def test_fixed_limits_rest_on_the_first_rows_of_each_process():
    first, second = [*STEADY, 30, 31], [2 * value for value in STEADY] + [70, 71]
    frame = xmr([*first, *second], fix_after=12, rebase=[14])
    assert level(frame, 0) == level(xmr(STEADY))
    assert level(frame) == level(xmr([2 * value for value in STEADY]))


def test_a_missing_row_counts_towards_the_baseline():
    frame = xmr([None, *STEADY, 99], fix_after=12)
    assert level(frame) == level(xmr(STEADY[:11]))


# Directions


@pytest.mark.parametrize(
    ("improvement", "high", "low"),
    [
        ("increase", "improvement", "concern"),
        ("decrease", "concern", "improvement"),
        ("neutral", "neutral_high", "neutral_low"),
    ],
)
def test_a_direction_says_what_a_signal_means(improvement, high, low):
    frame = xmr([*STEADY, 20, 10.5, 1], fix_after=12, improvement=improvement)
    assert frame["direction"].to_list()[-3:] == [high, "common_cause", low]


# Properties


WHOLE = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=1, max_size=30)


@settings(max_examples=examples(25))
@given(WHOLE, st.integers(-1000, 1000), st.sampled_from([1, 2, 4, 64]), OPTIONS)
def test_shifting_and_scaling_a_series_shifts_and_scales_its_limits(values, by, times, options):
    moved = [None if value is None else times * value + by for value in values]
    before, after = xmr(values, **options), xmr(moved, **options)
    for column in ("mean", "lower_limit", "upper_limit"):
        expected = before[column] * times + by
        assert after[column].to_list() == [
            None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9)
            for value in expected
        ]


@settings(max_examples=examples(25))
@given(WHOLE, st.lists(st.integers(0, 30), max_size=2))
def test_reversing_improvement_swaps_improvement_and_concern(values, rebase):
    swap = {"improvement": "concern", "concern": "improvement", "common_cause": "common_cause"}
    less = xmr(values, improvement="decrease", rebase=rebase)
    more = xmr(values, improvement="increase", rebase=rebase)
    assert less.drop("direction").equals(more.drop("direction"))
    assert [swap[found] for found in less["direction"]] == more["direction"].to_list()


@settings(max_examples=examples(25))
@given(WHOLE)
def test_processes_do_not_know_of_each_other(values):
    middle = len(values) // 2
    apart = pl.concat([xmr(values[:middle]), xmr(values[middle:])])
    assert xmr(values, rebase=[middle]).equals(apart)


# Errors


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"improvement": "increse"}, "Did you mean 'increase'?"),
        ({"fix_after": 11}, "Take at least 12."),
        ({"rebase": [-1]}, "Count the rows from 0."),
    ],
)
def test_a_wrong_option_is_refused_with_its_remedy(options, says):
    with pytest.raises(UserError, match=says.replace("?", r"\?")):
        xmr([1, 2, 3], **options)


def test_an_infinite_value_is_refused_with_its_position():
    with pytest.raises(UserError, match="position 1 is infinite"):
        xmr([1, float("inf")])
