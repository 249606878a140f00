"""Sheets of an OpenDocument spreadsheet (.ods, .fods)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any

from odfdo import Cell as OdsCell
from odfdo import Document, Element, Table
from odfdo.style_props import StyleProps
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

_HIDDEN = ("collapse", "filter")
# What a number or a date is shown as, as far as its type tells.
_FORMATS = {"percentage": "0%", "float": "General", "currency": "General", "date": "date"}


def sheets(path: str) -> list[Sheet]:
    """The sheets of a spreadsheet. Raises whatever odfdo does if it is not a whole one."""
    document = Document(path)
    return [_sheet(document, table) for table in document.body.tables]


def _sheet(document: Document, table: Table) -> Sheet:
    shown = _look(document, "table", table.style).get("table:display")
    hidden: list[str] = []
    count = 0
    for column in table.get_elements("descendant::table:table-column"):
        first, count = count, min(count + _times(column, "columns"), MOST_COLUMNS)
        if column.get_attribute("table:visibility") in _HIDDEN:
            hidden += map(xl_col_to_name, range(first, count))
    sheet = Sheet(table.name or "", shown != "false", iter(()), hidden)
    sheet.rows = _rows(document, table, sheet)
    return sheet


def _look(document: Document, family: str, name: str | None) -> dict[str, Any]:
    style = document.get_style(family, name) if name else None
    return dict(style.get_properties(family) or {}) if isinstance(style, StyleProps) else {}


def _times(element: Element, of: str) -> int:
    return int(element.get_attribute_string(f"table:number-{of}-repeated") or 1)


def _rows(document: Document, table: Table, sheet: Sheet) -> Iterator[SheetRow]:
    look = lru_cache(partial(_look, document, "text"))
    number = 1
    for row in table.get_elements("descendant::table:table-row"):
        cells: dict[int, Cell] = {}
        column = 0
        for element in row.get_elements("table:table-cell|table:covered-table-cell"):
            times = _times(element, "columns")
            cell = _cell(element, look)
            rows = int(element.get_attribute_string("table:number-rows-spanned") or 1)
            if rows > 1:
                sheet.merged.append(Span(column, number, number + rows - 1))
            if cell.text.strip() or cell.fault:
                cells |= dict.fromkeys(range(column, column + times), cell)
            column += times
        is_hidden = row.get_attribute("table:visibility") in _HIDDEN
        times = _times(row, "rows")
        if cells:
            yield from (SheetRow(number + more, cells, is_hidden) for more in range(times))
        number += times


def _cell(element: Element, look: Callable[[str], dict[str, Any]]) -> Cell:
    kind = element.get_attribute_string("office:value-type")
    runs = [run for paragraph in element.get_elements("text:p") for run in _runs(paragraph, look)]
    is_error = element.get_attribute("calcext:value-type") == "error"
    if kind in (None, "string") or is_error or not isinstance(element, OdsCell):
        if element.get_attribute("table:formula") is not None and kind is None:
            return Cell("", fault=NEVER_COMPUTED)
        given = element.get_attribute_string("office:string-value")
        return rich(runs) if runs or not given else Cell(given)
    return Cell(plain(element.value), _FORMATS.get(kind, ""))


def _runs(paragraph: Element, look: Callable[[str], dict[str, Any]]) -> Iterator[Run]:
    yield Run(paragraph.text or "")
    for child in paragraph.children:
        style = look(child.get_attribute_string("text:style-name") or "")
        is_raised = str(style.get("style:text-position", "")).startswith("super")
        is_struck = style.get("style:text-line-through-style", "none") != "none"
        yield Run(child.inner_text, is_raised, is_struck)
        yield Run(child.tail or "")
