"""Issues that a paper does not name, that are closed, and that are open again, on the pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pieces import soup, text
from projects import GOLDEN, assembled

from opsg.cli import main
from opsg.data import log
from opsg.pages import catalogue, changes, overview, timeline
from opsg.pages.issue import open_issue
from opsg.pages.paper import open_month as open_report

PAPERS = {"2021-03": ("OPSG_45_0303", "2021-03-23"), "2021-04": ("OPSG_46_0403", "2021-04-27")}


def begin(root: Path, month: str, absent: str) -> None:
    """A month whose paper names all issues but one, in the words of the month before."""
    paper, day = PAPERS[month]
    told = ("--paper", paper, "--paper-date", day)
    assert main(["new-month", month, "--classification", "White", *told], root=root) == 0
    (root / "data/issues" / absent / f"{month}.md").unlink(missing_ok=True)
    for path in root.glob(f"data/issues/*/{month}.md"):
        path.write_text(path.read_text().replace("carried_forward: true\n", ""))


@pytest.fixture(scope="module")
def root(shared: Callable[..., Path]) -> Path:
    """Three issues: March's paper does not name one, which is closed, and April's names it again.

    April's paper does not name another.
    """

    def make(folder: Path) -> None:
        assembled(GOLDEN, folder)
        begin(folder, "2021-03", "han-stability")
        close = ["close-issue", "spurious-alerts", "--month", "2021-03"]
        assert main(close, root=folder) == 0
        begin(folder, "2021-04", "capacity-management")
        february = (folder / "data/issues/han-stability/2021-02.md").read_text()
        april = february.replace("month: 2021-02", "month: 2021-04").split("figures:")[0]
        (folder / "data/issues/han-stability/2021-04.md").write_text(
            f"{april}---\n{february.split('---', 2)[2]}"
        )

    return shared("listing", make)


@pytest.fixture(autouse=True)
def data(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(root / "data"))


def rows(month: str) -> dict[str, str]:
    """What the board says of each issue, and in which group."""
    board = soup(overview.open_month(month, reported_only=True).board())
    return {
        row.a["href"].split("/")[1].removesuffix(".html"): f"{row['data-listed']}: "
        + " ".join(row.get_text(" ").split())
        for row in board.select("tbody tr:not(.group)")
    }


def test_the_home_page_has_a_group_for_each() -> None:
    board = soup(overview.open_month("2021-03", reported_only=True).board())
    titles = [row.get_text() for row in board.select("tr.group")]
    assert titles == ["In March 2021’s paper", "Not in March 2021’s paper", "Closed"]
    march = rows("2021-03")
    assert "carried from February 2021" in march["han-stability"]
    assert march["spurious-alerts"].startswith("Closed: ")
    assert "since March 2021" in march["spurious-alerts"]
    listed = [option.get_text() for option in board.select("select[name=listed] option")]
    assert listed == ["All", "In the paper", "Not in the paper", "Closed"]
    april = rows("2021-04")
    assert april["han-stability"].startswith("In the paper: ")
    assert april["capacity-management"].startswith("Not in the paper: ")
    february = soup(overview.open_month("2021-02").board())
    assert not february.select("tr.group, select[name=listed]")


def test_the_headline_and_the_strip_count_the_issues_of_the_paper() -> None:
    march = overview.open_month("2021-03", reported_only=True)
    assert "One issue, one next step to approve" in text(march.headline())
    assert "Not enough history yet to tell a trend." in text(march.headline())
    assert text(march.strip()).startswith("1 actively managed issue ")
    assert "1 not in March 2021’s paper 1 closed" in text(march.strip())


def test_a_page_says_that_the_paper_does_not_name_the_issue() -> None:
    page = open_issue("han-stability", "2021-03", reported_only=True)
    says = text(page.stages())
    assert "Stage carried from February 2021’s paper, where it is inferred." in says
    assert "Not in March 2021’s paper. Its text is that of February 2021’s paper" in says
    assert "as the paper gives it" not in says
    beside = text(page.sidebar())
    assert (
        "These actions are from February 2021’s paper; March 2021’s paper does not name" in beside
    )
    assert "Not in" not in text(open_issue("han-stability", "2021-02").stages())
    assert "Not in" not in text(open_issue("han-stability", "2021-04").stages())


def test_a_closed_issue_has_no_open_actions() -> None:
    page = open_issue("spurious-alerts", "2021-04", reported_only=True)
    assert "Stage as the log has it; no paper gives it." in text(page.stages())
    beside = soup(page.sidebar())
    assert "Closed in March 2021: no action is open." in beside.get_text(" ")
    assert not beside.select(".act li")


def test_no_report_has_an_issue_that_its_paper_does_not_name() -> None:
    slugs = [issue.slug for issue in open_report("2021-03").issues]
    assert "han-stability" not in slugs
    assert "han-stability" in [issue.slug for issue in open_report("2021-04").issues]


def test_what_changed_tells_that_an_issue_left_and_came_back() -> None:
    march = text(changes.open_month("2021-03", reported_only=True).issues())
    assert "Stability within the HAN is not in the later paper." in march
    april = text(changes.open_month("2021-04", reported_only=True).issues())
    assert "Stability within the HAN is in the paper again." in april
    assert "was opened" not in april


def test_the_timeline_says_since_when_papers_give_a_stage() -> None:
    table = text(timeline.open_month("2021-04", reported_only=True).table())
    assert "Stability within the HAN Investigating April 2021 1" in table
    assert "Spurious Alerts Closed March 2021 2" in table
    assert "Not in the paper" in table


def test_an_issue_closed_without_a_paper_is_reopened_by_one(root: Path, tmp_path: Path) -> None:
    loaded = log.load(root / "data")
    closed = [issue.slug for issue in loaded.closed("2021-04")]
    assert closed == ["spurious-alerts"]


def test_a_site_with_an_issue_missing_is_built_and_its_files_agree(root: Path) -> None:
    assert main(["check"], root=root) == 0
    site = root / "_site"
    build = ["--reported-only", "--renderer", "pandoc", "--month", "2021-03"]
    assert main([*build, "--output", str(site)], root=root) == 0
    told = json.loads((site / "headlines.json").read_text())
    others = {each["slug"]: (each["listed"], each["month"]) for each in told["other_issues"]}
    assert others == {
        "han-stability": ("not in the paper", "2021-02"),
        "spurious-alerts": ("closed", "2021-03"),
    }
    assert [each["slug"] for each in told["issues"]] == ["capacity-management"]
    feed = (site / "feed.xml").read_text()
    assert "not in the paper; last in February 2021" in feed
    page = BeautifulSoup((site / "issues/han-stability.html").read_text(), "html.parser")
    assert "Not in March 2021’s paper" in page.main.get_text()
    report = (site / "reports/2021-03.html").read_text()
    assert "Stability within the HAN" not in report


def test_the_data_page_names_the_paper_of_the_month() -> None:
    march = catalogue.open_month("2021-03", reported_only=True)
    says = text(march.dataset("han_stability"))
    assert "OPSG_45_0303, 23 March 2021: no figure reported. First, OPSG_44_0203" in says
    assert "in February 2021’s paper; March 2021’s paper reports no figure" in says
    assert "OPSG_44_0203 reports rows of" in text(march.summary())
    february = text(catalogue.open_month("2021-02", reported_only=True).dataset("han_stability"))
    assert "OPSG_45" not in february


def test_a_modification_is_told_with_the_paper_that_gives_its_stage() -> None:
    for month in ("2021-02", "2021-03"):
        page = open_issue("capacity-management", month, reported_only=True)
        shown = text(page.modifications())
        assert "23 February 2021 Named in the paper Refinement Process (inferred) OPSG_44" in shown
