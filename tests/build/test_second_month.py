"""The pages of a second month that has figures in some places alone, as a reader has them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import shown
from bs4 import BeautifulSoup
from projects import ROOT

from opsg.build import jobs
from opsg.cli import main
from opsg.core.edition import Edition
from opsg.data import log
from opsg.exports import feeds as exported

MONTHS = "2021-02", "2021-03"
EDITIONS = {"illustrative": False, "reported": True}
Pieces = Callable[[str, str], list[Any]]
Page = Callable[[str, str], str]


@pytest.fixture(scope="module")
def pieces(second: Path) -> Iterator[Pieces]:
    """What a notebook shows of March in an edition."""

    @cache
    def pieces(edition: str, name: str) -> list[Any]:
        notebook = ROOT / f"notebooks/{name}.ipynb"
        return shown.shown(notebook, month="2021-03", reported_only=EDITIONS[edition])

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPSG_DATA", str(second))
        yield pieces


@pytest.fixture(scope="module")
def page(pieces: Pieces) -> Page:
    """The words of a page of an edition."""

    def words(edition: str, name: str) -> str:
        soup = BeautifulSoup(shown.html(pieces(edition, name)), "html.parser")
        for element in soup.select("script, style, svg"):
            element.decompose()
        return " ".join(soup.get_text(" ").split())

    return words


@pytest.fixture(scope="module")
def feeds(second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The feed and the headlines of both editions, each in its own folder."""
    folders = tmp_path_factory.mktemp("feeds")
    for name, reported in EDITIONS.items():
        folder = folders / name
        folder.mkdir()
        shutil.copy(second.parent / "_quarto.yml", folder)
        for month in MONTHS:
            edition = asdict(Edition(month, reported_only=reported))
            jobs.feed(str(folder), str(second), edition)
        exported.write(folder, MONTHS)
    return folders


def headlines(feeds: Path, edition: str) -> dict[str, dict[str, object]]:
    """The rows of headlines.json by issue."""
    file = json.loads((feeds / edition / "headlines.json").read_text("utf-8"))
    return {row["slug"]: row for row in file["issues"]}


def test_what_a_paper_reported_stays_reported(feeds: Path, page: Page) -> None:
    issue = page("reported", "incorrect-dno-certificates")
    says = (
        "No figures for March 2021 yet: ESMEs with a missing DNO certificate stood at 62,000 in"
        " February 2021, the latest reported."
    )
    assert says in issue and "across 63 separate Service Users" in issue
    assert "62,000 in February 2021 ESMEs with a missing DNO certificate" in issue
    row = headlines(feeds, "reported")["incorrect-dno-certificates"]
    assert (row["value"], row["known_value"], row["known_month"]) == (None, 62_000, "2021-02")
    assert row["sentence"] == says
    assert says in page("reported", "report")
    assert says in (feeds / "reported/feed.xml").read_text("utf-8")
    assert "62,000 in February 2021" in page("reported", "overview")
    assert "no figure yet 62,000 in February 2021" in page("reported", "what-changed")


def test_a_second_figure_shows_its_change(feeds: Path, page: Page) -> None:
    issue = page("reported", "no-meters-on-hubs")
    assert "fell about 11% on February to about 97k. Where" in issue
    assert "Not enough history yet to tell a trend." in issue
    assert "February 2021 109,000" in issue and "March 2021 97,000" in issue
    assert "usual range" not in issue
    assert "12 March 2021" in issue
    row = headlines(feeds, "reported")["no-meters-on-hubs"]
    assert (row["value"], row["change_percent"], row["signal"]) == (97_000, -11.0092, "none")
    assert "about 109k reported about 97k reported about −11%" in page("reported", "what-changed")


def test_the_home_page_counts_what_has_no_figures_by_itself(page: Page) -> None:
    reported = page("reported", "overview")
    assert "1 with a headline figure reported 2 with one of an earlier month 9 with no" in reported
    assert "9 without figures for the month yet" in page("illustrative", "overview")
    assert "nine without figures yet (illustrative)" in page("illustrative", "overview")


def test_a_part_of_the_groups_is_not_the_whole(feeds: Path, page: Page) -> None:
    rows = headlines(feeds, "illustrative")
    for slug, names in (
        ("spurious-alerts", "CSP Central, CSP South (2.9m without them)"),
        ("power-outage-reporting", "DNO E, DNO F (71.2% without them)"),
    ):
        says = f"No figures for March 2021 yet from {names}: "
        assert str(rows[slug]["sentence"]).startswith(says)
        assert (rows[slug]["value"], rows[slug]["change_percent"]) == (None, None)
        issue = page("illustrative", slug)
        assert says in issue and "All with figures for both months" in issue
        assert "Share" not in issue


def test_a_small_group_without_rows_is_told(feeds: Path, page: Page) -> None:
    row = headlines(feeds, "illustrative")["communications-hub-exceptions"]
    assert "stood at 18.1k without User 44, of which there are no figures" in str(row["sentence"])
    assert row["change_percent"] is None
    issue = page("illustrative", "communications-hub-exceptions")
    assert "No figures for March 2021 yet from User 44." in issue


def test_what_is_broken_down_is_of_the_last_month_with_figures(pieces: Pieces, page: Page) -> None:
    for edition in EDITIONS:
        issue = page(edition, "han-stability")
        assert "Of the fall" not in issue and "−58" not in issue
        assert "ESMEs dropping off the HAN, by combination, February 2021" in issue
        assert "who made the month’s change cannot be told" in issue
    soup = BeautifulSoup(shown.html(pieces("reported", "han-stability")), "html.parser")
    for picture in soup.select("svg.wide, svg.narrow"):
        assert len(picture.select("rect")) == len(picture.select(".bar-value"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_signal_is_said_of_an_issue_without_figures(
    pieces: Pieces, feeds: Path, edition: str
) -> None:
    soup = BeautifulSoup(shown.html(pieces(edition, "overview")), "html.parser")
    for row in soup.select("table.issues tbody tr"):
        if "in February 2021" in row.get_text():
            assert row["data-signal"] == "No figures yet"
            assert not row.select(".better, .worse")
    for row in headlines(feeds, edition).values():
        if row["value"] is None:
            assert (row["signal"], row["direction"]) == ("none", "common_cause")


def test_a_signal_does_not_end_by_a_month_without_figures(page: Page) -> None:
    changed = page("illustrative", "what-changed")
    own, _, _ = changed.partition("Earlier months February")
    assert "ended" not in own.replace("appeared or ended", "")


def test_forecasts_say_up_to_which_month_they_are(page: Page) -> None:
    issue = page("illustrative", "forecasting-obligations")
    assert "the errors are those of the months up to February 2021." in issue


def test_check_tells_of_groups_without_rows(
    second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], root=second.parent) == 0
    said = capsys.readouterr().err
    for where, what in (
        ("alerts", "region CSP Central, CSP South"),
        ("power_outages", "dno DNO E, DNO F"),
        ("hub_exceptions", "party User 44"),
    ):
        assert f"data/snapshots/{where}/2021-03.csv: There are no rows of {what}, though" in said
    assert said.count("There are no rows of") == 3


def test_downloads_have_nothing_for_a_month_without_figures(second: Path, pieces: Pieces) -> None:
    empty = 0
    for edition, issue in product(EDITIONS, log.load(second).issues):
        name = f"downloads/charts/{issue.slug}-trend.csv"
        for piece in pieces(edition, issue.slug):
            for row in csv.DictReader(getattr(piece, "files", {}).get(name, "").splitlines()):
                value = list(row.values())[1]
                empty += not value
                assert value not in ("0", "0.0"), name
                assert value or (row["signal"], row["provenance"]) == ("", ""), name
    assert empty >= 9
