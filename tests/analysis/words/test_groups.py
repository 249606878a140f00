"""Sentences about groups: who moves beyond chance, and who made a change."""

from datetime import date

import polars as pl
import pytest

from opsg.analysis import words
from opsg.analysis.words.groups import listed

RANKED = pl.DataFrame(
    {
        "party": ["User 09", "User 01", "User 02"],
        "latest": [3.0, 2.0, 1.0],
        "q": [0.01, 0.02, 0.9],
        "worsening": [True, False, False],
        "improving": [False, True, False],
    }
)
JANUARY = date(2021, 1, 1)


def ranking(frame: pl.DataFrame, *, illustrative: bool = False) -> str:
    return words.ranking(frame, group="party", noun="User", illustrative=illustrative)


def test_a_ranking_names_those_that_move_and_how_many_were_tested() -> None:
    assert ranking(RANKED) == (
        "Among all 3 Users together, one is worsening (User 09) and one is improving (User 01)"
        " beyond chance."
    )


def test_a_ranking_of_noise_names_nobody() -> None:
    noise = RANKED.with_columns(worsening=False, improving=False)
    assert ranking(noise, illustrative=True) == (
        "Among all 3 Users together, none is getting worse or better beyond chance (illustrative)."
    )


def test_a_ranking_without_history_says_so() -> None:
    untested = RANKED.with_columns(q=pl.lit(None, pl.Float64))
    assert ranking(untested) == "Not enough history yet to tell which User is getting worse."


def test_a_group_without_a_latest_figure_is_not_judged() -> None:
    gone = RANKED.with_columns(
        latest=pl.Series([None, 2.0, 1.0]), worsening=pl.Series([False, False, False])
    )
    assert ranking(gone) == (
        "Among all 2 Users together, one is improving (User 01) beyond chance."
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            [5, 2, None],
            "Of the rise of +7 on January, most came from: A +5, B +2, 100% of it, among those"
            " with figures for both months.",
        ),
        ([640, 300, -40], "Of the rise of +900 on January, most came from: A +640, B +300."),
        (
            [-10, -5, -3],
            "Of the fall of −18 on January, most came from: A −10, B −5, C −3, 100% of it.",
        ),
        ([5, -5, 0], "In all nothing changed on January."),
    ],
)  # fmt: skip
def test_a_decomposition_names_who_made_most_of_the_change(
    changes: list[int | None], expected: str
) -> None:
    parts = pl.DataFrame({"party": ["A", "B", "C"], "change": changes})
    said = words.contributions(parts, group="party", month=JANUARY, illustrative=False)
    assert said == expected


def test_a_long_list_is_cut_and_counted() -> None:
    assert listed(list("ABCDEF")) == "A, B, C, D and two more"
