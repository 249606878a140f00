"""Pandoc's JSON of a Word file as the pieces of a paper: its headings, lists, links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from opsg.core.markdown import escape
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.model import (
    Aside,
    Block,
    Heading,
    Listing,
    Paragraph,
    Piece,
    words,
)
from opsg.intake.papers.word import ASIDE

Node = dict[str, Any]

_MARKED = {"Emph": "*", "Strong": "**", "Strikeout": "~~", "Superscript": "^", "Subscript": "~"}
_UNMARKED = ("Underline", "SmallCaps")
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
_BREAKS = ("Space", "SoftBreak", "LineBreak")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Document:
    """Reads one document; `notes` fills up with its footnotes, as Markdown by number."""

    def __init__(self) -> None:
        self.notes: dict[int, str] = {}
        self._set_aside: list[Aside] = []

    def pieces(self, document: Node) -> Iterator[Piece]:
        """The headings and blocks of a document."""
        yield from self._pieces(document["blocks"])

    def _pieces(self, nodes: Sequence[Node]) -> Iterator[Piece]:
        for node in nodes:
            yield from self._piece(node["t"], node.get("c"))

    def _piece(self, kind: str, content: Any) -> Iterator[Piece]:
        if kind in ("Para", "Plain"):
            yield from self._paragraph(content)
        elif kind == "Header":
            level, _, inlines = content
            markdown, plain = self._inline(inlines)
            if plain:
                yield Heading(plain, level, markdown)
            yield from self._asides()
        elif kind == "BulletList":
            yield from self._list([("•", item) for item in content])
        elif kind == "OrderedList":
            (start, style, delimiter), items = content
            yield from self._list(
                [
                    (_ordinal(number, style["t"], delimiter["t"]), item)
                    for number, item in enumerate(items, start=start)
                ]
            )
        elif kind == "BlockQuote":
            yield from self._pieces(content)
        elif kind == "Div":
            yield from self._pieces(content[1])
        elif kind == "Figure":
            yield from self._pieces(content[2])
        elif kind == "LineBlock":
            for inlines in content:
                yield from self._paragraph(inlines)
        elif kind in ("CodeBlock", "RawBlock"):
            yield from _plain(content[1])
        elif kind == "DefinitionList":
            for term, definitions in content:
                yield from self._paragraph(term)
                for definition in definitions:
                    yield from self._pieces(definition)

    def _paragraph(self, inlines: Sequence[Node]) -> Iterator[Block]:
        markdown, plain = self._inline(inlines)
        if markdown:
            yield Paragraph(markdown, plain)
        yield from self._asides()

    def _asides(self) -> Iterator[Aside]:
        yield from self._set_aside
        self._set_aside = []

    def _list(self, entries: Sequence[tuple[str, Sequence[Node]]]) -> Iterator[Block]:
        items: list[tuple[str, tuple[Block, ...]]] = []
        asides: list[Aside] = []
        for mark, nodes in entries:
            pieces = list(self._pieces(nodes))
            asides += [piece for piece in pieces if isinstance(piece, Aside)]
            inner: list[Block] = [
                Paragraph(escape(piece.text), piece.text) if isinstance(piece, Heading) else piece
                for piece in pieces
                if not isinstance(piece, Aside)
            ]
            # An item that begins with a list has no words of its own: the list's items move up.
            while inner and isinstance(first := inner[0], Listing):
                items += first.items
                del inner[0]
            if inner:
                items.append((mark, tuple(inner)))
        if items:
            yield Listing(tuple(items))
        yield from asides

    def _inline(self, nodes: Sequence[Node]) -> tuple[str, str]:
        """Inline nodes as Markdown and as plain words, both on one line."""
        markdown: list[str] = []
        plain: list[str] = []
        for node in nodes:
            marked, text = self._word(node["t"], node.get("c"), markdown)
            markdown.append(marked)
            plain.append(text)
        return " ".join("".join(markdown).split()), " ".join("".join(plain).split())

    def _word(self, kind: str, content: Any, before: Sequence[str]) -> tuple[str, str]:
        if kind == "Str":
            text = cleaned(content)
            return escape(text), text
        if kind in _BREAKS:
            return " ", " "
        if kind in _MARKED:
            return self._marked(_MARKED[kind], content, before)
        if kind in _UNMARKED:
            return self._spaced(content)
        if kind in ("Cite", "Span"):
            return self._spaced(content[1])
        if kind == "Quoted":
            opening, closing = _QUOTES[content[0]["t"]]
            markdown, plain = self._spaced(content[1])
            return f"{opening}{markdown}{closing}", f"{opening}{plain}{closing}"
        if kind == "Link":
            return self._link(content[1], content[2][0])
        if kind == "Note":
            number = len(self.notes) + 1
            self.notes[number] = ""
            self.notes[number] = " ".join(
                piece.markdown if isinstance(piece, Paragraph) else escape(words([piece]))
                for piece in self._pieces(content)
            )
            return f"[^{number}]", ""
        if kind in ("Code", "Math", "RawInline"):
            text = cleaned(content[1])
            return escape(text), text
        return "", ""

    def _spaced(self, nodes: Sequence[Node]) -> tuple[str, str]:
        """Like `_inline`, but spaces at the ends stay."""
        markdown, plain = self._inline(nodes)
        kinds = [node["t"] for node in nodes]
        before = " " if kinds and kinds[0] in _BREAKS else ""
        after = " " if kinds and kinds[-1] in _BREAKS else ""
        return f"{before}{markdown}{after}", f"{before}{plain}{after}"

    def _marked(self, mark: str, nodes: Sequence[Node], before: Sequence[str]) -> tuple[str, str]:
        markdown, plain = self._spaced(nodes)
        inner = markdown.strip()
        # Pandoc reads these marks only around something without spaces at its ends, the raised
        # ones without any; and two runs of marks that touch would be read as one.
        touches = next((text[-1] for text in reversed(before) if text), "") == mark[0]
        if not inner or touches or (mark in "^~" and " " in inner):
            return markdown, plain
        return markdown.replace(inner, f"{mark}{inner}{mark}", 1), plain

    def _link(self, nodes: Sequence[Node], target: str) -> tuple[str, str]:
        markdown, plain = self._spaced(nodes)
        if target.startswith(ASIDE):
            self._set_aside.append(Aside(unquote(target.rpartition(":")[2]), plain.strip()))
            return "", ""
        if not re.fullmatch(r"(https?://|mailto:)[^\s<>\\]+", target) or not markdown.strip():
            return markdown, plain
        if plain == target:
            return f"<{target}>", plain
        address = f"<{target}>" if re.search(r"[()]", target) else target
        return f"[{markdown}]({address})", plain


def _plain(text: str) -> Iterator[Paragraph]:
    text = " ".join(cleaned(text).split())
    if text:
        yield Paragraph(escape(text), text)


def _ordinal(number: int, style: str, delimiter: str) -> str:
    """The mark of a list's item as a paper prints it."""
    text = str(number)
    if style.endswith("Alpha") and 1 <= number <= 26:
        text = chr(ord("a") + number - 1)
    elif style.endswith("Roman") and 1 <= number < 40:
        text, left = "", number
        for value, letters in _ROMAN:
            text += letters * (left // value)
            left %= value
    text = text.upper() if style.startswith("Upper") else text
    return {"OneParen": f"{text})", "TwoParens": f"({text})"}.get(delimiter, f"{text}.")
