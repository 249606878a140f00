"""What stands round an extract's table: titles, notes, headers over two rows, the sheet's name."""

from collections.abc import Callable
from pathlib import Path

import pytest
import workbooks

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
    ],
)  # fmt: skip
def test_a_text_that_names_another_month_is_told(text: str) -> None:
    (problem,) = told(text)
    assert problem.endswith("so the figures are not of 2021-03.")


@pytest.mark.parametrize(
    "text",
    [
        "Alerts by region, March 2021", "Extracted on 6 April 2021", "Extracted 1 April 2021",
        "As at 1 April 2021", "Published April 2021", "Run date: 2021-04-30", "SR 4.8.1", "2020/21",
        "March 2021 compared with February 2021", "Includes late Alerts from February 2021",
        "Figures may be revised", "Sheet1", "OPSG_44_0203", "Decoder 2021", "sep=;", "",
    ],
)  # fmt: skip
def test_a_date_that_is_not_the_figures_own_is_let_be(text: str) -> None:
    assert told(text) == []


def test_a_title_of_the_month_outweighs_others() -> None:
    assert told("Alerts, March 2021", "February 2021 is revised") == []


def test_a_title_of_several_months_is_told() -> None:
    assert told("Alerts, January to March 2021") == [
        "It says 'January to March 2021', so the figures are not of one month."
    ]


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


def test_notes_and_repeated_headers_are_left_out_and_told(take: Take, extract: Extract) -> None:
    rows = ROWS.splitlines()
    text = "\n".join([HEADER, rows[0], HEADER, rows[1], "Source: DCC, TOC", "* Provisional"])
    lines = list(take(extract(text)).lines())
    assert "Read 5 lines, used 2." in lines
    assert "Left out as header: line 3." in lines
    assert "Left out as note: lines 5 and 6." in lines


def test_a_header_may_be_spread_over_two_rows(data: Path, take: Take, extract: Extract) -> None:
    take(extract(f"Alert code,Region,Alerts,,\n,,Raised,Cleared,Outstanding\n{ROWS}"))
    written = (data / "snapshots" / "alerts" / "2021-02.csv").read_text()
    assert "2021-02,8F3E,CSP North,1,2,3,reported" in written


def test_a_header_too_far_below_is_told(take: Take, extract: Extract) -> None:
    notes = "".join(f"Note {n},please read,,,\n" for n in range(25))
    with pytest.raises(UserError) as caught:
        take(extract(f"{notes}{HEADER}\n{ROWS}"))
    assert "line 1: None of its first 20 rows names a column" in str(caught.value).replace(
        ":1:", ", line 1:"
    )
    take(extract(f"{HEADER}\n{ROWS}"))
