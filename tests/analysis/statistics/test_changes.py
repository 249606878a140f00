"""The latest month against the one before, three before and a year before."""

from __future__ import annotations

import pytest

from opsg.analysis.statistics import Move, change


def test_a_change_is_told_against_one_three_and_twelve_months_before():
    found = change([100, *range(1, 9), 40, 0, 25, 50])
    assert (found.latest, found.previous) == (50, 25)
    assert (found.absolute, found.percent) == (25, 100)
    assert found.three_month == Move(10, 25)
    assert found.twelve_month == Move(-50, -50)


def test_a_change_from_zero_has_no_percentage():
    found = change([0, 5])
    assert (found.absolute, found.percent) == (5, None)


def test_a_fall_below_zero_is_a_negative_percentage():
    assert change([-10, -15]).percent == -50


@pytest.mark.parametrize("values", [[], [5], [None, 5], [5, None]])
def test_where_a_month_is_missing_there_is_no_change(values):
    found = change(values)
    assert found.latest == (values[-1] if values else None)
    assert (found.absolute, found.percent) == (None, None)
    assert (found.three_month, found.twelve_month) == (None, None)


def test_a_gap_elsewhere_takes_nothing_away():
    assert change([1, None, None, 4]).three_month == Move(3, 300)
