"""Looks at a CSV file line by line, before anything takes it for a table.

Polars reads on through much that a person would want to know about (blank lines, a file cut
short) and cannot say on which line it stopped. This can, in one pass and little memory.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 65_536
# A file with so many broken lines is not read any further.
MOST_BROKEN = 100

MARKS = {
    b"\xef\xbb\xbf": "It starts with a byte-order mark.",
    b"\xff\xfe": "It is in UTF-16.",
    b"\xfe\xff": "It is in UTF-16.",
    b"PK\x03\x04": "It is a spreadsheet or an archive, not text.",
    b"PAR1": "It is a Parquet file.",
}
SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "bars"}
CONFLICTS = (b"<<<<<<<", b"=======", b">>>>>>>")
AS_UTF_8 = "Save it as CSV in UTF-8 without a byte-order mark."

# As many values as there are columns, of letters that mean nothing else: by far the most lines.
_PLAIN = rb'\w[^,"\0\r\n\x80-\xff]*(?:,[^,"\0\r\n\x80-\xff]*){%d}\r?\n'

Fault = tuple[str, str]


@dataclass
class Lines:
    """What the lines of a file are like.

    `columns` are the header's names, none if there is nothing that could be read as a table;
    `broken` maps a line's number (0: the whole file) to what is wrong with it and what to do.
    """

    columns: list[str] = field(default_factory=list)
    broken: dict[int, Fault] = field(default_factory=dict)


def inspect(path: Path) -> Lines:
    """Reads the file at `path` through once. Raises OSError if it cannot."""
    with path.open("rb") as file:
        header = file.readline(LONGEST_LINE)
        whole = _file_fault(header)
        if whole:
            return Lines(broken={0: whole})
        first = _line_fault(header)
        if first:
            return Lines(broken={1: first})
        return _inspect_rows(file, header)


def _inspect_rows(file: BinaryIO, header: bytes) -> Lines:
    columns = _fields(header) or []
    plain = re.compile(_PLAIN % (len(columns) - 1)).fullmatch
    broken: dict[int, Fault] = {}
    number, last = 1, header
    while line := file.readline(LONGEST_LINE):
        number, last = number + 1, line
        fault = None if plain(line) else _line_fault(line, len(columns))
        if fault:
            broken[number] = fault
        if len(broken) == MOST_BROKEN:
            broken[0] = ("It has too many broken lines to read on.", "Write it anew.")
            return Lines(broken=broken)
    if number == 1:
        broken[0] = ("It has a header but no rows.", "Add the rows or remove the file.")
    elif not last.endswith(b"\n"):
        cut = ("The last line has no line break.", "Make sure the file is whole, and add one.")
        broken.setdefault(number, cut)
    return Lines(columns, broken)


def _file_fault(header: bytes) -> Fault | None:
    if not header.strip():
        return "It is empty.", "Write a header and rows, or remove the file."
    for mark, problem in MARKS.items():
        if header.startswith(mark):
            return problem, AS_UTF_8
    for separator, word in SEPARATORS.items():
        if separator in header and b"," not in header:
            return f"Its values are separated by {word}.", "Separate them by commas."
    return None


def _line_fault(line: bytes, wanted: int | None = None) -> Fault | None:
    """What is wrong with a line that should have `wanted` values, or any number of them."""
    if len(line) >= LONGEST_LINE:
        return f"It is longer than {LONGEST_LINE:,} bytes.", "Is this a CSV file?"
    if not line.strip():
        return "It is blank.", "Remove the line."
    if line.startswith(CONFLICTS):
        return "It is left over from a merge conflict.", "Settle the conflict in this file."
    if b"\0" in line:
        return "It holds a null byte.", AS_UTF_8
    if b"\r" in line.rstrip(b"\r\n"):
        return "It holds a carriage return.", "End lines with a line feed, as Unix or Windows do."
    if not line.isascii() and not _is_utf_8(line):
        return "It is not in UTF-8.", AS_UTF_8
    fields = _fields(line)
    if fields is None:
        return "It has a quotation mark too many or too few.", "Close the quotation on this line."
    if wanted is not None and len(fields) != wanted:
        problem = f"It has {len(fields)} values, but the header has {wanted}."
        return problem, "Give each column one value; write numbers without commas."
    return None


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fields(line: bytes) -> list[str] | None:
    """The values of a line of UTF-8, or None if its quotation marks do not pair."""
    text = line.decode().rstrip("\r\n")
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        return None
