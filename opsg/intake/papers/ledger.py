"""What became of every part of a paper, and that none of its words is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from opsg.core.errors import UserError
from opsg.data.papers import Ledger
from opsg.intake.papers.model import (
    Block,
    Leftover,
    Listing,
    Paper,
    Paragraph,
    Piece,
    Stream,
    words,
)

_FURNITURE = "Headers and footers"
_WORD = re.compile(r"\w+")
_NOTE = re.compile(r"(?<!\\)\[\^\d+\]:?")
# What Markdown adds to the words of a text: addresses of links, escapes, and marks within words.
_ADDRESS = re.compile(r"(?<!\\)\]\((?:<[^>]*>|[^)\s]*)\)")
_MARKS = re.compile(r"\\(\W|_)|\*|~~|[~^]([^\s~^]+)[~^]")


def of(
    parts: Mapping[str, Mapping[str, int]], stream: Stream, leftovers: Sequence[Leftover]
) -> Ledger:
    """The ledger of a paper whose `parts` hold so many of each kind."""
    furniture = {_FURNITURE: {"line": len(stream.furniture)}} if stream.furniture else {}
    return Ledger(
        parts={place: dict(held) for place, held in parts.items() if held} | furniture,
        left_out=tuple(map(str, stream.left_out)),
        unplaced=tuple(map(str, leftovers)),
    )


def counted(blocks: Iterable[Block]) -> Counter[str]:
    """How many of each kind stand in blocks: paragraphs, items of lists, notes, tables."""
    held: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Listing):
            for _, inner in block.items:
                held["list item"] += 1
                held += counted(inner)
                held["paragraph"] -= isinstance(inner[0], Paragraph)
        elif isinstance(block, Paragraph):
            held["paragraph"] += 1
            held["note"] += len(_NOTE.findall(block.markdown))
        else:
            held[block.kind] += 1
    return +held


def lines(ledger: Ledger) -> Iterator[str]:
    """The parts of a paper and what is left out of it, as lines for a person to read."""
    total: Counter[str] = Counter()
    for held in ledger.parts.values():
        total.update(held)
    yield f"Read {_listed(total)}, and no word is lost:"
    for place, held in ledger.parts.items():
        yield f"  {place}: {_listed(held)}"
    yield from (f"Left out: {text}" for text in ledger.left_out)


def check(paper: Paper, stream: Stream, form: Sequence[str], name: str) -> None:
    """Refuse a paper of whose words some are nowhere.

    `form` are texts that say nothing of any issue: usual headings, its date.
    """
    texts = [*spoken(stream.pieces), *map(plain, stream.notes.values())]
    refuse_lost(counted_words(texts) - counted_words(_kept(paper)) - counted_words(form), name)


def check_letters(lines: Iterable[str], texts: Iterable[str], marks: int) -> None:
    """Refuse lines of whose letters and figures some are not in the texts made of them.

    Words may be joined over the end of a line, and so many figures be `marks` of notes.
    """
    lost = _letters(lines) - _letters(texts)
    figures = sum(count for letter, count in lost.items() if letter.isdigit())
    if figures <= marks:
        lost = Counter(letter for letter in lost if not letter.isdigit())
    refuse_lost(lost, "")


def spoken(pieces: Iterable[Piece]) -> Iterator[str]:
    """The words of pieces, without the marks of lists."""
    for piece in pieces:
        if isinstance(piece, Listing):
            for _, inner in piece.items:
                yield from spoken(inner)
        else:
            yield words([piece])


def refuse_lost(lost: Counter[str], name: str) -> None:
    """Refuse a file of which words would be lost, which is no fault of the file."""
    if lost:
        shown = ", ".join(f"'{word}'" for word in list(lost)[:8])
        raise UserError(
            f"Words of it would be lost or doubled: {shown}. This is a fault of the program.",
            where=name,
            remedy="Nothing was written. Report it, with the paper if you may.",
        )


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


def _kept(paper: Paper) -> Iterator[str]:
    yield from (paper.title, paper.team, plain(paper.purpose))
    yield from (f"{ask.verb} {ask.what}" for ask in paper.asks)
    yield from map(str, paper.leftovers)
    for issue in paper.issues:
        yield from (issue.title, issue.stage, *issue.links)
        yield from map(plain, issue.texts.values())


def counted_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in texts."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def plain(markdown: str) -> str:
    """The words of a text without what makes them Markdown."""
    text = _ADDRESS.sub("]", _NOTE.sub(" ", markdown))
    return _MARKS.sub(lambda mark: mark[1] or mark[2] or "", text)


def _listed(held: Mapping[str, int]) -> str:
    # As "table on page 1".
    parted = ((count, *kind.partition(" on ")) for kind, count in held.items())
    texts = [f"{count} {kind}{'s' * (count > 1)}{on}{page}" for count, kind, on, page in parted]
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))
