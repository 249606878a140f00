"""Workbooks say what they are, hold numbers and text as such, and are the same every time."""

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook
from projects import FEBRUARY

from opsg.core.edition import Edition
from opsg.data import paper_figures, publication
from opsg.data.datasets import dataset
from opsg.data.log import IssueLog, load
from opsg.exports.workbooks import ABOUT, FIGURES_SHEET, Book, written

SITE = "https://example.org/log/"


@pytest.fixture(scope="module")
def log() -> IssueLog:
    return load(FEBRUARY / "data")


def _made(log: IssueLog, folder: Path, edition: Edition, rows: pl.DataFrame | None = None) -> Path:
    offer = publication.offer("han_stability", log, edition)
    if rows is not None:
        offer = publication.Offer(dataset("han_stability"), rows, edition.inner_note)
    known = log.known_to(edition)
    figures = paper_figures.table(known, [known.issue("han-stability")])
    book = Book("han-stability", "HAN stability", [offer], figures)
    path = folder / "book.xlsx"
    path.write_bytes(written(book, log.meeting("2021-02"), edition, SITE))
    return path


def test_a_sheet_a_dataset_and_one_that_says_what_it_is(log: IssueLog, tmp_path: Path) -> None:
    book = load_workbook(_made(log, tmp_path, Edition("2021-02", ceiling="Green")))
    assert book.sheetnames == [ABOUT, "han_stability", FIGURES_SHEET]
    said = " ".join(str(cell) for row in book[ABOUT].values for cell in row if cell)
    for says in (
        "February 2021",
        "OPSG_44_0203",
        SITE,
        "no licence stated",
        "ESMEs",
        "Inner edition",
    ):
        assert says in said
    sheet = book["han_stability"]
    assert sheet.freeze_panes == "A2"
    month, *_ = next(sheet.iter_rows(min_row=2))
    assert (month.value, month.number_format) == (datetime(2019, 9, 1), "yyyy-mm")
    figures = list(book[FIGURES_SHEET].values)
    assert figures[0] == tuple(paper_figures.COLUMNS)
    assert 42_300 in [row[4] for row in figures]


def test_numbers_are_numbers_and_no_text_is_a_formula(log: IssueLog, tmp_path: Path) -> None:
    edition = Edition("2021-02")
    rows = publication.offer("han_stability", log, edition).rows.head(2)
    rows = rows.with_columns(combination=pl.Series(["=1+1", "http://example.org"]))
    sheet = load_workbook(_made(log, tmp_path, edition, rows))["han_stability"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert cells["http://example.org"].hyperlink is None
    assert cells[rows["esmes"][0]].data_type == "n"


def test_what_is_too_long_for_a_sheet_is_not_cut_short(
    log: IssueLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "MOST_ROWS", 89)
    book = load_workbook(_made(log, tmp_path, Edition("2021-02")))
    assert book.sheetnames == [ABOUT, "han_stability-by-month", FIGURES_SHEET]
    said = " ".join(str(cell) for row in book[ABOUT].values for cell in row if cell)
    assert "sums of 90 rows, which the site has as Parquet" in said


def test_the_same_data_give_the_same_bytes(log: IssueLog, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    edition = Edition("2021-02")
    first = _made(log, tmp_path, edition).read_bytes()
    assert _made(log, tmp_path / "again", edition).read_bytes() == first
