"""Plain text, as a file or taken out of a PDF, as a stream of headings, paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsg.intake.papers import footnotes, ledger, page_furniture, paragraphs
from opsg.intake.papers.lines import (
    Line,
    ends_sentence,
    full_width,
    is_address,
    item_of,
    run_in,
    section_of,
    width,
)
from opsg.intake.papers.model import Heading, Piece, Stream, words

MOST_TEXT = 300_000
"""How many characters of text a paper may have; twenty times what they do have."""

# A title goes on over a second line only where its first fills a good part of the page.
_LONG = 0.45


def stream(pages: Sequence[str]) -> Stream:
    """The stream of a paper whose pages are given as text; one page if they are not known."""
    lines, furniture = page_furniture.strip(pages)
    return of_lines(paragraphs.with_gaps(lines, _full(lines)), furniture)


def of_lines(lines: Sequence[Line], furniture: Sequence[str]) -> Stream:
    """The stream of a paper's lines, whose gaps can be relied on, with its page furniture apart."""
    full = _full(lines)
    every = lines
    lines, notes = footnotes.take(lines, full)
    vocabulary = frozenset(re.findall(r"\w+", " ".join(line.text for line in lines).lower()))
    pieces: list[Piece] = []
    section: list[Line] = []
    for part in _parts(lines, full):
        if isinstance(part, Line) and not part.aside:
            section.append(part)
            continue
        pieces += paragraphs.blocks(section, full, vocabulary)
        section = []
        pieces += [part] if isinstance(part, Heading) else filter(None, [part.aside])
    pieces += paragraphs.blocks(section, full, vocabulary)
    ledger.check_letters(
        (line.text for line in every), [words(pieces), *notes.values()], marks=4 * len(notes)
    )
    return Stream(
        tuple(pieces),
        {number: paragraphs.inline(text).markdown for number, text in notes.items()},
        tuple(furniture),
    )


def _full(lines: Sequence[Line]) -> int:
    return full_width(line.text for line in lines)


def _parts(lines: Sequence[Line], full: int) -> Iterator[Line | Heading]:
    """The lines, with headings recognised: those of sections, and the titles above them."""
    pending: list[Line] = []
    above = ""
    index = 0
    while index < len(lines):
        text, count = lines[index].text, 1
        section = section_of(text)
        if not section and index + 1 < len(lines):
            both = f"{text} {lines[index + 1].text}"
            if text[-1] == "&" and section_of(both):
                text, count, section = both, 2, section_of(both)
        heading, rest = (text, "") if section else run_in(text, above)
        section = section or section_of(heading)
        if not section:
            pending.append(lines[index])
        else:
            goes_on = above == "impact" and pending and ends_sentence(pending[-1].text)
            if (section == "stage" and not goes_on) or (section == "impact" and above != "stage"):
                yield from _titled(pending, full, 0 if above == "active" else 1)
            else:
                yield from pending
            pending = [replace(lines[index], text=rest)] if rest else []
            yield Heading(heading)
            above = section
        index += count
    yield from pending


def _titled(lines: Sequence[Line], full: int, body: int) -> Iterator[Line | Heading]:
    """The lines above an issue's first section: the last of them are its title.

    At least `body` lines before it belong to the section above.
    """
    start = len(lines) - 1
    while start > body and _goes_on(lines[start - 1], lines[start], full):
        start -= 1
    above, title = lines[: max(start, 0)], lines[max(start, 0) :]
    stray = _stray(above, full)
    yield from above[:-1] if stray else above
    if stray:
        yield Heading(footnotes.plain(above[-1].text))
    if title:
        yield Heading(footnotes.plain(" ".join(line.text for line in title)))


def _goes_on(before: Line, line: Line, full: int) -> bool:
    """Whether the title's line `line` is the second half of the line before it."""
    if line.gap is not None:
        return not line.gap
    long = width(before.text) > _LONG * full
    return long and not ends_sentence(before.text) and not is_address(before.text)


def _stray(lines: Sequence[Line], full: int) -> bool:
    """Whether the last line is a heading of its own rather than the end of the text."""
    if len(lines) < 2:
        return False
    before, last = lines[-2:]
    short = width(last.text) < _LONG * full
    return (
        short
        and last.text[:1].isupper()
        and not ends_sentence(last.text)
        and not is_address(last.text)
        and not item_of(last.text)
        and ends_sentence(before.text)
        and paragraphs.ends_before(before.text, last, full)
    )
