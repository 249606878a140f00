"""Every Service User and DNO across issues, over February, in both editions."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.analysis import holders
from opsg.pages import across, parties, service_users
from opsg.pages.issue import open_issue
from opsg.pages.service_users import ServiceUsers


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def opened(*, reported_only: bool = False) -> ServiceUsers:
    return service_users.open_month("2021-02", reported_only=reported_only)


def test_who_is_getting_worse_comes_first_and_is_named_with_the_issue() -> None:
    told = soup(opened().summary())
    assert "Three of 63 Users and 6 DNOs are getting worse beyond chance" in told.get_text()
    lines = [line.get_text() for line in told.select(".know li")]
    assert lines[2] == (
        "User 22 Communications Hubs with no meter attached: 1,957, typically +31.6 a month;"
        " 2%, rank 19 of 40. No meters on Hubs"
    )
    table = soup(opened().register())
    names = [row.th.get_text() for row in table.select("tbody tr[id]")]
    assert names[:4] == ["User 09", "User 17", "User 22", "User 01"]
    assert names[-1] == "DNO F"
    assert len(names) == 69


def test_a_user_has_an_anchor_and_what_each_ranking_says_of_it() -> None:
    row = soup(opened().register()).select_one("#user-22")
    assert row is not None
    assert row["data-user"] == "User 22"
    cells = {
        cell["data-label"]: cell.get_text(" ", strip=True) for cell in row.select("td[data-label]")
    }
    assert cells == {
        "No meters on Hubs": "1,957 −0.8% 2%, rank 19 of 40 Worsening",
        "Multiple GSMEs per site": "436 −0.7% 1%, rank 29 of 30",
        "Incorrect DNO certificates on meter": "430 −8.5% 1%, rank 46 of 63",
    }


def test_the_file_has_all_of_them_and_agrees_with_the_rankings() -> None:
    page = opened()
    table = pl.read_csv(page.register().files[across.FILE].encode(), infer_schema_length=None)
    assert table.height == 40 + 30 + 12 + 63 + 12 + 6 + 6
    here = table.filter(issue="incorrect-dno-certificates")
    assert here["share_percent"].sum() == pytest.approx(100)
    assert here["latest"].sum() == 62_000, "the paper's figure"
    assert set(table["provenance"]) == {"illustrative"}
    worse = table.filter(trend="Worsening").select("name", "issue").rows()
    assert sorted(worse) == [
        ("User 09", "communications-hub-exceptions"),
        ("User 17", "multiple-gsmes-per-site"),
        ("User 22", "no-meters-on-hubs"),
    ]


def test_of_thousands_the_table_has_the_first_and_the_file_has_all() -> None:
    whole = opened().holders
    hubs = whole.issues[0]
    many = pl.concat(
        hubs.ranking.ranked.with_columns(pl.col("party") + f"{copy:02}") for copy in range(50)
    )
    large = holders.Holders([replace_ranking(hubs, many)])
    shown = soup(across.register(large, "2021-02"))
    names = [row.th.get_text() for row in shown.select("tbody tr[id]")]
    assert len(names) == parties.MOST_LISTED
    assert names[:2] == ["User 2200", "User 2201"], "who is getting worse is there in any case"
    assert "The first 250 of 2,000 are shown." in shown.get_text()
    assert large.table().height == 2000


def test_of_more_rows_than_a_page_gives_out_the_file_has_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(across, "MOST_ROWS", 20)
    shown = across.register(opened().holders, "2021-02")
    header, *rows = shown.files[across.FILE].splitlines()
    trends = [row.split(",")[header.split(",").index("trend")] for row in rows]
    assert len(rows) == 20
    assert trends[0] == "Worsening"
    assert trends == sorted(trends, key=lambda trend: trend != "Worsening")
    assert "Download the first 20 rows" in soup(shown).get_text()


def replace_ranking(each: holders.Across, ranked: pl.DataFrame) -> holders.Across:
    return each._replace(ranking=replace(each.ranking, ranked=ranked))


def test_a_count_that_is_too_small_is_shown_nowhere() -> None:
    hubs = opened().holders.issues[0]
    small = pl.col("party") == "User 03"
    hidden = hubs.ranking.ranked.with_columns(
        latest=pl.when(~small).then("latest"), hidden=small, trend=pl.lit("No figures yet")
    )
    piece = across.register(holders.Holders([replace_ranking(hubs, hidden)]), "2021-02")
    row = soup(piece).select_one("#user-03")
    assert row is not None
    assert [cell.get_text() for cell in row.select("td")] == ["not shown"]
    assert "%, rank" not in text(piece), "of some of the parts nobody can say how much they are"
    assert "Small counts are not shown" in text(piece)


def test_the_reported_edition_says_what_the_paper_does() -> None:
    page = opened(reported_only=True)
    assert "gives no figure by Service User or DNO" in text(page.summary())
    first = soup(page.reported()).select("li")[0].get_text()
    assert first.startswith("Service Users required to progress SRV 6.15.1: 63 Service Users")
    assert page.register().html == ""


@pytest.mark.parametrize("reported_only", [True, False])
def test_next_steps_that_name_users_are_listed_theirs_first(reported_only: bool) -> None:
    rows = soup(opened(reported_only=reported_only).next_steps()).select("tbody tr")
    first = [cell.get_text() for cell in rows[0].select("th, td")]
    assert first == ["Start decommissioning activity", "No meters on Hubs", "Users", "Imminently"]
    steps = [row.th.get_text() for row in rows]
    assert any("workshops with Suppliers" in step for step in steps)
    assert not any("Lab Analysis" in step for step in steps)


def test_a_ranking_draws_and_marks_who_worsens_beyond_the_first_ten() -> None:
    shown = soup(open_issue("no-meters-on-hubs", "2021-02").ranking(title="By User"))
    labels = [label.get_text() for label in shown.select("svg.wide .bar-label")]
    assert len(labels) == 11
    assert labels[0] == "User 01 · improving"
    assert labels[-1] == "User 22 · worsening · 19th of 40"
    assert "The ten largest of 40 Users, and one other that worsens beyond chance." in (
        shown.select("figure > .note")[0].get_text()
    )
    assert shown.select("a[href='../service-users.html']")


def test_the_headline_names_who_is_getting_worse() -> None:
    shown = soup(open_issue("no-meters-on-hubs", "2021-02").headline())
    assert "Worsening beyond chance among all 40 Users: User 22 (illustrative)." in shown.get_text()
    links = [link["href"] for link in shown.select("a")]
    assert "../service-users.html?user=User%2022#user-22" in links


def test_a_headline_names_nobody_whom_chance_alone_would_name() -> None:
    assert "beyond chance among" not in text(
        open_issue("incorrect-dno-certificates", "2021-02").headline()
    )
