"""Lines of plain text: what each looks like by itself, and how wide it is in print.

A line is a heading, an address or a list's item by its words; its width tells one that was full
from one that ends a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from opsg.intake.papers.model import Aside

SECTIONS = {
    "purpose": r"purpose",
    "active": r"actively managed issues",
    "stage": r"(?:current )?stage",
    "impact": r"issues? (?:and|/) impacts?",
    "status": r"(?:current )?status|status update",
    "next": r"(?:(?:recommended|proposed) )?next steps?",
    "recommendation": r"recommendations?(?: and next steps)?",
}
"""The headings that every paper has, by the names of `section_of`, in small letters."""

_NUMBER = re.compile(
    r"(?:(?:Issue\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?|[A-Z][.)])\s+(?:[–—-]\s+)?(?=\S)"
)

_BULLET = re.compile(r"([•‣·▪■●◦○➢➔❖]|[o*–—-](?=\s))\s*(.*)", re.DOTALL)
_ORDINAL = re.compile(r"(\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s+(\S.*)", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")

# Widths of Helvetica in thousandths of the type size, from Adobe's font metrics (AFM); other
# sans-serif faces have much the same proportions, and only proportions are used.
_CLASSES = {
    222: "ijl'|‘’",
    278: " .,:;!/\\ftI[]·",
    333: 'r()-`“”"',
    500: "ckszvxyJ",
    584: "~+<>=",
    611: "FTZ",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    889: "%",
    944: "W",
    1000: "—•",
}
_WIDTHS = {letter: width for width, letters in _CLASSES.items() for letter in letters}
_USUAL = 556


@dataclass(frozen=True)
class Line:
    """A line of text.

    `gap` says whether a paragraph ended before it, and `small` whether its letters are smaller than
    most, as those of a footnote; None is not known. A page ends below a `foot`. A table stands in
    one as an `aside`.
    """

    text: str
    gap: bool | None
    small: bool | None = None
    aside: Aside | None = None
    foot: bool = False


def number_of(heading: str) -> str:
    """The number that a heading begins with, as `2.1` or `Issue 3:`, or nothing."""
    match = _NUMBER.match(heading)
    return match[0] if match else ""


def section_of(text: str) -> str:
    """The section that a heading's words begin, or nothing if they are no such heading."""
    text = text.strip()
    text = text.removeprefix(number_of(text))
    words = " ".join(text.rstrip(" :").replace("&", " and ").casefold().split())
    kinds = (kind for kind, heading in SECTIONS.items() if re.fullmatch(heading, words))
    return next(kinds, "") if text[:1].isupper() else ""


def run_in(text: str, above: str, *, marked: bool = False) -> tuple[str, str]:
    """The heading that a text begins with, up to its colon, and what follows it; or nothing.

    Unless the heading is `marked` as such, it must be that of the stage to be no sentence's. What
    begins with the words of the heading of the section `above` it says them again.

    >>> run_in("Current Stage: Monitoring", "")
    ('Current Stage:', 'Monitoring')
    """
    heading, colon, rest = text.partition(":")
    is_one = section_of(heading) if marked else heading.casefold() == "current stage"
    is_one = is_one and section_of(heading) != above
    return (heading + colon, rest.strip()) if is_one and rest.strip() else ("", "")


def is_address(text: str) -> bool:
    """Whether a line is a web address and nothing else."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a paragraph may end."""
    return re.search(r"[.:;?!][)’”'\"]*$|; (and|or)$", text) is not None


def item_of(text: str) -> tuple[str, str] | None:
    """The mark of a list's item and the text after it, if a line looks like one.

    Marks are bullets, and `a)`, `(ii)` or `3.`.
    """
    match = _BULLET.fullmatch(text) or _ORDINAL.fullmatch(text)
    return (match[1], match[2]) if match else None


def follows(mark: str, before: str | None) -> bool:
    """Whether an ordinal mark continues a list after the mark `before`, or begins one if None."""
    inner, dress = mark.strip("().").lower(), re.sub(r"\w+", "x", mark)
    if before is None:
        return inner in ("1", "a", "i")
    if dress != re.sub(r"\w+", "x", before):
        return False
    previous = before.strip("().").lower()
    if inner.isdigit() and previous.isdigit():
        return int(inner) == int(previous) + 1
    if previous in _ROMAN[:-1] and _ROMAN[_ROMAN.index(previous) + 1] == inner:
        return True
    return len(inner) == len(previous) == 1 and ord(inner) == ord(previous) + 1


def width(text: str) -> int:
    """The width of a line of text in thousandths of the type size."""
    return sum(_WIDTHS.get(letter, _USUAL) for letter in text)


def full_width(lines: Iterable[str]) -> int:
    """The width of a full line: that of the widest line, a few outliers left out.

    Lines of one word, such as addresses, are no measure.
    """
    widths = sorted(width(line) for line in lines if " " in line)
    if not widths:
        return 0
    usual = widths[int(len(widths) * 0.9)]
    return max(value for value in widths if value <= usual * 1.05)
