"""Reads the numbers in a sentence as papers write them: 97k, 1.2 million, ~17,683, 58 %, half.

What has digits and is no number is passed over: dates, versions, names such as MP119 and 8F3E,
service requests, problem records. `figures` pairs the numbers with what the log knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from opsg.intake.papers.no_numbers import blanked

Value = float | int


class Number(NamedTuple):
    """A number of a sentence: where it stands, as written, its value, and what is counted.

    A share has the unit `%`, money that of its sign; other units are left to the `noun`, the
    words after it. `approximate` follows from how it is written. A number that is `spelled` is a
    small one in words, which mostly is no figure.
    """

    start: int
    end: int
    text: str
    value: Value
    unit: str
    approximate: bool
    noun: tuple[str, ...] = ()
    spelled: bool = False


_NO_ONE = re.compile(r"\s+(?:of|or|and|another|is|that|which|in|to|by|at|such)\b|\s*(?:[^\w\s]|$)")
_BEFORE = re.compile(
    r"(?:[~≈]|\b(?:c|ca|circa|approx|approximately|around|about|roughly|some|nearly|almost|over|"
    r"under|above|below|(?:more|less|fewer|greater|higher|lower) than|in excess of|close to|"
    r"in the (?:region|order) of|an estimated|estimated (?:at|to be)|just|well)\b\.?)"
    r"\s*(?:the\s+|a\s+)?$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*\+(?!\d)|\s+or\s+(?:so|more|thereabouts)\b")
_SCALES = {
    "k": 3, "thousand": 3, "hundred": 2, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9,
    "tn": 12, "trillion": 12,
}  # fmt: skip
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_CARDINAL = {word: value for value, word in enumerate(_WORDS)}
_CARDINAL |= {word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
_CARDINAL |= {"nil": 0, "dozen": 12}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8,
          "tenth": 10}  # fmt: skip

# What may join thousands; an ordinary space stands between two numbers.
_JOINT = "\u00a0\u202f\u2009\u2007"
_SPACE = f"[{_JOINT} ]"
_PERCENT = rf"{_SPACE}?(?:%|per\s?cent\b|pct\b)"
_DIGITS = re.compile(
    r"(?P<money>[£€$]\s?)?(?P<sign>(?<![\w)])[-−])?"
    rf"(?<!\w)(?<!\d\.)(?P<digits>\d{{1,3}}(?:[,{_JOINT}]\d{{3}})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<scale>(?:[kKmM]|mn|bn|tn)\b"
    rf"|(?:{_SPACE}|-)(?:k|hundred|thousand|million|billion|trillion|mn|bn)\b)?"
    rf"(?P<points>{_SPACE}?(?:%|percentage|per\s?cent(?:age)?)\s?-?points?\b)?"
    rf"(?P<percent>{_PERCENT})?(?!\w|\.\d)"
)
_CARDINALS = "|".join(sorted(_CARDINAL, key=len, reverse=True))
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_SPELLED = re.compile(
    rf"\b(?P<words>(?:a (?=(?:{_BIG})\b))?(?:{_CARDINALS}|{_BIG})\b"
    rf"(?:(?:[\s-]|(?<=d)\s+and\s+)(?:{_CARDINALS}|{_BIG})\b)*)"
    rf"(?P<half>\s+and\s+a\s+half(?:\s+(?P<of>{_BIG}))?)?"
    rf"(?P<percent>{_PERCENT})?",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?:(?P<count>an?|one|two|three|four|five|seven|nine)[\s-])"
    rf"(?P<part>{'|'.join(_PARTS)})s?|(?P<half>half))\b"
    rf"(?:(?:\s+of)?\s+an?\s+(?P<scale>{_BIG})\b"
    r"|(?=\s+(?:of|the|all|its|their|these|those|are|were|is|was|has|have|had|remain\w*|still|as|complete\w*|done)\b"
    r"|\s*[.,;:)]|\s*$))",
    re.IGNORECASE,
)
_NO_HALF = re.compile(r"\b(?:first|second|latter|other|early|late)\s+$", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\+|\s+or (?:so|more)\b)?\)?\s*-?(?:of\s+)?(?:the\s+|these\s+|its\s+)?", re.IGNORECASE
)
_WORD = re.compile(r"([\w/’'&-]+)([^\w\s]*)\s*")
_STOP = re.compile(
    r"(?:\d+|an?|across|against|and|are|around|as|at|be|been|by|during|for|from|ha[dsv]e?|in|into|"
    r"is|its?|of|on|or|our|out|over|per|since|so|still|than|that|the|their|there|these|they|this|"
    r"those|to|under|until|up|was|were|when|where|which|while|who|will|with|within|without)\Z",
    re.IGNORECASE,
)


def numbers(sentence: str) -> list[Number]:
    """The numbers of a sentence in order.

    >>> [(each.value, each.unit, each.approximate) for each in numbers("About 5.7k, or 58 %.")]
    [(5700, '', True), (58, '%', False)]
    >>> numbers("SRV 6.15.1 and MP119 were seen on Monday 8 February, at OPSG 43, with 8F3E.")
    []
    """
    text = blanked(sentence)
    every = [*_fractions(text), *_digits(text), *_spelled(text)]
    kept: list[Number] = []
    for number in sorted(every, key=lambda each: (each.start, -each.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number._replace(noun=_noun(sentence, number.end)))
    return kept


def _digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        scale = (match["scale"] or "").strip(f"- {_JOINT}").lower()
        value = Decimal(re.sub(f"[,{_JOINT}]", "", match["digits"])).scaleb(_SCALES.get(scale, 0))
        unit = "%" if match["percent"] else (match["money"] or "").strip()
        if match["points"]:
            unit = "percentage points"
        yield _number(text, match, -value if match["sign"] else value, unit, bool(scale))


def _spelled(text: str) -> Iterator[Number]:
    for match in _SPELLED.finditer(text):
        words = [word for word in re.split(r"[\s-]+", match["words"].lower()) if word != "and"]
        # "one of them", "this one" count nothing.
        if words == ["one"] and not match["half"] and _NO_ONE.match(text, match.end()):
            continue
        value = Decimal(_counted(words))
        if match["half"]:
            value = (value + Decimal("0.5")) * Decimal(_counted([match["of"] or "one"]))
        is_big = match["half"] or any(word in _BIG.split("|") for word in words)
        unit = "%" if match["percent"] else ""
        number = _number(text, match, value, unit, bool(is_big))
        yield number._replace(spelled=not is_big and not unit)


def _fractions(text: str) -> Iterator[Number]:
    for match in _FRACTION.finditer(text):
        if match["half"] and _NO_HALF.search(text[: match.start()]):
            continue
        count = (match["count"] or "one").lower()
        over = Decimal(1 if count in ("a", "an") else _CARDINAL[count])
        share = over / _PARTS[(match["part"] or "half").lower()]
        if match["scale"]:
            yield _number(text, match, share * _counted([match["scale"].lower()]), "", True)
        else:
            yield _number(text, match, round(share * 100, 1), "%", True)


def _counted(words: list[str]) -> int:
    """The number that cardinal words say: `two hundred five thousand` is 205,000."""
    total, group = 0, 0
    for word in words:
        if word in _CARDINAL and word != "dozen":
            group += _CARDINAL[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * (100 if word == "hundred" else 12)
        elif word in _SCALES:
            total, group = total + max(group, 1) * 10 ** _SCALES[word], 0
    return total + group


def _number(text: str, match: re.Match[str], value: Decimal, unit: str, is_round: bool) -> Number:
    after = _AFTER.match(text, match.end())
    is_round = is_round or bool(_BEFORE.search(text[: match.start()])) or bool(after)
    plain = int(value) if value == value.to_integral_value() else float(value)
    start, end = match.start(), match.end()
    return Number(start, end, match[0], plain, unit, is_round)


def _noun(text: str, end: int) -> tuple[str, ...]:
    """Up to three words after a number, as far as they may say what is counted."""
    at = _LEAD.match(text, end)
    words: list[str] = []
    position = at.end() if at else end
    while len(words) < 3 and (match := _WORD.match(text, position)):
        if _STOP.match(match[1]):
            break
        words.append(match[1])
        position = match.end()
        if match[2]:
            break
    return tuple(words)
