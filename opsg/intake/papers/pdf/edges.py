"""Takes headers and footers off a PDF's pages: lines at an edge that other pages have there too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from opsg.intake.papers.lines import section_of
from opsg.intake.papers.pdf.lines import Letter, Row, straight

# How many lines a header has at most.
_EDGE = 6
# A header is set apart from the text by so much of its size.
_APART = 1.8

Line = tuple[Row, list[Letter]]


def without_edges(pages: Sequence[list[Letter]]) -> tuple[list[list[Letter]], list[str]]:
    """The letters of each page without its header and footer, and the texts of these.

    A line is one if it stands at the same height of another page in the same words, but for the
    page's number, with nothing but such lines between it and the edge.
    """
    lines = [straight(letters) for letters in pages]
    taken: list[set[int]] = [set() for _ in pages]
    texts: list[str] = []
    for edges in (lines, [page[::-1] for page in lines]):
        for number, page in enumerate(edges):
            count = _length(number, edges)
            edge = page[:count] if edges is lines else page[:count][::-1]
            texts += [" ".join(row.text for row, _ in edge)] if edge else []
            taken[number] |= {letter["order"] for _, own in edge for letter in own}
    bodies = [
        [letter for letter in letters if letter["order"] not in orders]
        for letters, orders in zip(pages, taken, strict=True)
    ]
    return bodies, list(dict.fromkeys(texts))


def _length(number: int, pages: Sequence[Sequence[Line]]) -> int:
    """How many lines from its edge on are a page's header, or its footer."""
    page = pages[number]
    shared = [
        sum(
            _has(other, row, place - number) for place, other in enumerate(pages) if place != number
        )
        for row, _ in page[:_EDGE]
    ]
    count = next((at for at, having in enumerate(shared) if not having), len(shared))
    steps = [abs(below.y - row.y) for (row, _), (below, _) in pairwise(page)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0
    ends = [
        at
        for at in range(1, count + 1)
        if at == len(page) or steps[at - 1] > max(_APART * page[at - 1][0].size, 1.2 * usual)
    ]
    for at in range(count, 0, -1):
        others = shared[at - 1]
        on_all = len(pages) > 2 and others == len(pages) - 1
        # Text that two pages begin with by chance is no part of the header above it.
        on_some = at in ends[:1] or (at in ends and 2 * others >= len(pages) - 1)
        is_text = any(section_of(row.text) for row, _ in page[:at]) or (
            not on_all and page[at - 1][0].text[:1].islower()
        )
        if (on_all or on_some) and not is_text:
            return at
    return 0


def _has(page: Sequence[Line], row: Row, later: int) -> bool:
    """Whether a page that comes so many `later` has a line like `row` at its height."""
    return any(
        abs(other.y - row.y) < 2 and _is_same(row.text, other.text, later)
        for other, _ in page[:_EDGE]
    )


def _is_same(text: str, other: str, later: int) -> bool:
    """Whether two texts are the same but for the number of the page."""
    ours, theirs = (re.split(r"(\d{1,4})", each) for each in (text, other))
    return len(ours) == len(theirs) and all(_pairs(ours, theirs, later))


def _pairs(ours: Sequence[str], theirs: Sequence[str], later: int) -> Iterator[bool]:
    for one, two in zip(ours, theirs, strict=True):
        yield one == two or (one.isdigit() and two.isdigit() and int(two) - int(one) == later)
