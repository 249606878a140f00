"""What stands round an extract's table: titles, notes, headers over two rows, the sheet's name."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import workbooks
from xlsxwriter import Workbook

from opsg.core.errors import UserError
from opsg.intake.extracts.summary import Summary
from opsg.intake.extracts.titles import Aside, Place, other_month

Take = Callable[..., Summary]
Extract = Callable[..., Path]

HEADER = "alert_code,region,raised,cleared,outstanding"
ROWS = "8F3E,CSP North,1,2,3\n8F12,CSP North,4,5,6\n"


def told(*texts: str, wanted: str = "2021-03") -> list[str]:
    """What is wrong with the texts round a table of the month `wanted`."""
    asides = [Aside(Place("extract.csv", line=n), text) for n, text in enumerate(texts, 1)]
    return [finding.problem for finding in other_month(asides, wanted)]


@pytest.mark.parametrize(
    "text",
    [
        "Alerts by region, February 2021", "Feb-21", "Feb 2021", "Feb_2021", "February", "Feb",
        "Month: February", "Month | February", "Period | 2021-02-01T00:00:00", "Alerts 202102",
        "Reporting month 02/2021", "Month ending 28/02/2021", "As at 28 February 2021",
        "1 February 2021 to 28 February 2021", "February 28, 2021", "Report for Feb '21",
        "Filters:\nMonth is February", "Date is on or after 01/02/2021 and is before 01/03/2021",
    ],
)  # fmt: skip
def test_a_text_that_names_another_month_is_told(text: str) -> None:
    (problem,) = told(text)
    assert problem.endswith("so the figures are not of 2021-03.")


@pytest.mark.parametrize(
    "text",
    [
        "Alerts by region, March 2021", "Extracted on 6 April 2021", "Extracted 1 April 2021",
        "As at 1 April 2021", "Published April 2021", "Run date: 2021-04-30",
        "Completion time: 2021-04-30T09:12:44", "SR 4.8.1", "2020/21",
        "March 2021 compared with February 2021", "Includes late Alerts from February 2021",
        "Figures may be revised", "Sheet1", "Q4: March 2021", "H2, March 2021",
        "Data are up to date",
        "1 March 2021 to 31 March 2021", "As at 8 March 2021", "Alerts - 14 March 2021",
        "Weekly Alerts report, March 2021", "Target: 10% fewer", "OPSG_44_0203", "Decoder 2021",
        "sep=;", "",
    ],
)  # fmt: skip
def test_a_date_that_is_not_the_figures_own_is_let_be(text: str) -> None:
    assert told(text) == []


def test_a_title_of_the_month_outweighs_others() -> None:
    assert told("Alerts, March 2021", "February 2021 is revised") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("January to March 2021", "January to March 2021"), ("Jan - Mar 21", "Jan - Mar 21"),
        ("year to date", "year to date"), ("March 2021 (to date)", "to date"), ("Q4", "Q4"),
        ("H2 2020/21", "H2"), ("rolling 12 months to March 2021", "rolling"),
        ("week 12, 2021", "week 12"), ("w/c 15 March 2021", "w/c"),
        ("quarter ending March 2021", "quarter ending"), ("year to March 2021", "year to"),
        ("monthly average, March 2021", "monthly average"), ("partial month", "partial month"),
        ("data to 14 March 2021", "14 March 2021"), ("1-14 March", "14 March"),
        ("01/03/2021 - 14/03/2021", "14/03/2021"), ("2021-03-01 to 2021-03-14", "2021-03-14"),
        ("success rate in per cent", "in per cent"),
    ],
)  # fmt: skip
def test_a_title_of_other_than_one_whole_months_counts_is_told(text: str, said: str) -> None:
    (problem,) = told(f"Alerts, {text}")
    assert problem == f"It says '{said}', so the figures are not the counts of one whole month."


@pytest.mark.parametrize(
    "text",
    [
        f"Alerts in January 2021\n{HEADER}\n{ROWS}",
        f"{HEADER}\n{ROWS}Note: these are the Alerts of January 2021\n",
        f"{HEADER.replace('raised', 'Raised (January 2021)')}\n{ROWS}",
    ],
    ids=["title", "note", "header"],
)
def test_a_table_of_another_month_is_refused_by_its_place(
    text: str, data: Path, take: Take, extract: Extract
) -> None:
    (data / "mappings").mkdir()
    (data / "mappings/alerts.yml").write_text("columns: {Raised (January 2021): raised}\n")
    with pytest.raises(UserError) as caught:
        take(extract(text))
    (finding,) = caught.value.findings
    assert "'January 2021', so the figures are not of 2021-02. Say --month 2021-01" in str(finding)
    assert finding.where.line
    take(extract(text.replace("January", "February").replace("Raised (February 2021)", "raised")))


def test_a_sheets_name_may_be_that_of_a_month(take: Take, tmp_path: Path) -> None:
    rows: list[list[workbooks.Cell]] = [[*HEADER.split(",")], ["8F3E", "CSP North", 1, 2, 3]]
    with pytest.raises(UserError, match=r"sheet 'Jan': It says 'Jan', so the figures are not of"):
        take(workbooks.write(tmp_path / "extract.xlsx", {"Jan": rows}))
    take(workbooks.write(tmp_path / "extract.xlsx", {"Feb": rows}))


def test_a_title_says_that_figures_are_in_thousands(
    data: Path, take: Take, extract: Extract
) -> None:
    file = extract(f"Alerts ('000s)\n{HEADER}\n8F3E,CSP North,1.5,2,3\n")
    with pytest.raises(UserError, match="'raised' is in thousands"):
        take(file)
    (data / "mappings").mkdir()
    (data / "mappings/alerts.yml").write_text("scale: 1000\n")
    take(file)
    written = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1500,2000,3000,reported" in written


@pytest.mark.parametrize(
    "note",
    [
        "Alerts '000",
        "Figures are in thousands",
        "Unit: thousands",
        "In thousands of Alerts",
        "x1000",
    ],
)
def test_a_note_says_that_figures_are_in_thousands(note: str, take: Take, extract: Extract) -> None:
    with pytest.raises(UserError, match="'raised' is in thousands"):
        take(extract(f"{note}\n{HEADER}\n{ROWS}"))


def test_a_sentence_that_counts_in_millions_says_nothing_of_the_unit(
    take: Take, extract: Extract
) -> None:
    take(extract(f"Without 3 million Alerts of old firmware\n{HEADER}\n{ROWS}"))


def test_whole_figures_that_are_shown_in_thousands_are_not_multiplied(
    data: Path, take: Take, tmp_path: Path
) -> None:
    (data / "mappings").mkdir()
    (data / "mappings/alerts.yml").write_text("scale: 1000\n")
    with Workbook(tmp_path / "extract.xlsx") as book:
        sheet = book.add_worksheet()
        shown = book.add_format({"num_format": '#,##0,"k"'})
        sheet.write_row(0, 0, HEADER.replace("raised", "raised (000s)").split(","))
        sheet.write_row(1, 0, ["8F3E", "CSP North"])
        sheet.write_row(1, 2, [402117, 2, 3], shown)
    with pytest.raises(UserError, match="It is shown in thousands or millions"):
        take(tmp_path / "extract.xlsx")


def test_notes_and_repeated_headers_are_left_out_and_told(take: Take, extract: Extract) -> None:
    rows = ROWS.splitlines()
    text = "\n".join([HEADER, rows[0], HEADER, rows[1], "Source: DCC, TOC", "* Provisional"])
    lines = list(take(extract(text)).lines())
    assert "Read 5 lines, used 2." in lines
    assert "Left out as header: line 3." in lines
    assert "Left out as note: lines 5 and 6." in lines


@pytest.mark.parametrize(
    "text",
    [
        "Applied filters: Region is not (Blank)",
        "(2 rows affected)",
        "Without 3,102 of old firmware",
    ],
)
def test_a_text_below_a_blank_line_is_a_note(text: str, take: Take, extract: Extract) -> None:
    summary = take(extract(f'{HEADER}\n{ROWS}\n"{text}"\n'))
    assert "Left out as note: line 5." in list(summary.lines())
    thousands = f"{HEADER}\n{ROWS}\nAll figures are in thousands of Alerts\n"
    with pytest.raises(UserError, match="'raised' is in thousands"):
        take(extract(thousands))


@pytest.mark.parametrize("name", ["User 02", "Acme Energy Ltd", "Acme and Sons plc", "8F3E"])
def test_what_may_be_cut_off_is_no_note(name: str, take: Take, extract: Extract) -> None:
    with pytest.raises(UserError, match="line 5: It has 1 value"):
        take(extract(f"{HEADER}\n{ROWS}\n{name}\n"))


def test_a_text_between_rows_is_no_note(take: Take, extract: Extract) -> None:
    first, second = ROWS.splitlines()
    with pytest.raises(UserError, match="It is a text of its own, and rows of the table follow it"):
        take(extract(f"{HEADER}\n{first}\n\nAlerts of february\n{HEADER}\n{second}\n"))


def test_a_rule_below_the_header_is_no_row(take: Take, extract: Extract) -> None:
    rule = ",".join("-" * len(name) for name in HEADER.split(","))
    assert take(extract(f"{HEADER}\n{rule}\n{ROWS}")).rows == 2


def test_a_header_may_be_spread_over_two_rows(data: Path, take: Take, extract: Extract) -> None:
    take(extract(f"Alert code,Region,Alerts,,\n,,Raised,Cleared,Outstanding\n{ROWS}"))
    written = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1,2,3,reported" in written


def test_a_column_may_not_be_of_another_month_than_the_others(take: Take, extract: Extract) -> None:
    take(extract(f",,Feb 2021,Feb 2021,Feb 2021\n{HEADER}\n{ROWS}"))
    with pytest.raises(UserError, match="It says 'Jan 2021', so the figures are not of 2021-02"):
        take(extract(f",,Feb 2021,Feb 2021,Jan 2021\n{HEADER}\n{ROWS}"))


def test_a_header_too_far_below_is_told(take: Take, extract: Extract) -> None:
    notes = "".join(f"Note {n},please read,,,\n" for n in range(25))
    with pytest.raises(UserError) as caught:
        take(extract(f"{notes}{HEADER}\n{ROWS}"))
    assert "line 1: None of its first 20 rows names a column" in str(caught.value).replace(
        ":1:", ", line 1:"
    )
    take(extract(f"{HEADER}\n{ROWS}"))


def test_a_files_name_of_another_month_is_pointed_out(take: Take, extract: Extract) -> None:
    note = "Note: The file's name is that of another month than 2021-02."
    text = f"{HEADER}\n{ROWS}"
    other, own = (
        take(extract(text, name), dry_run=True) for name in ("Alerts_Jan-21.csv", "a 2021-02.csv")
    )
    assert note in list(other.lines())
    assert note not in list(own.lines())


def months_before(data: Path, *raised: int) -> None:
    """Gives the newest months of alerts these figures, the last one last."""
    for month, value in zip(("2020-12", "2021-01"), raised, strict=True):
        rows = [
            (month, code, "CSP North", value + n, value // 2 + n, value * 3 + n)
            for n, code in CODES
        ]
        frame = pl.DataFrame([(*row, "illustrative") for row in rows], schema=COLUMNS, orient="row")
        frame.write_csv(data / "snapshots" / "alerts" / f"{month}.csv")


COLUMNS = ["month", *HEADER.split(","), "provenance"]
CODES = [(1, "8F3E"), (2, "8F12")]
REGIONS = "alert_code,region,{}\n8F3E,CSP North,{}\n8F12,CSP North,{}\n"


@pytest.mark.parametrize(
    ("columns", "first", "second", "told"),
    [
        (
            "raised,cleared,outstanding",
            "51,26,151",
            "52,27,152",
            ["All figures are those of January"],
        ),
        (
            "raised,cleared,outstanding",
            "51,26,150",
            "52,27,152",
            ["raised is what", "cleared is what"],
        ),
        ("raised,cleared,outstanding", "26,1,5", "27,2,6", ["raised is what cleared was in Jan"]),
        ("raised,cleared,outstanding", "51,26,151", "53,28,153", []),
    ],
    ids=["all", "columns", "another column", "none"],
)
def test_figures_that_are_last_months_to_the_digit_are_pointed_out(
    columns: str,
    first: str,
    second: str,
    told: list[str],
    data: Path,
    take: Take,
    extract: Extract,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("opsg.intake.extracts.repeats._FEWEST", 2)
    months_before(data, 40, 50)
    summary = take(extract(REGIONS.format(columns, first, second)))
    notes = [note for note in summary.notes if "January 2021" in note]
    assert all(any(part in note for note in notes) for part in told)
    assert bool(notes) == bool(told)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["51,26,151", "52,27,152", "5,6,7"], "The figures of 2 of 3 rows are those of January"),
        (["41,21,121", "42,22,122"], "All figures are those of December 2020"),
        (["78,39,232", "79,40,233"], "All figures are those of February 2020"),
    ],
)
def test_an_extract_of_another_month_is_pointed_out(
    rows: list[str], told: str, data: Path, take: Take, extract: Extract
) -> None:
    year_ago = data / "snapshots/alerts/2020-02.csv"
    months_before(data, 40, 77)
    year_ago.write_text((year_ago.parent / "2021-01.csv").read_text().replace("2021-01", "2020-02"))
    months_before(data, 40, 50)
    keys = ("8F3E,CSP North", "8F12,CSP North", "8F12,CSP South")
    lines = [f"{key},{row}" for key, row in zip(keys, rows, strict=False)]
    summary = take(extract("\n".join([HEADER, *lines])))
    assert any(note.startswith(told) for note in summary.notes)


def test_a_measure_that_does_not_change_is_not_pointed_out(
    data: Path, take: Take, extract: Extract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsg.intake.extracts.repeats._FEWEST", 2)
    months_before(data, 50, 50)
    summary = take(extract(REGIONS.format("raised,cleared,outstanding", "51,1,2", "52,3,4")))
    assert not [note for note in summary.notes if "January 2021" in note]


@pytest.mark.parametrize("look", ["£#,##0", "[$£-809]#,##0", '"$"#,##0', "#,##0 [$€-407]"])
def test_a_count_that_is_shown_as_money_is_refused(look: str, take: Take, tmp_path: Path) -> None:
    write_shown(tmp_path / "extract.xlsx", look)
    with pytest.raises(UserError, match="It is shown as an amount of money"):
        take(tmp_path / "extract.xlsx")


@pytest.mark.parametrize("look", ['0"k"', '0",000"', '#,##0" thousand"', "0\\k", '0.0" m"'])
def test_a_count_that_is_shown_with_more_digits_is_refused(
    look: str, take: Take, tmp_path: Path
) -> None:
    write_shown(tmp_path / "extract.xlsx", look)
    with pytest.raises(UserError, match="so it may stand for thousands"):
        take(tmp_path / "extract.xlsx")


@pytest.mark.parametrize("look", ["#,##0", "[$-809]#,##0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-'])
def test_a_count_may_be_shown_as_numbers_are(look: str, take: Take, tmp_path: Path) -> None:
    write_shown(tmp_path / "extract.xlsx", look)
    take(tmp_path / "extract.xlsx")


def write_shown(path: Path, look: str) -> None:
    """Writes a workbook whose counts have a number format."""
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["8F3E", "CSP North"])
        sheet.write_row(1, 2, [402117, 2, 3], book.add_format({"num_format": look}))


def test_a_moment_of_parquet_keeps_its_time_zone(take: Take, tmp_path: Path) -> None:
    moment = datetime(2021, 7, 31, 23, tzinfo=UTC)
    frame = pl.DataFrame(
        [(moment, "8F3E", "CSP North", 1, 2, 3)], orient="row", schema=["month", *HEADER.split(",")]
    )
    frame.write_parquet(tmp_path / "extract.parquet")
    with pytest.raises(UserError, match="could be 31 July 2021 or 1 August 2021"):
        take(tmp_path / "extract.parquet", month="2021-07")


def test_a_number_of_parquet_that_may_have_lost_digits_is_refused(
    take: Take, tmp_path: Path
) -> None:
    rows = [("8F3E", "CSP North", 2**24 + 1, 2, 3)]
    frame = pl.DataFrame(rows, orient="row", schema=HEADER.split(","))
    frame.cast({"raised": pl.Float32}).write_parquet(tmp_path / "extract.parquet")
    with pytest.raises(UserError, match="its last digits may be lost"):
        take(tmp_path / "extract.parquet")
    frame.cast({"cleared": pl.Float32}).write_parquet(tmp_path / "extract.parquet")
    take(tmp_path / "extract.parquet")
