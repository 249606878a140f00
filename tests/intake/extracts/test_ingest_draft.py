"""A dry run writes nothing, and a month that is still a draft may be corrected in silence."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from editing import change
from ingest_tables import alerts, exceptions, tree

from opsg.core.errors import UserError
from opsg.data import log
from opsg.intake import rounds
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
APRIL = date(2021, 4, 1)


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., Path]:
    """An extract of alerts for a month."""

    def write(month: str, raised: int = 100) -> Path:
        path = tmp_path / "extract.csv"
        alerts(month, raised=raised).write_csv(path)
        return path

    return write


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    before = tree(data)
    lines = list(take(rows("2021-02", raised=900), dry_run=True).lines())
    assert tree(data) == before
    assert lines[0].startswith("Would write ")
    assert "Total raised: 959 Alerts (January 2021: 162, +492.0%)" in lines

    options = {"month": "2021-01", "replace": True, "why": "Counted twice.", "dry_run": True}
    lines = list(take(rows("2021-01", raised=1), **options).lines())
    assert "Would restate: Counted twice." in lines
    assert tree(data) == before


def test_a_dry_run_leaves_the_private_list(
    data: Path, take: Take, private: Path, tmp_path: Path
) -> None:
    named = tmp_path / "named.csv"
    exceptions("2021-02", "Zeta Power Ltd").drop("month").write_csv(named)
    before, listed = tree(data), private.read_bytes()
    lines = list(
        take(named, "hub_exceptions", parties=private, new_parties=True, dry_run=True).lines()
    )
    assert (tree(data), private.read_bytes()) == (before, listed)
    assert "New in party: User 06" in lines


def test_a_draft_s_own_correction_is_no_restatement(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    options = {"month": "2021-03", "provenance": "illustrative", "when": APRIL}
    take(rows("2021-03"), **options)
    with pytest.raises(UserError, match="the month is a draft, so nothing is restated"):
        take(rows("2021-03", raised=80), **options)
    summary = take(rows("2021-03", raised=80), replace=True, **options)
    assert summary.written
    assert summary.restatement is None
    assert log.load(data).restatements == ()


def test_a_month_once_published_is_restated_again(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    options = {"month": "2021-03", "provenance": "illustrative", "when": APRIL, "replace": True}
    take(rows("2021-03"), **options)
    change(
        data / "meetings.yml",
        "month: 2021-03\n",
        "month: 2021-03\n  paper: OPSG_45_0303\n  paper_date: 2021-03-23\n",
    )
    with pytest.raises(UserError, match="The reason for replacing the figures is missing"):
        take(rows("2021-03", raised=80), **options)
    take(rows("2021-03", raised=80), why="Late.", **options)
    assert [each.month for each in log.load(data).restatements] == ["2021-03"]


def test_an_extract_that_is_refused_adds_no_name(
    data: Path, take: Take, private: Path, tmp_path: Path
) -> None:
    named = tmp_path / "named.csv"
    exceptions("2021-02", "Zeta Power Ltd").drop("month").write_csv(named)
    text = named.read_text().splitlines()
    named.write_text("\n".join([*text, text[-1].replace("Zeta", "Eta").replace(",", ",-")]) + "\n")
    before, listed = tree(data), private.read_bytes()
    with pytest.raises(UserError):
        take(named, "hub_exceptions", parties=private, new_parties=True)
    assert (tree(data), private.read_bytes()) == (before, listed)
