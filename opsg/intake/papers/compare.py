"""Compares two Markdown texts by their words and structure, whatever their line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import NamedTuple

_ITEM = re.compile(r"( *)([-*+]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)])\s+(\S.*)")
_NOTE = re.compile(r"\[\^(\w+)\]")
_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


class Unit(NamedTuple):
    """A paragraph: how many lists it is in, the mark of the item that it begins, its words."""

    depth: int
    mark: str
    words: str


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


def outline(markdown: str) -> list[Unit]:
    """The paragraphs and items of a text in order, with their words on one line."""
    units: list[Unit] = []
    open_items: list[int] = []
    gap = True
    parts: list[list[str]] = []
    for line in markdown.splitlines():
        if not line.strip():
            gap = True
            continue
        item = _ITEM.fullmatch(line.rstrip())
        if item and (gap or (units and units[-1].mark)):
            indent = len(item[1])
            while open_items and open_items[-1] > indent:
                open_items.pop()
            if not open_items or open_items[-1] < indent:
                open_items.append(indent)
            mark = "-" if item[2] in "*+" else item[2]
            units.append(Unit(len(open_items), mark, ""))
            parts.append([item[3]])
        elif gap or not units:
            indent = len(line) - len(line.lstrip())
            while open_items and open_items[-1] >= indent:
                open_items.pop()
            units.append(Unit(len(open_items), "", ""))
            parts.append([line])
        else:
            parts[-1].append(line)
        gap = False
    numbers: dict[str, str] = {}
    return [
        unit._replace(words=_words(" ".join(lines), numbers))
        for unit, lines in zip(units, parts, strict=True)
    ]


def _words(text: str, numbers: dict[str, str]) -> str:
    text = _NOTE.sub(lambda note: f"[^{numbers.setdefault(note[1], str(len(numbers) + 1))}]", text)
    text = re.sub(r"\\(?=[^\w\s])", "", text)
    text = re.sub(r"<((?:https?://|mailto:)[^\s<>]*)>", r"\1", text)
    return " ".join(text.translate(_TYPOGRAPHY).replace("…", "...").split())


def _sentences(markdown: str) -> Iterator[str]:
    for index, unit in enumerate(outline(markdown)):
        if index:
            yield ""
        lead = "  " * unit.depth + (f"{unit.mark} " if unit.mark else "")
        for sentence in re.split(r"(?<=[.;:?!]) (?=\S)", unit.words):
            yield lead + sentence
            lead = "  " * unit.depth
