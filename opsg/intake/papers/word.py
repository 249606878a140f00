"""Reads a paper that is a Word file, through Pandoc: its headings, lists and notes are real."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from opsg.core import pandoc, sandbox
from opsg.core.errors import UserError
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.model import Stream
from opsg.intake.papers.pandoc import Reader

_SECONDS = 4
_MEMORY = "256m"
_PARTS = 2_000
_UNPACKED = 100_000_000
_XML = 5_000_000
# A damaged archive makes the standard library fail in each of these ways.
_DAMAGE = (
    *(OSError, ValueError, EOFError, NotImplementedError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, ElementTree.ParseError),
)
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(file: Path) -> Stream:
    """The stream of a Word file.

    Raises UserError if it is none, or unpacks to more than a paper can hold.
    """
    furniture = tuple(_furniture(file))

    printed = sandbox.output(
        [
            pandoc.binary(),
            *("+RTS", f"-M{_MEMORY}", "-RTS"),
            *("--sandbox", "--from=docx", "--to=json", file.absolute()),
        ],
        seconds=_SECONDS,
        name=file.name,
        what="a Word file",
    )
    try:
        document = json.loads(printed)
        reader = Reader()
        pieces = tuple(reader.pieces(document))
    except RecursionError:
        raise UserError("It is nested too deeply for a paper.", where=file.name) from None
    return Stream(pieces, reader.notes, furniture)


def _furniture(file: Path) -> Iterator[str]:
    """The texts of the pages' headers and footers, which Pandoc leaves out."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check(parts, file.name)
            for part in parts:
                if re.fullmatch(r"word/(header|footer)\d*\.xml", part.filename):
                    root = ElementTree.fromstring(archive.read(part))
                    for paragraph in root.iter(f"{_TEXT}p"):
                        text = "".join(node.text or "" for node in paragraph.iter(f"{_TEXT}t"))
                        if text.strip():
                            yield " ".join(cleaned(text).split())
    except _DAMAGE as error:
        raise UserError(
            "It is not a Word file that can be read.",
            where=file.name,
            remedy="Open it in Word and save it as .docx.",
        ) from error


def _check(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    if len(parts) > _PARTS or xml > _XML or whole > _UNPACKED:
        raise UserError(
            "It unpacks to far more than a paper holds.",
            where=name,
            remedy="Save it anew in Word, without pictures.",
        )
