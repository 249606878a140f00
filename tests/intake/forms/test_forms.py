"""A form asks for what a month's figures are, and what is filled in comes in as it was written."""

import shlex
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from projects import FEBRUARY

from opsg.cli import main
from opsg.data import snapshots
from opsg.data.datasets import DATASETS, Dataset

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command on a copy of February's data, in a folder of its own."""
    monkeypatch.delenv("OPSG_PARTIES", raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FEBRUARY / "data", tmp_path / "project" / "data")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments, root=tmp_path / "project")
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _rows(dataset: Dataset, month: date) -> pl.DataFrame:
    rows = snapshots.scan(dataset.name, data=Path("project/data")).select(dataset.columns)
    return rows.filter(pl.col("month") == month).collect().sort(dataset.groups)


def _fill_workbook(path: Path, figures: pl.DataFrame, dataset: Dataset) -> None:
    """Write the counts of `figures` beside their keys, as somebody would by hand."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    groups, measures = dataset.groups, dataset.measures
    counts = {
        tuple(dataset.label(key, row[key]) for key in groups): [row[name] for name in measures]
        for row in figures.iter_rows(named=True)
    }
    for cells in sheet.iter_rows(min_row=5):
        keys = tuple(str(cell.value) for cell in cells[1 : len(groups) + 1])
        for cell, count in zip(cells[len(groups) + 1 :], counts[keys], strict=True):
            cell.value = count
    book.save(path)


# By day each dataset in one of the two kinds of files, in turns.
FORMS = [
    pytest.param(
        name, ending, id=f"{ending}-{name}",
        marks=() if (place + turn) % 2 else pytest.mark.slow,
    )
    for place, name in enumerate(DATASETS)
    for turn, ending in enumerate(("xlsx", "csv"))
]  # fmt: skip


@pytest.mark.parametrize(("name", "ending"), FORMS)
def test_a_form_that_is_filled_in_makes_the_month(name: str, ending: str, command: Command) -> None:
    for other in DATASETS.keys() - {name}:
        shutil.rmtree(Path("project/data/snapshots") / other)
    dataset = DATASETS[name]
    form = Path(f"form.{ending}")
    february = _rows(dataset, date(2021, 2, 1))

    assert command("template", dataset.name, "--month", "2021-03", "-o", str(form))[0] == 0
    ingest = ["ingest", str(form), "--dataset", dataset.name, "--month", "2021-03",
              "--provenance", "illustrative"]  # fmt: skip
    code, _, error = command(*ingest)
    assert code == 1
    assert f"column {dataset.measures[0]}" in error
    assert "It is empty. Write the value" in error

    if ending == "xlsx":
        _fill_workbook(form, february, dataset)
    else:
        february.drop("provenance").with_columns(month=pl.lit("2021-03")).write_csv(form)
    code, _, error = command(*ingest)
    assert (code, error) == (0, "")
    wanted = february.with_columns(month=date(2021, 3, 1), provenance=pl.lit("illustrative"))
    assert _rows(dataset, date(2021, 3, 1)).equals(wanted)


def test_a_workbook_says_what_columns_mean_and_holds_them_to_it(command: Command) -> None:
    command("template", "hub_exceptions")

    book = openpyxl.load_workbook("hub_exceptions-2021-03.xlsx")
    sheet = book["Figures"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=5)]
    assert rows[0][0] == "Communications Hub Exceptions, March 2021"
    assert rows[1][0].endswith(
        f"python build.py --data {Path('project/data').resolve()} ingest"
        " hub_exceptions-2021-03.xlsx --dataset hub_exceptions --month 2021-03"
        " --provenance illustrative"
    )
    assert rows[2][4] == "Exceptions open at the end of the month. In Exceptions."
    assert rows[3] == ["month", "party", "region", "exception_type", "open", "raised", "closed"]
    assert rows[4][:4] == ["2021-03", "User 02", "CSP North", "Installation aborted"]
    assert rows[4][4:] == [None, None, None]
    assert sheet.freeze_panes == "E5"
    rules = {str(rule.sqref).split("5")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["D"].type, rules["D"].formula1) == ("list", "'Allowed values'!$D$1:$D$4")
    assert (rules["E"].type, rules["E"].formula1) == ("whole", "0")
    assert [cell.value for cell in book["Allowed values"]["D"]] == [
        "Installation aborted",
        "CHISM recommendations not followed",
        "Address details insufficient",
        "No traffic for more than 10 days",
    ]
    assert book["Allowed values"].sheet_state == "hidden"


def test_a_form_is_of_the_month_after_the_last_unless_told_otherwise(command: Command) -> None:
    code, said, _ = command("template", "alerts")

    assert code == 0
    assert "Wrote alerts-2021-03.xlsx: Spurious Alerts, March 2021; 6 rows as in Feb" in said
    assert (
        "Service Request forecasts, January 2021; 108 rows as in January"
        in (command("template", "forecasts", "--month", "2021-01", "-o", "f.csv")[1])
    )


def test_a_service_request_that_looks_like_a_number_is_text(command: Command) -> None:
    command("template", "forecasts")

    cells = openpyxl.load_workbook("forecasts-2021-03.xlsx")["Figures"]["C"][4:]
    assert {(type(cell.value), cell.number_format) for cell in cells} == {(str, "@")}


def test_a_form_without_a_month_before_it_has_no_rows(command: Command) -> None:
    shutil.rmtree("project/data/snapshots/capacity")

    assert "no rows yet" in command("template", "capacity", "--month", "2021-03", "-o", "c.csv")[1]
    assert Path("c.csv").read_text() == "month,region,capacity,peak_demand\n"


def test_the_data_need_not_be_named_where_it_is(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("project")

    said = command("template", "alerts")[1]
    assert "then: python build.py ingest alerts-2021-03.xlsx --dataset alerts" in said


def test_the_command_that_a_form_gives_takes_it(command: Command) -> None:
    said = command("template", "alerts", "-o", "a.csv")[1]
    february = _rows(DATASETS["alerts"], date(2021, 2, 1))
    february.drop("month", "provenance").write_csv("a.csv")

    given = shlex.split(said.split("then: ")[1])
    assert given[:4] == ["python", "build.py", "--data", str(Path("project/data").resolve())]
    assert command(*given[2:])[::2] == (0, "")


def test_a_file_that_may_have_been_filled_in_is_not_overwritten(command: Command) -> None:
    Path("mine.csv").write_text("x")

    code, _, error = command("template", "alerts", "-o", "mine.csv")
    assert code == 1
    assert "mine.csv: There is a file already" in error
    assert Path("mine.csv").read_text() == "x"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["alert"], "There is no dataset 'alert'. Did you mean 'alerts'?"),
        (["alerts", "--month", "March"], "'March' is not a month."),
        (["alerts", "-o", "form.pdf"], "Let its name end in .xlsx or .csv."),
    ],
)
def test_a_form_of_nothing_is_refused(arguments: list[str], says: str, command: Command) -> None:
    code, _, error = command("template", *arguments)

    assert code == 1
    assert says in error


def test_the_datasets_are_listed_with_columns_units_and_last_month(command: Command) -> None:
    code, said, _ = command("datasets")

    assert code == 0
    assert [line.split(":")[0] for line in said.splitlines() if line[:1].strip()] == [*DATASETS]
    assert max(map(len, said.splitlines())) <= 80
    alerts = said.split("alerts: ", 1)[1].split("\n\n")[0]
    assert "Last month: February 2021, " in alerts
    assert "raised       count of Alerts. Alerts raised in the month." in alerts
    assert "One of: 8F3E, 8F12." in alerts


def test_broken_snapshots_are_told_where_a_form_needs_them(command: Command) -> None:
    Path("project/data/snapshots/alerts/2021-02.csv").write_text("month,x\n")

    code, _, error = command("template", "alerts")
    assert code == 1
    assert "The snapshots of alerts cannot be read. See what is wrong with them" in error
