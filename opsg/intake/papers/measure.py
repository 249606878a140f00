"""How wide a line of print is, which tells a line that was full from one that ends a paragraph."""

from __future__ import annotations

from collections.abc import Iterable

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


def width(text: str) -> int:
    """The width of a line of text in thousandths of the type size."""
    return sum(_WIDTHS.get(letter, _USUAL) for letter in text)


def full(lines: Iterable[str]) -> int:
    """The width of a full line: that of the widest line, a few outliers left out.

    Lines of one word, such as addresses, are no measure.
    """
    widths = sorted(width(line) for line in lines if " " in line)
    if not widths:
        return 0
    usual = widths[int(len(widths) * 0.9)]
    return max(value for value in widths if value <= usual * 1.05)
