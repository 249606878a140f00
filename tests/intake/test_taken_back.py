"""What the site offers is taken back: data files and reports give what they were made of."""

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from examples import TIMES
from openpyxl import load_workbook
from projects import FEBRUARY

from opsg.cli import main
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import publication, snapshots
from opsg.data.datasets import DATASETS, dataset
from opsg.data.log import load

Command = Callable[..., tuple[int, str, str]]
EDITIONS = ("_site", "_reported")


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs a command on a copy of February's data."""
    monkeypatch.delenv("OPSG_PARTIES", raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FEBRUARY / "data", tmp_path / "data")

    def command(*arguments: object) -> tuple[int, str, str]:
        code = main(list(map(str, arguments)), root=tmp_path)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _rows(name: str, month: str) -> pl.DataFrame:
    described = dataset(name)
    rows = snapshots.scan(name, data=Path("data")).select(described.columns)
    return rows.filter(pl.col("month") == months.first_day(month)).collect().sort(described.groups)


def _ingest(command: Command, file: Path, name: str, month: str, provenance: str) -> str:
    """Take a file in as the month's figures, which are not there any more; what was said."""
    Path(f"data/snapshots/{name}/{month}.csv").unlink()
    code, said, error = command(
        "ingest", file, "--dataset", name, "--month", month, "--provenance", provenance
    )
    assert (code, error) == (0, "")
    return said


def _refused(command: Command, file: Path, name: str, month: str) -> str:
    """What is said of a file that is refused as the month's figures."""
    code, _, error = command(
        "ingest", file, "--dataset", name, "--month", month, "--provenance", "illustrative"
    )
    assert code == 1
    return error


def _last_month(project: Path, name: str) -> list[str]:
    """The header and February's lines of what is offered of a dataset, February's no more there."""
    offered = (project / f"_site/downloads/data/{name}.csv").read_text().splitlines()
    Path(f"data/snapshots/{name}/2021-02.csv").unlink()
    return [line for line in offered if line.startswith(("month", "2021-02"))]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_data_file_gives_the_last_month_of_its_dataset(
    project: Path, edition: str, ending: str, command: Command
) -> None:
    files = sorted((project / edition / "downloads/data").glob(f"*.{ending}"))
    assert [file.stem for file in files] == (
        ["han_stability"] if edition == "_reported" else sorted(DATASETS)
    )
    # Of many, a few in each of the two forms; by night every month of each in both.
    for file in files[ending == "parquet" :: 4] or files:
        before = _rows(file.stem, "2021-02")
        _ingest(command, file, file.stem, "2021-02", before["provenance"][0])
        assert _rows(file.stem, "2021-02").equals(before)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("book", ["opsg-issues-log", "han-stability"])
def test_a_workbook_gives_the_last_month_of_its_sheets(
    project: Path, edition: str, book: str, command: Command
) -> None:
    file = project / edition / f"downloads/data/{book}.xlsx"
    names = [name for name in load_workbook(file, read_only=True).sheetnames if name in DATASETS]
    assert len(names) == (1 if edition == "_reported" or book == "han-stability" else len(DATASETS))
    # Of many, a few; by night every one.
    for name in names[:: 1 if TIMES > 1 else 4]:
        before = _rows(name, "2021-02")
        _ingest(command, file, name, "2021-02", before["provenance"][0])
        assert _rows(name, "2021-02").equals(before)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("name", DATASETS)
def test_every_data_file_gives_every_month(
    project: Path, name: str, ending: str, command: Command
) -> None:
    file = project / "_site/downloads/data" / f"{name}.{ending}"
    for month in snapshots.months(name, Path("data")):
        before = _rows(name, month)
        _ingest(command, file, name, month, before["provenance"][0])
        assert _rows(name, month).equals(before)


def test_a_month_s_file_of_a_large_dataset_is_taken_back(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "MOST_ROWS", 100)
    offered = publication.offer("alerts", load(tmp_path / "data"), Edition("2021-02"))
    *_, february = offered.parts()
    file = tmp_path / "2021-02.parquet"
    file.write_bytes(february.parquet)
    before = _rows("alerts", "2021-02")
    _ingest(command, file, "alerts", "2021-02", before["provenance"][0])
    assert _rows("alerts", "2021-02").equals(before)


def test_the_rows_of_other_months_are_told(project: Path, command: Command) -> None:
    file = project / "_site/downloads/data/alerts.csv"
    said = _ingest(command, file, "alerts", "2020-06", "illustrative")

    assert "Read 108 lines, used 6." in said
    assert "Note: It holds other months too, September 2019 to February 2021; only 2020-06" in said


def test_a_month_that_a_file_does_not_hold_is_refused(project: Path, command: Command) -> None:
    file = project / "_site/downloads/data/alerts.csv"
    error = _refused(command, file, "alerts", "2021-03")
    assert "line 2, column month: It is '2019-09' (September 2019) in an extract of" in error
    assert not Path("data/snapshots/alerts/2021-03.csv").exists()


def test_a_row_of_the_month_with_a_mistyped_date_is_no_other_months(
    project: Path, command: Command
) -> None:
    lines = Path("data/snapshots/alerts/2021-02.csv").read_text().splitlines()
    mistyped = "\n".join([*lines[:-1], lines[-1].replace("2021-02", "2021-01")])
    Path("extract.csv").write_text(mistyped)
    Path("data/snapshots/alerts/2021-02.csv").unlink()
    error = _refused(command, Path("extract.csv"), "alerts", "2021-02")

    assert "line 7, column month: It is '2021-01' (January 2021) in an extract of 2021-02." in error


@pytest.mark.parametrize("said", ["268042", "none", "1,000"])
def test_a_column_that_is_worked_out_and_does_not_agree_is_refused(
    project: Path, said: str, command: Command
) -> None:
    own = _last_month(project, "forecasts")
    cells = own[1].split(",")
    own[1] = ",".join([*cells[:-1], f'"{said}"'])
    Path("extract.csv").write_text("\n".join(own))
    error = _refused(command, Path("extract.csv"), "forecasts", "2021-02")

    assert f"line 2, column absolute_error: It says '{said}', but the counts of its row" in error


def test_counts_that_are_not_shown_are_refused(project: Path, command: Command) -> None:
    own = _last_month(project, "alerts")
    cells = own[1].split(",")
    own[1] = ",".join([*cells[:3], "", "", "", cells[-1]])
    Path("extract.csv").write_text("\n".join(own))
    error = _refused(command, Path("extract.csv"), "alerts", "2021-02")

    assert "line 2, column raised: It is empty." in error


def test_a_charts_figures_are_sums_and_no_months_extract(project: Path, command: Command) -> None:
    for file in sorted((project / "_site/downloads/charts").glob("spurious-alerts-*.csv")):
        error = _refused(command, file, "alerts", "2021-03")
        assert "The column 'alert_code' is missing." in error


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_report_gives_the_entries_that_it_was_made_of(
    project: Path, edition: str, ending: str, command: Command
) -> None:
    before = _texts()
    code, said, error = command(
        "import-paper", project / edition / f"reports/2021-02.{ending}", "--replace"
    )

    assert (code, error) == (0, "")
    assert _texts() == before, said


def _texts() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path("data").rglob("*") if path.is_file()}
