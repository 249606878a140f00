"""The pieces of an issue's page, shown over February's log in both editions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.core.errors import UserError
from opsg.data.log import load
from opsg.pages import issue as page
from opsg.pages import ranking


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def open_issue(slug: str, *, reported_only: bool = False) -> page.IssuePage:
    return page.open_issue(slug, "2021-02", reported_only=reported_only)


def test_every_page_has_the_common_parts_below_their_headings_and_no_heading_of_nothing() -> None:
    piece = open_issue("spurious-alerts")
    shown = [each.text for each in (*piece.opening(), *piece.closing()) if hasattr(each, "text")]
    headings = [each for each in shown if each.startswith("## ")]
    assert headings == [
        "## Issue and Impact", "## Status", "## Next Steps", "## Reported figures",
        "## Modifications", "## Earlier papers", "## References", "## Data",
    ]  # fmt: skip
    without = [str(each) for each in open_issue("han-stability").closing()]
    assert "Markdown(text='## Modifications')" not in without
    data = {"headline": None, "datasets": ()}
    bare = replace(piece, issue=piece.issue.model_copy(update=data))
    assert len(bare.opening()) == len(piece.opening()) - 2


def test_an_unknown_issue_names_the_nearest() -> None:
    with pytest.raises(UserError, match="Did you mean 'han-stability'"):
        open_issue("han-stabilty")


def test_the_present_stage_is_marked_for_eyes_and_ears() -> None:
    steps = soup(open_issue("communications-hub-exceptions").stages()).select("li")
    now = [step for step in steps if step.get("aria-current") == "step"]
    assert [step.get_text(" ") for step in now] == ["Implementing since Sep 2020"]
    assert len(steps) == len(load(FEBRUARY / "data").stages)


def test_the_reported_edition_dates_no_stage() -> None:
    shown = text(open_issue("communications-hub-exceptions", reported_only=True).stages())
    assert "20" not in shown.replace("10 days", "")
    assert "Stage inferred from the paper" in shown


def test_a_headline_says_where_its_figure_comes_from() -> None:
    shown = text(open_issue("no-meters-on-hubs").headline())
    assert "about 109k" in shown
    assert "around 109k instances which fall into the three categories" in shown
    assert "level, approximate, not dated" in shown


def test_a_figure_that_no_paper_gives_says_that_it_is_illustrative() -> None:
    piece = open_issue("communications-hub-exceptions")
    assert "this one is illustrative" in text(piece.headline())
    reported = open_issue("communications-hub-exceptions", reported_only=True)
    assert "illustrative" not in text(reported.headline())


def test_where_its_measure_has_no_figure_a_page_leads_with_what_the_paper_says() -> None:
    def leads(slug: str) -> str:
        return text(open_issue(slug, reported_only=True).headline())

    assert leads("spurious-alerts").startswith("about 41m 8F3E Alerts cleared since the new CH")
    assert leads("communications-hub-exceptions") == (
        "about 70% Data cleansing between CSPs complete This data cleansing is approximately 70%"
        " complete. In the words of OPSG_44_0203."
    )
    assert leads("other-user-data-retrieval").startswith(
        "Testing of the Other User role in DCC’s Manchester labs concluded that a single meter"
    )


def test_bars_that_a_page_has_are_not_drawn_again() -> None:
    page = open_issue("han-stability", reported_only=True)
    first = page.breakdown("combination", title="By combination")
    again = page.ranking("combination", title="The largest first")
    other = page.breakdown("defect", title="By defect")
    assert [len(soup(piece).select("figure")) for piece in (first, again, other)] == [1, 0, 0]
    assert "Meter APS ACK & Meter Defects 42,300" in text(other)
    alone = open_issue("han-stability", reported_only=True)
    assert soup(alone.ranking("combination", title="The largest first")).select("figure")


def test_an_action_shows_owner_cadence_and_progress() -> None:
    beside = soup(open_issue("communications-hub-exceptions").sidebar())
    assert "no owner named · weekly" in beside.get_text()
    progress = beside.select_one("progress")
    assert progress and progress["value"] == "70" and progress["aria-label"]


def test_a_breakdown_draws_six_at_most_and_tables_all() -> None:
    shown = soup(
        open_issue("forecasting-obligations").breakdown("service_request", title="By request")
    )
    rows = shown.select("table.board tbody tr")
    drawn = shown.select(".legend li")
    assert len(drawn) == min(6, len(rows))


def test_shares_are_given_only_where_groups_make_a_whole() -> None:
    issue = open_issue("incorrect-dno-certificates")
    every = issue.measure(where={}, name="Failures")
    assert "Share" in text(issue.breakdown("failure", title="T", measure=every))
    assert "Share" not in text(issue.breakdown("failure", title="T", measure=every, whole=False))


def test_contributions_to_a_change_add_up() -> None:
    table = soup(ranking.explain_change(open_issue("communications-hub-exceptions"), "party"))
    rows = [[cell.get_text() for cell in row.select("th,td")] for row in table.select("tbody tr")]
    numbers = [int(row[3].replace(",", "").replace("−", "-").replace("+", "")) for row in rows]
    assert rows[-1][0] == "All"
    assert sum(numbers[:-1]) == numbers[-1] == 1072


def test_the_table_of_a_ranking_of_very_many_has_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "MOST_LISTED", 5)
    shown = soup(open_issue("communications-hub-exceptions").ranking(title="By User"))

    [every] = [each for each in shown.select("details") if "with their trend" in each.get_text()]
    assert every.summary and every.summary.get_text() == "The first 5 of 12 with their trend"
    assert len(every.select("tbody tr")) == 5


def test_the_table_of_the_forecasts_of_very_many_has_the_worst(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_issue("forecasting-obligations")
    every = soup(page.forecasts("party", title="Error, by User")).select("tbody tr")
    monkeypatch.setattr(ranking, "MOST_LISTED", 5)
    table = soup(page.forecasts("party", title="Error, by User"))
    assert table.select_one("caption").get_text() == f"Error, by User (the 5 worst of {len(every)})"
    assert table.select("tbody tr") == every[:5]


def test_a_ranking_names_nobody_that_chance_alone_would_name() -> None:
    shown = text(open_issue("incorrect-dno-certificates").ranking(title="By User"))
    assert "none is getting worse or better beyond chance" in shown
    assert "All 63 with their trend" in shown
