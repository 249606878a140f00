"""Excel workbooks of what the site offers: one an issue, and one of everything.

A workbook has a sheet a dataset, called as the dataset is, whose first row names the columns:
`ingest` takes it back. Another has the figures that papers give in words. Before them stands a
sheet that says what it is, and what columns mean.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from opsg.core.edition import draft_note
from opsg.core.months import first_day, long_date, name
from opsg.data import paper_figures
from opsg.data.publication import LICENCES

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter.worksheet import Worksheet

    from opsg.core.edition import Edition
    from opsg.data.log import Meeting
    from opsg.data.publication import Offer

ABOUT, FIGURES_SHEET = "About", "Figures in papers"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "label": {"bold": True, "valign": "top"},
    "header": {"bold": True, "bottom": 1, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "month": {"num_format": "yyyy-mm", "align": "left"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "number": {},
}
_WIDTHS = (24, 28, 16, 60, 14, 48)
_LEAST, _MOST = 9, 44
_DAY_ZERO = date(1899, 12, 30)
"""Excel counts days from it."""


@dataclass(frozen=True)
class Book:
    """A workbook of what is `offered` of datasets, and of `figures` (`paper_figures.table`).

    `name` is its file's, without ending. At least one of both has rows.
    """

    name: str
    title: str
    offered: Sequence[Offer]
    figures: pl.DataFrame

    @property
    def provenances(self) -> Sequence[str]:
        """The provenances that rows have, reported first."""
        found = {p for each in self.offered for p in each.provenances}
        if self.figures.height:
            found.add("reported")
        return [provenance for provenance in LICENCES if provenance in found]


def written(book: Book, meeting: Meeting, edition: Edition, site: str) -> bytes:
    """The workbook's file; `site` is the address of the site that offers it.

    Text is text, whatever it begins with, and there is no formula. The same data give the same
    bytes.
    """
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, _SAFE) as file:
        created = datetime.combine(meeting.dated, time())
        about = {"title": book.title, "comments": edition.inner_note, "created": created}
        file.set_properties(about)
        looks = {name: file.add_format(how) for name, how in _LOOKS.items()}
        facts = _facts(book, meeting, edition, site)
        _describe(file.add_worksheet(ABOUT), book, facts, looks)
        for each in book.offered:
            _fill(file.add_worksheet(each.name), each.rows, looks)
        if book.figures.height:
            _fill(file.add_worksheet(FIGURES_SHEET), book.figures, looks)
    return content.getvalue()


def _facts(book: Book, meeting: Meeting, edition: Edition, site: str) -> Iterable[tuple[str, str]]:
    """What is to be known of the whole workbook."""
    dated = f", {long_date(meeting.dated)}" if meeting.is_published else ""
    yield "Edition", edition.note
    yield "As of", name(first_day(edition.month))
    yield "Paper", f"{meeting.paper_name}, {meeting.title}, {meeting.team}{dated}"
    yield "Provenance", ", ".join(book.provenances)
    yield "Classification", edition.ceiling if edition.inner_note else meeting.classification
    yield "Note", " ".join(filter(None, (edition.inner_note, draft_note(meeting))))
    yield "From", site


def _rows(each: Offer) -> str:
    if each.whole is None:
        return f"{each.rows.height:,} rows"
    return f"{each.rows.height:,} sums of {each.count:,} rows, which the site has as Parquet"


def _describe(
    sheet: Worksheet, book: Book, facts: Iterable[tuple[str, str]], looks: dict[str, Any]
) -> None:
    """Write the sheet that says what the workbook, its datasets and their columns are."""
    sheet.write_string(0, 0, book.title, looks["title"])
    row = 1
    for label, says in facts:
        if says:
            sheet.write_string(row, 0, label, looks["label"])
            sheet.write_string(row, 1, says)
            row += 1
    datasets = [
        [
            each.name, each.dataset.title, _rows(each), each.description,
            ", ".join(each.provenances), f"{each.source} {each.licence}",
        ]
        for each in book.offered
    ]  # fmt: skip
    columns = [
        [each.name, field.name, field.unit, field.description]
        for each in book.offered
        for field in each.fields
    ]
    if count := book.figures.height:
        says = "The figures that papers give in their sentences."
        source = f"The papers. {LICENCES['reported'].capitalize()}."
        datasets.append([FIGURES_SHEET, "Figures", f"{count:,} rows", says, "reported", source])
        columns += [
            [FIGURES_SHEET, column, "", says] for column, says in paper_figures.COLUMNS.items()
        ]
    heads = ["Sheet", "Dataset", "Rows", "What it is", "Provenance", "Source and licence"]
    row = _table(sheet, row + 1, heads, datasets, looks)
    _table(sheet, row + 1, ["Sheet", "Column", "Unit", "Meaning"], columns, looks)
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)


def _table(
    sheet: Worksheet,
    top: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    looks: dict[str, Any],
) -> int:
    """Write a table of texts; returns the row below it."""
    for index, head in enumerate(heads):
        sheet.write_string(top, index, head, looks["header"])
    for number, cells in enumerate(rows, start=top + 1):
        for index, cell in enumerate(cells):
            sheet.write_string(number, index, cell, looks["text"])
    return top + len(rows) + 1


def _fill(sheet: Worksheet, rows: pl.DataFrame, looks: dict[str, Any]) -> None:
    """Write rows below the names of their columns."""
    import polars as pl

    for index, column in enumerate(rows.get_columns()):
        longest = max(map(len, column.cast(pl.String).drop_nulls()), default=0)
        width = min(max(_LEAST, len(column.name) + 3, longest + 2), _MOST)
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, column.name, looks["header"])
        _write(sheet, index, column, looks)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows.height, rows.width - 1)
    # A Service Request such as 8.10 is text although it looks like a number.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows.height + 1}"})


def _write(sheet: Worksheet, index: int, column: pl.Series, looks: dict[str, Any]) -> None:
    """Write a column's values below its name; one that is not there leaves its cell empty."""
    import polars as pl

    if column.dtype == pl.String:
        for row, text in enumerate(column, start=1):
            if text is not None:
                sheet.write_string(row, index, text)
        return
    is_date = column.dtype == pl.Date
    numbers = (column - _DAY_ZERO).dt.total_days() if is_date else column
    look = looks[column.name if column.name == "month" else "day" if is_date else "number"]
    for row, number in enumerate(numbers, start=1):
        if number is not None:
            sheet.write_number(row, index, number, look)
