"""Prints a sheet of an Excel workbook as CSV: each row's number and remarks, then its cells.

A program of its own, run apart by `decode`: a workbook can be made to take any
amount of time and memory.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from opsg.core.errors import nearest
from opsg.core.sandbox import begin, refuse
from opsg.intake.extracts.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from opsg.intake.extracts.remarks import Remarks, written

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MOST_PARTS = 2_000
LARGEST_UNPACKED = 200_000_000
AS_XLSX = "Save it as .xlsx, without a password, or as CSV."

_CHUNK = 1_000_000
_OVERLAP = 5_000
# A cell of type "e" holds an error, which calamine reads as nothing. The pattern never runs past
# the next tag, so that its time is in proportion to the file.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>"
    rb"(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>))?"
    rb"<(?:\w+:)?v>([^<>]{0,20})<"
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def main() -> None:
    """Print the rows of the sheet that the arguments name."""
    path, wanted = begin()
    try:
        with ZipFile(path) as archive:
            _check(archive)
            _print(path, wanted, archive)
    except BadZipFile:
        refuse("It is not a whole Excel workbook.", AS_XLSX)


def _check(archive: ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        refuse("It is an archive, but not an Excel workbook (.xlsx).", AS_XLSX)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        refuse(
            f"It unpacks to {unpacked // 1_000_000:,} MB in {len(parts):,} parts.",
            "Save the one sheet that is needed as CSV.",
        )


def _print(path: str, wanted: str, archive: ZipFile) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with Path(path).open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            name = _choose(workbook, wanted)
            sheet = workbook.get_sheet_by_name(name)
    except CalamineError:
        refuse("It is not a whole Excel workbook.", AS_XLSX)
    rows, columns = (index + 1 for index in sheet.end or (0, 0))
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        refuse(
            f"The sheet '{name}' has {rows:,} rows and {columns:,} columns.",
            "Take out cells that lie far from the table.",
        )
    faulty = dict(_errors(archive, name))
    writer = csv.writer(sys.stdout)
    writer.writerow(["sheet", name])
    for number, row in _rows(sheet):
        cells = [_text(cell)[: LONGEST_CELL + 1] for cell in row]
        for column, error in faulty.get(number, {}).items():
            if column < len(cells):
                cells[column] = error
        writer.writerow([number, written(Remarks()), *cells])
    sys.stdout.flush()


def _choose(workbook: CalamineWorkbook, wanted: str) -> str:
    """The sheet to read: the one asked for, or the only one that can be seen."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in sheets]
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    if wanted and wanted not in names:
        refuse(f"There is no sheet '{wanted}'.", nearest(wanted, names) if names else "")
    if not wanted and len(visible) != 1:
        listed = ", ".join(f"'{name}'" for name in visible[:10])
        refuse(f"It has {len(visible)} sheets: {listed}.", "Choose one with --sheet.")
    return wanted or visible[0]


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """The rows with their numbers as Excel shows them, from column A on."""
    if sheet.start is None:
        return
    top, left = sheet.start
    for number, row in enumerate(sheet.iter_rows(), start=top + 1):
        yield number, [""] * left + list(row)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _errors(archive: ZipFile, name: str) -> Iterator[tuple[int, dict[int, str]]]:
    """The errors such as #REF! in a sheet, by row number and column from 0."""
    errors: dict[int, dict[int, str]] = {}
    part = _part(archive, name)
    if part not in archive.namelist():
        return
    with archive.open(part) as file:
        before = b""
        while chunk := file.read(_CHUNK):
            text = before + chunk
            for attributes, value in _CELL.findall(text):
                at = _REFERENCE.search(attributes)
                if at and b't="e"' in attributes:
                    row = errors.setdefault(int(at[2]), {})
                    row[_column(at[1])] = value.decode("ascii", "replace")
            before = text[-_OVERLAP:]
    yield from errors.items()


def _part(archive: ZipFile, name: str) -> str:
    """The part of the archive that holds a sheet."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in sheets.iter():
        if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
            ids = (value for key, value in sheet.items() if key.endswith("}id"))
            target = targets.get(next(ids, ""), "")
            return str(PurePosixPath("xl") / target).lstrip("/")
    return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    main()
