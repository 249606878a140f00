"""What words were added to a text and removed from it, word by word.

For the what-changed page, and for what an issue's page tells of earlier papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from opsg.core import markdown

BREAK = "\n"
"""Stands among the words where a new paragraph or list item begins."""

LEAST_SAME = 3
"""Fewer words than this between two changes count as changed: what is left is easier to read."""

_NOTE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")
_NOTE_TEXT = re.compile(r"\A(\[\^[^\]\s]+\]):")
_LINK = re.compile(r"\[([^\]\[]*)\]\([^)\s]*\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^\s<>]*)>")
_ESCAPE = re.compile(r"\\(?=[^\w\s])")


class Run(NamedTuple):
    """Successive words that both texts have, or only one of them; `BREAK` stands among them."""

    kind: Literal["same", "removed", "added"]
    words: tuple[str, ...]


def blocks(text: str) -> tuple[str, ...]:
    """The paragraphs and list items of a text as plain words, footnotes as `[1]`, in order."""
    marks = ((block.mark.replace("-", "•"), block.text) for block in markdown.blocks(text))
    return tuple(_plain(f"{mark} {words}" if mark else words) for mark, words in marks)


def _plain(text: str) -> str:
    for pattern, plain in (
        (_NOTE_TEXT, r"\1"),
        (_NOTE, r"[\1]"),
        (_ADDRESS, r"\1"),
        (_LINK, r"\1"),
    ):
        text = pattern.sub(plain, text)
    return " ".join(_ESCAPE.sub("", text).split())


def compare(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    """The words of two texts, each given as its blocks, as runs in reading order.

    The runs that are not `added` give the first text, those that are not `removed` the second.
    What was removed stands before what took its place, behind new paragraphs before that.
    """
    old, new = _words(before), _words(after)
    runs: list[Run] = []
    done_old = done_new = 0
    for in_old, in_new, length in (*_kept(old, new), (len(old), len(new), 0)):
        removed, added = old[done_old:in_old], new[done_new:in_new]
        before_it = 0 if BREAK in removed else _after_last_break(added)
        parts: tuple[Run, ...] = (
            Run("added", tuple(added[:before_it])),
            Run("removed", tuple(removed)),
            Run("added", tuple(added[before_it:])),
            Run("same", tuple(old[in_old : in_old + length])),
        )
        runs += (run for run in parts if run.words)
        done_old, done_new = in_old + length, in_new + length
    return tuple(runs)


def paragraphs(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs by paragraph, cut at every `BREAK`; paragraphs without words are left out."""
    found: list[list[Run]] = [[]]
    for kind, words in runs:
        part: list[str] = []
        for word in words:
            if word == BREAK:
                if part:
                    found[-1].append(Run(kind, tuple(part)))
                found.append([])
                part = []
            else:
                part.append(word)
        if part:
            found[-1].append(Run(kind, tuple(part)))
    return [paragraph for paragraph in found if paragraph]


def _words(text: Sequence[str]) -> list[str]:
    return f" {BREAK} ".join(text).split(" ") if text else []


def _after_last_break(words: Sequence[str]) -> int:
    return max((place + 1 for place, word in enumerate(words) if word == BREAK), default=0)


def _kept(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The common stretches that are long enough to be told as unchanged: both starts, length."""
    for in_old, in_new, length in _common(old, new):
        first = in_old == in_new == 0
        last = in_old + length == len(old) and in_new + length == len(new)
        if length >= LEAST_SAME or first or last or BREAK in old[in_old : in_old + length]:
            yield in_old, in_new, length


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """The stretches of a longest common subsequence: their starts in both texts, and length."""
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            longest[i][j] = (
                longest[i + 1][j + 1] + 1
                if old[i] == new[j]
                else max(longest[i + 1][j], longest[i][j + 1])
            )
    found: list[tuple[int, int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            start = i
            while i < len(old) and j < len(new) and old[i] == new[j]:
                i, j = i + 1, j + 1
            found.append((start, j - (i - start), i - start))
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
