"""The latest month against the one before."""

from __future__ import annotations

import pytest

from opsg.analysis.statistics.change import Change, measure_change


def test_a_change_is_told_against_the_month_before():
    assert measure_change([100, *range(1, 9), 40, 0, 25, 50]) == Change(25, 100)


def test_a_change_from_zero_has_no_percentage():
    assert measure_change([0, 5]) == Change(5, None)


def test_a_fall_below_zero_is_a_negative_percentage():
    assert measure_change([-10, -15]).percent == -50


@pytest.mark.parametrize("values", [[], [5], [None, 5], [5, None]])
def test_where_a_month_is_missing_there_is_no_change(values):
    assert measure_change(values) == Change(None, None)
