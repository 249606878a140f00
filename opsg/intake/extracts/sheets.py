"""Sheets of a workbook as all its readers give them, whatever kind of workbook it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

NEVER_COMPUTED = "it holds a formula whose result was never computed"
STRUCK_OUT = "a part of its text is struck out"

_ORDINALS = ("st", "nd", "rd", "th")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text, of a number or a date with its `format`.

    `mark` is a superscript that was dropped from it, `fault` why its text cannot be relied on.
    """

    text: str
    format: str = ""
    mark: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds anything: its number as Excel shows it, and its cells by column from 0."""

    number: int
    cells: Mapping[int, Cell]
    is_hidden: bool


class Span(NamedTuple):
    """A cell that is merged over rows from `first` to `last`; `column` counts from 0."""

    column: int
    first: int
    last: int


@dataclass
class Sheet:
    """A sheet; its hidden columns, by their letters, and the cells that are merged over several
    rows are there once its rows have been read.
    """

    name: str
    is_visible: bool
    rows: Iterator[SheetRow]
    hidden_columns: list[str] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """A piece of a cell's text that has a look of its own."""

    text: str
    is_raised: bool = False
    is_struck: bool = False


def rich(runs: Sequence[Run]) -> Cell:
    """The cell of a text in several looks: superscripts are dropped, but for those of 1st and 2nd.

    Text of which a part is struck out has a fault, as nobody can tell what is meant.
    """
    whole = "".join(run.text for run in runs)
    filled = [run for run in runs if run.text.strip()]
    struck = [run.is_struck for run in filled]
    if any(struck) and not all(struck):
        return Cell(whole, fault=STRUCK_OUT)
    marks = [run for run in filled if run.is_raised and run.text.strip() not in _ORDINALS]
    if len(marks) == len(filled):
        return Cell(whole)
    kept = "".join(run.text for run in runs if run not in marks)
    return Cell(kept, mark="".join(run.text.strip() for run in marks))


def plain(value: object) -> str:
    """A value of a cell as text that says neither more nor less: 7 and 7.5, TRUE, 2021-02-28."""
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case Decimal() if value == value.to_integral_value():
            return str(int(value))
        case float():
            return repr(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds() / 3600:g} hours"
        case None:
            return ""
    return str(value)


def cell_name(row: int, column: int) -> str:
    """A cell's name as spreadsheets show it; rows count from 1 and columns from 0."""
    return str(xl_rowcol_to_cell(row - 1, column))
