"""Writes true rows in their dress into a file, as one of the programs at hand would."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import workbooks
import xlsxwriter
from dress import DATES, NAMES, NUMBERS, TEXT, Dress, Table
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont


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
    if column == "service_request" and _is_typed(table, dress, value):
        return float(value)
    return table.dataset.label(column, value) if dress.labels and isinstance(value, str) else value


def _is_typed(table: Table, dress: Dress, value: str) -> bool:
    """Whether a Service Request becomes a number; of a column of Polars all are, or none is."""
    values = table.rows["service_request"] if dress.writer.startswith("polars") else [value]
    is_number = all(each.count(".") == 1 for each in values)
    return dress.typed_keys and dress.writer not in TEXT and is_number


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
    import pandas  # here, as not all processes that collect tests need it

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
