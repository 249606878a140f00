"""Sheets of an Excel workbook (.xlsx, .xlsm): their cells, and how far each can be relied on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import (
    COL_TAG,
    FORMULA_TAG,
    MERGE_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.functions import fromstring
from xlsxwriter.utility import xl_col_to_name

from opsg.intake.extracts.limits import MOST_COLUMNS
from opsg.intake.extracts.sheets import (
    NEVER_COMPUTED,
    Cell,
    Run,
    Sheet,
    SheetRow,
    Span,
    plain,
    rich,
)

_TRUE = ("1", "true")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def sheets(path: str) -> list[Sheet]:
    """The sheets of a workbook. Raises whatever openpyxl does if it is not a whole one."""
    reader = ExcelReader(_mended(path), True, False, True, False, True)
    reader.read()
    workbook: Workbook = reader.wb
    is_stale = _is_stale(reader)
    return [
        _sheet(workbook, sheet, is_stale=is_stale)
        for sheet in workbook.worksheets
        if isinstance(sheet, ReadOnlyWorksheet)
    ]


def _mended(path: str) -> IO[bytes]:
    """The workbook with parts as openpyxl looks for them.

    Some programs write backslashes into their names, and "Strict" workbooks have namespaces of
    their own.
    """
    with ZipFile(path) as archive:
        parts = {name.replace("\\", "/"): name for name in archive.namelist()}
        is_strict = _STRICT.search(archive.read(parts["_rels/.rels"]))
        if not is_strict and all(name == written for name, written in parts.items()):
            return io.BytesIO(Path(path).read_bytes())
        copy = io.BytesIO()
        with ZipFile(copy, "w") as mended:
            for name, written in parts.items():
                content = archive.read(written)
                if is_strict and name.endswith((".xml", ".rels")):
                    content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
                mended.writestr(name, content)
    return copy


def _is_stale(reader: ExcelReader) -> bool:
    """Whether a workbook says that its formulas are still to be computed."""
    # openpyxl reads the setting as on where it is missing.
    root = fromstring(reader.archive.read(reader.parser.workbook_part_name))
    settings = (element for element in root if str(element.tag).endswith("}calcPr"))
    return any(
        one.get("fullCalcOnLoad") in _TRUE or one.get("calcCompleted") in ("0", "false")
        for one in settings
    )


def _sheet(workbook: Workbook, source: Any, *, is_stale: bool) -> Sheet:
    sheet = Sheet(source.title, source.sheet_state == "visible", iter(()))
    sheet.rows = _rows(workbook, source, sheet, is_stale=is_stale)
    return sheet


def _rows(workbook: Any, source: Any, sheet: Sheet, *, is_stale: bool) -> Iterator[SheetRow]:
    with source._get_source() as xml:
        parser = _Parser(
            xml,
            source._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
            rich_text=True,
        )
        parser.format_of = lru_cache(partial(_format, workbook))
        parser.is_stale = is_stale
        for number, cells in parser.parse():
            filled = {
                one["column"] - 1: one["cell"]
                for one in cells
                if one["cell"].text.strip() or one["cell"].fault
            }
            if filled:
                yield SheetRow(number, filled, parser.is_hidden(number))
        sheet.hidden_columns += parser.hidden_columns
        sheet.merged += parser.merged


def _format(workbook: Any, style: int) -> str:
    number: int = workbook._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    return str(workbook._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


class _Parser(WorkSheetParser):
    """Reads a sheet's rows, and leaves the rest of it alone, which often is not as it should be."""

    format_of: Callable[[int], str]
    is_stale: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.hidden_columns: list[str] = []
        self.merged: list[Span] = []
        self._results: list[tuple[int, int, int, int]] = []

    def parse(self) -> Generator[tuple[int, list[dict[str, Any]]], None, None]:
        """The rows by number, each with its cells."""
        element: Any
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag == COL_TAG and element.get("hidden") in _TRUE:
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                self.hidden_columns += map(
                    xl_col_to_name, range(first - 1, min(last, MOST_COLUMNS))
                )
            elif element.tag == MERGE_TAG:
                self._merge(element)

    def _merge(self, element: Any) -> None:
        for one in element:
            left, top, _, bottom = range_boundaries(one.get("ref", ""))
            if left and top and bottom and bottom > top:
                self.merged.append(Span(left - 1, top, bottom))

    def is_hidden(self, row: int) -> bool:
        """Whether a row, just read, cannot be seen, as a filter does with rows."""
        row_settings = self.row_dimensions.get(str(row), {})
        return row_settings.get("hidden") in _TRUE or float(row_settings.get("ht", 1)) == 0

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """The cell with its row and column."""
        parsed = super().parse_cell(element)
        value, kind = parsed["value"], parsed["data_type"]
        if isinstance(value, CellRichText):
            cell = rich([_run(piece) for piece in value])
        elif kind in ("n", "d") and value is not None:
            cell = Cell(plain(value), self.format_of(parsed["style_id"]))
        else:
            cell = Cell(unescape(plain(value)))
        if self._is_computed(element, parsed) and self._is_missing(element, cell):
            cell = Cell(cell.text, fault=NEVER_COMPUTED)
        return {**parsed, "cell": cell}

    def _is_computed(self, element: Element, parsed: dict[str, Any]) -> bool:
        """Whether a cell holds the result of a formula, its own or one that fills several cells."""
        formula = element.find(FORMULA_TAG)
        if formula is not None and formula.get("ref") and formula.get("t") != "shared":
            self._results.append(range_boundaries(formula.get("ref", "")))  # type: ignore[arg-type]
        row, column = parsed["row"], parsed["column"]
        return formula is not None or any(
            left <= column <= right and top <= row <= bottom
            for left, top, right, bottom in self._results
        )

    def _is_missing(self, element: Element, cell: Cell) -> bool:
        if element.get("t") == "str" and element.find(VALUE_TAG) is not None:
            return False
        return not cell.text or (self.is_stale and cell.text == "0")


def _run(piece: str | TextBlock) -> Run:
    if isinstance(piece, str):
        return Run(unescape(piece))
    font = piece.font
    return Run(unescape(piece.text), font.vertAlign == "superscript", bool(font.strike))
