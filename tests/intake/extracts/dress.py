"""True rows of any dataset, and the dress in which programs and people hand them over.

`tables` draws rows that keep a dataset's contract. `write` puts them into a file as one of the
writers at hand would, under titles, over totals and notes, in any order, format and encoding.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import polars as pl
import workbooks
import xlsxwriter
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from opsg.data.datasets import DATASETS, Dataset
from opsg.data.pseudonyms import hidden_columns

MONTH = "2021-02"
FIRST = date(2021, 2, 1)
NAMES = {
    "User 02": "Acme Energy Ltd", "User 03": "Borough Power plc", "User 05": "Crown & Vale Gas",
    "DNO A": "Northgrid", "DNO C": "Southgrid", "DNO D": "Westgrid", "User 07": "Total Gas",
}  # fmt: skip
"""The private list: pseudonyms and whose they are; one begins like a row of totals."""

TEXT = ("csv", "pandas csv", "polars csv")
BOOKS = ("openpyxl", "xlsxwriter", "pandas xlsx", "polars xlsx", "by hand")
PARQUET = ("polars parquet",)

# The words and months that extracts have been seen with.
TOTALS = ("Total", "Grand Total", "TOTAL", "Total Result", "All", "Sum", "Totals:", "Overall total")
TITLES = ("Monthly figures", "February 2021", "Run on 03/03/2021 by the portal", "Page 1 of 1")
NOTES = ("Source: the inventory.", "* provisional", "End of report", "1 Excludes trials.")
DATES: dict[str, Any] = {
    "none": None, "ISO month": MONTH, "ISO": "2021-02-01", "date": FIRST,
    "time": datetime(2021, 2, 28), "British": "28/02/2021", "words": "February 2021",
    "short": "Feb-21", "first": "01/02/2021", "of pandas": "2021-02-01 00:00:00",
}  # fmt: skip
NUMBERS = {
    "plain": str, "commas": "{:,}".format, "hundredths": "{:.2f}".format,
    "commas and hundredths": "{:,.2f}".format, "spaces": lambda n: f"{n:,}".replace(",", " "),
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u202f"),
    "points": lambda n: f"{n:,}".replace(",", "."), "noted": "{}*".format,
    "apostrophes": lambda n: f"{n:,}".replace(",", "'"), "scientific": "{:.3E}".format,
    "padded": " {} ".format, "zeros": "{:08d}".format,
    "dash for zero": lambda n: str(n) if n else "-",
}  # fmt: skip
FORMATS = ("General", "0", "#,##0", "#,##0.00", "@", "0%", "yyyy-mm-dd", "0.0,")


@dataclass(frozen=True)
class Table:
    """True rows of a dataset: `rows` has its keys but the month, and its measures."""

    dataset: Dataset
    rows: pl.DataFrame


@dataclass(frozen=True)
class Dress:
    """How a table is handed over; `seed` orders its rows and columns."""

    writer: str
    seed: int
    titles: Sequence[str]
    notes: Sequence[str]
    month: str
    numbers: str
    header: str
    total: str
    wrong_total: bool
    subtotals: bool
    blanks: bool
    labels: bool
    names: bool
    extra: str
    number_format: str
    merged: bool
    hidden: bool
    superscript: bool
    typed_keys: bool
    separator: str
    encoding: str
    sheets: Sequence[str]

    @property
    def is_refused(self) -> bool:
        """Whether no reading of it can be right."""
        return self.wrong_total


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few rows of any dataset, with counts of all sizes."""
    dataset = draw(st.sampled_from(list(DATASETS.values())))
    columns = [_keys(dataset, name) for name in dataset.groups]
    keys = draw(st.lists(st.tuples(*columns), min_size=1, max_size=8, unique=True))
    counts = st.integers(0, 9) | st.integers(0, 99_999) | st.integers(0, 10**8)
    rows = [
        (*key, *_counts(dataset, draw(st.lists(counts, min_size=4, max_size=4)))) for key in keys
    ]
    names = [*dataset.groups, *dataset.measures]
    return Table(dataset, pl.DataFrame(rows, schema=names, orient="row"))


def _keys(dataset: Dataset, column: str) -> st.SearchStrategy[Any]:
    if allowed := dataset.allowed(column):
        return st.sampled_from(allowed)
    if kind := hidden_columns(dataset).get(column):
        return st.sampled_from([name for name in NAMES if name.startswith(kind.prefix)])
    return {
        "service_request": st.sampled_from(["4.1", "4.10", "4.8.1", "8.2", "6.15.1", "8.20"]),
        "combination": st.sampled_from(["MM1", "MM2/CH1", "MM10", "MM3/CH2"]),
        "defect": st.sampled_from(["Meter Defects", "No flow", "Unknown Reason", "Total loss"]),
        "manufacturer": st.sampled_from(["MM1", "MM2", "MM12"]),
        "firmware": st.sampled_from(["Firmware A", "Firmware B2", "Firmware C10"]),
        "months_requested": st.integers(1, 13),
    }[column]


def _counts(dataset: Dataset, drawn: list[int]) -> list[int]:
    """Counts that keep the dataset's rules."""
    counts = dict(zip(dataset.measures, drawn, strict=False))
    match dataset.name:
        case "duplicate_gsmes":
            counts["gsmes"] += 2 * counts["sites"]
        case "power_outages":
            counts["alerts_expected"] = counts["on_time"] + counts["late"] + counts["missing"]
        case "other_user_reads":
            counts["succeeded"] = min(counts.values())
        case "capacity":
            counts = {name: count + 1 for name, count in counts.items()}
    return list(counts.values())


def dresses(writers: Sequence[str]) -> st.SearchStrategy[Dress]:
    """Any dress by one of these writers; most are plain in most respects."""

    def seldom(value: Any, *others: Any, often: int = 12) -> st.SearchStrategy[Any]:
        return st.sampled_from([value] * often + list(others))

    def yes(often: int = 12) -> st.SearchStrategy[bool]:
        return seldom(False, True, often=often)

    return st.builds(
        Dress,
        writer=st.sampled_from(writers),
        seed=st.integers(0, 999),
        titles=st.lists(st.sampled_from(TITLES), max_size=2, unique=True),
        notes=seldom((), *((note,) for note in NOTES)),
        month=st.sampled_from(list(DATES)),
        numbers=seldom("plain", *NUMBERS),
        header=st.sampled_from(["contract", "words", "capitals"]),
        total=seldom("", *TOTALS),
        wrong_total=yes(20),
        subtotals=yes(20),
        blanks=yes(),
        labels=yes(2),
        names=yes(2),
        extra=seldom("", "Comments", "% of total", "unnamed", "twice", often=20),
        number_format=seldom("General", *FORMATS),
        merged=yes(20),
        hidden=yes(),
        superscript=yes(20),
        typed_keys=yes(),
        separator=st.sampled_from(",,;\t|"),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        sheets=seldom((), ("Notes",), ("Empty",), often=20),
    )


@dataclass
class _Grid:
    """Cells as they are written: titles, then the `header`, then the body with its totals."""

    titles: list[list[Any]]
    header: list[str]
    body: list[list[Any]]
    after: list[list[Any]] = field(default_factory=list)


def write(path: Path, table: Table, dress: Dress) -> Path:
    """The table in this dress at `path`."""
    grid = _grid(table, dress)
    if dress.writer in ("openpyxl", "xlsxwriter", "by hand"):
        {"openpyxl": _openpyxl, "xlsxwriter": _xlsxwriter, "by hand": _by_hand}[dress.writer](
            path, grid, dress, table
        )
    elif dress.writer == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=dress.separator)
        writer.writerows([*grid.titles, grid.header, *grid.body, *grid.after])
        path.write_bytes(text.getvalue().encode(dress.encoding, "replace"))
    elif dress.writer.startswith("pandas"):
        _pandas(path, grid, dress)
    else:
        _polars(path, grid, dress)
    return path


def _grid(table: Table, dress: Dress) -> _Grid:
    dataset, shuffle = table.dataset, random.Random(dress.seed)
    order = [*dataset.groups, *dataset.measures]
    shuffle.shuffle(order)
    if dress.total or dress.wrong_total or dress.subtotals:
        # Those who print totals print keys first.
        order = [*dataset.groups, *dataset.measures]
    rows = table.rows.sample(fraction=1, shuffle=True, seed=dress.seed).sort(dataset.groups[0])
    body = _rows(table, dress, order, rows)
    summed = [_total(table, dress, order, rows, dress.total or "Total")]
    if dress.subtotals:
        body, first = [], order[0]
        for value in rows[first].unique(maintain_order=True):
            own = rows.filter(pl.col(first) == value)
            body += [
                [_cell(table, dress, name, row[name]) for name in order] for row in own.to_dicts()
            ]
            shown = _cell(table, dress, first, value)
            body.append(_total(table, dress, order, own, f"{shown} Total"))
    if dress.total or dress.wrong_total:
        body += summed
    header = [_named(name, dress) for name in order]
    month = DATES[dress.month]
    if month is not None:
        header = ["Month", *header]
        month = month if dress.writer not in TEXT or isinstance(month, str) else str(month)
        body = [[month, *row] for row in body]
    if dress.extra:
        header.append({"unnamed": "", "twice": header[-1]}.get(dress.extra, dress.extra))
        body = [[*row, "0.5" if dress.extra == "% of total" else "x"] for row in body]
    if dress.blanks:
        body.insert(len(body) // 2, [None] * len(header))
    width = len(header)
    padded = [[text, *[None] * (width - 1)] for text in (*dress.titles, *dress.notes)]
    return _Grid(padded[: len(dress.titles)], header, body, padded[len(dress.titles) :])


def _rows(table: Table, dress: Dress, order: list[str], rows: pl.DataFrame) -> list[list[Any]]:
    return [[_cell(table, dress, name, row[name]) for name in order] for row in rows.to_dicts()]


def _cell(table: Table, dress: Dress, column: str, value: Any) -> Any:
    if column in table.dataset.measures:
        is_text = dress.numbers != "plain" or dress.writer == "csv"
        return NUMBERS[dress.numbers](value) if is_text else value
    if dress.names and value in NAMES:
        return NAMES[value]
    if dress.typed_keys and column == "service_request" and value.count(".") == 1:
        return float(value) if dress.writer not in TEXT else value
    return table.dataset.label(column, value) if dress.labels and isinstance(value, str) else value


def _total(
    table: Table, dress: Dress, order: Sequence[str], rows: pl.DataFrame, called: str
) -> list[Any]:
    measures = table.dataset.measures
    off = {measures[0]: 1 + dress.seed} if dress.wrong_total else {}
    sums = {name: int(rows[name].sum()) + off.get(name, 0) for name in measures}
    cells = [_cell(table, dress, name, sums[name]) if name in sums else None for name in order]
    return [called, *cells[1:]]


def _named(column: str, dress: Dress) -> str:
    words = column.replace("_", " ")
    return {"contract": column, "words": words.capitalize(), "capitals": words.upper()}[
        dress.header
    ]


def _openpyxl(path: Path, grid: _Grid, dress: Dress, table: Table) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (*grid.titles, grid.header, *grid.body, *grid.after):
        sheet.append(row)
    first = len(grid.titles) + 2
    for cells in sheet.iter_rows(min_row=first, max_row=first + len(grid.body) - 1):
        for cell in cells:
            if type(cell.value) is int:
                cell.number_format = dress.number_format
    if dress.superscript:
        cell = sheet.cell(first, len(grid.header))
        mark = TextBlock(InlineFont(vertAlign="superscript"), "1")
        cell.value = CellRichText([str(cell.value or ""), mark])
    if dress.hidden:
        sheet.row_dimensions[first].hidden = True
    if dress.merged and len(grid.body) > 1:
        sheet.merge_cells(start_row=first, end_row=first + 1, start_column=1, end_column=1)
    for name in dress.sheets:
        book.create_sheet(name).append(["Made by hand"] if name == "Notes" else [])
    book.save(path)


def _xlsxwriter(path: Path, grid: _Grid, dress: Dress, table: Table) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Data")
        look = book.add_format({"num_format": dress.number_format})
        for number, row in enumerate([*grid.titles, grid.header, *grid.body, *grid.after]):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value, *([look] if type(value) is int else []))
        if dress.hidden:
            sheet.autofilter(len(grid.titles), 0, len(grid.titles) + 1, len(grid.header) - 1)
            sheet.set_row(len(grid.titles) + 1, options={"hidden": True})
        for name in dress.sheets:
            book.add_worksheet(name).write_row(0, 0, ["Made by hand"] if name == "Notes" else [])


def _by_hand(path: Path, grid: _Grid, dress: Dress, table: Table) -> None:
    rows = [*grid.titles, grid.header, *grid.body, *grid.after]
    workbooks.write(path, {"Data": rows, **{name: [] for name in dress.sheets}})


def _pandas(path: Path, grid: _Grid, dress: Dress) -> None:
    frame = pandas.DataFrame(grid.body, columns=grid.header)
    if dress.writer == "pandas csv":
        encoding = "utf-8" if dress.encoding == "cp1252" else dress.encoding
        frame.to_csv(path, index=dress.hidden, sep=dress.separator, encoding=encoding)
    else:
        frame.to_excel(path, index=dress.hidden, startrow=len(grid.titles), engine="openpyxl")


def _polars(path: Path, grid: _Grid, dress: Dress) -> None:
    # Polars has no columns of the same name, nor without any.
    header = [name or "unnamed" for name in grid.header]
    header = [f"{name}_duplicated" if name in header[:n] else name for n, name in enumerate(header)]
    columns = dict(zip(header, zip(*grid.body, strict=True), strict=True))
    frame = pl.DataFrame([_series(name, list(values)) for name, values in columns.items()])
    match dress.writer:
        case "polars csv":
            frame.write_csv(path, separator=dress.separator, include_bom="sig" in dress.encoding)
        case "polars xlsx":
            frame.write_excel(path, autofilter=dress.hidden)
        case _:
            frame.write_parquet(path)


def _series(name: str, values: list[Any]) -> pl.Series:
    """A column of one type, as these files hold them."""
    if len({type(value) for value in values if value is not None}) > 1:
        values = [None if value is None else str(value) for value in values]
    return pl.Series(name, values)
