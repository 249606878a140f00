"""Pieces of Markdown as GitHub shows it: words, lists, tables, and texts with what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsg.pages.changes import textdiff
from opsg.pages.changes.textdiff import Run

AROUND = 8
"""How many words that did not change are shown on each side of those that did."""

_SPECIAL = re.compile(r"[\\`*_\[\]|~#<&@]")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "@": "&#64;"}


def plain(text: str) -> str:
    r"""Words as Markdown that shows just these; nothing in them is a link or names a person.

    >>> print(plain("a | b_c <br> *"))
    a \| b\_c &lt;br> \*
    """
    line = " ".join(text.split())
    return _SPECIAL.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), line)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose cells are plain words; none without rows."""
    if not rows:
        return []
    cells = [[plain(cell) for cell in row] for row in (headers, *rows)]
    first, *others = [f"| {' | '.join(row)} |" for row in cells]
    return [first, f"|{' --- |' * len(headers)}", *others]


def difference(before: str, after: str) -> list[str]:
    """The paragraphs of two texts that differ, the words ~~removed~~ and **added** marked."""
    old, new = textdiff.blocks(before), textdiff.blocks(after)
    if old == new:
        return []
    paragraphs = textdiff.paragraphs(textdiff.compare(old, new))
    return [
        " ".join(_runs(paragraph))
        for paragraph in paragraphs
        if any(run.kind != "same" for run in paragraph)
    ]


def _runs(paragraph: Sequence[Run]) -> Iterator[str]:
    for index, run in enumerate(paragraph):
        text = plain(" ".join(run.words))
        if run.kind == "removed":
            yield f"~~{text}~~"
        elif run.kind == "added":
            yield f"**{text}**"
        else:
            yield plain(_shortened(run.words, index == 0, index == len(paragraph) - 1))


def _shortened(words: Sequence[str], first: bool, last: bool) -> str:
    """Unchanged words, of which those far from every change are left out."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(words) <= head + tail + 1:
        return " ".join(words)
    return " ".join([*words[:head], "…", *words[len(words) - tail :]])
