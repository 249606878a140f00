"""The sentences of a text of the log, as quotes have them, and how alike two of them are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from opsg.core import markdown, months
from opsg.data.frontmatter import plain
from opsg.intake.papers.no_numbers import DATE
from opsg.intake.papers.numbers import Number, numbers

_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_AS_AT = re.compile(rf"\b(?:as\s+(?:of|at|on)|at|on)\s+(?:the\s+)?{_WEEKDAY}(?:{DATE.pattern})")
_TIME = re.compile(
    rf"\b(?:{'|'.join(months.NAMES)})\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\bQ[1-4]\b"
    r"|\b20\d\d\b"
)
_TOKEN = re.compile(r"[#@]|[\w/&]+(?:[.’'-]\w+)*")
_ROUND = {
    "about", "almost", "approx", "approximately", "around", "c", "circa", "nearly", "roughly",
    "some",
}  # fmt: skip
_LEAD = re.compile(r"\s*([^#(:–]*[^#(:–\s])\s*[(:–]")


class Sentence(NamedTuple):
    """A sentence as a quote has it, with its numbers.

    `tokens` are its words with numbers as `#` and dates as `@`, `names` those that tell one thing
    from another: MM2, 8F3E, North. `listing` is the number of the list that it is an item of, or
    0; `lead` is what an item begins with, up to a bracket or colon.
    """

    text: str
    listing: int
    lead: str
    numbers: tuple[Number, ...]
    tokens: tuple[str, ...]
    names: frozenset[str]


def sentences(sections: Iterable[str]) -> list[Sentence]:
    """The sentences of sections in Markdown, each once, in order."""
    found: dict[str, Sentence] = {}
    listing = 0
    for section in sections:
        is_open = False
        for block in markdown.blocks(section):
            if block.depth and block.mark and not is_open:
                listing += 1
            is_open = bool(block.depth)
            for text in markdown.sentences(plain(block.text)):
                found.setdefault(text, sentence(text, listing if is_open else 0))
    return list(found.values())


@lru_cache(maxsize=10_000)  # an issue's months say most things again
def sentence(text: str, listing: int = 0) -> Sentence:
    """A sentence whose words are known."""
    of_text = tuple(numbers(text))
    mask = _mask(text, of_text)
    lead = _LEAD.match(mask) if listing else None
    words = [(match[0], match.start()) for match in _TOKEN.finditer(mask)]
    tokens = tuple(word.casefold() for word, _ in words if word.casefold() not in _ROUND)
    names = frozenset(
        _singular(word)
        for index, (word, _) in enumerate(words)
        if re.search(r"\d|[A-Z].*[A-Z]", word) or (index and word[0].isupper())
    )
    return Sentence(text, listing, lead[1] if lead else "", of_text, tokens, names)


def likeness(one: Sentence, other: Sentence) -> float:
    """How alike two sentences are but for their numbers and dates: from 0 to 1, by whole words."""
    return Indel.normalized_similarity(one.tokens, other.tokens)


def of_the_same(one: Sentence, other: Sentence) -> bool:
    """Whether neither names something in place of what the other names: MM2 is not MM4."""
    if one.listing and other.listing and one.lead != other.lead:
        return False
    return one.names <= other.names or other.names <= one.names


def key(text: str) -> tuple[str, ...]:
    """What two spellings of a sentence share: its words and numbers, without typography."""
    return tuple(re.findall(r"\w+", text.casefold()))


def as_at(text: str, month: str) -> date | None:
    """The day of which a sentence in the paper of `month` speaks: the one after `as of` or `at`.

    A day without a year is the last such day up to the end of that month.

    >>> as_at("TOC Data, as of Monday 8 February, evidenced 62,000.", "2021-02")
    datetime.date(2021, 2, 8)
    """
    days = {_day(match, month) for match in _AS_AT.finditer(text)}
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str], month: str) -> date | None:
    groups = {
        name: next((match[name + n] for n in ("", "2", "3", "4") if _has(match, name + n)), None)
        for name in ("day", "month", "year")
    }
    day, name, year = groups["day"], groups["month"] or "", groups["year"]
    first = months.first_day(month)
    short = [each[:3] for each in months.NAMES]
    number = int(name) if name.isdigit() else short.index(name[:3]) + 1
    past = number <= first.month
    whole = int(year) + (2000 if len(year) == 2 else 0) if year else first.year - (not past)
    try:
        return date(whole, number, int(day or 0))
    except ValueError:
        return None


def _has(match: re.Match[str], group: str) -> bool:
    return group in match.re.groupindex and match[group] is not None


def _mask(text: str, of_text: Iterable[Number]) -> str:
    parts, last = [], 0
    for number in of_text:
        parts += [text[last : number.start], " # "]
        last = number.end
    return _TIME.sub("@", DATE.sub("@", "".join([*parts, text[last:]])))


def _singular(word: str) -> str:
    return re.sub(r"(?:’s|'s|s)$", "", word) if re.search(r"[A-Z0-9](?:’|')?s$", word) else word
