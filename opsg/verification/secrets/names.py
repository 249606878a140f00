"""Finds the real names of Parties in texts, however they are spaced, broken or accented.

`inspect` reads them from the private list; `scan` asks for them in every text of a site.
"""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KIND = "the name of a Party"

# What a company is called after its name, and leaves out as often as not.
_LEGAL = {
    "co", "company", "corporation", "europe", "gb", "group", "holding", "holdings", "inc",
    "limited", "llp", "ltd", "plc", "the", "trading", "uk",
}  # fmt: skip
# A name of which only such words are left is no name.
_ORDINARY = {
    "business", "capacity", "central", "electric", "electricity", "energy", "first", "gas", "green",
    "grid", "home", "meter", "metering", "national", "network", "networks", "north", "power",
    "retail", "services", "smart", "solutions", "south", "supplier", "supply", "systems",
    "utilities", "utility", "water", "west",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")
_SHORT = 4
# Left out on both sides, as it may be written `&`.
_AND = "and"


@dataclass(frozen=True)
class Names:
    """Names to look for: sequences of words by their first, and short ones as they are written."""

    by_first: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    short: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Where in the text each name begins, and its kind."""
        matches = [match for match in _WORD.finditer(_plain(text)) if match[0] != _AND]
        words = [match[0] for match in matches]
        for index, word in enumerate(words):
            for name in self.by_first.get(word, ()):
                if tuple(words[index : index + len(name)]) == name:
                    yield matches[index].start(), KIND
        if self.short:
            for match in self.short.finditer(text):
                yield match.start(), KIND


def read(data: Path) -> Names | None:
    """The names of the private list that OPSG_PARTIES names; None without one.

    Raises UserError if the list cannot be read or lies in the repository of `data`.
    """
    if not os.environ.get("OPSG_PARTIES"):
        return None
    from opsg.data import parties  # it imports Polars

    content = parties.load(None, data).content
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return names_to_find([row[0] for row in list(rows)[1:] if row and row[0].strip()])


def names_to_find(given: list[str]) -> Names:
    """What to look for to find these names: in full, without what is left out, and run together."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    short = []
    for name in given:
        words = [word for word in _WORD.findall(_plain(name)) if word != _AND]
        if sum(map(len, words)) <= _SHORT:
            short.append(re.escape(name.strip()))
            continue
        for form in dict.fromkeys(_forms(words)):
            by_first.setdefault(form[0], []).append(form)
    any_short = rf"(?<!\w)(?:{'|'.join(short)})(?!\w)"
    return Names(by_first, re.compile(any_short) if short else None)


def _forms(words: list[str]) -> Iterator[tuple[str, ...]]:
    yield tuple(words)
    core = [word for word in words if word not in _LEGAL]
    if set(core) - _ORDINARY and sum(map(len, core)) > _SHORT:
        yield tuple(core)
        yield ("".join(core),)
        own = [word for word in core if word not in _ORDINARY]
        # A single word that is left, such as "good" of Good Energy, would be found everywhere.
        if len(own) > 1 and core[: len(own)] == own:
            yield tuple(own)


def _plain(text: str) -> str:
    """The text in small letters without accents, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(_letter(character) for character in text)


def _letter(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)[:1].lower()
    return bare if len(bare) == 1 else " "
