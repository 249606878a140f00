"""Small counts are hidden, and cannot be worked out from what is shown beside them."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import polars as pl
import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from opsg.data import suppression
from opsg.data.datasets import dataset

BELOW = 5
COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=6)
FEBRUARY = date(2021, 2, 1)


def _hides(*totals: list[int], below: int = BELOW) -> list[list[bool]]:
    """Which parts of some totals are hidden, all looked at together: small ones, and others."""
    numbered = [(of, count) for of, counts in enumerate(totals) for count in counts]
    parts = pl.DataFrame(numbered, ["_of", "count"], orient="row").with_row_index("_part")
    parts = parts.with_columns(hidden=pl.col("count").is_between(1, below - 1))
    some = pl.col("hidden").any().over("_of")
    hides = pl.concat(
        [parts.filter(~some), suppression.hide(parts.filter(some), "count", below)],
    ).sort("_part")
    return [hides.filter(_of=of)["hidden"].to_list() for of in range(len(totals))]


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
        ([4], [4]),
        ([5, 6], []),
    ],
)
def test_small_counts_are_hidden_with_as_few_others_as_need_be(
    counts: list[int], hidden: list[int]
) -> None:
    [hides] = _hides(counts)
    assert [count for count, hide in zip(counts, hides, strict=True) if hide] == hidden


@given(COUNTS)
def test_who_knows_the_sum_and_which_are_small_cannot_tell_a_hidden_count(
    counts: list[int],
) -> None:
    [hides] = _hides(counts)
    kept = [count for count, hide in zip(counts, hides, strict=True) if hide]
    assert all(hide for count, hide in zip(counts, hides, strict=True) if 0 < count < BELOW)
    if all(hides) or len(kept) > 4:
        return
    small = range(0 if 0 in kept else 1, BELOW)
    ranges = [small if count < BELOW else range(BELOW, 50) for count in kept]
    fitting = [tried for tried in product(*ranges) if sum(tried) == sum(kept)]
    assert all(len({tried[place] for tried in fitting}) > 1 for place in range(len(kept)))


@given(st.lists(st.lists(st.sampled_from([0, 1, 4, 5, 5, 9]), min_size=1), min_size=2, max_size=4))
def test_what_is_hidden_of_a_sum_does_not_depend_on_others(totals: list[list[int]]) -> None:
    assert _hides(*totals) == [hides for counts in totals for hides in _hides(counts)]


def test_a_limit_that_tells_the_count_is_refused() -> None:
    with pytest.raises(ValueError, match="3 or more"):
        _hides([1, 9], below=2)


SITES = replace(dataset("duplicate_gsmes"), suppress_below=BELOW)
REGIONS = ("CSP North", "CSP Central", "CSP South")


def _rows(counts: list[list[int]]) -> pl.DataFrame:
    """Sites by party and region; two gas meters each, and fifty more."""
    return pl.DataFrame(
        [
            {
                "month": FEBRUARY, "party": f"User {party:02d}", "region": region,
                "sites": count, "gsmes": 2 * count + 50, "provenance": "illustrative",
            }
            for party, line in enumerate(counts, start=1)
            for region, count in zip(REGIONS, line, strict=True)
        ]
    )  # fmt: skip


def _sums(
    rows: pl.DataFrame, *by: str, measure: str = "sites", **options: Any
) -> dict[object, tuple[int | None, bool]]:
    """What a page may show of the sums over `by`: the count, and whether it is hidden."""
    kept = rows
    for column, wanted in options.get("where", {}).items():
        kept = kept.filter(pl.col(column).is_in(wanted if isinstance(wanted, list) else [wanted]))
    sums = kept.group_by("month", *by, maintain_order=True).agg(
        numerator=pl.col(measure).sum(), denominator=pl.lit(None, pl.Int64)
    )
    shown = suppression.in_sums(sums, [rows.lazy()], SITES, by=by, **options)
    return {
        tuple(row[column] for column in by): (row["numerator"], row["hidden"])
        for row in shown.iter_rows(named=True)
    }


def test_a_small_sum_is_hidden_with_one_that_it_could_be_worked_out_from() -> None:
    shown = _sums(_rows([[1, 1, 1], [7, 6, 7], [30, 20, 20]]), "party")

    assert shown == {
        ("User 01",): (None, True),
        ("User 02",): (None, True),
        ("User 03",): (70, False),
    }


def test_the_other_measures_of_a_hidden_sum_are_hidden_too() -> None:
    rows = _rows([[1, 1, 1], [7, 6, 7], [30, 20, 20]])
    shown = _sums(rows, "party", measure="gsmes")
    assert [hides for _, hides in shown.values()] == [True, True, False]


def test_a_sum_that_tells_its_parts_is_hidden_itself() -> None:
    assert _sums(_rows([[1, 1, 1]])) == {(): (None, True)}
    assert _sums(_rows([[2, 0, 0]])) == {(): (None, True)}
    assert _sums(_rows([[20, 30, 40]])) == {(): (90, False)}


def test_a_sum_of_chosen_rows_is_hidden_if_one_of_these_is() -> None:
    rows = _rows([[2, 40, 50], [30, 60, 70], [80, 90, 11]])
    where = {"region": ["CSP North", "CSP Central"]}
    shown = _sums(rows, "party", where=where)
    assert shown[("User 01",)] == (None, True)
    assert _sums(rows, "party")[("User 01",)] == (92, False)
    assert _sums(rows, where={"region": "CSP North", "party": "User 01"})[()] == (None, True)


def test_without_a_limit_sums_are_as_they_were() -> None:
    sums = pl.DataFrame({"month": [FEBRUARY], "numerator": [3], "denominator": [9]})
    rows = _rows([[1, 1, 1]]).lazy()
    shown = suppression.in_sums(sums, [rows], dataset("duplicate_gsmes"))
    assert shown.drop("hidden").equals(sums)
    assert shown["hidden"].to_list() == [False]


def test_rows_hide_what_sums_over_any_column_would_tell() -> None:
    rows = _rows([[2, 40, 50], [30, 60, 70], [80, 90, 11]])

    shown = suppression.in_rows(rows, SITES)

    left = [shown["sites"].to_list()[start : start + 3] for start in (0, 3, 6)]
    assert left[0][0] is None
    for line in [*left, *zip(*left, strict=True)]:
        assert sum(count is None for count in line) != 1
    assert left[2][1] == 90 and left[1][2] == 70
    assert shown["gsmes"].is_null().equals(shown["sites"].is_null())


def test_rows_without_a_small_count_or_a_limit_stay_as_they_are() -> None:
    rows = _rows([[20, 40, 50], [0, 60, 70]])
    assert suppression.in_rows(rows, SITES).equals(rows)
    small = _rows([[1, 2, 3]])
    assert suppression.in_rows(small, dataset("duplicate_gsmes")).equals(small)


@settings(max_examples=examples(10))
@given(
    st.lists(
        st.lists(st.sampled_from([0, 1, 3, 4, 9, 20, 33]), min_size=3, max_size=3),
        min_size=1,
        max_size=4,
    )
)
def test_no_small_count_follows_from_all_that_is_shown(counts: list[list[int]]) -> None:
    """Every row and every sum that is shown is an equation; none of those hidden is solved."""
    rows = _rows(counts)
    size = rows.height
    known, wanted = [], []
    given_out = suppression.in_rows(rows, SITES)["sites"].to_list()
    for place, count in enumerate(given_out):
        (known if count is not None else wanted).append(np.eye(size)[place])
    for by in ([], ["party"], ["region"]):
        for key, (count, _) in _sums(rows, *by).items():
            of = [
                all(row[column] == value for column, value in zip(by, key, strict=True))
                for row in rows.iter_rows(named=True)
            ]
            (known if count is not None else wanted).append(np.array(of, float))
    assert not {1, 2, 3, 4}.intersection(given_out)
    equations = np.array(known).reshape(len(known), size)
    rank = np.linalg.matrix_rank(equations) if known else 0
    for line in wanted:
        assert np.linalg.matrix_rank(np.vstack([equations, line])) > rank
