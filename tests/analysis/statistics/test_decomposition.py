"""The parts of a change add up to it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.analysis.statistics.decomposition import decompose, decompose_rate

JAN, FEB = date(2021, 1, 1), date(2021, 2, 1)


def two_months(before, after, dtype=pl.Int64):
    rows = [(JAN, name, value) for name, value in before.items()]
    rows += [(FEB, name, value) for name, value in after.items()]
    schema = {"month": pl.Date, "party": pl.String, "open": dtype}
    return pl.DataFrame(rows, schema=schema, orient="row")


def parts(frame):
    return decompose(frame, group="party", value="open", month=FEB, previous=JAN)


def test_the_largest_contributions_come_first_whichever_way_they_go():
    found = parts(two_months({"a": 10, "b": 10, "c": 10}, {"a": 12, "b": 4, "c": 11}))
    assert found.rows() == [
        ("b", 10, 4, -6, 2.0), ("a", 10, 12, 2, -2 / 3), ("c", 10, 11, 1, -1 / 3),
    ]  # fmt: skip


AMOUNTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 10**15))


@settings(max_examples=examples(25))
@given(AMOUNTS, AMOUNTS)
def test_contributions_add_up_exactly_and_stay_integers(before, after):
    found = parts(two_months(before, after))
    both = before.keys() & after.keys()
    assert found.schema["change"] == pl.Int64
    assert found["change"].sum() == sum(after[name] - before[name] for name in both)
    sizes = found["change"].abs().drop_nulls().to_list()
    assert sizes == sorted(sizes, reverse=True)
    assert set(found.drop_nulls("change")["party"]) == both


def test_a_group_without_rows_in_a_month_is_missing_and_adds_nothing():
    found = parts(two_months({"a": 3, "gone": 5}, {"a": 4, "new": 8}))
    assert found.select("party", "before", "after", "change", "share").rows() == [
        ("a", 3, 4, 1, 1.0), ("gone", 5, None, None, None), ("new", None, 8, None, None),
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


def test_a_group_of_nothing_before_counts_from_the_whole_rate():
    found = rates({"A": (70, 100), "B": (0, 0)}, {"A": (70, 100), "B": (30, 100)})
    assert found.rows() == [("B", None, 30.0, -20.0), ("A", 70.0, 70.0, 0.0)]


def test_a_group_without_rows_in_a_month_adds_no_points():
    found = rates({"A": (70, 100), "C": (9, 10)}, {"A": (60, 100), "B": (30, 100)})
    assert found.rows() == [
        ("A", 70.0, 60.0, -10.0),
        ("B", None, 30.0, None),
        ("C", 90.0, None, None),
    ]


def test_a_rate_of_nothing_has_no_parts():
    assert rates({}, {"A": (1, 2)}).is_empty()
    assert rates({"B": (1, 2)}, {"A": (1, 2)}).is_empty()
    assert rates({"A": (0, 0)}, {"A": (1, 2)}).is_empty()


PAIRS = st.dictionaries(
    st.sampled_from("abcde"),
    st.integers(0, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
)


@settings(max_examples=examples(25))
@given(PAIRS, PAIRS)
def test_the_points_of_a_rate_add_up(before, after):
    both = before.keys() & after.keys()
    wholes = [sum(pairs[name][1] for name in both) for pairs in (before, after)]
    found = rates(before, after)
    if not all(wholes):
        assert found.is_empty()
        return
    old, new = (
        100 * sum(pairs[name][0] for name in both) / whole
        for pairs, whole in zip((before, after), wholes, strict=True)
    )
    assert found["change"].sum() == pytest.approx(new - old, abs=1e-9)
