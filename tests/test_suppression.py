"""Small counts are hidden, and cannot be worked out from what is shown beside them."""

from dataclasses import replace
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg import suppression
from opsg.datasets import dataset

BELOW = 5
COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=6)
FEBRUARY = date(2021, 2, 1)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([10, 20, 30], []),
        ([0, 20, 30], []),
        ([4, 20, 30], [4, 20]),
        ([4, 20, 3], [4, 3]),
        ([4, 20, 4], [4, 20, 4]),
        ([1, 1, 30, 9], [1, 1, 9]),
        ([1, 5, 9], [1, 5, 9]),
        ([4, 0, 0], [4, 0]),
        ([4, None, 30], [4, 30]),
        ([4], [4]),
        ([5, 6], []),
    ],
)
def test_small_counts_are_hidden_with_as_few_others_as_need_be(
    counts: list[int | None], hidden: list[int]
) -> None:
    hides = suppression.hidden(counts, BELOW)
    assert [count for count, hide in zip(counts, hides, strict=True) if hide] == hidden


@given(COUNTS)
def test_who_knows_the_sum_and_the_words_cannot_tell_a_hidden_count(counts: list[int]) -> None:
    hides = suppression.hidden(counts, BELOW)
    kept = [count for count, hide in zip(counts, hides, strict=True) if hide]
    assert all(hide for count, hide in zip(counts, hides, strict=True) if 0 < count < BELOW)
    if suppression.sum_tells(counts, BELOW) or len(kept) > 4:
        assert all(hides) or len(kept) > 4
        return
    words = [suppression.words(count, BELOW) for count in kept]
    small = range(0 if 0 in kept else 1, BELOW)
    ranges = [range(BELOW, 50) if word == suppression.NOT_SHOWN else small for word in words]
    fitting = [tried for tried in product(*ranges) if sum(tried) == sum(kept)]
    assert all(len({tried[place] for tried in fitting}) > 1 for place in range(len(kept)))


def test_a_limit_whose_words_tell_the_count_is_refused() -> None:
    with pytest.raises(ValueError, match="3 or more"):
        suppression.hidden([1, 9], 2)


def test_a_hidden_count_is_called_small_only_if_it_is() -> None:
    assert suppression.words(3, 5) == "fewer than 5"
    assert suppression.words(20, 5) == "not shown"
    assert suppression.words(0, 5) == "fewer than 5"


def _series(values: dict[str, list[int]], denominators: list[int] | None = None) -> pl.DataFrame:
    months = [date(2021, 1, 1), FEBRUARY]
    rows = [
        {
            "party": party, "month": month, "value": float(count), "numerator": count,
            "denominator": denominators[place] if denominators else None,
            "provenance": "reported",
        }
        for party, counts in values.items()
        for place, (month, count) in enumerate(zip(months, counts, strict=True))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"denominator": pl.Int64})


def test_a_breakdown_hides_month_by_month_and_says_why() -> None:
    series = _series({"User 01": [3, 40], "User 02": [20, 50], "User 03": [70, 60]})

    shown = suppression.in_groups(series, "party", BELOW)

    assert shown["value"].to_list() == [None, 40, None, 50, 70, 60]
    assert shown["hidden"].to_list() == ["fewer than 5", None, "not shown", None, None, None]
    assert shown["numerator"].null_count() == 2


def test_without_a_limit_a_breakdown_is_as_it_was() -> None:
    series = _series({"User 01": [3, 40]})
    assert suppression.in_groups(series, "party", None).drop("hidden").equals(series)


def test_a_rate_of_few_is_hidden() -> None:
    series = _series({"User 01": [2, 30], "User 02": [30, 30]}, denominators=[4, 60])
    shown = suppression.in_groups(series, "party", BELOW)
    assert shown["value"].to_list() == [None, 30, None, 30]


def _rows(counts: list[list[int]]) -> pl.DataFrame:
    """Sites by party and region; two gas meters each."""
    return pl.DataFrame(
        [
            {
                "month": FEBRUARY, "party": f"User {party:02d}", "region": region,
                "sites": count, "gsmes": 2 * count + 50, "provenance": "illustrative",
            }
            for party, line in enumerate(counts, start=1)
            for region, count in zip(("CSP North", "CSP Central", "CSP South"), line, strict=True)
        ]
    )  # fmt: skip


SITES = replace(dataset("duplicate_gsmes"), suppress_below=BELOW)


def test_rows_hide_what_sums_over_any_one_column_would_tell() -> None:
    rows = _rows([[2, 40, 50], [30, 60, 70], [80, 90, 11]])

    shown = suppression.in_rows(rows, SITES)

    left = [shown["sites"].to_list()[start : start + 3] for start in (0, 3, 6)]
    assert left[0][0] is None
    for line in [*left, *zip(*left, strict=True)]:
        assert sum(count is None for count in line) != 1
    assert left[2][1] == 90 and left[1][2] == 70
    assert shown["gsmes"].to_list() == rows["gsmes"].to_list()


def test_rows_without_a_small_count_or_a_limit_stay_as_they_are() -> None:
    rows = _rows([[20, 40, 50], [0, 60, 70]])
    assert suppression.in_rows(rows, SITES).equals(rows)
    small = _rows([[1, 2, 3]])
    assert suppression.in_rows(small, dataset("duplicate_gsmes")).equals(small)


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=5))
def test_in_no_line_of_rows_is_one_hidden_alone(counts: list[list[int]]) -> None:
    shown = suppression.in_rows(_rows(counts), SITES)["sites"].to_list()
    lines = [shown[start : start + 3] for start in range(0, len(shown), 3)]
    assert not {1, 2, 3, 4}.intersection(shown)
    for line in lines:
        assert sum(count is None for count in line) != 1
    if len(lines) > 1:
        for column in zip(*lines, strict=True):
            assert sum(count is None for count in column) != 1
