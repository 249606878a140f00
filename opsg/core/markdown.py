"""Plain words as Markdown, from which Pandoc reads the same words again, and Markdown as blocks."""

from __future__ import annotations

import re
from typing import NamedTuple

_SPECIAL = re.compile(
    r"[\\`*<\[\]$^{]"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|~(?=\S{0,99}~)"
    r"|&(?=#?\w+;)"
    # Pandoc reads a citation also within a word, after another such sign: 5@6@7.
    r"|@(?=[\w{])"
)


_NOTE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")

# Pandoc's lists, which number their items by letters too; CommonMark's do not.
_ITEM = re.compile(r"( *)([-*+]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)])\s+(\S.*)")


_SENTENCE_END = re.compile(
    r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bapprox\.)(?<!\bNo\.)(?<!\bc\.)(?<!\bvs\.)(?<=[.!?])[”’\"']?"
    r"\s+(?=[“‘\"'(]?[A-Z0-9~])"
)


def sentences(text: str) -> list[str]:
    """The sentences of a block's text.

    >>> sentences("These are approx. 41 million. A few assets, e.g. Hubs, are left.")
    ['These are approx. 41 million.', 'A few assets, e.g. Hubs, are left.']
    """
    return [each for each in _SENTENCE_END.split(text) if each.strip()]


def escape(text: str) -> str:
    r"""Plain words as inline Markdown: what means something there is escaped.

    >>> print(escape("5 * 6, snake_case and _not emphasis_"))
    5 \* 6, snake_case and \_not emphasis\_
    """
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def own_notes(text: str, owner: str) -> str:
    """The text with names of its footnotes that no other text on the page has."""
    return _NOTE.sub(rf"[^{owner}-\1]", text)


class Block(NamedTuple):
    """A paragraph or list item: how many lists it is in, an item's mark, its text on one line."""

    depth: int
    mark: str
    text: str


def blocks(markdown: str) -> list[Block]:
    """The paragraphs and list items of a text in order; the text is still Markdown."""
    found: list[Block] = []
    open_items: list[int] = []
    gap = True
    for line in markdown.splitlines():
        if not line.strip():
            gap = True
            continue
        item = _ITEM.fullmatch(line.rstrip())
        # Within a paragraph a line that begins like an item is text that happened to be broken.
        if item and (gap or (found and found[-1].mark)):
            indent = len(item[1])
            while open_items and open_items[-1] > indent:
                open_items.pop()
            if not open_items or open_items[-1] < indent:
                open_items.append(indent)
            found.append(Block(len(open_items), "-" if item[2] in "*+" else item[2], item[3]))
        elif gap or not found:
            indent = len(line) - len(line.lstrip())
            while open_items and open_items[-1] >= indent:
                open_items.pop()
            found.append(Block(len(open_items), "", line))
        else:
            found[-1] = found[-1]._replace(text=f"{found[-1].text} {line}")
        gap = False
    return found
