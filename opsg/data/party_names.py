"""When two spellings are one Party's name beyond doubt, and when they might be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsg.data.nobody import words_of

# A company's legal form, which is left out as often as not; Ltd is short for Limited.
_FORMS = {"limited": "ltd", "ltd": "ltd", "llp": "llp", "plc": "plc"}
# Words with which a name may or may not be another company's.
_GENERIC = {
    "co", "company", "gb", "group", "holding", "holdings", "inc", "international", "the", "uk",
}  # fmt: skip
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]?")
_ALSO = re.compile(
    r"\b(?:t/a|t/as|trading as|formerly|previously|was|now|aka|also known as|part of)\b|[/;|]",
    re.IGNORECASE,
)
# Shorter names differ by a letter from those of others.
_LONG = 8


def key(name: str) -> str:
    """What all spellings of a Party's name share beyond doubt: neither case nor legal form.

    >>> key("AURORA  Energy Ltd.") == key('="Aurora Energy"')
    True
    """
    return "".join(_named(name)[0])


def form(name: str) -> str:
    """The legal form that a name ends with, `ltd`, `llp` or `plc`; empty if it has none."""
    return _named(name)[1]


def same(name: str, other: str) -> bool:
    """Whether two names are one Party's beyond doubt: they differ in spelling alone."""
    forms = {form(name), form(other)} - {""}
    return key(name) == key(other) and len(forms) < 2


class Near:
    """Finds among names that were added one that may be the same Party's as another.

    It may be if they differ by a letter or by the order of letters, if one is a part of the other
    that a bracket or "t/a" sets off, or in words and forms that companies leave out.

    >>> known = Near()
    >>> known.add("Cobalt Power", "User 03")
    >>> known.to("Cobalt Power plc (formerly Cobalt)"), known.to("Zinc Power")
    ('User 03', None)
    """

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def add(self, name: str, owner: str) -> None:
        """Add a name; `owner` is what `to` gives for names near to it."""
        for sign in _signs(name, "whole", "part"):
            self._owners.setdefault(sign, owner)

    def to(self, name: str) -> str | None:
        """The owner of a name near to this one."""
        signs = sorted(_signs(name, "part", "whole"))
        return next((self._owners[sign] for sign in signs if sign in self._owners), None)


def _named(name: str) -> tuple[list[str], str]:
    words, last = words_of(re.sub(r"\bp\.\s*l\.\s*c\b", "plc", name, flags=re.IGNORECASE)), ""
    while len(words) > 1 and words[-1] in _FORMS:
        last = _FORMS[words.pop()]
    return words, last


def _parts(name: str) -> set[str]:
    """The keys of a name, and of what it may be without a part of it."""
    outside = _BRACKETS.sub(" ", name)
    texts = [name, outside, *_ALSO.split(outside)]
    texts += [part for inside in _BRACKETS.findall(name) for part in _ALSO.split(inside)[1:]]
    return {part for text in texts for part in _shortened(_named(text)[0])}


def _shortened(words: list[str]) -> Iterator[str]:
    whole = "".join(words)
    # The number of a note, where the file cannot tell that it stood raised.
    yield from (whole, whole.rstrip("0123456789") or whole)
    distinct = [word for word in words if word not in _GENERIC]
    yield from filter(None, ("".join(distinct), "".join(w for w in distinct if w != "energy")))


def _signs(name: str, whole: str, part: str) -> set[str]:
    """What a name's spellings show: those that are near show the same, once with `whole` as part.

    Letters are slips of the pen, and numbers never.
    """
    text = key(name)
    shorter = [
        (at, text[:at] + text[at + 1 :]) for at, letter in enumerate(text) if letter.isalpha()
    ]
    signs = {f"{whole} {text}", *(f"{part} {each}" for each in _parts(name))}
    signs |= {f"{part} {each}" for _, each in shorter if len(text) > 3}
    if len(text) >= _LONG:
        signs |= {f"without {at} {each}" for at, each in shorter}
        signs.add("letters " + "".join(sorted(filter(str.isalpha, text))) + _digits(text))
    return signs


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
