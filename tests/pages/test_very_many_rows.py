"""Pages of datasets of which a notebook is not given all rows at once: the same as of any other."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
import shown
from bs4 import BeautifulSoup
from projects import FEBRUARY, ROOT

from opsg.analysis import measures, sums
from opsg.analysis.statistics.forecast_error import measure_forecast_errors
from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data import publication, suppression
from opsg.data.datasets import DATASETS
from opsg.data.log import load
from opsg.pages.issue import open_issue

ISSUES = sorted(issue.name for issue in (FEBRUARY / "data/issues").iterdir())


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def let_all_be_large(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("MOST_ROWS", "MOST_READ"):
        monkeypatch.setattr(publication, limit, 5)


def figures(slug: str) -> list[str]:
    """The tables and pictures of an issue's page."""
    pieces = shown.shown(ROOT / "notebooks" / f"{slug}.ipynb", month="2021-02")
    page = BeautifulSoup(shown.html(pieces), "html.parser")
    return [str(each) for each in page.select("table, svg")]


@pytest.mark.parametrize("slug", ISSUES)
def test_a_notebook_shows_the_same_however_many_rows_there_are(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = figures(slug)
    let_all_be_large(monkeypatch)
    assert figures(slug) == few
    assert len(few) > 3


def test_a_notebook_that_asks_for_too_many_rows_is_told_what_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_all_be_large(monkeypatch)
    issue = open_issue("han-stability", "2021-02")
    with pytest.raises(UserError, match="han_stability has 90 rows") as refused:
        issue.rows()
    remedy = refused.value.findings[0].remedy.partition(": ")[2]
    total = eval(remedy, {"issue": issue, "pl": pl})
    monkeypatch.undo()
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    assert total["esmes"].sum() == open_issue("han-stability", "2021-02").rows()["esmes"].sum()


def test_small_counts_of_very_many_rows_are_hidden_and_one_month_is_held_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = replace(DATASETS["hub_exceptions"], suppress_below=200)
    monkeypatch.setitem(DATASETS, "hub_exceptions", small)
    log, edition = load(FEBRUARY / "data"), Edition("2019-11")
    whole = publication.offer("hub_exceptions", log, edition).rows
    assert whole["open"].null_count()

    let_all_be_large(monkeypatch)
    monkeypatch.setattr(sys.modules["opsg.data.snapshots.scan"], "HELD_BYTES", 0)
    offered = publication.offer("hub_exceptions", log, edition)
    held, hidden = [], suppression._hidden
    monkeypatch.setattr(
        suppression,
        "_hidden",
        lambda rows, dataset: held.append(rows["month"].n_unique()) or hidden(rows, dataset),
    )
    assert pl.concat(offered.every()).sort(small.keys).collect().equals(whole)
    assert pl.concat(part.rows for part in offered.parts()).equals(whole)
    assert held == [1] * 6


def test_forecasts_are_joined_with_those_of_the_year_before_a_month_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = [date(year, month, 1) for year in (2019, 2020) for month in range(1, 13)]
    parties = pl.DataFrame({"party": ["a", "b", "c"], "forecast": [1, 2, 3], "actual": [2, 2, 2]})
    heights, join = [], pl.LazyFrame.join

    def joined(left: pl.LazyFrame, right: pl.LazyFrame, **how: object) -> pl.LazyFrame:
        heights.extend(each.collect().height for each in (left, right))
        return join(left, right, **how)

    monkeypatch.setattr(pl.LazyFrame, "join", joined)
    found = measure_forecast_errors(dict.fromkeys(days, parties.lazy()), by=["party"])
    assert max(heights) == len(parties)
    assert found.select("party", "n", "naive_n").sort("party").rows() == [
        ("a", 24, 12), ("b", 24, 12), ("c", 24, 12),
    ]  # fmt: skip


@pytest.mark.parametrize("of", [None, "esmes"])
def test_of_very_many_groups_the_smallest_are_put_together(of: str | None) -> None:
    log, edition = load(FEBRUARY / "data"), Edition("2021-02")
    issue = log.issue("incorrect-dno-certificates")
    assert issue.headline
    every = issue.headline.model_copy(update={"where": {}, "of": of})
    groups = dict(measures.read_groups(every, "party", log, issue, edition))
    whole = sums.series(every, log.folder, edition)
    assert len(groups) == sums.MOST_GROUPS + 1 < 63
    named = [reading.latest for name, reading in groups.items() if name != sums.OTHERS]
    by_user = sums.series(every, log.folder, edition, by=["party"])
    latest = by_user.filter(pl.col("month") == date(2021, 2, 1))
    if not of:
        assert named == latest["value"].sort(descending=True).head(sums.MOST_GROUPS).to_list()
    for part in ("numerator", "denominator"):
        parts = [reading.frame[part].fill_null(0) for reading in groups.values()]
        assert sum(parts).to_list() == whole[part].fill_null(0).to_list()


def test_of_many_values_of_a_column_the_smallest_are_called_others() -> None:
    issue = open_issue("duplicate-headers", "2021-02")
    rows = issue.newest(issue.every_row())
    assert issue.with_others(rows, "manufacturer", "esmes") is rows
    some = issue.with_others(rows, "manufacturer", "esmes", most=2)
    by, size = "manufacturer", pl.col("esmes").sum()
    sizes = [each.group_by(by).agg(size).collect() for each in (rows, some)]
    largest = dict(sizes[0].sort("esmes").tail(2).iter_rows())
    others = sizes[0]["esmes"].sum() - sum(largest.values())
    assert dict(sizes[1].iter_rows()) == {**largest, "Others": others}
