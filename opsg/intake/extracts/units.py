"""What a header or a title says of the figures below it: in thousands, or no counts at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """How many of what is counted a figure of 1 stands for."""

    word: str
    scale: int


UNITS = (
    Unit("hundreds", 100),
    Unit("thousands", 1000),
    Unit("millions", 10**6),
    Unit("billions", 10**9),
)
# How each is written anywhere in a text, and how in brackets or as its last word only.
_WRITTEN = {
    "hundreds": (r"['’]00s?|\bhundreds", r"['’]?00s?|100s?"),
    "thousands": (
        r"['’]000s?|\b000['’]?s|[x×] ?1,?000|\bthousands?",
        r"['’]?000['’]?s?|k|th|1,?000s?",
    ),
    "millions": (r"['’]000,?000s?|\bmillions?|[x×] ?1,?000,?000", r"m|mn|mil|mio|['’]?000,?000s?"),
    "billions": (r"\bbillions?|\bmilliards?", r"b|bn"),
}
_PATTERNS = {
    unit: re.compile(
        rf"(?<!\W)\W*[(\[]\s*(?:in\s+)?(?:no\.?\s+|x\s*)?(?:{bare}|{word})\s*[)\]]\W*"
        rf"|(?:[,\-–:]\s*)?(?:\bin\s+)?(?:{word})(?![\w,])"
        rf"|[\s/]+(?:{bare})$",
        re.IGNORECASE,
    )
    for unit in UNITS
    for word, bare in [_WRITTEN[unit.word]]
}
# A sentence may count in millions without saying that the figures are.
_OF_FIGURES = {
    unit: re.compile(
        rf"[(\[]\s*(?:in\s+)?(?:no\.?\s+|x\s*)?(?:{bare}|{word})\s*[)\]]"
        rf"|(?:\bin\s+(?:the\s+)?|\bunits?\W+|(?=['’x×0]))(?:{word})(?![\w,])",
        re.IGNORECASE,
    )
    for unit in UNITS
    for word, bare in [_WRITTEN[unit.word]]
}
_NEAREST = re.compile(r"\bnearest\s+\S+", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"[%‰£$€]|\b(?:per ?cent|pct|percentages?|proportion|ratio|share|rate|average|avg|mean|"
    r"ytd|year to date|cumulative|running total)\b",
    re.IGNORECASE,
)


def unit(text: str) -> tuple[Unit | None, str]:
    """The unit that a text says its figures are in, if it says any, and the text without it.

    >>> unit("Raised (000s)")
    (Unit(word='thousands', scale=1000), 'Raised')
    >>> unit("Raised")
    (None, 'Raised')
    """
    text = _NEAREST.sub(" ", text.replace("_", " "))
    for one in reversed(UNITS):
        if _PATTERNS[one].search(text):
            return one, _PATTERNS[one].sub(" ", text).strip()
    return None, text


def of_figures(texts: Iterable[str]) -> Unit | None:
    """The unit that a title or a note says all figures are in, if one does.

    >>> of_figures(["Alerts by region", "Figures are in thousands"])
    Unit(word='thousands', scale=1000)
    >>> of_figures(["Without 3 million Alerts that were cleared by hand"])
    """
    for text in texts:
        for one in UNITS:
            if _OF_FIGURES[one].search(_NEAREST.sub(" ", text)):
                return one
    return None


def shows_less(number_format: str) -> bool:
    """Whether an Excel format shows a number in thousands or millions: `#,##0,` or `0,,"m"`."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format.split(";")[0])
    return re.search(r"[0#?],+(?![,0#?])", shown) is not None


def is_no_count(name: str) -> bool:
    """Whether a column's name says that it holds percentages, money, or sums of several months."""
    return _NO_COUNT.search(name.replace("_", " ")) is not None
