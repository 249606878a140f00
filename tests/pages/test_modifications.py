"""Modifications on their own page, on issues' pages and in the stage timeline, over February."""

from __future__ import annotations

import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.pages import modifications, timeline
from opsg.pages.issue import IssuePage, open_issue
from opsg.pages.modifications import Modifications

EDITIONS = pytest.mark.parametrize("reported_only", [True, False])


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def opened(*, reported_only: bool = True) -> Modifications:
    return modifications.open_month("2021-02", reported_only=reported_only)


def issue(slug: str, *, reported_only: bool = True) -> IssuePage:
    return open_issue(slug, "2021-02", reported_only=reported_only)


@EDITIONS
def test_the_register_has_stage_last_step_next_step_and_the_secs_page(reported_only: bool) -> None:
    rows = soup(opened(reported_only=reported_only).register()).select("tbody tr")
    cells = {row.th.get_text(): [td.get_text(" ") for td in row.select("td")] for row in rows}
    assert cells["MP116 Service Request Forecasting"] == [
        "Forecasting Obligations  (named in its paper)",
        "Refinement Process by OPSG_44_0203",
        "none known",
        "Back to the Working Group, March 2021  OPSG_44_0203",
        "none found",
    ]
    assert (
        cells["MP102B Power Outage Alerts triggered by an OTA firmware upgrade, enduring solution"][
            1
        ]
        == "Not known"
    ), "that it was raised says nothing of where it is now"
    links = {row.th.get_text(): row.select("td")[-1].a for row in rows}
    page = links["MP119 CH Alert Storm Consolidation"]
    assert page and page["href"].endswith("/modifications/ch-alert-storm-consolidation/")


def test_every_row_has_what_the_filters_ask_for() -> None:
    shown = soup(opened().register())
    for name in ("issue", "stage"):
        options = {option.get_text() for option in shown.select(f"select[name={name}] option")}
        asked = {
            value for row in shown.select("tbody tr") for value in row[f"data-{name}"].split("|")
        }
        assert asked == options - {"All"}


@EDITIONS
def test_nothing_later_than_the_paper_is_in_register_picture_or_steps(reported_only: bool) -> None:
    page = opened(reported_only=reported_only)
    state = " ".join(text(piece) for piece in (page.summary(), page.register(), page.steps()))
    titles = " ".join(mark.get_text() for mark in soup(page.picture()).select("title"))
    for later in ("2022", "25 February 2021", "November 2021", "MP160", "SECMP0010"):
        assert later not in state + titles
    assert "23 February 2021" in state and "29 November 2020" in titles
    apart = text(page.later())
    assert apart.startswith("Since this paper Later than 23 February 2021, the day of the paper.")
    assert "24 February 2022 Implemented (SEC version 57.0)" in apart and "MP160" in apart


def test_an_issue_shows_what_came_since_apart() -> None:
    page = issue("forecasting-obligations")
    assert "2022" not in text(page.modifications())
    since = text(page.since_paper())
    assert "MP116 Service Request Forecasting 24 February 2022 Implemented (SEC version" in since
    assert page.since_paper().html.count("<h2") == 1


def test_sources_that_disagree_are_both_told() -> None:
    shown = soup(issue("spurious-alerts").modifications())
    step = next(li for li in shown.select("ol.way li") if "Part 2" in li.get_text())
    told = " ".join(step.get_text(" ").split())
    assert told.startswith(
        "29 November 2020 Part 2 implemented (November 2020 SEC Release) Implemented"
    )
    assert "Sources disagree: 5 November 2020 by SECAS, SECMP0062, page of the modification" in told
    assert len(step.select("a[href^=https]")) == 2


def test_what_is_inferred_of_a_date_says_so() -> None:
    shown = text(issue("incorrect-dno-certificates").modifications())
    assert (
        "21 November 2019 Withdrawn by its proposer Withdrawn SECAS The page gives the day" in shown
    )


def test_a_step_of_a_paper_and_one_published_elsewhere_have_their_own_marks_and_links() -> None:
    shown = soup(issue("capacity-management").modifications())
    marks = {
        li.b.get_text(): (li["class"], li.a["href"])
        for li in shown.select("ol.way")[0].select("li")
    }
    assert marks["23 February 2021"] == (["reported"], "../reports/2021-02.html")
    assert marks["10 March 2020"][0] == ["published"]
    assert marks["10 March 2020"][1].startswith("https://smartenergycodecompany.co.uk/")


def test_an_issue_without_modifications_shows_no_empty_section() -> None:
    page = issue("han-stability")
    assert not page.modifications().html and not page.since_paper().html


@EDITIONS
def test_the_stage_timeline_has_real_lanes(reported_only: bool) -> None:
    assert timeline.open_month("2021-02", reported_only=reported_only).picture()
    shown = soup(opened(reported_only=reported_only).section())
    marks = [title.get_text() for title in shown.select("svg.wide title")]
    assert "MP119: Draft Proposal raised, 10 March 2020" in marks
    assert "MP116: Named in the paper, 23 February 2021" in marks


def test_no_lane_or_name_stands_outside_its_picture() -> None:
    for drawing in soup(opened().picture()).select("svg"):
        width = float(drawing["width"])
        for attribute in ("x", "cx", "x1", "x2"):
            for element in drawing.select(f"[{attribute}]"):
                assert 0 <= float(element[attribute]) <= width
