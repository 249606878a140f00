"""Sheets of an old Excel workbook (.xls)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet as XlsSheet

from opsg.intake.extracts.sheets import Cell, Run, Sheet, SheetRow, Span, plain, rich

_SUPERSCRIPT = 1


def sheets(path: str) -> list[Sheet]:
    """The sheets of a workbook. Raises whatever xlrd does if it is not a whole one."""
    # Left alone, xlrd prints what it finds odd among the rows.
    book = xlrd.open_workbook(path, logfile=io.StringIO(), formatting_info=True)
    return [_sheet(book, sheet) for sheet in book.sheets()]


def _sheet(book: Book, source: XlsSheet) -> Sheet:
    merged = [
        Span(left, top + 1, below) for top, below, left, _ in source.merged_cells if below > top + 1
    ]
    hidden = [xlrd.colname(column) for column, one in source.colinfo_map.items() if one.hidden]
    return Sheet(source.name, source.visibility == 0, _rows(book, source), hidden, merged)


def _rows(book: Book, source: XlsSheet) -> Iterator[SheetRow]:
    for row in range(source.nrows):
        cells = {column: _cell(book, source, row, column) for column in range(source.row_len(row))}
        filled = {column: cell for column, cell in cells.items() if cell.text.strip()}
        settings = source.rowinfo_map.get(row)
        if filled:
            yield SheetRow(row + 1, filled, bool(settings and settings.hidden))


def _cell(book: Book, source: XlsSheet, row: int, column: int) -> Cell:
    value: Any = source.cell_value(row, column)
    look = book.xf_list[source.cell_xf_index(row, column)]
    match source.cell_type(row, column):
        case xlrd.XL_CELL_NUMBER:
            return Cell(plain(value), book.format_map[look.format_key].format_str)
        case xlrd.XL_CELL_DATE:
            when = xlrd.xldate.xldate_as_datetime(value, book.datemode)
            return Cell(plain(when), book.format_map[look.format_key].format_str)
        case xlrd.XL_CELL_BOOLEAN:
            return Cell(plain(bool(value)))
        case xlrd.XL_CELL_ERROR:
            return Cell(xlrd.error_text_from_code.get(value, "#ERROR!"))
    changes = source.rich_text_runlist_map.get((row, column), [])
    looks = [(0, look.font_index), *changes, (len(value), look.font_index)]
    return rich([_run(book, value[at:end], font) for (at, font), (end, _) in pairwise(looks)])


def _run(book: Book, text: str, font: int) -> Run:
    look = book.font_list[font]
    return Run(text, look.escapement == _SUPERSCRIPT, bool(look.struck_out))
