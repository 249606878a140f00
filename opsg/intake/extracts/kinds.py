"""What kind of file an extract is, by how it begins; what holds no table to read is refused."""

from __future__ import annotations

import codecs
import re
from typing import Literal

from opsg.core.errors import UserError
from opsg.intake.extracts.limits import AS_XLSX

Kind = Literal["workbook", "parquet", "text"]

_ANOTHER = "Ask for the figures as CSV or Excel."
_UNPACK = "Unpack it first."
_WORKBOOKS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\t\x00\x04\x00",
    b"\t\x02\x06\x00",
    b"\t\x04\x06",
)
# What other kinds of file begin with, and what to do with them.
_OTHERS = {
    b"%PDF": ("a PDF", _ANOTHER),
    b"\x1f\x8b": ("compressed (gzip)", _UNPACK),
    b"BZh": ("compressed (bzip2)", _UNPACK),
    b"\xfd7zXZ": ("compressed (xz)", _UNPACK),
    b"7z\xbc\xaf": ("compressed (7-Zip)", _UNPACK),
    b"Rar!": ("compressed (RAR)", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("compressed (zstd)", _UNPACK),
    b"PARE": ("an encrypted Parquet file", "Write it without encryption."),
    b"ARROW1": ("a Feather (Arrow) file", "Write it as Parquet or CSV."),
    b"FEA1": ("an old Feather file", "Write it as Parquet or CSV."),
    b"ORC": ("an ORC file", "Write it as Parquet or CSV."),
    b"Obj\x01": ("an Avro file", "Write it as Parquet or CSV."),
    b"SQLite format 3": ("an SQLite database", "Export the one table as CSV."),
    b"\x00\x01\x00\x00Standard ": ("an Access database", "Export the one table as CSV or Excel."),
    b"\x89PNG": ("a picture", _ANOTHER),
    b"\xff\xd8\xff": ("a picture", _ANOTHER),
    b"{\\rtf": ("a text with a layout (RTF)", _ANOTHER),
    b"<<<<<<< ": ("left over from a merge conflict", "Settle the conflict, or export it again."),
    b"{": ("JSON", _ANOTHER),
    b"[{": ("JSON", _ANOTHER),
}
_RESAVE = f"Open it in Excel, look that nothing is missing, and save it as .xlsx. {_ANOTHER}"
# What a text in angle brackets is, by what it holds.
_MARKED = {
    "urn:schemas-microsoft-com:office:spreadsheet": (
        "an XML spreadsheet of Excel 2003, whatever its name",
        _RESAVE,
    ),
    "gnumeric": ("a Gnumeric spreadsheet", AS_XLSX),
    "<table": ("a web page with a table in it, whatever its name", _RESAVE),
    "<html": ("a web page", "Look at it: a portal may have sent its login page instead."),
    "<!doctype html": ("a web page", "Look at it: a portal may have sent its login page instead."),
}
_MAIL = re.compile(rb"(?:from|mime-version|content-type|subject|date): ", re.IGNORECASE)


def kind_of(beginning: bytes, where: str) -> Kind:
    """The kind of a file. Raises UserError if it is none that is read, saying what it is."""
    if beginning.startswith(_WORKBOOKS):
        return "workbook"
    if beginning.startswith(b"PAR1"):
        return "parquet"
    start = beginning.removeprefix(codecs.BOM_UTF8)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # Enough of a text to know its kind by.
        start = start[2:].replace(b"\0", b"")
    start = start.lstrip()
    if not start:
        raise UserError("It is empty.", where=where, remedy="Export it again.")
    for beginning_of, (kind, remedy) in _OTHERS.items():
        if start.startswith(beginning_of):
            raise UserError(f"It is {kind}.", where=where, remedy=remedy)
    if _MAIL.match(start) and b"MIME-Version:" in start:
        problem = "It is a web page or a message as one file (MHTML), whatever its name."
        raise UserError(problem, where=where, remedy=_RESAVE)
    text = start.decode("latin-1").lower()
    return _of_marked(text, where) if text.startswith("<") else "text"


def _of_marked(text: str, where: str) -> Kind:
    """The kind of a text in angle brackets: only flat OpenDocument is read."""
    if "vnd.oasis.opendocument.spreadsheet" in text:
        return "workbook"
    kinds = (said for mark, said in _MARKED.items() if mark in text)
    kind, remedy = next(kinds, ("XML", _ANOTHER))
    raise UserError(f"It is {kind}.", where=where, remedy=remedy)
