"""A month whose figures were replaced says so: when, why, and from what to what."""

from dataclasses import replace
from datetime import date

import pytest

from opsg.core.edition import Edition
from opsg.data.datasets import DATASETS
from opsg.data.models import Restatement, Totals
from opsg.pages.components import restatement_notes

ALERTS = DATASETS["alerts"]
RESTATED = Restatement(
    dataset="alerts",
    month="2021-01",
    when=date(2021, 3, 4),
    why="A late correction.",
    was="reported",
    now="reported",
    totals={"outstanding": Totals(old=1234, new=1200), "raised": Totals(old=7, new=7)},
)


def test_it_tells_what_became_of_the_totals_that_changed() -> None:
    said = list(restatement_notes([RESTATED], ALERTS, Edition("2021-02", reported_only=True)))
    assert said == [
        "January 2021, on 4 March 2021: outstanding 1,234 became 1,200. A late correction."
    ]


@pytest.mark.parametrize(
    ("restatement", "month"),
    [
        (RESTATED.model_copy(update={"was": "illustrative"}), "2021-02"),
        (RESTATED.model_copy(update={"dataset": "capacity"}), "2021-02"),
        (RESTATED, "2020-12"),
    ],
    ids=["of made-up figures", "of another dataset", "of a later month"],
)
def test_the_published_edition_does_not_tell_of_a_restatement(
    restatement: Restatement, month: str
) -> None:
    assert list(restatement_notes([restatement], ALERTS, Edition(month, reported_only=True))) == []


def test_made_up_figures_are_told_as_such() -> None:
    restatement = RESTATED.model_copy(update={"was": "illustrative"})
    (said,) = restatement_notes([restatement], ALERTS, Edition("2021-02"))
    assert said.startswith("January 2021 (illustrative), on 4 March 2021: ")


def test_totals_that_would_give_small_counts_away_are_not_told() -> None:
    secret = replace(ALERTS, suppress_below=5)
    (said,) = restatement_notes([RESTATED], secret, Edition("2021-02", reported_only=True))
    assert said == "January 2021, on 4 March 2021. A late correction."
