"""Prints what a PDF's pages say as JSON; `document` runs it apart, with limits.

What is no text of the paper, as a form field or hidden words, is printed apart from its lines.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from opsg.core.sandbox import begin, refuse
from opsg.intake.papers.pdf import tables
from opsg.intake.papers.pdf.edges import without_edges
from opsg.intake.papers.pdf.gaps import gaps, usual_size
from opsg.intake.papers.pdf.letters import refuse_unread, sorted_letters
from opsg.intake.papers.pdf.lines import (
    Letter,
    Row,
    Unclear,
    check,
    rows,
    text_of,
)

REMEDY = "Save it anew as a PDF, or as plain text."

_PAGES = 60
_LETTERS = 300_000
_OF_ITS_MAKING = ("Author", "Creator", "Producer", "CreationDate", "ModDate")


def main() -> None:
    """Print the lines of each page of the file that the only argument names, and what is beside."""
    (file,) = begin()
    logging.disable()
    try:
        printed = read(file)
    except (MemoryError, RecursionError):
        _damaged("it is too large or too deeply nested")
    # A damaged file can make the reader fail in any way.
    except Exception as error:
        _damaged(f"it is damaged ({type(error).__name__})")
    json.dump(printed, sys.stdout)


def read(file: str) -> dict[str, Any]:
    """What `main` prints of a file. Refuses one that cannot be read."""
    # The reader has its limits before it loads what will open the file.
    import pdfplumber
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        pictures = PdfDocument(file)
    except PdfiumError as error:
        protected = "password" in str(error) or "security" in str(error)
        _damaged("it is protected by a password" if protected else "it is damaged")
    shown: list[tuple[str, str]] = []
    left_out: dict[str, list[str]] = {}
    if pictures.count_attachments():
        left_out["attached file"] = [
            pictures.get_attachment(index).get_name()
            for index in range(pictures.count_attachments())
        ]
    with pdfplumber.open(file, raise_unicode_errors=False) as pdf:
        if len(pdf.pages) > _PAGES:
            _damaged(f"it has more than {_PAGES} pages")
        if len(pdf.pages) != len(pictures):
            _damaged("it is damaged: its pages cannot be told")
        letters: list[list[Letter]] = []
        for page, picture in zip(pdf.pages, pictures, strict=True):
            where = f"page {page.page_number}"
            kinds = sorted_letters(page, picture)
            refuse_unread(kinds, where)
            letters.append(kinds.read)
            shown += [(f"{kind} on {where}", text) for kind, text in _fields(page)]
            if text := _joined(kinds.rotated):
                shown.append((f"Rotated text on {where}", text))
            for kind, unseen in (("hidden words", kinds.hidden), ("words off the page", kinds.off)):
                if text_of(unseen):
                    left_out.setdefault(kind, []).append(where)
            if any(_comments(page)):
                left_out.setdefault("comment", []).append(where)
            if sum(map(len, letters)) > _LETTERS:
                refuse("It holds far more text than a paper.", "")
        properties = [
            f"{key}: {value}"
            for key, value in pdf.metadata.items()
            if isinstance(value, str) and key not in _OF_ITS_MAKING
        ]
        bodies, furniture = without_edges(letters)
        pages = [
            _lines(page, body, f"page {page.page_number}")
            for page, body in zip(pdf.pages, bodies, strict=True)
        ]
    size = usual_size(row for lines in pages for row in lines)
    return {
        "pages": [
            [
                (row.text, gap, row.size < 0.95 * size, row.table)
                for row, gap in zip(lines, parted, strict=True)
            ]
            for lines, parted in zip(pages, gaps(pages, size), strict=True)
        ],
        "furniture": furniture,
        "shown": shown,
        "properties": properties,
        "left_out": [(kind, ", ".join(places)) for kind, places in left_out.items()],
    }


def _damaged(reason: str) -> NoReturn:
    refuse(f"It cannot be read as a PDF: {reason}.", REMEDY)


def _joined(letters: Sequence[Letter]) -> str:
    """The words of rotated letters in the file's order."""
    return " ".join("".join(letter["text"] for letter in letters).split())


def _fields(page: Any) -> Iterator[tuple[str, str]]:
    """What is filled into a page's form fields, or written onto it."""
    for kind, data in _annotations(page):
        if kind == "Widget" and (text := _text(data.get("V"))):
            yield "Form field", text
        elif kind == "FreeText" and (text := _text(data.get("Contents"))):
            yield "Text box", text


def _comments(page: Any) -> Iterator[bool]:
    """Whether there is a comment in each of a page's annotations."""
    for kind, data in _annotations(page):
        yield kind not in ("Widget", "FreeText", "Link") and bool(_text(data.get("Contents")))


def _annotations(page: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for annotation in page.annots:
        data = annotation["data"]
        yield getattr(data.get("Subtype"), "name", ""), data


def _text(value: Any) -> str:
    from pdfplumber.utils.pdfinternals import resolve_and_decode

    return " ".join(str(resolve_and_decode(value) or "").split())


def _lines(page: Any, letters: Sequence[Letter], where: str) -> list[Row]:
    """The lines of a page, with its tables where they stand."""
    _refuse_struck(page, letters, where)
    try:
        check(letters)
        letters, ruled = tables.ruled(page, letters)
    except Unclear as problem:
        refuse(f"On {where}, {problem}.", "Use the Word file, or save the PDF anew from it.")
    return tables.placed(ruled, tables.aligned(rows(letters)))


def _refuse_struck(page: Any, letters: Sequence[Letter], where: str) -> None:
    """Refuse words with a line through them, which a printed tracked change has."""
    for line in (*page.lines, *page.rects):
        if line["height"] > 2 or line["width"] < 4:
            continue
        struck = [
            letter
            for letter in letters
            if line["x0"] - 1 <= letter["x0"]
            and letter["x1"] <= line["x1"] + 1
            and letter["top"] + 0.4 * letter["size"]
            < (line["top"] + line["bottom"]) / 2
            < letter["bottom"] - 0.3 * letter["size"]
        ]
        length = sum(letter["x1"] - letter["x0"] for letter in struck)
        if struck and length > 0.7 * line["width"]:
            refuse(
                f"On {where}, a line goes through the words '{text_of(struck)}'.",
                "Accept or reject the tracked changes in Word, and save the PDF anew.",
            )


if __name__ == "__main__":
    main()
