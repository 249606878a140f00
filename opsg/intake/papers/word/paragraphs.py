"""Paragraphs and runs of a Word file whose text has been made plain: their words and places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from opsg.intake.papers.word.package import Element, W

SPACES = tuple(f"{W}{name}" for name in ("tab", "br", "cr", "ptab"))
"""The breaks and tabs within a line, which are spaces."""

_NAMES = {"w": W[1:-1]}
_PLACE = 60
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def text_of(node: Element) -> str:
    """The words of a node that has been made plain."""
    parts = []
    for each in node.iter(f"{W}t", *SPACES, f"{W}noBreakHyphen"):
        if each.tag == f"{W}t":
            parts.append(each.text or "")
        elif each.getparent().tag == f"{W}r":
            parts.append("‑" if each.tag == f"{W}noBreakHyphen" else " ")
    return "".join(parts)


def words_of(block: Element) -> str:
    """The words of a paragraph, a run, or whatever holds paragraphs, on one line."""
    paragraphs = [block] if block.tag in (f"{W}p", f"{W}r") else block.iter(f"{W}p")
    return " ".join(" ".join(text_of(each) for each in paragraphs).split())


def own_runs(paragraph: Element) -> Iterator[Element]:
    """The runs of a paragraph, without those of paragraphs within it."""
    for run in paragraph.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p")) is paragraph:
            yield run


def run_of(text: str) -> Element:
    """A run of text."""
    run = etree.Element(f"{W}r")
    words = etree.SubElement(run, f"{W}t")
    words.set(_SPACE, "preserve")
    words.text = text
    return run


def is_within(node: Element, *names: str) -> bool:
    """Whether a node stands within an element of one of these names."""
    return next(node.iterancestors(*(f"{W}{name}" for name in names)), None) is not None


def paragraph_of(node: Element) -> Element | None:
    """The paragraph that a node stands in or after."""
    if (own := next(node.iterancestors(f"{W}p"), None)) is not None:
        return own
    before = node.xpath("preceding::w:p", namespaces=_NAMES)
    return before[-1] if before else None


def place_of(paragraph: Element | None) -> str:
    """Where a paragraph is, by its words or those of the one before that has any."""
    if paragraph is None:
        return "at the beginning"
    place = "in"
    if not (words := words_of(paragraph)):
        place = "after"
        before = paragraph.xpath("preceding::w:p", namespaces=_NAMES)
        words = next(filter(None, map(words_of, reversed(before))), "the beginning")
    return f"{place} '{words[:_PLACE]}{'…' if len(words) > _PLACE else ''}'"
