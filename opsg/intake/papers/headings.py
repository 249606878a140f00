"""Cuts a paper at its headings, be they set as mere paragraphs; `parser` calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsg.core.markdown import escape
from opsg.intake.papers.front import Section
from opsg.intake.papers.ledger import plain
from opsg.intake.papers.lines import run_in, section_of
from opsg.intake.papers.model import Aside, Heading, Paragraph, Piece

ISSUE_SECTIONS = {
    "stage": "Current Stage",
    "impact": "Issue and Impact",
    "status": "Status",
    "next": "Next Steps",
}
"""The sections of an issue, as `section_of` names them and as a paper does."""

# A label in other letters than the text after it.
_BOLD = re.compile(
    r"(\*+)(?P<label>[^*]+?):?\s*\1(?:\s*:)?\s+(?P<rest>[^\Wa-z].*|[^\w\s].*)", re.DOTALL
)


def cut(pieces: Sequence[Piece]) -> list[Section]:
    """The sections of a paper in reading order; the first is what stands before any heading.

    A heading of a deeper level than that of the section it is in is a part of its text.
    """
    pieces = list(_recognised(pieces))
    sections = [Section("preamble", "")]
    for index, piece in enumerate(pieces):
        current = sections[-1]
        if not isinstance(piece, Heading):
            current.blocks.append(piece)
            continue
        is_part = piece.level > current.level > 0 and current.kind != "active"
        is_title = _is_title(pieces, index, current.kind, is_part=is_part)
        kind = section_of(piece.text) or ("title" if is_title else "other")
        if kind == "other" and is_part:
            current.blocks.append(Paragraph(piece.markdown, piece.text))
        else:
            sections.append(Section(kind, piece.text, piece.level))
    return sections


def _recognised(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with headings that are set as mere paragraphs made headings."""
    headed: list[Piece] = []
    above = ""
    for piece in pieces:
        headed += _headed(piece, above)
        headings = [section_of(each.text) for each in headed[-2:] if isinstance(each, Heading)]
        above = headings[-1] if headings else above
    above = ""
    for index, piece in enumerate(headed):
        if isinstance(piece, Heading):
            above = section_of(piece.text)
        elif isinstance(piece, Paragraph) and above and _is_title(headed, index, above):
            yield Heading(piece.plain)
            continue
        yield piece


def _headed(piece: Piece, above: str) -> Iterator[Piece]:
    """A piece; or the usual heading that it is or begins with, and what stands after that."""
    if not isinstance(piece, Paragraph | Heading):
        yield piece
        return
    text, level = (piece.text, piece.level) if isinstance(piece, Heading) else (piece.plain, 0)
    heading, rest = run_in(text, above, marked=isinstance(piece, Heading))
    markdown = escape(rest)
    bold = _BOLD.match(piece.markdown)
    if bold and section_of(label := plain(bold["label"])) not in ("", above):
        heading, rest = label, text.removeprefix(label).lstrip(" :")
        markdown = bold["rest"]
    if section_of(text):
        yield Heading(text, level)
    elif heading:
        yield Heading(heading, level)
        yield Paragraph(markdown, rest)
    else:
        yield piece


def _is_title(pieces: Sequence[Piece], index: int, above: str, *, is_part: bool = False) -> bool:
    """Whether the piece, in the section `above`, stands right over an issue's first section.

    A heading does over any of them, unless it may be a part of the text above it.
    """
    piece = pieces[index]
    below = next((piece for piece in pieces[index + 1 :] if not isinstance(piece, Aside)), None)
    kind = section_of(below.text) if isinstance(below, Heading) else ""
    order = list(ISSUE_SECTIONS)
    if kind not in order or (above in order and order.index(kind) > order.index(above)):
        return False
    if isinstance(piece, Paragraph) and piece.plain[-1:] in tuple(".:;"):
        return False
    is_set = isinstance(piece, Heading) and above in (*order, "active", "purpose")
    return kind in ("stage", "impact") or (is_set and not (is_part and above in order))
