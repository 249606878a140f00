"""What stands in a table where a Party or a group belongs and is none: totals, gaps, averages.

`opsg.data.parties` gives such words no pseudonym; an ingest looks in rows so called for totals.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal, NamedTuple

_NOTE_MARKS = re.compile("[\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}\N{SUPERSCRIPT THREE}⁰-⁹*†‡§]+$")

_UNKNOWN = {
    "anonymous", "balance", "blank", "c", "confidential", "empty", "misc", "miscellaneous",
    "missing", "n a", "na", "nan", "nil", "none", "not allocated", "not applicable", "not assigned",
    "not available", "not known", "not recorded", "not stated", "null", "other", "redacted",
    "remainder", "removed", "rest", "suppressed", "tba", "tbc", "unallocated", "unassigned",
    "undefined", "unknown", "unmapped", "unmatched", "unspecified", "various", "withheld", "x", "z",
}  # fmt: skip
# Whose they may be said to be, as in "other Users".
_ROLES = {
    "any", "company", "csp", "customer", "dno", "name", "network", "no", "operator", "organisation",
    "party", "region", "service", "supplier", "the", "user",
}  # fmt: skip
_TOTAL = {"all", "grand", "subtotal", "sum", "total"}
# These are totals too where they stand alone or beside such a word; they begin names of companies.
_EVERYONE = {
    "aggregate", "britain", "combined", "everybody", "everyone", "everything", "gb", "industry",
    "market", "national", "overall", "uk",
}  # fmt: skip
_DERIVED = {
    "average", "count", "deviation", "max", "maximum", "mean", "median", "min", "minimum",
    "percent", "percentage", "proportion", "rank", "share", "standard", "variance",
}  # fmt: skip
_BETWEEN = {
    "above", "and", "by", "column", "final", "for", "great", "in", "of", "page", "per", "report",
    "result", "row", "shown", "sub", "table",
}  # fmt: skip
_AFTER = re.compile(
    r"(?P<name>.+?)[\s:,(\[–-]+(?:(?P<total>(?:sub[\s-]?)?totals?|sum|result)|average|mean|count)[)\]:]?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?P<total>(?:sub[\s-]?)?totals?)[\s:,–-]+(?:(?:for|of)\s+)?(?P<name>.+)", re.IGNORECASE
)

Nobody = Literal["total", "derived", "unknown"]
"""A total; a percentage or an average; or what belongs to somebody who is not told."""


class Of(NamedTuple):
    """What "Aurora Energy Total" is called after, and whether it is a total or derived."""

    name: str
    kind: Nobody


def words_of(text: str) -> list[str]:
    """The words of a text as all its spellings have them: without case, accents and marks.

    >>> words_of("  L’Énergie & Co.¹ ")
    ['lenergie', 'and', 'co']
    """
    plain = _NOTE_MARKS.sub("", text.strip())
    plain = unicodedata.normalize("NFKD", plain).casefold().replace("&", " and ")
    plain = re.sub(r"['‘’`´]", "", plain)
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", letters)


def kind_of(text: str, words: frozenset[str] = frozenset()) -> Nobody | None:
    """Which kind of nobody a text names; None if it may name somebody.

    `words` are the table's own, as `words_of` gives them: what it counts and by what.

    >>> [kind_of(text) for text in ("Total (12)", "All DNOs", "[c]", "% of total", "Total Gas")]
    ['total', 'total', 'unknown', 'derived', None]
    >>> kind_of("Hubs total", frozenset(["hubs"])), kind_of("UK Power Networks")
    ('total', None)
    """
    spoken = [_singular(word) for word in words_of(text)]
    named = [word for word in spoken if not word.isdigit()]
    if not named:
        return "derived" if "%" in text else "unknown" if not spoken else None
    if _is_unknown(named, words):
        return "unknown"
    own = _own(words) | {"n"}
    derived = "%" in text or not _DERIVED.isdisjoint(named)
    if derived and own | _TOTAL | _DERIVED | _EVERYONE >= set(named):
        return "derived"
    if not _TOTAL.isdisjoint(named) and own | _TOTAL | _EVERYONE >= set(named):
        return "total"
    alone = not _EVERYONE.isdisjoint(named) and set(named) <= _EVERYONE | _BETWEEN
    return "total" if alone else None


def called_after(text: str) -> Of | None:
    """What a text such as "Aurora Energy Total" is called after; None if it is not so formed.

    >>> called_after("Aurora Energy - Sub-total"), called_after("Total for CSP North")
    (Of(name='Aurora Energy', kind='total'), Of(name='CSP North', kind='total'))
    """
    match = _AFTER.fullmatch(text.strip()) or _BEFORE.fullmatch(text.strip())
    return Of(match["name"].strip(), "total" if match["total"] else "derived") if match else None


@cache
def _own(words: frozenset[str]) -> frozenset[str]:
    """What nobody may be named by beside the words that mean nobody."""
    return frozenset(map(_singular, words)) | _ROLES | _BETWEEN


def _is_unknown(named: list[str], words: frozenset[str]) -> bool:
    own = _own(words) | _EVERYONE | {"all"}
    said = list(named)
    while said and said[-1] in own:
        said.pop()
    while said and said[0] in own:
        said.pop(0)
    return " ".join(said) in _UNKNOWN or (not said and named[0] == "no")


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word if word.endswith(("as", "is", "ss", "us")) else word.removesuffix("s")
