"""What an ingest writes, records and says; and that it writes all of it or nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ingest_tables import alerts, tree

from opsg.core.errors import UserError
from opsg.data import log, snapshots
from opsg.data.models import Totals
from opsg.data.snapshots.check import check_folder
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., Path]:
    """An extract of alerts for a month."""

    def write(month: str = "2021-02", raised: int = 100) -> Path:
        path = tmp_path / "extract.csv"
        alerts(month, raised=raised).write_csv(path)
        return path

    return write


def test_the_summary_stands_beside_the_month_before(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    lines = list(take(rows(raised=900)).lines())
    assert lines[0].endswith("2021-02.csv: alerts, February 2021, reported.")
    assert lines[1:] == [
        "Read 3 lines, used 3.",
        "Rows: 3 (January 2021: 3)",
        "Total raised: 959 Alerts (January 2021: 162, +492.0%)",
        "Total cleared: 58 Alerts (January 2021: 58, +0.0%)",
        "Total outstanding: 2,207 Alerts (January 2021: 2,207, +0.0%)",
        "Beyond its limits: raised: 959, outside 153 to 168",
        "Beyond its limits: raised, alert_code 8F3E: 950, outside 144 to 159",
        "Beyond its limits: raised, region CSP North: 909, outside 103 to 118",
    ]


def test_a_figure_within_its_limits_is_not_pointed_out(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    assert take(rows(raised=105)).moved == ()


def test_limits_start_anew_where_an_event_starts_a_new_process(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    issue = data / "issues/han-drops/issue.md"
    issue.write_text(issue.read_text().replace("[han_stability]", "[han_stability, alerts]"))
    assert take(rows(raised=900)).moved == ()
    events = data / "events.yml"
    assert "rebase: true" in events.read_text()
    events.write_text(events.read_text().replace("rebase: true", "rebase: false"))
    assert take(rows(raised=901), replace=True, why="Again.").moved != ()


def test_without_a_year_of_months_nothing_is_judged(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    for path in sorted((data / "snapshots" / "alerts").iterdir())[:3]:
        path.unlink()
    assert take(rows(raised=900)).moved == ()


def test_a_gap_before_the_month_is_pointed_out(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    for month in ("2021-01", "2020-12"):
        (data / "snapshots" / "alerts" / f"{month}.csv").unlink()
    summary = take(rows())
    assert summary.before == "2020-11"
    assert summary.notes == ("There is no file for 2020-12, 2021-01; charts show a gap.",)


def test_the_first_month_has_nothing_to_compare_with(
    data: Path, take: Take, tmp_path: Path
) -> None:
    (tmp_path / "first.csv").write_text("region,capacity,peak_demand\nCSP South,900,1000\n")
    assert list(take(tmp_path / "first.csv", "capacity").lines())[1:] == [
        "Read 1 line, used 1.",
        "There is no month before it to compare with.",
        "Rows: 1",
        "Total capacity: 900 messages an hour",
        "Total peak_demand: 1,000 messages an hour",
    ]


def test_a_month_is_not_replaced_without_saying_so_and_why(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    before = tree(data)
    with pytest.raises(UserError, match="There are figures for 2021-02 already"):
        take(rows(raised=99))
    with pytest.raises(UserError, match="--why: The reason for replacing the figures is missing"):
        take(rows(raised=99), replace=True, why=" ")
    assert tree(data) == before


def test_a_replaced_month_is_recorded_as_restated(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    summary = take(
        rows(raised=80), replace=True, why="Alerts counted twice: taken out.", when=date(2021, 3, 9)
    )
    assert list(summary.lines())[-4:] == [
        "Restated: Alerts counted twice: taken out.",
        "  raised: was 159, is 139",
        "  cleared: was 58, is 58",
        "  outstanding: was 2,207, is 2,207",
    ]
    (restated,) = log.load(data).restatements
    assert (restated.dataset, restated.month, restated.when) == (
        "alerts",
        "2021-02",
        date(2021, 3, 9),
    )
    assert restated.why == "Alerts counted twice: taken out."
    assert (restated.was, restated.now) == ("reported", "reported")
    assert restated.totals["raised"] == Totals(old=159, new=139)


def test_restatements_are_added_at_the_end_and_the_rest_stays(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows("2021-01", raised=1), month="2021-01", replace=True, why="First.")
    record = data / "restatements.yml"
    before = record.read_text() + "# Looked into with the DCC."
    record.write_text(before)
    take(rows("2021-01", raised=2), month="2021-01", replace=True, why="Sécond: # not a comment")
    assert record.read_text().startswith(before + "\n- dataset: alerts\n")
    reasons = [restated.why for restated in log.load(data).restatements]
    assert reasons == ["First.", "Sécond: # not a comment"]


def test_figures_that_were_made_up_are_recorded_as_such(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows("2021-01", raised=1), month="2021-01", replace=True, why="The paper is out.")
    (restated,) = log.load(data).restatements
    assert (restated.was, restated.now) == ("illustrative", "reported")


def test_illustrative_figures_do_not_replace_reported_ones(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    with pytest.raises(UserError, match="illustrative ones cannot replace them"):
        take(rows(raised=1), provenance="illustrative", replace=True, why="To try.")


def test_the_same_figures_again_change_and_record_nothing(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    before = tree(data)
    summary = take(rows(), replace=True, why="To be sure.")
    assert not summary.written
    assert next(summary.lines()).startswith("Nothing to change in ")
    assert tree(data) == before


def test_a_month_between_others_is_compared_with_the_one_before_it(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    summary = take(
        rows("2020-06"), month="2020-06", provenance="illustrative", replace=True, why="Again."
    )
    assert summary.before == "2020-05"


def test_nothing_is_written_if_the_record_cannot_be(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    (data / "restatements.yml").mkdir()
    before = tree(data)
    with pytest.raises(UserError, match=r"restatements\.yml"):
        take(rows(raised=1), replace=True, why="Again.")
    assert tree(data) == before


def test_a_log_that_is_not_in_order_is_told_first(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    (data / "meetings.yml").write_text("- number: 44\n")
    with pytest.raises(UserError, match=r"data/meetings\.yml:1: 'month' is missing"):
        take(rows())


def test_snapshots_that_cannot_be_read_are_told(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    (data / "snapshots" / "alerts" / "2021-01.csv").write_text("month,x\n2021-01,1\n")
    with pytest.raises(UserError, match="The snapshots that are there cannot be read"):
        take(rows())


def test_what_is_written_is_found_in_order_by_the_check(
    data: Path, take: Take, rows: Callable[..., Path]
) -> None:
    take(rows())
    assert [str(one) for one in check_folder(data / "snapshots") if one.severity == "error"] == []
    assert snapshots.months("alerts", data)[-1] == "2021-02"
