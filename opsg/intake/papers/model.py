"""A paper: its meeting, its issues and what fits nowhere; and the pieces that its text is made of.

Readers of each kind of file give a `Stream` of pieces; the parser makes a `Paper` of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from opsg.data.models import Ask
from opsg.data.papers import HEADINGS, Ledger


@dataclass(frozen=True)
class Paper:
    """An Issues Log Progress Report. What it does not say is None, or empty."""

    number: int | None
    paper: str
    date: date | None
    classification: str
    title: str
    team: str
    purpose: str
    asks: tuple[Ask, ...]
    issues: tuple[PaperIssue, ...]
    leftovers: tuple[Leftover, ...]
    ledger: Ledger


@dataclass(frozen=True)
class PaperIssue:
    """An issue as a paper tells it; the three texts are Markdown.

    `stage` is what stands as text under Current Stage, a line for each paragraph; mostly nothing,
    as it is a picture.
    `links` are the addresses that stand on a line of their own.
    """

    title: str
    stage: str
    issue_and_impact: str
    status: str
    next_steps: str
    links: tuple[str, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The texts by the paper's headings."""
        written = self.issue_and_impact, self.status, self.next_steps
        return dict(zip(HEADINGS, written, strict=True))


@dataclass(frozen=True)
class Leftover:
    """A piece of text that has no place in the log, and the heading that it stood under."""

    under: str
    text: str

    def __str__(self) -> str:
        return f"{self.under}: {self.text}" if self.under else self.text


@dataclass(frozen=True)
class Heading:
    """A heading as plain words and as inline Markdown.

    `level` is 0 where the file does not mark headings as such.
    """

    text: str
    level: int = 0
    markdown: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as inline Markdown, with note marks as `[^3]`, and as plain words."""

    markdown: str
    plain: str


@dataclass(frozen=True)
class Listing:
    """A list; each item has its mark as printed (`•`, `a)`) and its blocks."""

    items: tuple[tuple[str, tuple[Block, ...]], ...]

    @property
    def bulleted(self) -> bool:
        """Whether its marks say nothing about the order."""
        return self.items[0][0][-1:] not in (")", ".")


@dataclass(frozen=True)
class Aside:
    """A table or a picture, of which only the words can be kept."""

    kind: str
    plain: str


Block = Paragraph | Listing | Aside
Piece = Heading | Block


@dataclass(frozen=True)
class Stream:
    """A paper in reading order, with its notes (Markdown by number) and its page furniture.

    `properties` are those that the file itself has, as `Keywords: Amber`. `left_out` are the kinds
    of what it holds and a reader of it does not see, and where they stand.
    """

    pieces: tuple[Piece, ...]
    notes: dict[int, str]
    furniture: tuple[str, ...]
    properties: tuple[str, ...] = ()
    left_out: tuple[Leftover, ...] = ()


def words(blocks: Iterable[Piece]) -> str:
    """The plain words of blocks, on one line."""
    return " ".join(_words(blocks))


def _words(blocks: Iterable[Piece]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Listing):
            for mark, inner in block.items:
                yield mark
                yield from _words(inner)
        else:
            yield block.text if isinstance(block, Heading) else block.plain
