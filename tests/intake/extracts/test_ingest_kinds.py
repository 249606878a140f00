"""An extract is taken as it comes: the same figures in any form make the same file."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import workbooks

from opsg.data import snapshots
from opsg.data.snapshots.check import check_folder
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
Extract = Callable[..., Path]

WANTED = """\
month,alert_code,region,raised,cleared,outstanding,provenance
2021-02,8F3E,CSP North,1234,20,1500,reported
2021-02,8F3E,CSP South,50,30,700,reported
2021-02,8F12,CSP North,9,8,7,reported
"""
PLAIN = """\
month,alert_code,region,raised,cleared,outstanding
2021-02,8F12,CSP North,9,8,7
2021-02,8F3E,CSP South,50,30,700
2021-02,8F3E,CSP North,1234,20,1500
"""
BRITISH = """\
Alerts by region – £0;;;;;
;;;;;
Month;Alert Code;Region;RAISED;Cleared ;Outstanding
28/02/2021;8f12;csp north;9;8;7.0
28/02/2021;8F3E;CSP South;50;30;700

1 Feb 2021;8F3E; CSP  North;1,234;20;1,500
;;;;;
"""
QUOTED = """\
"region","month","raised","cleared","outstanding","alert_code"\r
"CSP North","Feb-21","9","8","7","8F12"\r
"CSP South","Feb-21","50","30","700","8F3E"\r
"CSP North","Feb-21","1,234","20","1,500","8F3E"\r
"""
WITHOUT_MONTH = """\
outstanding\talert_code\tregion\traised\tcleared
7\t8F12\tCSP North\t9\t8
700\t8F3E\tCSP South\t50\t30
1500\t8F3E\tCSP North\t1,234\t20"""

TEXTS = {
    "UTF-8 with commas": PLAIN.encode(),
    "UTF-8 with a byte-order mark and semicolons": BRITISH.encode("utf-8-sig"),
    "UTF-16 with a byte-order mark and semicolons": BRITISH.encode("utf-16"),
    "UTF-16, big end first, without a mark": BRITISH.encode("utf-16-be"),
    "Windows-1252 with semicolons": BRITISH.encode("cp1252"),
    "quoted, with columns in another order and Windows' line ends": QUOTED.encode(),
    "UTF-16 with tabs and no month": WITHOUT_MONTH.encode("utf-16-le"),
    "bars, under a line that says so to Excel": f"sep=|\n{PLAIN.replace(',', '|')}".encode(),
    "the Ctrl-Z of an old program at its end": f"{PLAIN}\x1a".encode(),
    "tabs, no month, no line end at the end": WITHOUT_MONTH.encode(),
    "the month's own provenance": PLAIN.replace("\n", ",Reported\n")
    .replace("ing,Reported", "ing,provenance")
    .encode(),
}

ROWS: list[list[workbooks.Cell]] = [
    [],
    [None, "Alerts by region"],
    [],
    [None, "Month", "Alert code", "Region", "Raised", "Cleared", "Outstanding"],
    [None, date(2021, 2, 28), "8F12", "CSP North", 9, 8.0, "7"],
    [],
    [None, date(2021, 2, 28), "8F3E", "CSP South", 50, 30, 700],
    [None, date(2021, 2, 1), "8F3E", "CSP North", "1,234", 20, 1500],
]


def written(data: Path, month: str = "2021-02") -> str:
    """The month's file, once the data has been found in order."""
    errors = [one for one in check_folder(data / "snapshots") if one.severity == "error"]
    assert errors == []
    return (data / "snapshots" / "alerts" / f"{month}.csv").read_bytes().decode()


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS.keys())
def test_text_in_any_form_makes_the_same_file(
    content: bytes, data: Path, take: Take, extract: Extract
) -> None:
    take(extract(content))
    assert written(data) == WANTED


def test_a_workbook_with_its_header_below_a_title(data: Path, take: Take, tmp_path: Path) -> None:
    take(workbooks.write(tmp_path / "extract.xlsx", {"Data": ROWS}))
    assert written(data) == WANTED


def test_a_chosen_sheet_of_a_workbook(data: Path, take: Take, tmp_path: Path) -> None:
    file = workbooks.write(tmp_path / "extract.xlsx", {"Notes": [["x"]], "Data & more": ROWS})
    take(file, sheet="Data & more")
    assert written(data) == WANTED


def test_the_only_sheet_that_can_be_seen_need_not_be_named(
    data: Path, take: Take, tmp_path: Path
) -> None:
    sheets = {"Lists": [["x"]], "Data": ROWS}
    take(workbooks.write(tmp_path / "extract.xlsx", sheets, hidden=["Lists"]))
    assert written(data) == WANTED


def test_a_workbook_is_known_by_its_content(data: Path, take: Take, tmp_path: Path) -> None:
    take(workbooks.write(tmp_path / "extract.csv", {"Data": ROWS}))
    assert written(data) == WANTED


def test_parquet_with_its_own_types(data: Path, take: Take, tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "Month": [date(2021, 2, 28)] * 3,
            "alert_code": pl.Series(["8F12", "8F3E", "8F3E"], dtype=pl.Categorical),
            "region": ["CSP North", "CSP South", "CSP North"],
            "raised": [9.0, 50.0, 1234.0],
            "cleared": pl.Series([8, 30, 20], dtype=pl.UInt8),
            "outstanding": ["7", "700", "1,500"],
        }
    )
    rows.write_parquet(tmp_path / "extract[1].parquet")
    take(tmp_path / "extract[1].parquet")
    assert written(data) == WANTED


def test_parquet_with_bytes_moments_and_decimals(data: Path, take: Take, tmp_path: Path) -> None:
    rows = pl.DataFrame(
        {
            "month": pl.Series([datetime(2021, 2, 28, 23, 59)] * 3, dtype=pl.Datetime("us", "UTC")),
            "alert_code": [b"8F12", b"8F3E", b"8F3E"],
            "region": pl.Series(["CSP North", "CSP South", "CSP North"], dtype=pl.Categorical),
            "raised": pl.Series(["9", "50", "1234"]).cast(pl.Decimal(10, 0)),
            "cleared": [8, 30, 20],
            "outstanding": [7, 700, 1500],
        }
    )
    rows.write_parquet(tmp_path / "extract.parquet")
    take(tmp_path / "extract.parquet")
    assert written(data) == WANTED


@pytest.mark.filterwarnings("ignore")
def test_parquet_with_the_periods_of_pandas(data: Path, take: Take, tmp_path: Path) -> None:
    period = pl.Extension("pandas.period", pl.Int64, '{"freq": "M"}')
    rows = pl.read_csv(PLAIN.encode()).with_columns(
        pl.lit(613, pl.Int64).ext.to(period).alias("month")
    )
    rows.write_parquet(tmp_path / "extract.parquet")
    take(tmp_path / "extract.parquet")
    assert written(data) == WANTED


def test_a_dataset_kept_as_parquet_stays_so(data: Path, take: Take, extract: Extract) -> None:
    folder = data / "snapshots" / "alerts"
    rows = pl.read_csv(folder / "2021-01.csv")
    rows.with_columns(month=pl.lit(date(2021, 1, 1))).write_parquet(folder / "2021-01.parquet")
    (folder / "2021-01.csv").unlink()
    summary = take(extract(PLAIN))
    assert summary.path.name == "2021-02.parquet"
    held = snapshots.scan("alerts", data=data).filter(pl.col("month") == date(2021, 2, 1))
    assert held.select(pl.col("raised").sum()).collect().item() == 1293
    assert [one for one in check_folder(data / "snapshots") if one.severity == "error"] == []


def test_labels_of_pages_stand_for_the_contracts_words(
    data: Path, take: Take, extract: Extract
) -> None:
    take(
        extract(
            "party,region,exception_type,open,raised,closed\n"
            "User 02,CSP North,Address details insufficient,4,3,2\n"
        ),
        "hub_exceptions",
    )
    text = (data / "snapshots" / "hub_exceptions" / "2021-02.csv").read_text()
    assert "2021-02,User 02,CSP North,address_incomplete,4,3,2,reported" in text


def test_a_dataset_without_any_file_gets_its_first(
    data: Path, take: Take, extract: Extract
) -> None:
    take(extract("region,capacity,peak_demand\nCSP North,900,800\n"), "capacity")
    text = (data / "snapshots" / "capacity" / "2021-02.csv").read_text()
    assert (
        text == "month,region,capacity,peak_demand,provenance\n2021-02,CSP North,900,800,reported\n"
    )


def test_the_reader_of_workbooks_starts_without_what_it_does_not_need() -> None:
    code = (
        "import sys, opsg.intake.extracts.workbook; print({'polars', 'pydantic'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
