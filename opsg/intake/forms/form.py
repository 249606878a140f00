"""A form of one dataset and month, as CSV and as an Excel workbook that helps to fill it in."""

from __future__ import annotations

import io
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from opsg.core import months
from opsg.core.errors import UserError, display
from opsg.core.files import write_all
from opsg.data import snapshots
from opsg.data.datasets import Dataset, dataset
from opsg.data.folder import named
from opsg.data.snapshots.table import BROKEN
from opsg.intake.extracts.fit import order_of

SHEET, _LISTS = "Figures", "Allowed values"
_HEADER, _LAST = 3, 1_048_575
"""The rows of the column names and the last of a sheet, from 0; above them is what it is about."""
_ENDINGS = (".xlsx", ".csv")
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""Excel's limits for what it shows beside a cell."""


@dataclass(frozen=True)
class Form:
    """A form in the file `path`: `keys` has the columns that tell its rows apart.

    `data` is the folder that it is for, and `before` the month that they are of, `YYYY-MM`; None
    if there is none.
    """

    path: Path
    data: Path
    dataset: Dataset
    month: str
    before: str | None
    keys: pl.DataFrame

    @property
    def title(self) -> str:
        """The dataset's title and the month."""
        return f"{self.dataset.title}, {months.named(self.month)}"

    @property
    def how(self) -> str:
        """What to do with the form; that figures are published is left to say to who knows it."""
        command = shlex.join([
            "python", "build.py", *named(self.data), "ingest", str(self.path), "--dataset",
            self.dataset.name, "--month", self.month, "--provenance", "illustrative",
        ])  # fmt: skip
        return f"Fill in every count, 0 where there is none, and add what is new; then: {command}"

    @property
    def content(self) -> bytes:
        """The file: a workbook with what columns mean and may hold, or CSV with the names alone."""
        if self.path.suffix.lower() == ".csv":
            empty = (pl.lit(None, pl.String).alias(name) for name in self.dataset.measures)
            return self.keys.with_columns(empty).write_csv().encode()
        content = io.BytesIO()
        with Workbook(content, {"in_memory": True}) as book:
            _write(book, self)
        return content.getvalue()

    def lines(self) -> Iterator[str]:
        """What was written, and how it comes in, as plain lines."""
        before = self.before and months.named(self.before)
        rows = f"{self.keys.height} rows as in {before}" if before else "no rows yet"
        yield f"Wrote {display(self.path)}: {self.title}; {rows}."
        yield self.how


def template(
    name: str, *, data: Path, month: str | None = None, output: Path | None = None
) -> Form:
    """Write a form for the figures of the dataset `name` in a month, with the last month's keys.

    `month` is by default the one after the dataset's last. `output` ends in `.xlsx` or `.csv` and
    is by default named after dataset and month, in the working folder.

    Raises UserError if there is a file already, which somebody may have filled in, if there is no
    such dataset or month, or if the snapshots cannot be read.
    """
    described = dataset(name)
    written = snapshots.months(name, data)
    month = month or _next(written)
    months.first_day(month)
    path = output or Path(f"{name}-{month}.xlsx")
    if path.suffix.lower() not in _ENDINGS:
        problem = "A form is an Excel workbook or CSV."
        raise UserError(problem, where=str(path), remedy="Let its name end in .xlsx or .csv.")
    if path.exists():
        problem = "There is a file already, which may have been filled in."
        raise UserError(problem, where=str(path), remedy="Name another with -o, or remove it.")
    before = max((one for one in written if one <= month), default=None)
    rows = pl.DataFrame(schema=described.types)
    if before:
        rows = last_rows(described, before, data).sort(order_of(described))
    keys = rows.select(pl.lit(month).alias("month"), *described.groups)
    form = Form(path, data, described, month, before, keys)
    write_all({path: form.content})
    return form


def _next(written: Sequence[str]) -> str:
    if not written:
        return months.text(date.today())
    return months.text(months.add(months.first_day(written[-1]), 1))


def last_rows(dataset: Dataset, month: str, data: Path) -> pl.DataFrame:
    """The rows of one month. Raises UserError if they cannot be read."""
    rows = snapshots.scan(dataset.name, until=month, data=data)
    try:
        return rows.filter(pl.col("month") == months.first_day(month)).collect()
    except BROKEN:
        raise UserError(
            f"The snapshots of {dataset.name} cannot be read.",
            remedy="See what is wrong with them: python build.py check",
        ) from None


def _write(book: Workbook, form: Form) -> None:
    sheet = book.add_worksheet(SHEET)
    look = {name: book.add_format(how) for name, how in _LOOKS.items()}
    sheet.write_string(0, 0, form.title, look["title"])
    sheet.write_string(1, 0, form.how)
    columns = [name for name in form.dataset.columns if name != "provenance"]
    for index, name in enumerate(columns):
        kind = "text" if form.dataset.types[name] == pl.String or name == "month" else "number"
        sheet.set_column(index, index, max(16, len(name) + 2), look[kind])
        sheet.write_string(_HEADER - 1, index, _meaning(form.dataset, name), look["meaning"])
        sheet.write_string(_HEADER, index, name, look["header"])
    for number, row in enumerate(form.keys.iter_rows(), start=_HEADER + 1):
        for index, value in enumerate(row):
            label = form.dataset.label(columns[index], value)
            kind = "number" if isinstance(value, int) else "text"
            sheet.write(number, index, value if kind == "number" else label, look[kind])
    # A Service Request such as 8.10 is text although it looks like a number.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_LAST + 1}"})
    sheet.freeze_panes(_HEADER + 1, len(form.dataset.keys))
    _allow(book, sheet, form, columns)


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "meaning": {"text_wrap": True, "valign": "top", "italic": True},
    "header": {"bold": True, "bottom": 1},
    "text": {"num_format": "@"},
    "number": {"num_format": "#,##0"},
}


def _meaning(dataset: Dataset, column: str) -> str:
    """What a column means, what it counts, and how its values are written."""
    unit = f"In {dataset.units[column]}." if column in dataset.units else ""
    parts = [f"{dataset.descriptions[column]}.", unit, dataset.spelling(column)]
    return " ".join(filter(None, parts))


def _allow(book: Workbook, sheet: Worksheet, form: Form, columns: list[str]) -> None:
    """Let each column take only what it may hold, and say what it means beside its cells."""
    lists = book.add_worksheet(_LISTS)
    # Excel shows a list of any length from cells; one within the rule ends at 255 letters.
    lists.hide()
    for index, name in enumerate(columns):
        for row, value in enumerate(_words(form.dataset, name)):
            lists.write_string(row, index, value)
        sheet.data_validation(
            _HEADER + 1, index, _LAST, index,
            {
                **_rule(form.dataset, name, index),
                "input_title": name[:_LONGEST_TITLE],
                "input_message": _meaning(form.dataset, name)[:_LONGEST_MESSAGE],
            },
        )  # fmt: skip


def _words(dataset: Dataset, column: str) -> Iterator[str]:
    return (dataset.label(column, value) for value in dataset.allowed(column))


def _rule(dataset: Dataset, column: str, index: int) -> dict[str, Any]:
    if count := len(dataset.allowed(column)):
        source = f"='{_LISTS}'!{xl_range_abs(0, index, count - 1, index)}"
        return {"validate": "list", "source": source, "error_message": "Choose one of the list."}
    if isinstance(number := dataset.schema.columns()[column], dy.Int64):
        return {
            "validate": "integer", "criteria": "between",
            "minimum": number.min, "maximum": number.max,
            "error_message": f"Write a whole number from {number.min:,} to {number.max:,}.",
        }  # fmt: skip
    return {"validate": "any"}
