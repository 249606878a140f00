"""Reads an extract's rows as a frame of text, once its header is found among the first rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal

import polars as pl

from opsg.core.errors import Finding, Place, UserError
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER, display
from opsg.intake.extracts.clean import trimmed
from opsg.intake.extracts.decode import FIRST_ROWS, Grid, IsColumn, Row, open_grid
from opsg.intake.extracts.ledger import Record
from opsg.intake.extracts.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from opsg.intake.extracts.remarks import Remarks

PlaceOf = Callable[[int, str, int | None], Place]

_ROWS_AT_ONCE = 50_000
_CONFLICTS = ("<<<<<<< ", "=======", ">>>>>>> ")


@dataclass(frozen=True)
class Extract:
    """An extract's table.

    `where` is the file, and `header_where` the header in it. `frame` has PLACE, the line or row
    of each row in the file, and the columns by their position in `header` ("0", "1", …) as
    trimmed text, null where there is none. Rows with nothing in them are left out, and those
    that do not fit the header, which `findings` tell. `record` says what becomes of rows and cells;
    `remarks` what the file knows of a row's cells beside their text, by the row's number. `place`
    is where a row or a value is, by its number, its column's title and its position in `header`.
    """

    where: str
    header_where: Place
    word: Literal["line", "row"]
    header: Sequence[str]
    frame: pl.DataFrame
    findings: Sequence[Finding]
    record: Record
    remarks: Mapping[int, Remarks]
    place: PlaceOf

    @property
    def filled(self) -> list[bool]:
        """Whether each column holds anything."""
        return [self.frame[str(index)].count() > 0 for index in range(len(self.header))]


def read(file: Path, sheet: str | None, is_column: IsColumn) -> Extract:
    """The table of an extract; `is_column` tells the names of the columns that are looked for.

    Raises UserError if it cannot be read, or holds nothing or far too much.
    """
    where = display(file)
    with open_grid(file, sheet, is_column, where) as grid:
        above = list(islice(grid.rows, FIRST_ROWS))
        start = _header(above, is_column, where)
        number, names = above[start]
        header = [" ".join(name.split()) for name in names]
        while header and not header[-1]:
            header.pop()
        if len(header) > MOST_COLUMNS:
            problem = f"It has {len(header):,} columns."
            raise UserError(problem, where=grid.place(number))
        record = Record()
        for title, cells in above[:start]:
            if any(map(str.strip, cells)):
                record.leave_out(title, "title")
        rows = _Rows(grid, len(header))
        frame = rows.frame(chain(above[start + 1 :], grid.rows))
    at = grid.place(number)
    findings = list(rows.findings())
    if frame.is_empty() and not findings:
        remedy = "Export it again; a month without figures needs no file."
        findings.append(Finding(where, "It has a header but no rows.", remedy))
    for note in grid.notes:
        record.note(note)
    return Extract(where, at, grid.word, header, frame, findings, record, grid.remarks, grid.place)


def _header(rows: Sequence[Row], is_column: IsColumn, where: str) -> int:
    """Which of the first rows has the most columns' names; else the first with several values."""
    if not any(any(cell.strip() for cell in cells) for _, cells in rows):
        raise UserError("It holds no table.", where=where, remedy="Is it the right file or sheet?")
    scores = [sum(map(is_column, cells[:MOST_COLUMNS])) for _, cells in rows]
    if max(scores):
        return scores.index(max(scores))
    widths = [sum(bool(cell.strip()) for cell in cells) for _, cells in rows]
    return next(row for row, width in enumerate(widths) if width >= min(2, max(widths)))


class _Rows:
    """Gathers rows of as many values as the header has, and what is wrong with the others."""

    def __init__(self, grid: Grid, width: int) -> None:
        self._faults = defaultdict[str, Kind](Kind)
        self._grid = grid
        self._width = width
        self._schema = {NUMBER: pl.UInt32} | {str(index): pl.String for index in range(width)}

    def frame(self, rows: Iterator[Row]) -> pl.DataFrame:
        fitting = (row for row in rows if self._fits(*row))
        frames = [pl.DataFrame(schema=self._schema)]
        count = 0
        while piece := [(number, *cells) for number, cells in islice(fitting, _ROWS_AT_ONCE)]:
            count += len(piece)
            if count > MOST_ROWS:
                problem = f"It has more than {MOST_ROWS:,} rows."
                remedy = "Is this one month's extract of one dataset?"
                raise UserError(problem, where=self._grid.where, remedy=remedy)
            frames.append(self._trimmed(pl.DataFrame(piece, schema=self._schema, orient="row")))
        return pl.concat(frames)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the rows of which `frame` has been asked."""
        for kind in self._faults.values():
            yield from kind.findings()

    def _trimmed(self, piece: pl.DataFrame) -> pl.DataFrame:
        columns = [str(index) for index in range(self._width)]
        return piece.with_columns(trimmed(pl.col(name)).alias(name) for name in columns).filter(
            pl.any_horizontal(pl.col(name).is_not_null() for name in columns)
        )

    def _fits(self, number: int, cells: list[str]) -> bool:
        """Whether a row has the values that it should; shortens it if the rest is empty."""
        if len(cells) > self._width and not any(map(str.strip, cells[self._width :])):
            del cells[self._width :]
        if not any(cells):
            # A blank line; a spreadsheet's rows may be shorter than its header.
            return False
        if cells[0].startswith(_CONFLICTS):
            problem = "It is left over from a merge conflict."
            return self._refuse(number, "conflict", problem, "Settle the conflict.")
        if len(cells) != self._width and (self._grid.word == "line" or len(cells) > self._width):
            values = "1 value" if len(cells) == 1 else f"{len(cells)} values"
            problem = f"It has {values}, but the header has {self._width}."
            remedy = "Clear what stands beside the table, or give it a name in the header."
            if self._grid.word == "line":
                remedy = "Is the file whole? Put values that hold the separator in quotation marks."
            return self._refuse(number, "width", problem, remedy)
        if max(map(len, cells)) > LONGEST_CELL:
            problem = f"A value is longer than {LONGEST_CELL} letters."
            return self._refuse(number, "long", problem, "Is a quotation mark missing?")
        cells += [""] * (self._width - len(cells))
        return True

    def _refuse(self, number: int, kind: str, problem: str, remedy: str) -> bool:
        self._faults[kind].add(Finding(self._grid.place(number), problem, remedy))
        return False
