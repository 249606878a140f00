"""The pieces that a paper's text is made of, whatever file it came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
    """A paper in reading order, with its notes (Markdown by number) and its page furniture."""

    pieces: tuple[Piece, ...]
    notes: dict[int, str]
    furniture: tuple[str, ...]


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
