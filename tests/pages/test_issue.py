"""The pieces of pages, shown over the committed log in both editions."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from projects import FEBRUARY

from opsg.core.errors import UserError
from opsg.data.log import load
from opsg.pages import glossary, overview, ranking, timeline
from opsg.pages import issue as page


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def soup(piece: object) -> BeautifulSoup:
    bundle = piece._repr_mimebundle_()  # type: ignore[attr-defined]
    return BeautifulSoup(bundle["text/html"], "html.parser")


def text(piece: object) -> str:
    return " ".join(soup(piece).get_text(" ").split())


def open_issue(slug: str, *, reported_only: bool = False) -> page.IssuePage:
    return page.open_issue(slug, "2021-02", reported_only=reported_only)


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
    assert text(reported.headline()).startswith("Not reported")


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


def test_a_ranking_names_nobody_that_chance_alone_would_name() -> None:
    shown = text(open_issue("incorrect-dno-certificates").ranking(title="By User"))
    assert "none is getting worse or better beyond chance" in shown
    assert "All 63 with their trend" in shown


def test_the_month_is_told_in_one_headline() -> None:
    month = overview.open_month("2021-02")
    assert soup(month.headline()).h1.get_text() == (
        "Twelve issues, three improving, two getting worse (illustrative)"
    )
    assert text(month.strip()).startswith("12 actively managed issues 3 improving, beyond chance")


def test_the_reported_edition_claims_no_trend() -> None:
    month = overview.open_month("2021-02", reported_only=True)
    assert "not enough history yet" in text(month.headline())
    chips = [chip.get_text() for chip in soup(month.board()).select("td .chip")]
    assert set(chips) == {"Not enough history"}


def test_the_board_can_be_filtered_by_what_an_issue_is_about() -> None:
    rows = soup(overview.open_month("2021-02").board()).select("tbody tr")
    outage = next(row for row in rows if "Power Outage" in row.get_text())
    assert outage["data-affects"] == "DNOs"
    assert "DP096" in outage["data-modification"]
    assert rows[0].a["href"] == "issues/no-meters-on-hubs.html"


def test_a_month_without_a_meeting_names_those_there_are() -> None:
    with pytest.raises(UserError, match="There is one for: 2021-02"):
        overview.open_month("2020-12")


def test_time_in_a_stage_counts_its_first_and_its_present_month() -> None:
    rows = soup(timeline.open_month("2021-02").table()).select("tbody tr")
    found = {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in rows}
    assert found["Communications Hub Exceptions"] == ["Implementing", "September 2020", "6"]


def test_the_timeline_marks_events_and_lists_them_in_a_table() -> None:
    shown = soup(timeline.open_month("2021-02").picture())
    marks = [mark.get_text() for mark in shown.select("svg.wide polygon.event title")]
    assert "Spurious Alerts: New CH Firmware Version released, Aug 2020" in marks
    rows = [row.get_text(" ") for row in shown.select("table")[1].select("tbody tr")]
    assert "August 2020 New CH Firmware Version released Spurious Alerts" in rows
    assert len(rows) == len(marks)


def test_every_term_has_an_anchor_and_unknown_ones_are_not_invented() -> None:
    terms = soup(glossary.terms())
    assert terms.find(id=glossary.anchor("MPxN"))
    drf = terms.find(id=glossary.anchor("DRF"))
    assert "not expanded in the paper" in drf.find_next("dd").get_text().lower()
