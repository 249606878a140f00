"""The downloads: what is offered in which edition, safe for spreadsheets, the same every time."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook
from projects import FEBRUARY, ROOT

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.core.spreadsheet import spreadsheet_csv
from opsg.data import books, publication
from opsg.data.datasets import DATASETS
from opsg.data.log import IssueLog, load
from opsg.exports import downloads

DATA = FEBRUARY / "data"
SITE = "https://example.org/log/"


@pytest.fixture(scope="module")
def log() -> IssueLog:
    return load(DATA)


def project(folder: Path, settings: str = f"website:\n  site-url: {SITE}\n") -> Path:
    folder.mkdir()
    (folder / "_quarto.yml").write_text(settings)
    return folder


@pytest.fixture(scope="module")
def illustrative(site: Path) -> Path:
    return site / "downloads" / "data"


@pytest.fixture(scope="module")
def reported(reported_site: Path) -> Path:
    return reported_site / "downloads" / "data"


def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text())


def resource(folder: Path, name: str) -> dict[str, Any]:
    return next(each for each in package(folder)["resources"] if each["name"] == name)


@pytest.mark.parametrize("name", DATASETS)
def test_csv_and_parquet_hold_the_same_rows(illustrative: Path, name: str) -> None:
    rows = pl.read_parquet(illustrative / f"{name}.parquet")
    types = {**rows.schema, "month": pl.String}
    written = pl.read_csv(illustrative / f"{name}.csv", schema=types)
    assert written.equals(rows.with_columns(pl.col("month").dt.strftime("%Y-%m")))
    assert rows.height


def test_rows_are_sorted_by_their_keys(illustrative: Path) -> None:
    rows = pl.read_parquet(illustrative / "hub_exceptions.parquet")
    assert rows.equals(rows.sort("month", "party", "region", "exception_type"))


def test_measures_that_pages_work_out_are_offered_too(illustrative: Path) -> None:
    rows = pl.read_parquet(illustrative / "forecasts.parquet")
    assert (rows["error"] == rows["forecast"] - rows["actual"]).all()


def test_no_month_after_the_edition_s_is_offered(log: IssueLog) -> None:
    offered = publication.offer("alerts", log, Edition("2020-03"))
    assert offered.rows["month"].max() == date(2020, 3, 1)


def test_the_same_data_give_the_same_bytes(
    log: IssueLog, illustrative: Path, tmp_path: Path
) -> None:
    again = project(tmp_path / "again", (ROOT / "_quarto.yml").read_text("utf-8"))
    downloads.write(again, log, Edition("2021-02"))
    files = sorted(path.name for path in illustrative.iterdir())
    assert files == sorted(path.name for path in (again / "downloads" / "data").iterdir())
    for name in files:
        assert (again / "downloads" / "data" / name).read_bytes() == (
            illustrative / name
        ).read_bytes()


def test_the_reported_edition_offers_reported_rows_alone(reported: Path) -> None:
    assert {path.name for path in reported.iterdir() if path.suffix != ".xlsx"} == {
        "han_stability.csv",
        "han_stability.parquet",
        "datapackage.json",
    }
    rows = pl.read_parquet(reported / "han_stability.parquet")
    assert set(rows["provenance"]) == {"reported"}
    assert rows["esmes"].sum() == 58_785
    assert "made up" not in package(reported)["description"]


def test_an_edition_without_rows_writes_nothing(log: IssueLog, tmp_path: Path) -> None:
    made = project(tmp_path / "site")
    earlier = log.meeting("2021-02").model_copy(update={"month": "2020-01"})
    early = log.model_copy(update={"meetings": (earlier,)})
    downloads.write(made, early, Edition("2020-01", reported_only=True))
    assert [path.name for path in made.iterdir()] == ["_quarto.yml"]


def test_the_package_gives_size_and_hash_of_every_file(illustrative: Path) -> None:
    described = {each["path"]: each for each in package(illustrative)["resources"]}
    files = {path.name for path in illustrative.iterdir()} - {"datapackage.json"}
    assert "opsg-issues-log.xlsx" in files and "han-stability.xlsx" in files
    assert set(described) == files
    for name, each in described.items():
        content = (illustrative / name).read_bytes()
        assert each["bytes"] == len(content)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_package_describes_the_columns_in_their_order(illustrative: Path) -> None:
    for each in package(illustrative)["resources"]:
        if each["format"] == "csv":
            header = (illustrative / each["path"]).read_text().splitlines()[0]
            assert [field["name"] for field in each["schema"]["fields"]] == header.split(",")


def test_a_field_has_type_unit_example_and_allowed_values(illustrative: Path) -> None:
    alerts = {f["name"]: f for f in resource(illustrative, "alerts")["schema"]["fields"]}
    assert alerts["alert_code"]["constraints"]["enum"] == ["8F3E", "8F12"]
    assert (alerts["raised"]["type"], alerts["raised"]["unit"]) == ("integer", "Alerts")
    assert alerts["month"]["type"] == "yearmonth"
    assert alerts["month"]["example"] == "2021-02"
    columnar = resource(illustrative, "alerts.parquet")["schema"]["fields"][0]
    assert (columnar["type"], columnar["example"]) == ("date", "2021-02-01")
    reads = {f["name"]: f for f in resource(illustrative, "other_user_reads")["schema"]["fields"]}
    assert reads["months_requested"]["constraints"] == {
        "required": True,
        "minimum": 1,
        "maximum": 13,
    }


def test_the_package_is_dated_as_the_paper(illustrative: Path) -> None:
    assert package(illustrative)["created"] == "2021-02-23T00:00:00Z"


@pytest.mark.parametrize(
    ("provenances", "said"),
    [
        (("illustrative", "illustrative"), "Every row is illustrative."),
        (("reported", "reported"), "Every row is reported."),
        (
            ("illustrative", "reported"),
            "1 of 2 rows are reported (February 2021), the others illustrative.",
        ),
    ],
)
def test_the_source_says_which_rows_are_in_a_paper(provenances: tuple[str, str], said: str) -> None:
    rows = pl.DataFrame({"month": [date(2021, 1, 1), date(2021, 2, 1)], "provenance": provenances})
    assert publication.Offer(DATASETS["capacity"], rows).source.endswith(said)


def test_only_what_the_project_made_itself_is_licensed(illustrative: Path) -> None:
    assert "licenses" not in package(illustrative)
    assert resource(illustrative, "alerts")["licenses"][0]["name"] == "MIT"
    mixed = resource(illustrative, "han_stability")
    assert "licenses" not in mixed
    assert mixed["licenceNote"].startswith("Reported rows: no licence stated.")
    assert mixed["provenance"] == {"reported": 5, "illustrative": 85}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    frame = pl.DataFrame({"defect": [f"{start}cmd|' /C calc'!A0", "Stack, Related"]})
    written = pl.read_csv(io.StringIO(spreadsheet_csv(frame)))
    assert written["defect"].to_list() == [f"'{start}cmd|' /C calc'!A0", "Stack, Related"]


def test_a_header_that_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    frame = pl.DataFrame({"=1+1": [1], "User 01": [2]})
    assert spreadsheet_csv(frame).splitlines()[0] == "'=1+1,User 01"


def test_numbers_below_zero_stay_numbers() -> None:
    frame = pl.DataFrame({"error": [-5, None], "share": [-0.5, 1.0]})
    assert spreadsheet_csv(frame) == "error,share\n-5,-0.5\n,1\n"


def test_a_project_without_an_address_is_refused(log: IssueLog, tmp_path: Path) -> None:
    made = project(tmp_path / "site", "website:\n  title: Log\n")
    with pytest.raises(UserError, match="address is missing"):
        downloads.write(made, log, Edition("2021-02", reported_only=True))


@pytest.fixture(scope="module")
def large(log: IssueLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is offered where a dataset of more than 1,000 rows is a large one."""
    made = project(tmp_path_factory.mktemp("large") / "site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "MOST_ROWS", 1_000)
        downloads.write(made, log, Edition("2021-02"))
    return made / "downloads" / "data"


def test_a_large_dataset_is_sums_by_month_and_a_parquet_file_a_month(large: Path) -> None:
    assert not list(large.glob("hub_exceptions.*"))
    parts = sorted((large / "hub_exceptions").iterdir())
    assert [part.name for part in parts][-2:] == ["2021-01.parquet", "2021-02.parquet"]
    whole = pl.concat(map(pl.read_parquet, parts))
    assert whole.equals(publication.offer("hub_exceptions", load(DATA), Edition("2021-02")).rows)

    sums = pl.read_csv(large / "hub_exceptions-by-month.csv")
    by = ["month", "region", "exception_type"]
    assert not sums.select(by).is_duplicated().any()
    counted = ["open", "raised", "closed"]
    assert sums.select(counted).sum().equals(whole.select(counted).sum())
    assert len(parts) == sums["month"].n_unique()


def test_a_notebook_gets_all_rows_of_a_large_dataset(
    log: IssueLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = publication.offer("hub_exceptions", log, Edition("2021-02"))
    monkeypatch.setattr(publication, "MOST_ROWS", 1_000)
    offered = publication.offer("hub_exceptions", log, Edition("2021-02"))
    assert offered.read().equals(small.rows)


def test_the_package_describes_every_file_of_a_large_dataset(large: Path) -> None:
    described = [each for each in package(large)["resources"] if "hub_exceptions" in each["name"]]
    names = [each["name"] for each in described]
    assert names[:2] == ["hub_exceptions-by-month", "hub_exceptions.2019-09.parquet"]
    for each in described:
        content = (large / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert each["bytes"] == len(content)
    sums, february = described[0], described[-1]
    assert sums["schema"]["primaryKey"] == ["month", "region", "exception_type"]
    left_out = "The column party (User whose installation the Exception is about) is left out:"
    assert f"{left_out} Parquet files have it." in sums["description"]
    assert "party" in february["schema"]["primaryKey"]
    assert february["title"] == "Communications Hub Exceptions, February 2021"


def test_a_workbook_with_too_many_rows_has_sums_of_its_largest_dataset(
    illustrative: Path, log: IssueLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {name: pl.read_parquet(illustrative / f"{name}.parquet") for name in DATASETS}
    name = max(rows, key=lambda name: rows[name].height)
    monkeypatch.setattr(books, "MOST_ROWS", sum(each.height for each in rows.values()) - 1)
    made = project(tmp_path / "site")
    downloads.write(made, log, Edition("2021-02"))
    every = load_workbook(made / books.address(books.EVERYTHING))
    held = {each.removesuffix("-by-month"): each for each in every.sheetnames[1:-1]}
    assert held == {each: each for each in DATASETS} | {name: f"{name}-by-month"}

    header, *sums = every[held[name]].values
    measure = DATASETS[name].measures[0]
    assert sum(row[header.index(measure)] for row in sums) == rows[name][measure].sum()
    said = " ".join(str(cell) for row in every["About"].values for cell in row if cell)
    whole = f"sums of {rows[name].height:,} rows, which the site has as Parquet"
    assert f"{len(sums)} {whole}" in said
    issue = next(each for each in log.issues if name in each.datasets)
    assert name in load_workbook(made / books.address(issue.slug)).sheetnames


def test_no_small_count_gets_into_the_sums_of_a_large_dataset(
    log: IssueLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "MOST_ROWS", 100)
    hiding = replace(DATASETS["hub_exceptions"], suppress_below=1_000)
    monkeypatch.setitem(DATASETS, "hub_exceptions", hiding)
    offered = publication.offer("hub_exceptions", log, Edition("2019-09"))
    shown = offered.rows["open"].drop_nulls().to_list()
    assert offered.whole is not None
    assert all(not 0 < count < 1_000 for count in shown)
    assert offered.rows["open"].null_count()
