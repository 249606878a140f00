"""Finds the real names of Parties in texts, however they are spaced, broken or accented.

`inspect` reads them from the private list; `scan` asks for them in every text of a site.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from opsg.verification.secrets.folding import fold

KIND = "the name of a Party"

# What a company is called after its name, and leaves out as often as not.
_LEGAL = {
    "and", "co", "company", "corporation", "europe", "gb", "group", "holding", "holdings", "inc",
    "international", "limited", "llp", "ltd", "plc", "the", "trading", "uk",
}  # fmt: skip
ORDINARY = frozenset({
    "affect", "better", "big", "bill", "blue", "board", "bright", "bristol", "british", "bulb",
    "business", "capacity", "central", "choice", "citizen", "city", "clear", "community",
    "connect", "control", "corona", "crown", "data", "direct", "district", "east", "eastern",
    "eco", "electric", "electrical", "electricity", "energy", "entice", "fair", "first", "flow",
    "future", "gas", "generation", "global", "good", "green", "grid", "heat", "home", "hub",
    "independent", "industrial", "infrastructure", "innovation", "light", "local", "london",
    "management", "market", "meter", "metering", "midlands", "national", "network", "networks",
    "new", "north", "northern", "ocean", "one", "open", "operations", "orbit", "people", "planet",
    "plus", "point", "power", "public", "pure", "red", "regional", "renewable", "renewables",
    "retail", "river", "scotland", "scottish", "services", "shell", "signal", "simple", "smart",
    "so", "solar", "solutions", "south", "southern", "spark", "standard", "supplier", "supply",
    "sun", "systems", "target", "telecom", "together", "total", "united", "utilities", "utility",
    "value", "wales", "warm", "water", "welsh", "west", "western", "white", "wind", "world",
    "yorkshire", "your",
})  # fmt: skip
"""Words of names that are not looked for alone, as they would be found everywhere."""

_WORD = re.compile(r"[^\W_]+")
# Where a hyphen cuts a word, and a word whose letters stand apart.
_CUT = re.compile(r"-(?<=[a-z]-)\n?(?=[a-z])")
_APART = re.compile(r"(?<![^\W_])[a-z](?:[ .][a-z]){5,}(?![^\W_])")
_SOME_APART = re.compile(r"[ .][a-z][ .][a-z][ .][a-z][ .][a-z][ .]")
_SHORT = 4
# A word of so many letters is found within others, such as those of an address.
_WITHIN = 7
_LONG = 100
# Left out on both sides, as it may be written `&`.
_AND = "and"
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True)
class Names:
    """Names to look for: sequences of words by their first, words alone, and short ones.

    Words `within` are found in others too; `short` ones are looked for as they are written.
    """

    by_first: Mapping[str, Sequence[tuple[str, ...]]]
    within: frozenset[str] = frozenset()
    short: re.Pattern[str] | None = None
    _seen: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Where in a text, folded as `extraction` does, each name begins, and its kind."""
        small = text.lower()
        if any(self._may_be(word) for word in set(_WORD.findall(small))):
            yield from self._in_words(small)
        if self.within:
            yield from self._put_together(small)
        if self.short:
            for match in self.short.finditer(text):
                yield match.start(), KIND

    def _in_words(self, small: str) -> Iterator[tuple[int, str]]:
        matches = [match for match in _WORD.finditer(small) if match[0] != _AND]
        words = [match[0] for match in matches]
        for index, word in enumerate(words):
            if not self._may_be(word):
                continue
            for name in self.by_first.get(word, ()):
                if tuple(words[index : index + len(name)]) == name:
                    yield matches[index].start(), KIND
            if self._is_within(word):
                yield matches[index].start(), KIND

    def _may_be(self, word: str) -> bool:
        """Whether a name begins with the word or is in it; pages repeat their words."""
        if word not in self._seen:
            self._seen[word] = word in self.by_first or self._is_within(word)
        return self._seen[word]

    def _is_within(self, word: str) -> bool:
        if len(word) > _LONG:
            return any(own in word for own in self.within)
        return any(
            word[start : start + length] in self.within
            for length in self._lengths
            for start in range(len(word) - length + 1)
        )

    def _put_together(self, small: str) -> Iterator[tuple[int, str]]:
        for cut in _CUT.finditer(small):
            start, end = cut.span()
            # Nearly all other words are passed over by this alone.
            if small[start - 2 : start] + small[end : end + 2] in self._fours:
                before = _WORD.findall(small, max(0, start - _LONG), start)[-1]
                after = _WORD.match(small, end)
                if after and before + after[0] in self.within:
                    yield start - len(before), KIND
        for apart in _APART.finditer(small) if _SOME_APART.search(small) else ():
            if "".join(_WORD.findall(apart[0])) in self.within:
                yield apart.start(), KIND

    @cached_property
    def _fours(self) -> set[str]:
        """Every four letters in a row of the words `within`."""
        return {word[n : n + 4] for word in self.within for n in range(len(word) - 3)}

    @cached_property
    def _lengths(self) -> set[int]:
        return set(map(len, self.within))


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


def names_to_find(given: Sequence[str]) -> Names:
    """What to look for to find these names: in full, without what is left out, and run together.

    The words that only this name has are looked for alone, but for ORDINARY ones.
    """
    by_first: dict[str, list[tuple[str, ...]]] = {}
    within: set[str] = set()
    short: set[str] = set()
    for written in given:
        for name in dict.fromkeys((fold(written), fold(written.translate(_UMLAUTS)))):
            for form in dict.fromkeys(_forms(name)):
                by_first.setdefault(form[0], []).append(form)
                if len(form) == 1 and len(form[0]) >= _WITHIN:
                    within.add(form[0])
            short.update(_short(name))
    any_short = rf"(?<![^\W_])(?:{'|'.join(sorted(short))})(?![^\W_])"
    return Names(by_first, frozenset(within), re.compile(any_short) if short else None)


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """Sequences of words that are the name, those of one word among them."""
    words = [word for word in _WORD.findall(name.lower()) if word != _AND]
    core = [word for word in words if word not in _LEGAL]
    own = [word for word in core if word not in ORDINARY]
    if sum(map(len, words)) > _SHORT:
        yield tuple(words)
    if not own or sum(map(len, core)) <= _SHORT:
        return
    yield tuple(core)
    yield ("".join(core),)
    yield ("".join(words),)
    if len(own) > 1 and core[: len(own)] == own:
        yield tuple(own)
    yield from ((word,) for word in own if len(word) > _SHORT)


def _short(name: str) -> Iterator[str]:
    """A pattern for a name whose own word is short, such as E.ON: with its points and without."""
    pieces = [_WORD.findall(piece) for piece in name.split()]
    own = [parts for parts in pieces if "".join(parts).lower() not in _LEGAL | ORDINARY]
    if len(own) == 1 and 1 < len("".join(own[0])) <= _SHORT:
        # Two letters are a word of their own in small ones.
        case = "(?i:%s)" if len("".join(own[0])) > 2 else "%s"
        yield case % r"[^\w\s]?".join(map(re.escape, own[0]))
