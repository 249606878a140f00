"""The briefing of a meeting as a PDF: the sections of its page, set on two pages of A4.

Fewer words are quoted of texts that changed, and letters get smaller, until all fits. What is to be
approved is never cut: with far more steps than a paper ever had there may be a third page.
"""

from __future__ import annotations

from contextlib import closing

from opsg.core import pandoc
from opsg.core.edition import Edition
from opsg.data.log import IssueLog
from opsg.exports.paper import typst
from opsg.exports.paper.document import ASSETS, TEMPLATE, Document, notices
from opsg.pages.briefing import WORDS, Briefing

PAGES = 2
TRIES = ((WORDS, 9.0), (WORDS // 2, 8.5), (WORDS // 4, 8.0), (0, 7.5))
"""How many words are quoted of a text, and the size of the letters in points, one after another."""


def write(log: IssueLog, edition: Edition) -> bytes:
    """The briefing for the meeting of the edition's month; the same data gives the same bytes.

    Raises UserError if the month has no meeting.
    """
    shown = Briefing.as_of(log, edition)
    file = b""
    for limit, size in TRIES:
        file = _printed(_document(shown, limit), size)
        if _count_pages(file) <= PAGES:
            break
    return file


def _document(shown: Briefing, limit: int) -> Document:
    meeting = shown.meeting
    return Document(
        title=shown.title,
        day=meeting.dated,
        header=f"{meeting.paper or f'OPSG {meeting.number}'} – {shown.title}",
        notice=" · ".join(notices(meeting, shown.edition)),
        classification=f"This document has a Classification of {meeting.classification}",
        body="".join(piece.html for piece in shown.pieces(limit)),
        pictures={},
    )


def _printed(document: Document, size: float) -> bytes:
    """The document as a PDF; its body is HTML whose headings begin with level 2."""
    source = pandoc.kept().convert(
        document.body,
        where="the briefing",
        day=document.day,
        reader="html",
        shift=-1,
        writer="typst-smart",
        write={"variables": {**document.variables, "size": str(size)}},
        template=str(TEMPLATE),
        filters=[str(ASSETS / "pdf.lua")],
    )
    return typst.pdf(source, document.pictures)


def _count_pages(file: bytes) -> int:
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(file)) as read:
        return len(read)
