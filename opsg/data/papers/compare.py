"""Compares two Markdown texts by their words and structure, whatever their line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from opsg.core.markdown import Block, blocks
from opsg.data.frontmatter import plain

_NOTE = re.compile(r"\[\^(\w+)\]")
TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
"""Quotes and dashes as a keyboard has them."""


def same(one: str, other: str) -> bool:
    """Whether two texts have the same words in the same paragraphs, lists and footnotes.

    Line breaks, escapes and the kinds of quotes and dashes do not count.
    """
    return one == other or outline(one) == outline(other)


def difference(old: str, new: str, old_name: str, new_name: str) -> str:
    """The differing sentences of two texts as a unified diff."""
    return "\n".join(
        unified_diff(
            list(_sentences(old)), list(_sentences(new)), old_name, new_name, "", "", 1, ""
        )
    )


def outline(markdown: str) -> list[Block]:
    """The paragraphs and items of a text in order, with their words as they are compared."""
    numbers: dict[str, str] = {}
    return [block._replace(text=_words(block.text, numbers)) for block in blocks(markdown)]


def holds(text: str, quote: str) -> bool:
    """Whether a text has the words of a quote in one piece, whatever its marks of Markdown."""
    return _spoken(quote) in _spoken(text)


def _spoken(text: str) -> str:
    return _words(plain(text), {})


def _words(text: str, numbers: dict[str, str]) -> str:
    text = _NOTE.sub(lambda note: f"[^{numbers.setdefault(note[1], str(len(numbers) + 1))}]", text)
    text = re.sub(r"\\(?=[^\w\s])", "", text)
    text = re.sub(r"<((?:https?://|mailto:)[^\s<>]*)>", r"\1", text)
    return " ".join(text.translate(TYPOGRAPHY).replace("…", "...").split())


def _sentences(markdown: str) -> Iterator[str]:
    for index, unit in enumerate(outline(markdown)):
        if index:
            yield ""
        lead = "  " * unit.depth + (f"{unit.mark} " if unit.mark else "")
        for sentence in re.split(r"(?<=[.;:?!]) (?=\S)", unit.text):
            yield lead + sentence
            lead = "  " * unit.depth
