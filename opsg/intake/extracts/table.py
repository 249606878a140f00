"""Reads an extract's rows as a frame of text, once its header is found among the first rows."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Literal

import polars as pl

from opsg.core.errors import Finding, Place, UserError, display
from opsg.data.snapshots.faults import Kind
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts.clean import trimmed
from opsg.intake.extracts.columns import normal
from opsg.intake.extracts.decode import FIRST_ROWS, Grid, IsColumn, Row, open_grid
from opsg.intake.extracts.ledger import Record, Why
from opsg.intake.extracts.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from opsg.intake.extracts.remarks import Remarks
from opsg.intake.extracts.sheets import Span
from opsg.intake.extracts.titles import BETWEEN, Aside

PlaceOf = Callable[[int, str, int | None], Place]

_ROWS_AT_ONCE = 50_000
_NOTE = re.compile(
    r"(?:sources?|notes?|n\.?b\.?|footnotes?|caveats?|contact|disclaimer|copyright|definitions?|key|"
    r"(?:extracted|generated|produced|exported|printed|run|updated)(?: (?:on|by|at|from))?"
    r"|end of (?:report|file|extract|table))(?:[ :.–-]|$)"
    r"|# |[*†‡§©¹²³⁰-⁹]|\[?(?:note )?\d\]?[.:)\]] ?[^\W\d]|figures (?:are|include|exclude)\b",
    re.IGNORECASE,
)
# What rules are drawn of, as below a header.
_RULE = " \t-–—=_:|+"
# Words in small letters, or a colon, which names of Parties hardly have.
_WORDS = re.compile(r"\s\W*(?!(?:and|for|llp|ltd|plc|the)\b)[a-z]{3}|^\W*[a-z]{3}.*\s|:\s|\d of \d")
_CONFLICTS = ("<<<<<<< ", "=======", ">>>>>>> ")


@dataclass(frozen=True)
class Extract:
    """An extract's table.

    `where` is the file, `header_where` the header in it, and `above` the row over that. `frame`
    has PLACE, the line or row of each row in the file, and the columns by their position in
    `header` ("0", "1", …) as trimmed text, null where there is none. Rows with nothing in them are
    left out, and those that do not fit the header, which `findings` tell. `record` says what
    becomes of rows and cells; `remarks` what the file knows of a row's cells beside their text, by
    the row's number. `place` is where a row or a value is, by its number, its column's title and
    its position in `header`. `asides` are the texts round the table: titles, notes, and the sheet's
    name. `merged` are cells over several rows.
    """

    where: str
    header_where: Place
    word: Literal["line", "row"]
    header: Sequence[str]
    above: Sequence[str]
    frame: pl.DataFrame
    findings: Sequence[Finding]
    record: Record
    remarks: Mapping[int, Remarks]
    place: PlaceOf
    asides: Sequence[Aside]
    merged: Sequence[Span]

    @property
    def filled(self) -> list[bool]:
        """Whether each column holds anything but the numbers of its rows."""
        columns = (self.frame[str(index)].drop_nulls() for index in range(len(self.header)))
        return [not column.is_empty() and not _is_numbering(column) for column in columns]


def read(file: Path, sheet: str | None, dataset: str, is_column: IsColumn) -> Extract:
    """The table of an extract of a `dataset`.

    `is_column` tells the names of the columns that are looked for.
    Raises UserError if it cannot be read, or holds nothing or far too much.
    """
    where = display(file)
    with open_grid(file, sheet, dataset, is_column, where) as grid:
        above = list(islice(grid.rows, FIRST_ROWS))
        start, header = _header(above, is_column, where)
        number, _ = above[start]
        if len(header) > MOST_COLUMNS:
            problem = f"It has {len(header):,} columns."
            raise UserError(problem, where=grid.place(number))
        rows = _Rows(grid, header)
        for title, cells in above[:start]:
            rows.set_aside(title, cells, "title")
        frame = rows.frame(chain(above[start + 1 :], grid.rows))
    at = grid.place(number)
    findings = list(rows.findings())
    if frame.is_empty() and not findings:
        remedy = "Export it again; a month without figures needs no file."
        findings.append(Finding(where, "It has a header but no rows.", remedy))
    if not any(map(is_column, header)):
        problem = f"None of its first {FIRST_ROWS} rows names a column; this one was taken for it."
        remedy = "Take out what stands above the names; or map them, as said below."
        findings = [Finding(at, problem, remedy)]
    for note in grid.notes:
        rows.record.note(note)
    findings += _other_tables(above[:start], header, is_column, grid, at)
    upper = above[start - 1][1] if start else []
    asides = [*rows.asides, Aside(Place(where, part=f"sheet '{grid.sheet}'"), grid.sheet)]
    return Extract(
        *(where, at, grid.word, header, upper, frame, findings, rows.record),
        *(grid.remarks, grid.place, asides, grid.merged),
    )


def _other_tables(
    above: Sequence[Row], header: Sequence[str], is_column: IsColumn, grid: Grid, at: Place
) -> Iterator[Finding]:
    """The rows above the header that name its columns too, but for the month."""
    needed = {normal(name) for name in header if is_column(name)} - {"month", "provenance"}
    for number, cells in above:
        if needed and needed <= {normal(cell) for cell in cells}:
            problem = (
                f"It names the columns as row {at.row or at.line} does, so there are two tables."
            )
            remedy = "Copy the one that is meant to a sheet or a file of its own."
            yield Finding(grid.place(number), problem, remedy)


def _header(rows: Sequence[Row], is_column: IsColumn, where: str) -> tuple[int, list[str]]:
    """Which of the first rows has the most columns' names; else the first with several values.

    A column's name may stand in the row above, where a header has two.
    """
    if not any(any(cell.strip() for cell in cells) for _, cells in rows):
        raise UserError("It holds no table.", where=where, remedy="Is it the right file or sheet?")
    names = [[" ".join(cell.split()) for cell in cells] for _, cells in rows]
    names = [
        _over_two_rows(lower, upper, is_column)
        for lower, upper in zip(names, [[], *names[:-1]], strict=True)
    ]
    scores = [sum(map(is_column, header[:MOST_COLUMNS])) for header in names]
    widths = [sum(map(bool, header)) for header in names]
    start = scores.index(max(scores))
    if not scores[start]:
        start = next(row for row, width in enumerate(widths) if width >= min(2, max(widths)))
    header = names[start]
    while not header[-1]:
        header.pop()
    return start, header


def _over_two_rows(lower: list[str], upper: list[str], is_column: IsColumn) -> list[str]:
    """A header's names, those that are missing taken from the row above if they are columns'."""
    pairs = zip_longest(lower, upper, fillvalue="")
    return [below if below or not is_column(above) else above for below, above in pairs]


def _is_numbering(column: pl.Series) -> bool:
    """Whether a column counts its rows from 0 or 1 on, as pandas, R and SAS put before a table."""
    numbers = column.cast(pl.Float64, strict=False)
    return numbers.len() > 1 and numbers[0] in (0, 1) and (numbers.diff()[1:] == 1).all()


def _is_alone(cells: Sequence[str]) -> bool:
    """Whether a row holds words in one cell and nothing else, and these are no Party's name."""
    return sum(map(bool, cells)) == 1 and _WORDS.search(" ".join(cells).strip()) is not None


def _is_note(cells: Sequence[str]) -> bool:
    """Whether a row holds one text, in one cell or cut at its commas, that begins as notes do."""
    first = next(filter(None, map(str.strip, cells)))
    return _NOTE.match(first) is not None and not any(map(str.isdecimal, cells))


class _Rows:
    """Gathers rows of as many values as the header has, and what is wrong with the others."""

    def __init__(self, grid: Grid, header: Sequence[str]) -> None:
        self.record = Record()
        self.asides: list[Aside] = []
        self._faults = defaultdict[str, Kind](Kind)
        self._grid = grid
        self._header = header
        self._number, self._is_apart, self._alone = sys.maxsize, False, 0
        self._width = width = len(header)
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

    def set_aside(self, number: int, cells: Sequence[str], why: Why) -> None:
        """Leave a row out that is not of the table, and keep what it says."""
        if any(map(str.strip, cells)):
            self.record.leave_out(number, why)
            text = BETWEEN.join(filter(None, map(str.strip, cells)))
            self.asides.append(Aside(self._grid.place(number), text))

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
        if cells and cells[0].startswith(_CONFLICTS):
            problem = "It is left over from a merge conflict."
            return self._refuse(number, "conflict", problem, "Settle the conflict.")
        # A spreadsheet's rows may be shorter than its header, and blank ones not there.
        is_gap = self._grid.word == "row" and number > self._number + 1
        self._number = number
        if not any(cell.strip(_RULE) for cell in cells):
            self._is_apart = True
            return False
        self._is_apart = self._is_apart or is_gap
        if [" ".join(cell.split()) for cell in cells] == self._header:
            self.record.leave_out(number, "header")
            return False
        if _is_note(cells):
            self.set_aside(number, cells, "note")
            return False
        if self._is_apart and _is_alone(cells):
            self.set_aside(number, cells, "note")
            self._alone = number
            return False
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
        if self._alone:
            problem = "It is a text of its own, and rows of the table follow it."
            remedy = "Put a table that it is the title of into a file of its own; else take it out."
            self._refuse(self._alone, "alone", problem, remedy)
        self._is_apart, self._alone = False, 0
        cells += [""] * (self._width - len(cells))
        return True

    def _refuse(self, number: int, kind: str, problem: str, remedy: str) -> bool:
        self._faults[kind].add(Finding(self._grid.place(number), problem, remedy))
        return False
