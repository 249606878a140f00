"""Reading the months' figures, and telling everything that is wrong with them."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg.core.errors import Finding, UserError
from opsg.data import snapshots
from opsg.data.datasets import DATASETS
from opsg.data.snapshots.check import check_folder
from opsg.data.snapshots.faults import Faults

HEADER = "month,dno,alerts_expected,on_time,late,missing,provenance\n"
ROWS = (
    "2021-02,DNO A,100,80,15,5,illustrative\n"
    "2021-02,DNO B,50,40,6,4,reported\n"
)  # fmt: skip
GOOD = HEADER + ROWS
MONTH = date(2021, 2, 1)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with one small dataset, as seen from the folder that holds it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    for month in ("2020-12", "2021-01", "2021-02"):
        write(folder, GOOD.replace("2021-02", month), f"{month}.csv")
    yield folder


def write(data: Path, content: str | bytes, name: str = "2021-02.csv") -> Path:
    path = data / "snapshots" / "power_outages" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def write_parquet(data: Path, file_month: date, **columns: object) -> Path:
    """The good rows as the Parquet file of `file_month`, with other values in some columns."""
    values = {"month": file_month, **columns}
    rows = pl.read_csv(GOOD.encode()).with_columns(pl.lit(v).alias(k) for k, v in values.items())
    path = data / "snapshots" / "power_outages" / f"{file_month:%Y-%m}.parquet"
    rows.write_parquet(path)
    return path


def found(data: Path) -> list[Finding]:
    """What check says, but for the datasets that this data folder does not have."""
    everything = check_folder(data / "snapshots")
    return [finding for finding in everything if "There is no snapshot of" not in finding.problem]


# scan


def test_held_rows_are_those_of_scan_and_follow_their_files(data: Path) -> None:
    def outstanding() -> int:
        rows = snapshots.held("power_outages", "2021-02", data=data).filter(month=MONTH)
        return int(rows.select(pl.col("missing").sum()).collect().item())

    ordered = [
        rows("power_outages", "2021-01", reported_only=True, data=data).sort("month").collect()
        for rows in (snapshots.scan, snapshots.held)
    ]
    assert ordered[0].equals(ordered[1])
    assert outstanding() == 9
    file = write(data, GOOD.replace("15,5,", "15,7,"))
    os.utime(file, ns=(1, 1))
    assert outstanding() == 11


def test_scan_reads_all_months_with_their_first_day(data: Path) -> None:
    rows = snapshots.scan("power_outages", data=data).collect()
    assert rows.schema["month"] == pl.Date
    assert sorted(rows["month"].unique()) == [date(2020, 12, 1), date(2021, 1, 1), MONTH]
    assert rows.columns == list(DATASETS["power_outages"].columns)
    assert rows.height == 6


def test_scan_stops_at_the_month_asked_for(data: Path) -> None:
    rows = snapshots.scan("power_outages", until="2021-01", data=data).collect()
    assert rows["month"].max() == date(2021, 1, 1)


def test_scan_before_the_first_month_has_no_rows_but_all_columns(data: Path) -> None:
    rows = snapshots.scan("power_outages", until="2019-01", data=data).collect()
    assert rows.schema == pl.Schema(DATASETS["power_outages"].types)
    assert rows.is_empty()


def test_csv_and_parquet_are_read_alike(data: Path) -> None:
    plain = snapshots.scan("power_outages", data=data).collect().sort("month", "dno")
    (data / "snapshots/power_outages/2021-01.csv").unlink()
    write_parquet(data, date(2021, 1, 1), alerts_expected=pl.Series([100, 50], dtype=pl.Int32))
    mixed = snapshots.scan("power_outages", data=data).collect().sort("month", "dno")
    assert mixed.equals(plain)


def test_pieces_have_whole_months_and_give_what_all_rows_do(data: Path) -> None:
    (data / "snapshots/power_outages/2021-01.csv").unlink()
    write_parquet(data, date(2021, 1, 1))
    pieces = snapshots.pieces("power_outages", data=data)
    months = [set(piece.collect()["month"]) for piece in pieces]
    assert months == [{date(2020, 12, 1), MONTH}, {date(2021, 1, 1)}]

    def sums(rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.group_by("month").agg(pl.col("missing").sum())

    [together] = snapshots.collect(pieces, sums)
    every = sums(snapshots.scan("power_outages", data=data)).collect()
    assert together.sort("month").equals(every.sort("month"))


def test_columns_may_come_in_another_order(data: Path) -> None:
    before = snapshots.scan("power_outages", data=data).collect().sort("month", "dno")
    written = pl.read_csv(GOOD.encode(), infer_schema=False)
    write(data, written.select(reversed(written.columns)).write_csv())
    assert found(data) == []
    for rows in (snapshots.scan, snapshots.held):
        assert rows("power_outages", data=data).collect().sort("month", "dno").equals(before)


def test_reported_only_leaves_illustrative_rows_out(data: Path) -> None:
    rows = snapshots.scan("power_outages", reported_only=True, data=data).collect()
    assert rows["provenance"].unique().to_list() == ["reported"]
    assert rows.height == 3


def test_derived_columns_are_appended(data: Path) -> None:
    folder = data / "snapshots" / "forecasts"
    folder.mkdir()
    header = "month,party,service_request,forecast,actual,provenance\n"
    row = "2021-02,User 01,8.11,70,100,illustrative\n"
    (folder / "2021-02.csv").write_text(header + row)
    rows = snapshots.scan("forecasts", data=data).collect()
    assert rows.select("error", "absolute_error").row(0) == (-30, 30)


def test_scan_reads_nothing_before_it_is_collected(data: Path) -> None:
    write(data, "not a table at all")
    rows = snapshots.scan("power_outages", data=data)
    with pytest.raises(pl.exceptions.PolarsError):
        rows.collect()


def test_filters_and_columns_reach_the_files(data: Path) -> None:
    write_parquet(data, date(2021, 3, 1))
    plan = (
        snapshots.scan("power_outages", reported_only=True, data=data)
        .filter(pl.col("dno") == "DNO A")
        .select("on_time")
        .explain()
    )
    csv, parquet = plan.split("Parquet SCAN")
    assert csv.count("Csv SCAN") == 1
    for scanned in (csv, parquet):
        assert "PROJECT 3/7 COLUMNS" in scanned
        selection = scanned.partition("SELECTION:")[2].splitlines()[0]
        assert 'col("provenance") == "reported"' in selection
        assert 'col("dno") == "DNO A"' in selection
        assert "FILTER" not in scanned


def test_only_the_months_asked_for_are_opened(data: Path) -> None:
    plan = snapshots.scan("power_outages", until="2020-12", data=data).explain()
    assert f"Csv SCAN [{data}/snapshots/power_outages/2020-12.csv]" in plan


def test_months_are_told_in_order(data: Path) -> None:
    write_parquet(data, date(2020, 11, 1))
    assert snapshots.months("power_outages", data) == ["2020-11", "2020-12", "2021-01", "2021-02"]


@pytest.mark.parametrize("read", [snapshots.scan, snapshots.months])
def test_an_unknown_dataset_names_the_nearest(data: Path, read: Callable[..., object]) -> None:
    with pytest.raises(UserError, match="Did you mean 'power_outages'"):
        read("power_outage", data=data)


def test_a_dataset_without_files_has_columns_and_no_rows(data: Path) -> None:
    rows = snapshots.scan("alerts", data=data).collect()
    assert rows.is_empty()
    assert rows.columns == ["month", "alert_code", "region", "raised", "cleared", "outstanding",
                            "provenance"]  # fmt: skip


def test_a_month_that_is_none_is_an_error(data: Path) -> None:
    with pytest.raises(UserError, match="'February' is not a month"):
        snapshots.scan("power_outages", until="February", data=data)


def test_a_month_is_not_counted_twice(data: Path) -> None:
    write_parquet(data, MONTH)
    with pytest.raises(UserError, match="2021-02 is there both as CSV and as Parquet"):
        snapshots.scan("power_outages", data=data)


def test_the_data_folder_is_found_by_its_variable(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(data))
    assert snapshots.months("power_outages") == ["2020-12", "2021-01", "2021-02"]


def test_a_bucket_in_the_variable_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPSG_DATA", "s3://bucket/data")
    with pytest.raises(UserError, match=r"no folder\. Name a bucket with --data"):
        snapshots.months("power_outages")


# check


def test_good_snapshots_have_no_findings(data: Path) -> None:
    write_parquet(data, date(2021, 3, 1))
    assert found(data) == []


def replaced(old: str, new: str) -> bytes:
    assert old in GOOD
    return GOOD.replace(old, new).encode()


# What the file of February 2021 holds, where it is wrong, and what is said about it.
CASES = {
    # The file as a whole
    "empty": (b"", "", "It is empty."),
    "blank": (b"\n\n", "", "It is empty."),
    "header only": (HEADER.encode(), "", "It has a header but no rows."),
    "byte-order mark": (b"\xef\xbb\xbf" + GOOD.encode(), "", "It starts with a byte-order mark."),
    "UTF-16": (GOOD.encode("utf-16"), "", "It is in UTF-16."),
    "UTF-16 without mark": (GOOD.encode("utf-16-le"), ", line 1", "It holds a null byte."),
    "semicolons": (GOOD.replace(",", ";").encode(), "", "Its values are separated by semicolons."),
    "tabs": (GOOD.replace(",", "\t").encode(), "", "Its values are separated by tabs."),
    "Excel": (b"PK\x03\x04...", "", "It is a spreadsheet or an archive, not text."),
    "Parquet named CSV": (b"PAR1....", "", "It is a Parquet file."),
    "old Mac line ends": (
        GOOD.replace("\n", "\r").encode(), ", line 1", "It holds a carriage return.",
    ),
    "endless line": (b"month," * 20_000, ", line 1", "It is longer than 65,536 bytes."),
    # Lines
    "Windows-1252": (
        replaced("DNO B", "DNO é").decode().encode("cp1252"), ", line 3", "It is not in UTF-8.",
    ),
    "cut short": (
        GOOD[:-20].encode(),
        ", line 3",
        "It has 2 values, but the header has 7.",
    ),
    "cut short in the last value": (
        GOOD[:-1].encode(), ", line 3", "The last line has no line break.",
    ),
    "blank line": (replaced("2021-02,DNO B", "\n2021-02,DNO B"), ", line 3", "It is blank."),
    "merge conflict": (
        replaced("2021-02,DNO B", "<<<<<<< HEAD\n2021-02,DNO B"),
        ", line 3",
        "It is left over from a merge conflict.",
    ),
    "number with a comma": (
        replaced("100,80", "1,100,80"), ", line 2", "It has 8 values, but the header has 7.",
    ),
    "open quotation": (
        replaced("DNO A", '"DNO A'), ", line 2", "It has a quotation mark too many or too few.",
    ),
    "null byte": (replaced("DNO A", "DNO A\0"), ", line 2", "It holds a null byte."),
    # Columns
    "missing column": (
        GOOD.replace(",late", "").replace(",15", "").replace(",6,", ",").encode(),
        "",
        "The column 'late' is missing.",
    ),
    "extra column": (
        GOOD.replace("\n", ",1\n").replace("provenance,1", "provenance,note").encode(),
        "",
        "The column 'note' is not one of this dataset.",
    ),
    "column twice": (
        GOOD.replace("\n", ",1\n").replace("provenance,1", "provenance,late").encode(),
        "",
        "The column 'late' is there twice.",
    ),
    # Values
    "empty count": (replaced(",15,", ",,"), ", line 2, column late", "It is empty."),
    "empty code": (replaced("DNO A", ""), ", line 2, column dno", "It is empty."),
    "quoted nothing": (replaced("DNO A", '""'), ", line 2, column dno", "It is empty."),
    "N/A": (
        replaced(",15,", ",N/A,"),
        ", line 2, column late",
        "'N/A' is not a whole number of at most twelve digits.",
    ),
    "#REF!": (
        replaced(",15,", ",#REF!,"),
        ", line 2, column late",
        "'#REF!' is not a whole number of at most twelve digits.",
    ),
    "fraction": (
        replaced(",15,", ",15.5,"),
        ", line 2, column late",
        "'15.5' is not a whole number of at most twelve digits.",
    ),
    "quoted thousands": (
        replaced(",15,", ',"1,500",'),
        ", line 2, column late",
        "'1,500' is not a whole number of at most twelve digits.",
    ),
    "beyond all numbers": (
        replaced(",15,", f",{'9' * 30},"),
        ", line 2, column late",
        f"'{'9' * 30}' is not a whole number of at most twelve digits.",
    ),
    "value that floods the message": (
        replaced("illustrative", "x" * 500),
        ", line 2, column provenance",
        f"'{'x' * 40}…' is not one of its values.",
    ),
    "unknown code": (
        replaced("illustrative", "illustrated"),
        ", line 2, column provenance",
        "'illustrated' is not one of its values.",
    ),
    "real name": (
        replaced("DNO A", "Northern Wires plc"),
        ", line 2, column dno",
        "It does not hold a pseudonym.",
    ),
    "month of another file": (
        replaced("2021-02,DNO B", "2021-01,DNO B"),
        ", line 3, column month",
        "It is '2021-01' in the file of 2021-02.",
    ),
    "month as a British date": (
        replaced("2021-02,DNO B", "01/02/2021,DNO B"),
        ", line 3, column month",
        "It is '01/02/2021' in the file of 2021-02.",
    ),
    "sum that does not add up": (
        replaced(",15,", ",14,"),
        ", line 2, column alerts_expected",
        "80 on time, 14 late and 5 missing do not add up to 100.",
    ),
    "row twice": (
        replaced("DNO B", "DNO A"),
        ", line 3, column dno",
        "It has the same month, dno as line 2.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_told_by_place_and_fault(data: Path, case: str) -> None:
    content, place, problem = CASES[case]
    write(data, content)
    findings = found(data)
    assert (f"data/snapshots/power_outages/2021-02.csv{place}", problem) in [
        (str(finding.where), finding.problem) for finding in findings
    ]
    assert all(finding.severity == "error" and finding.remedy for finding in findings)
    assert len(findings) == 1


def test_negative_counts_are_told(data: Path) -> None:
    write(data, replaced("100,80,15", "80,80,-5"))
    assert [str(finding) for finding in found(data)] == [
        "data/snapshots/power_outages/2021-02.csv, line 2, column late: '-5' is less than 0. "
        "Counts are never below that."
    ]


def test_a_real_name_is_not_repeated(data: Path) -> None:
    write(data, replaced("DNO A", "Northern Wires plc"))
    assert "Northern" not in str(found(data))


def test_all_faults_of_all_files_are_told_at_once_in_order(data: Path) -> None:
    write(data, GOOD.replace("2021-02,", "x,").replace("80", "-1"), "2020-12.csv")
    write(data, GOOD.replace("2021-02", "2021-01").replace("DNO B", "?"), "2021-01.csv")
    write(data, GOOD.replace(",15,", ",?,").replace(",40,", ",?,"))
    assert [
        str(finding.where).removeprefix("data/snapshots/power_outages/") for finding in found(data)
    ] == [
        "2020-12.csv, line 2, column month",
        "2020-12.csv, line 2, column alerts_expected",
        "2020-12.csv, line 2, column on_time",
        "2020-12.csv, line 3, column month",
        "2021-01.csv, line 3, column dno",
        "2021-02.csv, line 2, column late",
        "2021-02.csv, line 3, column on_time",
    ]


def test_lines_and_columns_that_cannot_be_read_do_not_hide_the_others(data: Path) -> None:
    write(data, HEADER.replace("late", "lat") + "2021-02,DNO A,1\n2021-02,DNO B,50,40,6,4,guess\n")
    assert [(finding.problem, finding.remedy) for finding in found(data)] == [
        (
            "It has 3 values, but the header has 7.",
            "Give each column one value; write numbers without commas.",
        ),
        ("The column 'late' is missing.", "It means: Alerts delivered late."),
        ("The column 'lat' is not one of this dataset.", "Did you mean 'late'?"),
        ("'guess' is not one of its values.", "Use one of: reported, illustrative."),
    ]


def test_many_faults_of_a_kind_are_counted(data: Path) -> None:
    rows = "".join(f"2021-02,DNO {letter},9,9,0,0,x\n" for letter in "ABCDEFGHIJKLMNOPQRST")
    write(data, HEADER + rows)
    findings = found(data)
    assert len(findings) == 11
    assert findings[-1].problem == "10 more have the same fault."


def test_a_hopeless_file_is_given_up(data: Path) -> None:
    write(data, HEADER + "x\n" * 100_000)
    findings = found(data)
    assert len(findings) == 101
    assert findings[0].problem == "It has too many broken lines to read on."


def test_a_large_file_is_checked_piece_by_piece_as_a_small_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = [f"2021-02,DNO {letter},9,9,0,0,reported\n" for letter in letters]
    rows[7] = rows[7].replace("9,9", "9,8")
    rows[20] = rows[3]
    write(data, HEADER + "".join(rows))
    small = found(data)
    monkeypatch.setattr("opsg.data.snapshots.table.LARGE_BYTES", 10)
    monkeypatch.setattr("opsg.data.snapshots.check.ROWS_AT_ONCE", 4)
    assert found(data) == small
    assert [str(finding.where).split(", ")[1] for finding in small] == ["line 9", "line 22"]


def test_a_large_parquet_file_is_checked_piece_by_piece_as_a_small_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [*"ABCDEFGHIJKLMNOPQRST", "D"]
    rows = pl.DataFrame(
        {
            "month": date(2021, 3, 1),
            "dno": [f"DNO {letter}" for letter in many],
            "alerts_expected": 9,
            "on_time": [9, 9, 8, *[9] * 18],
            "late": 0,
            "missing": 0,
            "provenance": "reported",
        }
    )
    rows.write_parquet(data / "snapshots/power_outages/2021-03.parquet", row_group_size=5)
    small = found(data)
    held: list[int] = []
    check_rows = Faults.check_rows

    def measured(faults: Faults, piece: pl.DataFrame) -> None:
        held.append(piece.height)
        check_rows(faults, piece)

    monkeypatch.setattr(Faults, "check_rows", measured)
    monkeypatch.setattr("opsg.data.snapshots.table.LARGE_ROWS", 10)
    monkeypatch.setattr("opsg.data.snapshots.check.ROWS_AT_ONCE", 4)
    assert found(data) == small
    assert [str(finding.where).split(", ")[1] for finding in small] == ["row 3", "row 21"]
    # The other months are small, and are checked together.
    assert sum(held) == 21 + 6
    assert max(held) <= 6


@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, len(GOOD)),
            st.integers(0, 3),
            st.sampled_from(
                [b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"-", b" ", b"0", b"9e9"]
            ),
        ),
        max_size=4,
    )
)
def test_no_damage_to_a_file_breaks_the_check_and_what_passes_can_be_read(
    cuts: list[tuple[int, int, bytes]],
) -> None:
    content = GOOD.encode()
    for start, length, put in cuts:
        content = content[:start] + put + content[start + length :]
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), content)
        if not found(Path(folder)):
            snapshots.scan("power_outages", data=Path(folder)).collect()


# check: Parquet


def test_a_parquet_file_tells_rows_from_one(data: Path) -> None:
    write_parquet(data, date(2021, 3, 1), late=pl.Series([15, -6]))
    assert [(str(finding.where), finding.problem) for finding in found(data)] == [
        (
            "data/snapshots/power_outages/2021-03.parquet, row 2, column alerts_expected",
            "40 on time, -6 late and 4 missing do not add up to 50.",
        ),
        (
            "data/snapshots/power_outages/2021-03.parquet, row 2, column late",
            "'-6' is less than 0.",
        ),
    ]


def test_a_parquet_file_with_a_wrong_type_is_told(data: Path) -> None:
    write_parquet(data, date(2021, 3, 1), late=pl.Series([15.0, 6.0]), provenance="x")
    assert [finding.problem for finding in found(data)] == [
        "Its type is Float64.",
        "'x' is not one of its values.",
        "'x' is not one of its values.",
    ]


def test_a_parquet_file_of_another_month_is_told(data: Path) -> None:
    write_parquet(data, date(2021, 3, 1), month=date(2021, 3, 2))
    assert {finding.problem for finding in found(data)} == {
        "It is '2021-03-02' in the file of 2021-03."
    }


@pytest.mark.parametrize("content", [b"", b"month,dno\n", b"PAR1", b"PAR1" + b"x" * 200 + b"PAR1"])
def test_a_broken_parquet_file_is_told(data: Path, content: bytes) -> None:
    write(data, content, "2021-03.parquet")
    (finding,) = found(data)
    assert str(finding.where) == "data/snapshots/power_outages/2021-03.parquet"
    assert finding.problem == "This is not a whole Parquet file."


def test_a_truncated_parquet_file_is_told(data: Path) -> None:
    path = write_parquet(data, date(2021, 3, 1))
    path.write_bytes(path.read_bytes()[:-50])
    assert [finding.problem for finding in found(data)] == ["This is not a whole Parquet file."]


# check: folders


def test_an_unknown_dataset_folder_names_the_nearest(data: Path) -> None:
    (data / "snapshots" / "power_outage").mkdir()
    (finding,) = found(data)
    assert str(finding.where) == "data/snapshots/power_outage"
    assert finding.remedy.startswith("Did you mean 'power_outages'?")


@pytest.mark.parametrize("name", ["2021-13.csv", "February.csv", "2021-02.xlsx", "2021-02.CSV"])
def test_a_file_whose_name_is_no_month_is_told(data: Path, name: str) -> None:
    write(data, GOOD, name)
    (finding,) = found(data)
    assert str(finding.where) == f"data/snapshots/power_outages/{name}"
    assert finding.problem == "This is not the name of a month's file."


def test_hidden_files_are_left_alone(data: Path) -> None:
    write(data, b"", ".DS_Store")
    (data / "snapshots" / ".gitkeep").touch()
    assert found(data) == []


def test_a_folder_in_place_of_a_file_is_told(data: Path) -> None:
    (data / "snapshots/power_outages/2021-03.csv").mkdir()
    assert [finding.problem for finding in found(data)] == ["This is not a file."]


def test_a_loop_of_links_is_told(data: Path) -> None:
    path = data / "snapshots/power_outages/2021-03.csv"
    path.symlink_to(path)
    assert [finding.problem for finding in found(data)] == ["This is not a file."]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read every file")
def test_a_file_that_may_not_be_read_is_told(data: Path) -> None:
    write(data, GOOD).chmod(0)
    assert [finding.problem for finding in found(data)] == ["It cannot be read: Permission denied."]


def test_a_month_as_csv_and_parquet_is_told(data: Path) -> None:
    write_parquet(data, MONTH)
    assert [finding.problem for finding in found(data)] == [
        "2021-02 is there both as CSV and as Parquet."
    ]


def test_a_gap_in_months_is_a_warning(data: Path) -> None:
    (data / "snapshots/power_outages/2021-01.csv").unlink()
    (finding,) = found(data)
    assert finding.severity == "warning"
    assert finding.problem == "There is no file between 2020-12 and 2021-02."


def test_a_dataset_without_a_folder_is_a_warning(data: Path) -> None:
    missing = [
        finding for finding in check_folder(data / "snapshots") if finding.severity == "warning"
    ]
    assert len(missing) == len(DATASETS) - 1
    assert str(missing[0].where) == "data/snapshots/hubs_without_meters"


def test_a_missing_snapshots_folder_is_told(tmp_path: Path) -> None:
    (finding,) = check_folder(tmp_path / "snapshots")
    assert finding.problem == "There is no such folder."
