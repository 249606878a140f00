"""The home page: its headline, its board and what it claims."""

from __future__ import annotations

from datetime import date

import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.models import Restatement
from opsg.pages import overview
from opsg.pages.overview import Overview


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def test_the_month_is_told_in_one_headline() -> None:
    month = overview.open_month("2021-02")
    assert soup(month.headline()).h1.get_text() == (
        "Twelve issues, three improving, two getting worse (illustrative)"
    )
    assert text(month.strip()).startswith("12 actively managed issues 3 improving, beyond chance")


def test_the_reported_edition_claims_no_trend() -> None:
    month = overview.open_month("2021-02", reported_only=True)
    assert "Twelve issues, 22 next steps to approve" in text(month.headline())
    board = soup(month.board())
    assert [th.get_text() for th in board.select("thead th")] == [
        "Issue", "Current stage", "What the paper says"
    ]  # fmt: skip
    assert not board.select("td .chip, .spark, [name=signal]")


def test_without_history_the_board_has_what_the_paper_says_of_every_issue() -> None:
    board = soup(overview.open_month("2021-02", reported_only=True).board())
    says = {row.th.get_text(): row.select_one(".says").get_text() for row in board.select("tr")
            if row.select_one(".says")}  # fmt: skip
    assert len(says) == 12 and all(says.values())
    assert says["No meters on Hubs"].startswith("about 109k Communications Hubs")
    assert says["Spurious Alerts"].startswith("about 41m 8F3E Alerts cleared")
    assert says["Power Outage Reporting"].startswith("DCC is in conversation with the DNOs")
    assert "ot reported" not in board.get_text()


def test_the_board_can_be_filtered_by_what_an_issue_is_about() -> None:
    rows = soup(overview.open_month("2021-02").board()).select("tbody tr")
    outage = next(row for row in rows if "Power Outage" in row.get_text())
    assert outage["data-affects"] == "DNOs"
    assert "DP096" in outage["data-modification"]
    assert rows[0].a["href"] == "issues/no-meters-on-hubs.html"


def _without_figures(month: str) -> Overview:
    """Home as of a month after February whose issues have no figures yet."""
    whole = log.load(FEBRUARY / "data")
    (meeting,) = whole.meetings
    issues = [
        issue.model_copy(
            update={
                "entries": issue.entries
                | {month: issue.entry("2021-02").model_copy(update={"month": month, "figures": ()})}
            }
        )
        for issue in whole.issues
    ]
    later = meeting.model_copy(update={"number": 47, "month": month})
    whole = whole.model_copy(update={"issues": tuple(issues), "meetings": (meeting, later)})
    return Overview(whole, Edition(month))


def test_months_without_figures_end_what_was_said_of_the_present() -> None:
    month = _without_figures("2021-05")
    said = text(month.headline()) + text(month.strip()) + text(month.board())
    assert "Twelve issues, no figures for May 2021 yet" in said
    for claim in ("improving", "getting worse", "beyond chance", "clearing", "Worsening"):
        assert claim not in said
    for row in month.update().rows:
        assert "clearing" not in row.sentence and "by April" not in row.sentence
        assert (row.value, row.change_percent, row.signal) == (None, None, "none")


def test_a_restated_figure_corrects_what_the_feeds_tell_of_its_month() -> None:
    whole = log.load(FEBRUARY / "data")
    again = Restatement(
        dataset="alerts", month="2021-01", when=date(2021, 3, 9), why="Counted twice.",
        was="reported", now="reported", totals={},
    )  # fmt: skip
    restated = whole.model_copy(update={"restatements": (again,)})
    edition = Edition("2021-02", reported_only=True)
    before, after = overview.update(whole, edition), overview.update(restated, edition)
    assert (before.updated, after.updated) == (date(2021, 2, 23), date(2021, 3, 9))


def test_a_month_without_a_meeting_names_those_there_are() -> None:
    with pytest.raises(UserError, match="There is one for: 2021-02"):
        overview.open_month("2020-12")
