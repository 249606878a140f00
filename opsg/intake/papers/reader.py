"""Opens a paper's file, whatever its kind, and refuses what cannot be one."""

from __future__ import annotations

import codecs
from pathlib import Path

from opsg.core.errors import UserError
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.model import Stream
from opsg.intake.papers.text import MOST_TEXT, stream

_LARGEST = 20_000_000
_KINDS = (".txt", ".docx", ".pdf")
# The same with macros, and forms to fill in.
_WORD = (".docx", ".docm", ".dotx", ".dotm")
_FOR_WORD = (".doc", ".dot", ".rtf", ".odt", ".htm", ".html", ".xml")


def open_paper(file: Path) -> Stream:
    """The stream of a file. Raises UserError if it cannot be read, or is no text, Word or PDF."""
    kind = file.suffix.lower()
    if kind not in (*_KINDS, *_WORD):
        raise UserError(
            f"A paper is one of {', '.join(_KINDS)}; this is '{kind or file.name}'.",
            where=file.name,
            remedy="Open it in Word and save it as .docx."
            if kind in _FOR_WORD
            else "Save it as one of these.",
        )
    try:
        if not file.is_file():
            raise UserError(
                "There is no such file.", where=str(file), remedy="Give the path of the paper."
            )
        size = file.stat().st_size
        limit = MOST_TEXT if kind == ".txt" else _LARGEST
        if size > limit:
            raise UserError(
                f"It is larger than {limit:,} bytes.",
                where=file.name,
                remedy="See that it is the paper, or save it anew without its pictures.",
            )
        with file.open("rb") as opened:
            content = opened.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one"
        raise UserError(f"It cannot be read: {reason}.", where=str(file)) from None
    if not content.strip():
        raise UserError("It is empty.", where=file.name, remedy="Save the paper anew.")
    if kind in _WORD:
        from opsg.intake.papers.word import document

        return document.read(file)
    if kind == ".pdf":
        from opsg.intake.papers.pdf.document import read

        return read(file)
    return stream([page for page in _decoded(content, file.name).split("\f") if page.strip()])


def _decoded(content: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 with its mark, or Windows-1252."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return cleaned(text)
    raise UserError("It is not text that can be read.", where=name, remedy="Save it as UTF-8.")
