"""Cuts a paper's stream at its headings: which section each is, and which are issues' titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opsg.intake.papers.lines import section_of
from opsg.intake.papers.model import Aside, Block, Heading, Paragraph, Piece

ISSUE_SECTIONS = ("stage", "impact", "status", "next")


@dataclass
class Section:
    """A heading and the blocks under it.

    `kind` is one of those of `lines.SECTIONS`, or `title`, `preamble` or `other`.
    """

    kind: str
    heading: str
    level: int = 0
    blocks: list[Block] = field(default_factory=list)


def cut(pieces: Sequence[Piece]) -> list[Section]:
    """The sections of a paper in reading order; the first is what stands before any heading.

    A heading of a deeper level than that of the section it is in is a part of its text.
    """
    pieces = list(_recognised(pieces))
    sections = [Section("preamble", "")]
    for place, piece in enumerate(pieces):
        current = sections[-1]
        if not isinstance(piece, Heading):
            current.blocks.append(piece)
            continue
        kind = section_of(piece.text) or (
            "title" if _is_title(pieces, place, current.kind) else "other"
        )
        if kind == "other" and current.kind != "active" and piece.level > current.level > 0:
            current.blocks.append(Paragraph(piece.markdown, piece.text))
        else:
            sections.append(Section(kind, piece.text, piece.level))
    return sections


def _recognised(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with headings that are set as mere paragraphs made headings."""
    headed = [
        Heading(piece.plain, 0)
        if isinstance(piece, Paragraph) and section_of(piece.plain)
        else piece
        for piece in pieces
    ]
    above = ""
    for place, piece in enumerate(headed):
        if isinstance(piece, Heading):
            above = section_of(piece.text)
        elif isinstance(piece, Paragraph) and above and _is_title(headed, place, above):
            yield Heading(piece.plain)
            continue
        yield piece


def _is_title(pieces: Sequence[Piece], place: int, above: str) -> bool:
    """Whether the piece, in the section `above`, stands right over an issue's first section."""
    below = next((piece for piece in pieces[place + 1 :] if not isinstance(piece, Aside)), None)
    kind = section_of(below.text) if isinstance(below, Heading) else ""
    return kind == "stage" or (kind == "impact" and above != "stage")
