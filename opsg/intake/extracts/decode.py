"""Opens an extract, whatever its kind, as rows of text with the place of each in its file."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Literal

from opsg.core import sandbox
from opsg.core.errors import Place, UserError
from opsg.core.sandbox import Untrusted
from opsg.intake.extracts import remarks
from opsg.intake.extracts.kinds import kind_of
from opsg.intake.extracts.limits import MOST_COLUMNS, PARQUET, WORKBOOK, check_size
from opsg.intake.extracts.remarks import Remarks
from opsg.intake.extracts.sheets import Span, cell_name

Row = tuple[int, list[str]]
IsColumn = Callable[[str], bool]
"""Whether a name is that of a column that is looked for."""

FIRST_ROWS = 20
"""How many rows may stand above the header."""

SEPARATORS = ",;\t|"
AS_CSV = "Save it as CSV in UTF-8."

LONGEST_LINE = 200_000
_SAMPLE = 65_536
_CHUNK = 1_000_000
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Old programs end a text with a Ctrl-Z.
_NO_TEXT = re.compile("[\N{REPLACEMENT CHARACTER}\0-\x08\x0e-\x19\x1b-\x1f\x7f]|\x1a(?!\x1a*\\Z)")
# Accented letters, pound signs and typographic quotes as UTF-8 has them.
_UTF_8_LETTER = re.compile(rb"\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac")


@dataclass
class Grid:
    """An extract's rows; `word` is what a row of it is called: a line of text, or a row.

    `sheet` is the name of a workbook's sheet, empty for other files. It, `remarks` (by a row's
    number, for rows that have any), `notes` for an analyst and cells `merged` over several rows are
    there once `rows` has been read.
    """

    where: str
    word: Literal["line", "row"]
    rows: Iterator[Row]
    sheet: str = ""
    remarks: dict[int, Remarks] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)

    def place(self, number: int, title: str = "", column: int | None = None) -> Place:
        """A line or row of the file `where`, or a value in it by its column's title.

        In a workbook it also has its cell, by its column from 0, as spreadsheets show it.
        """
        place = Place.in_table(self.where, self.word, number, title)
        if not self.sheet:
            return place
        cell = "" if column is None else f"cell {cell_name(number, column)} of "
        return replace(place, part=f"{cell}sheet '{self.sheet}'")


@contextmanager
def open_grid(
    file: Path, sheet: str | None, dataset: str, is_column: IsColumn, where: str
) -> Iterator[Grid]:
    """The rows of an extract: of a workbook, those of the `sheet` asked for, of the one that is
    called as the `dataset`, or of the only one. `is_column` tells which separator a CSV file has.

    Raises UserError, also while the rows are read, if it cannot be read or is no table.
    """
    size = check_size(file, where)
    try:
        with file.open("rb") as opened:
            beginning = opened.read(_SAMPLE)
    except OSError as error:
        raise UserError(f"It cannot be read: {error.strerror}.", where=where) from None
    kind = kind_of(beginning, where)
    if kind == "workbook":
        yield from _apart(
            "workbook", WORKBOOK, [str(file.resolve()), sheet or "", dataset], where, size
        )
    elif sheet is not None:
        raise UserError(
            "It has no sheets.", where=where, remedy="Leave --sheet out: it is for Excel."
        )
    elif kind == "parquet":
        yield from _apart("parquet", PARQUET, [str(file.resolve())], where, size)
    else:
        with file.open(encoding=_encoding(file, beginning, where), newline="") as text:
            yield Grid(where, "line", _lines(text, is_column, where))


def _apart(
    program: str, kind: Untrusted, arguments: Sequence[str], where: str, size: int
) -> Iterator[Grid]:
    """The rows of a file of `size` bytes that a program of this package prints as CSV."""
    # Twice what a workbook of a million rows takes.
    seconds = 5 + size / 250_000
    command = sandbox.reader(f"{__package__}.{program}", *arguments)
    with sandbox.run(command, where=where, seconds=seconds, kind=kind) as output:
        text = io.TextIOWrapper(output, encoding="utf-8", newline="")
        grid = Grid(where, "row", iter(()))
        grid.rows = _rows(csv.reader(text), grid)
        yield grid


def _rows(printed: Iterable[list[str]], grid: Grid) -> Iterator[Row]:
    """The rows among what a program printed; the grid is told the rest."""
    for place, about, *cells in printed:
        match place:
            case "sheet":
                grid.sheet = about
            case "note":
                grid.notes.append(about)
            case "merged":
                grid.merged.append(Span(int(about), *map(int, cells)))
            case number:
                if about:
                    grid.remarks[int(number)] = remarks.read(about)
                yield int(number), cells


def _encoding(file: Path, beginning: bytes, where: str) -> str:
    """The encoding in which the whole file is text."""
    for mark, marked in _MARKS.items():
        if beginning.startswith(mark):
            candidates = [marked]
            break
    else:
        candidates = _unmarked(beginning)
    for encoding in candidates:
        try:
            _read_through(file, encoding, where)
        except UnicodeError:
            continue
        if encoding == "cp1252" and _has_utf_8(file):
            break
        return encoding
    raise UserError("It is not text in one encoding throughout.", where=where, remedy=AS_CSV)


def _unmarked(beginning: bytes) -> list[str]:
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(even, odd) * 4 > len(beginning):
        return ["utf-16-le" if odd > even else "utf-16-be"]
    return ["utf-8", "cp1252"]


def _read_through(file: Path, encoding: str, where: str) -> None:
    """Raises UnicodeError if a file is not in `encoding`, UserError if it is no text then."""
    line = 1
    with file.open(encoding=encoding, newline="") as text:
        while chunk := text.read(_CHUNK):
            if wrong := _NO_TEXT.search(chunk):
                line += chunk.count("\n", 0, wrong.start())
                raise _no_text(wrong[0], Place.in_table(where, "line", line))
            line += chunk.count("\n")


def _no_text(letter: str, where: Place) -> UserError:
    if letter == "\N{REPLACEMENT CHARACTER}":
        problem = "Letters were lost in it: there is a \N{REPLACEMENT CHARACTER}."
        return UserError(problem, where=where, remedy="Export it again, in UTF-8.")
    problem = f"It holds a control character, {ord(letter):#04x}, which is no text."
    return UserError(problem, where=where, remedy="Take it out, or export it again.")


def _has_utf_8(file: Path) -> bool:
    """Whether bytes stand together as UTF-8 has them and Windows-1252 hardly ever does."""
    with file.open("rb") as opened:
        return any(_UTF_8_LETTER.search(chunk) for chunk in iter(lambda: opened.read(_CHUNK), b""))


def _lines(text: IO[str], is_column: IsColumn, where: str) -> Iterator[Row]:
    separator = _separator(text.read(_SAMPLE), is_column)
    text.seek(0)
    reader = csv.reader(_not_endless(text, where), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error:
        raise UserError(
            "A quotation mark is open, closed in the middle of a value, or a value is far too "
            "long.",
            where=Place.in_table(where, "line", number),
            remedy="Is the file whole? Put quotation marks inside a value twice.",
        ) from None


def _not_endless(text: IO[str], where: str) -> Iterator[str]:
    for number, line in enumerate(text, start=1):
        if len(line) > LONGEST_LINE:
            problem = f"It is longer than {LONGEST_LINE:,} letters."
            raise UserError(
                problem, where=Place.in_table(where, "line", number), remedy="Is this a CSV file?"
            )
        yield line.rstrip("\x1a")


def _separator(sample: str, is_column: IsColumn) -> str:
    """The separator under which one of the first rows has the most column names, or values."""

    def score(separator: str) -> tuple[int, int]:
        lines = io.StringIO(sample, newline="")
        rows: list[list[str]] = [[]]
        with suppress(csv.Error):
            rows.extend(islice(csv.reader(lines, delimiter=separator), FIRST_ROWS))
        return max(sum(map(is_column, row[:MOST_COLUMNS])) for row in rows), max(map(len, rows))

    return max(SEPARATORS, key=score)
