"""Prints a sheet of a workbook as CSV: each row's number and remarks, then its cells.

A program of its own, run apart by `decode`: a workbook can be made to take any
amount of time and memory.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from opsg.core.errors import nearest
from opsg.core.sandbox import begin, refuse
from opsg.intake.extracts.limits import AS_XLSX, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from opsg.intake.extracts.remarks import Remarks, written
from opsg.intake.extracts.row_numbers import listed
from opsg.intake.extracts.sheets import NEVER_COMPUTED, STRUCK_OUT, Sheet, SheetRow, cell_name

MOST_PARTS = 2_000
LARGEST_UNPACKED = 200_000_000
# What an archive is that holds such a part: the program that reads it, or what to do with it.
_READERS = {"xl/worksheets/": "xlsx", "content.xml": "ods"}
_OTHERS = {
    "xl/workbook.bin": ("a binary Excel workbook (.xlsb)", "Save it as .xlsx or as CSV."),
    "index/document.iwa": ("a Numbers spreadsheet", "Export it to Excel or CSV."),
    "index.zip": ("a Numbers spreadsheet", "Export it to Excel or CSV."),
    "word/document.xml": ("a Word file", "Ask for the figures as Excel or CSV."),
    "ppt/presentation.xml": ("a PowerPoint file", "Ask for the figures as Excel or CSV."),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REMEDIES = {
    NEVER_COMPUTED: "Open the workbook in Excel, let it "
    "compute (Ctrl+Alt+F9), save it, and take that file.",
    STRUCK_OUT: "Take out of it what is not meant, and save the workbook.",
}


def main() -> None:
    """Print the rows of the sheet that the arguments name, or which is called as the dataset."""
    path, wanted, dataset = begin()
    try:
        reader = import_module(f"{__package__}.{_reader(path)}")
    except BadZipFile:
        refuse("It is not a whole workbook.", AS_XLSX)
    sheets = reader.sheets(path)
    own = any(sheet.name == dataset and sheet.is_visible for sheet in sheets)
    sheet, rows = _choose(sheets, wanted or (dataset if own else ""))
    _print(sheet, rows)


def _reader(path: str) -> str:
    """The module of this package that reads a workbook. Refuses what none reads."""
    with Path(path).open("rb") as file:
        beginning = file.read(4)
        if beginning == b"\xd0\xcf\x11\xe0":
            if _ENCRYPTED in beginning + file.read():
                refuse("It has a password.", "Save it without one.")
            return "xls"
    return _of_archive(path) if beginning == b"PK\x03\x04" else "ods"


def _of_archive(path: str) -> str:
    with ZipFile(path) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
            refuse(
                f"It unpacks to {unpacked // 1_000_000:,} MB in {len(parts):,} parts.",
                "Save the one sheet that is needed as CSV.",
            )
        names = [part.filename.replace("\\", "/") for part in parts]
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            refuse("It has a password.", "Save it without one.")
    lower = [name.lower() for name in names]
    for part, (kind, remedy) in _OTHERS.items():
        if part in lower:
            refuse(f"It is {kind}.", remedy)
    for part, reader in _READERS.items():
        if any(name.startswith(part) for name in lower):
            return reader
    return refuse("It is an archive, but not an Excel workbook (.xlsx).", "Unpack it first.")


def _choose(sheets: Sequence[Sheet], wanted: str) -> tuple[Sheet, Iterator[SheetRow]]:
    """The sheet to read: the one asked for, or the only one to be seen with anything in it."""
    if wanted:
        names = [sheet.name for sheet in sheets]
        if wanted not in names:
            refuse(f"There is no sheet '{wanted}'.", nearest(wanted, names) if names else "")
        chosen = sheets[names.index(wanted)]
        return chosen, chosen.rows
    filled = [
        (sheet, chain([first], sheet.rows))
        for sheet in sheets
        if sheet.is_visible and (first := next(sheet.rows, None))
    ]
    if not filled:
        hidden = [sheet.name for sheet in sheets if not sheet.is_visible]
        remedy = f"Is it one of those that are hidden? {_named(hidden)}" if hidden else ""
        refuse("It has no sheet with anything in it.", remedy or "Is it the right file?")
    if len(filled) > 1:
        listed_names = ", ".join(f"'{sheet.name}'" for sheet, _ in filled[:10])
        refuse(
            f"It has {len(filled)} sheets: {listed_names}.",
            f"Choose one with --sheet, such as --sheet '{filled[0][0].name}'.",
        )
    return filled[0]


def _named(names: Sequence[str]) -> str:
    return f"Choose it with --sheet: {', '.join(map(repr, names[:10]))}."


def _print(sheet: Sheet, rows: Iterator[SheetRow]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(["sheet", sheet.name])
    faults = defaultdict[str, list[str]](list)
    hidden: list[int] = []
    for count, row in enumerate(rows, start=1):
        last = max(row.cells)
        if last >= MOST_COLUMNS or count > MOST_ROWS:
            refuse(
                f"Sheet '{sheet.name}' has something in cell {cell_name(row.number, last)}, where "
                "no table of an extract is.",
                "Clear the cell, or copy the table to a new workbook.",
            )
        for column, cell in row.cells.items():
            if cell.fault:
                faults[cell.fault].append(cell_name(row.number, column))
        if row.is_hidden:
            hidden.append(row.number)
        writer.writerow([row.number, _remarks(row), *_cells(row, last)])
    _refuse_faults(sheet, faults)
    for note in _notes(sheet, hidden):
        writer.writerow(["note", note])
    for span in sheet.merged:
        writer.writerow(["merged", *span])
    sys.stdout.flush()


def _cells(row: SheetRow, last: int) -> Iterator[str]:
    for column in range(last + 1):
        yield row.cells[column].text[: LONGEST_CELL + 1] if column in row.cells else ""


def _remarks(row: SheetRow) -> str:
    formats = {column: cell.format for column, cell in row.cells.items() if cell.format}
    marks = {column: cell.mark for column, cell in row.cells.items() if cell.mark}
    return written(Remarks(formats, marks))


def _refuse_faults(sheet: Sheet, faults: dict[str, list[str]]) -> None:
    for fault, cells in faults.items():
        more = f" and {len(cells) - 1:,} more" if len(cells) > 1 else ""
        refuse(f"Sheet '{sheet.name}', cell {cells[0]}{more}: {fault}.", _REMEDIES[fault])


def _notes(sheet: Sheet, hidden: Sequence[int]) -> Iterator[str]:
    """What cannot be seen of the sheet and is read all the same."""
    if not sheet.is_visible:
        yield f"Sheet '{sheet.name}' is hidden."
    hidden_rows = listed(hidden) if hidden else ""
    hidden_columns = ", ".join(sheet.hidden_columns)
    for kind, named in (("rows", hidden_rows), ("columns", hidden_columns)):
        if named:
            yield f"Hidden in sheet '{sheet.name}', and read all the same: {kind} {named}."


if __name__ == "__main__":
    main()
