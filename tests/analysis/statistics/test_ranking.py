"""Rankings agree with the single series, keep false discoveries down, and add up."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.analysis.statistics.ranking import Concentration, measure_concentration, rank
from opsg.analysis.statistics.slope import estimate_slope
from opsg.core import months
from opsg.core.errors import UserError

FIRST = date(2019, 9, 1)


def tidy(series):
    """A frame of one row a value that is there, by group."""
    return pl.DataFrame(
        [
            (name, months.add(FIRST, place), value)
            for name, values in series.items()
            for place, value in enumerate(values)
            if value is not None
        ],
        schema={"party": pl.String, "month": pl.Date, "open": pl.Float64},
        orient="row",
    )


def ranked(series, **options):
    return rank(tidy(series), group="party", value="open", **options)


SERIES = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=14),
    min_size=1,
    max_size=6,
)


@settings(max_examples=examples(20))
@given(SERIES)
def test_a_group_has_the_slope_and_test_that_its_series_has_alone(series):
    for row in ranked(series).iter_rows(named=True):
        alone = estimate_slope(series[row["party"]])
        assert row["n"] == alone.n
        for name in ("per_month", "tau", "p"):
            expected = getattr(alone, name)
            assert row[name] == (None if expected is None else pytest.approx(expected))


@settings(max_examples=examples(10))
@given(SERIES)
def test_q_is_p_adjusted_as_scipy_does(series):
    from scipy.stats import false_discovery_control

    found = ranked(series).drop_nulls("p")
    assert found["q"].to_list() == pytest.approx(list(false_discovery_control(found["p"])))


@settings(max_examples=examples(10))
@given(SERIES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(series, chance):
    rows = tidy(series).rows()
    chance.shuffle(rows)
    mixed = pl.DataFrame(rows, schema=tidy(series).schema, orient="row")
    assert rank(mixed, group="party", value="open").equals(ranked(series))


def test_chance_alone_names_nobody_among_63_users():
    chance = random.Random(44)
    noise = {f"User {user:02}": [chance.gauss(100, 10) for _ in range(18)] for user in range(63)}
    assert sum(estimate_slope(values).p < 0.05 for values in noise.values()) >= 1
    found = ranked(noise)
    assert not found["worsening"].any()
    assert not found["improving"].any()


def test_who_worsens_is_named_among_63_users_and_comes_first():
    chance = random.Random(44)
    series = {f"User {user:02}": [chance.gauss(100, 10) for _ in range(18)] for user in range(63)}
    series["User 07"] = [value + 12 * place for place, value in enumerate(series["User 07"])]
    series["User 40"] = [value - 12 * place for place, value in enumerate(series["User 40"])]
    found = ranked(series)
    assert found.filter("worsening")["party"].to_list() == ["User 07"]
    assert found["party"][0] == "User 07"
    assert found.filter("improving")["party"].to_list() == ["User 40"]


def test_worse_is_down_where_an_increase_is_better_and_nothing_where_neither_is():
    series = {"up": list(range(20)), "down": list(range(20, 0, -1))}
    up = ranked(series, improvement="increase")
    assert up.filter("worsening")["party"].to_list() == ["down"]
    assert up["party"][0] == "down"
    neutral = ranked(series, improvement="neutral")
    assert not neutral["worsening"].any() and not neutral["improving"].any()


def test_rows_of_a_group_in_a_month_are_summed():
    twice = pl.concat([tidy({"a": [1, 2, 3], "b": [5, None, 1]})] * 2)
    once = tidy({"a": [2, 4, 6], "b": [10, None, 2]})
    assert rank(twice, group="party", value="open").equals(rank(once, group="party", value="open"))


def test_first_is_the_group_s_own_and_latest_is_of_the_frame_s_last_month():
    found = ranked({"a": [None, 4, 5, 9], "b": [7, 8, None, None]}).sort("party")
    assert found.select("n", "first", "latest", "change").rows() == [
        (3, 4, 9, 5),
        (2, 7, None, None),
    ]


def test_nothing_is_said_of_the_present_of_a_group_without_a_value_in_the_last_month():
    rising = list(range(1, 13))
    rows = ranked({"here": [*rising, 13], "gone": [*rising, None]})
    assert dict(rows.select("party", "worsening").iter_rows()) == {"here": True, "gone": False}
    rows = ranked({"here": [*rising, 13], "gone": [*rising, None]}, improvement="increase")
    assert dict(rows.select("party", "worsening").iter_rows()) == {"here": False, "gone": False}


def test_shares_are_of_the_latest_total_and_accumulate_from_the_largest():
    found = ranked({"a": [1, 10], "b": [1, 60], "c": [1, 30], "d": [1, None]}).sort("party")
    assert found["share"].to_list() == [0.1, 0.6, 0.3, None]
    assert found["cumulative_share"].to_list() == pytest.approx([1.0, 0.6, 0.9, None])


@pytest.mark.parametrize("latest", [[0, 0], [5, -1]])
def test_values_that_are_no_parts_of_a_whole_have_no_shares(latest):
    found = ranked({"a": [1, latest[0]], "b": [1, latest[1]]})
    assert found["share"].null_count() == 2


def test_a_group_that_never_moves_is_no_discovery_and_one_point_is_no_test():
    found = ranked({"still": [5] * 12, "new": [None] * 11 + [3]}).sort("party")
    assert found.select("per_month", "p", "q").rows() == [(None, None, None), (0, 1, 1)]


def test_counts_may_be_unsigned_and_groups_of_any_type():
    frame = tidy({"a": [9, 5, 1]}).with_columns(pl.col("open").cast(pl.UInt8), party=pl.lit(7))
    assert rank(frame.lazy(), group="party", value="open")["per_month"].to_list() == [-4]


def test_an_empty_frame_ranks_nobody():
    assert ranked({"a": []}).is_empty()


def test_many_groups_are_taken_in_slices_without_losing_any(monkeypatch):
    series = {f"{group:05}": [group % 7, group % 5, group % 3] for group in range(2000)}
    whole = ranked(series)
    monkeypatch.setattr("opsg.analysis.statistics.ranking.PAIRS_AT_ONCE", 300)
    assert ranked(series).equals(whole)


def test_an_unknown_direction_is_refused():
    with pytest.raises(UserError, match="decrease"):
        ranked({"a": [1]}, improvement="decreasing")


# Concentration


def test_concentration_is_the_fewest_groups_that_hold_at_least_half():
    assert measure_concentration([10, 30, 18, 12, 15, 15]) == Concentration(3, 0.63, 6)
    assert measure_concentration([50, 25, 25]) == Concentration(1, 0.5, 3)


def test_concentration_of_a_ranking_is_that_of_its_latest_values():
    found = ranked({"a": [1, 10], "b": [1, 60], "c": [1, 30]})
    assert measure_concentration(found) == Concentration(1, 0.6, 3)


def test_who_holds_nothing_does_not_count():
    assert measure_concentration([5, 0, None, 5]) == Concentration(1, 0.5, 2)


@pytest.mark.parametrize("values", [[], [None], [0, 0], [5, -1]])
def test_nothing_to_hold_has_no_concentration(values):
    assert measure_concentration(values) is None
