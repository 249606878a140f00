"""The texts of HTML and XML, by a parser that gives up on nothing: what is shown and what is not.

`extraction` reads pages, feeds, drawings and the parts of documents with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape as unescape_html
from typing import Any

from opsg.core.errors import Place
from opsg.verification.secrets.folding import fold, unescape

_INLINE = {"a", "abbr", "b", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub",
           "sup", "tspan", "u", "wbr"}  # fmt: skip
_CELLS = {"td", "th"}
_SILENT = {"script", "style"}
# A drawing's numbers are no text.
_DRAWN = {"d", "points", "transform", "viewBox", "viewbox"}
# What people fill in of a document's settings; the rest is the program's.
_FILLED_IN = {"descr", "title", "name", "author", "initials", "Target", "address", "tooltip"}
# In a document's paragraph, words may be cut into runs, as by a spelling checker.
_RUNS_TOGETHER = {"p", "si"}
_RUN_ENDS = {"br", "tab", "cr"}
# The cells of a workbook's sheet.
_SHEET = re.compile(rb"(?<=<sheetData>).+?(?=</sheetData>)", re.DOTALL)
# What holds the values of a sheet; between two of them are four.
_CELL_TAG = re.compile(rb'</?(?:row|[cv])(?: (?:[rst]|spans)="[^"<>&]*")*+/?>')
# Stands at a page's end, and is seen where no tag or quotation is left open there.
_SEEN = "\u2404"
_LAST = _SEEN.encode()
# A name's namespace, and a prefix that stands for none.
_LOCAL = re.compile(r".*[}:]")


@dataclass(frozen=True)
class Text:
    """A text and where it is from; with `lines`, its lines are those of the file."""

    where: Place
    content: str
    starts: tuple[tuple[int, int], ...] = ()
    lines: bool = False

    def line(self, index: int) -> int:
        """The line of the file on which the character at `index` stands."""
        if not self.starts:
            return self.content.count("\n", 0, index) + 1
        start, line = self.starts[bisect_right(self._offsets, index) - 1]
        return line + self.content.count("\n", start, index)

    @cached_property
    def _offsets(self) -> list[int]:
        return [start for start, _ in self.starts]


def of_page(content: bytes, where: Place) -> Iterator[Text]:
    """The texts of an HTML page."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    yield from _read(content + _LAST, where, parser, _Reader())


def of_xml(content: bytes, where: Place) -> Iterator[Text]:
    """The texts of a feed, a map or a drawing."""
    yield from _read(content, where, _xml_parser(), _Reader())


def of_document(content: bytes, where: Place) -> Iterator[Text]:
    """The texts of a part of a Word document or a workbook, whose lines are nobody's.

    A sheet's cells, a hundred thousand, are taken at once where they hold values alone.
    """
    if cells := _SHEET.search(content):
        values = _CELL_TAG.sub(b"\n", cells[0])
        if values.isascii() and b"<" not in values and b"&" not in values:
            yield Text(where, fold(values.decode()))
            content = content[: cells.start()] + content[cells.end() :]
    for text in _read(content, where, _xml_parser(), _DocumentReader()):
        yield Text(where, text.content)


def _xml_parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        recover=True, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )


def _read(content: bytes, where: Place, parser: Any, reader: _Reader) -> Iterator[Text]:
    from lxml import etree

    try:
        root = etree.fromstring(content, parser)
    except etree.LxmlError:
        root = None
    if root is not None:
        reader.read(root)
        for pieces in (reader.shown, reader.hidden):
            if pieces.texts:
                yield Text(where, "".join(pieces.texts), tuple(pieces.starts), lines=True)
    # What a parser leaves out of a page that is not sound is published all the same.
    whole = not content.endswith(_LAST) or "".join(reader.shown.texts[-9:]).endswith(_SEEN)
    if root is None or not whole or parser.error_log or b"<!ENTITY" in content:
        source = content.decode("utf-8", errors="replace")
        yield Text(where, fold(unescape(unescape_html(source))), lines=True)


@dataclass
class _Pieces:
    """Pieces of a text in order, and at which character and line each begins."""

    texts: list[str] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, line: int, text: str) -> None:
        self.texts.append(text)
        self.starts.append((self.length, line))
        self.length += len(text)


class _Reader:
    """What is shown, joined over inline tags, and what is not: attributes, comments, data."""

    def __init__(self) -> None:
        self.shown, self.hidden = _Pieces(), _Pieces()
        self._line = 1
        self._known: set[tuple[str, str]] = set()

    def read(self, root: Any) -> None:
        """Take in a tree, with the comments that stand before and after it."""
        from lxml import etree

        for node in reversed(list(root.itersiblings(preceding=True))):
            self._hide(node)
        for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._begin(node, _name(node))
            elif event == "end":
                self._end(node, _name(node))
            else:
                self._hide(node)
                self._show(node.tail)
        for node in root.itersiblings():
            self._hide(node)

    def _begin(self, node: Any, name: str) -> None:
        self._line = max(self._line, node.sourceline or 0)
        self._break(name)
        if "-" in name:
            self.hidden.add(self._line, f"{name}\n")
        for attribute, value in node.items():
            self._attribute(_local(attribute), value)
        if name in _SILENT and node.text:
            self.hidden.add(self._line, f"{fold(unescape(node.text))}\n")
            self._line += node.text.count("\n")
        else:
            self._show(node.text)

    def _end(self, node: Any, name: str) -> None:
        # One mark between two cells.
        if name not in _CELLS:
            self._break(name)
        self._show(node.tail)

    def _attribute(self, name: str, value: str) -> None:
        # Once a page is enough of a class or an address.
        if name not in _DRAWN and (name, value) not in self._known:
            self._known.add((name, value))
            self.hidden.add(self._line, f"{name} {fold(unescape(value))}\n")

    def _hide(self, node: Any) -> None:
        text = node.text or ""
        first = max(self._line, (node.sourceline or 0) - text.count("\n"))
        self.hidden.add(first, f"{fold(unescape(text))}\n")
        self._line = first + text.count("\n")

    def _show(self, text: str | None) -> None:
        if text:
            self.shown.add(self._line, fold(text))
            # A feed holds pages whose tags are escaped.
            if "<" in text and ">" in text:
                self._show_inner(text)
            self._line += text.count("\n")

    def _show_inner(self, text: str) -> None:
        """The words of a page that is held in a text as its source is written."""
        from lxml import etree

        inner = etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))
        if inner is not None:
            words = "".join(inner.itertext())
            self.hidden.add(self._line, f"{fold(' '.join(words.split()))}\n")

    def _break(self, name: str) -> None:
        if name not in _INLINE:
            self.shown.add(self._line, "\t" if name in _CELLS else "\n")


class _DocumentReader(_Reader):
    """The same of a part of a document: a paragraph's runs are one text."""

    _inside = 0

    def _attribute(self, name: str, value: str) -> None:
        if name in _FILLED_IN:
            super()._attribute(name, value)

    def _break(self, name: str) -> None:
        if name in _RUNS_TOGETHER or name in _RUN_ENDS or not self._inside:
            self.shown.add(self._line, "\n")

    def _begin(self, node: Any, name: str) -> None:
        self._inside += name in _RUNS_TOGETHER
        super()._begin(node, name)

    def _end(self, node: Any, name: str) -> None:
        self._inside -= name in _RUNS_TOGETHER
        super()._end(node, name)


def _name(node: Any) -> str:
    """An element's name without its namespace."""
    return _local(str(node.tag))


@lru_cache(maxsize=1024)  # a workbook has few names, a hundred thousand times
def _local(name: str) -> str:
    return _LOCAL.sub("", name)
