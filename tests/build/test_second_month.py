"""The site of a second month that has figures in some places alone, as a reader has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from march import march

from opsg.cli import main

EDITIONS = {"illustrative": [], "reported": ["--reported-only"]}


@pytest.fixture(scope="session")
def sites(shared: Callable[..., Path]) -> Path:
    """Both editions of March, built once."""

    def make(folder: Path) -> None:
        project = march(folder)
        for name, edition in EDITIONS.items():
            where = ["--renderer", "pandoc", "--output", str(folder / name)]
            assert main([*edition, *where], root=project) == 0

    return shared("march", make)


@pytest.fixture(scope="session")
def page(sites: Path) -> Callable[[str], str]:
    """The words of a page, named by its edition and address."""

    def words(address: str) -> str:
        soup = BeautifulSoup((sites / address).read_text("utf-8"), "html.parser")
        for element in soup.select("script, style, svg"):
            element.decompose()
        return " ".join(soup.get_text(" ").split())

    return words


def headlines(sites: Path, edition: str) -> dict[str, dict[str, object]]:
    """The rows of headlines.json by issue."""
    file = json.loads((sites / edition / "headlines.json").read_text("utf-8"))
    return {row["slug"]: row for row in file["issues"]}


def test_what_a_paper_reported_stays_reported(sites: Path, page: Callable[[str], str]) -> None:
    issue = page("reported/issues/incorrect-dno-certificates.html")
    says = (
        "No figures for March 2021 yet: ESMEs with a missing DNO certificate stood at 62,000 in"
        " February 2021, the latest reported."
    )
    assert says in issue and "across 63 separate Service Users" in issue
    assert "62,000 in February 2021 ESMEs with a missing DNO certificate" in issue
    row = headlines(sites, "reported")["incorrect-dno-certificates"]
    assert (row["value"], row["known_value"], row["known_month"]) == (None, 62_000, "2021-02")
    assert row["sentence"] == says
    assert says in page("reported/reports/2021-03.html")
    assert says in (sites / "reported/feed.xml").read_text("utf-8")
    assert "62,000 in February 2021" in page("reported/index.html")
    assert "no figure yet 62,000 in February 2021" in page("reported/what-changed.html")


def test_a_second_figure_shows_its_change(sites: Path, page: Callable[[str], str]) -> None:
    issue = page("reported/issues/no-meters-on-hubs.html")
    assert "fell about 11% on February to about 97k. Where" in issue
    assert "Not enough history yet to tell a trend." in issue
    assert "February 2021 109,000" in issue and "March 2021 97,000" in issue
    assert "usual range" not in issue
    assert "12 March 2021" in issue
    row = headlines(sites, "reported")["no-meters-on-hubs"]
    assert (row["value"], row["change_percent"], row["signal"]) == (97_000, -11.0092, "none")
    assert "about 109k reported about 97k reported about −11%" in page("reported/what-changed.html")


def test_the_home_page_counts_what_has_no_figures_by_itself(page: Callable[[str], str]) -> None:
    reported = page("reported/index.html")
    assert "1 with a headline figure reported 2 with one of an earlier month 9 with no" in reported
    assert "9 without figures for the month yet" in page("illustrative/index.html")
    assert "nine without figures yet (illustrative)" in page("illustrative/index.html")


def test_a_part_of_the_groups_is_not_the_whole(sites: Path, page: Callable[[str], str]) -> None:
    rows = headlines(sites, "illustrative")
    for slug, names in (
        ("spurious-alerts", "CSP Central, CSP South (2.9m without them)"),
        ("power-outage-reporting", "DNO E, DNO F (71.2% without them)"),
    ):
        says = f"No figures for March 2021 yet from {names}: "
        assert str(rows[slug]["sentence"]).startswith(says)
        assert (rows[slug]["value"], rows[slug]["change_percent"]) == (None, None)
        issue = page(f"illustrative/issues/{slug}.html")
        assert says in issue and "All with figures for both months" in issue
        assert "Share" not in issue


def test_a_small_group_without_rows_is_told(sites: Path, page: Callable[[str], str]) -> None:
    row = headlines(sites, "illustrative")["communications-hub-exceptions"]
    assert "stood at 18.1k without User 44, of which there are no figures" in str(row["sentence"])
    assert row["change_percent"] is None
    issue = page("illustrative/issues/communications-hub-exceptions.html")
    assert "No figures for March 2021 yet from User 44." in issue


def test_what_is_broken_down_is_of_the_last_month_with_figures(
    sites: Path, page: Callable[[str], str]
) -> None:
    for edition in EDITIONS:
        issue = page(f"{edition}/issues/han-stability.html")
        assert "Of the fall" not in issue and "−58" not in issue
        assert "ESMEs dropping off the HAN, by combination, February 2021" in issue
        assert "who made the month’s change cannot be told" in issue
    soup = BeautifulSoup(
        (sites / "reported/issues/han-stability.html").read_text("utf-8"), "html.parser"
    )
    for picture in soup.select("svg.wide, svg.narrow"):
        assert len(picture.select("rect")) == len(picture.select(".bar-value"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_signal_is_said_of_an_issue_without_figures(sites: Path, edition: str) -> None:
    soup = BeautifulSoup((sites / edition / "index.html").read_text("utf-8"), "html.parser")
    for row in soup.select("table.issues tbody tr"):
        if "in February 2021" in row.get_text():
            assert row["data-signal"] == "No figures yet"
            assert not row.select(".better, .worse")
    for row in headlines(sites, edition).values():
        if row["value"] is None:
            assert (row["signal"], row["direction"]) == ("none", "common_cause")


def test_a_signal_does_not_end_by_a_month_without_figures(page: Callable[[str], str]) -> None:
    changed = page("illustrative/what-changed.html")
    own, _, _ = changed.partition("Earlier months February")
    assert "ended" not in own.replace("appeared or ended", "")


def test_forecasts_say_up_to_which_month_they_are(page: Callable[[str], str]) -> None:
    issue = page("illustrative/issues/forecasting-obligations.html")
    assert "the errors are those of the months up to February 2021." in issue


def test_check_tells_of_groups_without_rows(
    sites: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], root=sites) == 0
    said = capsys.readouterr().err
    for where, what in (
        ("alerts", "region CSP Central, CSP South"),
        ("power_outages", "dno DNO E, DNO F"),
        ("hub_exceptions", "party User 44"),
    ):
        assert f"data/snapshots/{where}/2021-03.csv: There are no rows of {what}, though" in said
    assert said.count("There are no rows of") == 3


def charts(sites: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of the headline charts' files."""
    for path in sorted(sites.glob("*/downloads/charts/*-trend.csv")):
        head, *rows = path.read_text("utf-8").splitlines()
        month, _, *others = head.split(",")
        for row in rows:
            yield str(path), dict(zip([month, "value", *others], row.split(","), strict=True))


def test_downloads_have_nothing_for_a_month_without_figures(sites: Path) -> None:
    empty = [(path, row) for path, row in charts(sites) if not row["value"]]
    assert len(empty) >= 9
    for path, row in empty:
        assert (row["signal"], row["provenance"]) == ("", ""), path
    assert not [path for path, row in charts(sites) if row["value"] in ("0", "0.0")]
