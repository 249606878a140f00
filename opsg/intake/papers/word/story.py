"""One text of a Word file (its body, its notes, a header) made plain for Pandoc.

What Word shows becomes runs of words in paragraphs; what it does not show is left out, and told.
What is drawn or set in tables is put at the end of the paragraph before as an aside: a link whose
address begins with `ASIDE`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from lxml import etree

from opsg.core import sandbox
from opsg.intake.papers.word import ASIDE, drawings, fields
from opsg.intake.papers.word.package import Element, Package, Relation, W
from opsg.intake.papers.word.paragraphs import (
    SPACES,
    is_within,
    own_runs,
    paragraph_of,
    place_of,
    run_of,
    words_of,
)
from opsg.intake.papers.word.styles import Styles

NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}
"""The parts that hold notes, and how a text refers to one."""

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WRAPPERS = (
    "sdtContent",
    "sdt",
    "smartTag",
    "customXml",
    "fldSimple",
    "ins",
    "moveTo",
    "dir",
    "bdo",
)
_DETAILS = ("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr")
# Pandoc takes paragraphs of these styles out of the text.
_TAKEN_OUT = ("title", "subtitle", "author", "date", "abstract", "keywords", "source code")
_LETTER = re.compile(r"\w", re.ASCII)


@dataclass
class Story:
    """A text of a Word file: its root, its relations, and what is common to the whole file.

    `left_out` fills up with what is not taken from it: of each kind the places. `notes` are those
    that it may refer to, by the kind of reference and their number.
    """

    root: Element
    package: Package
    relations: dict[str, Relation]
    styles: Styles
    left_out: dict[str, list[str]]
    notes: Mapping[tuple[str, str], Element] = field(default_factory=dict)
    _gone: list[tuple[str, Element | None]] = field(default_factory=list)

    def simplify(self) -> None:
        """Make the text plain, but for its tables. Refuses what only Word can show."""
        for alternative in list(self.root.iter(f"{_MC}AlternateContent")):
            _choose(alternative)
        self._refuse_what_only_word_shows()
        for comment in self.root.iter(f"{W}commentReference"):
            self._gone.append(("comment", paragraph_of(comment)))
        self._drop_changes_and_placeholders()
        etree.strip_elements(self.root, *(f"{W}{name}" for name in _DETAILS), with_tail=False)
        _unwrap(self.root)
        fields.take(self.root)
        self._drop_hidden()
        _space(self.root)
        for twice in self.root.iter(f"{W}dstrike"):
            twice.tag = f"{W}strike"
        self._set_drawings_aside()
        for paragraph in self.root.iter(f"{W}p"):
            self._restyle(paragraph)
        _join(self.root)
        for kind, paragraph in self._gone:
            self.left_out.setdefault(kind, []).append(place_of(paragraph))

    def set_tables_aside(self) -> None:
        """Put tables at the end of the paragraph before; what is a frame only becomes its text."""
        for table in reversed(list(self.root.iter(f"{W}tbl"))):
            rows = [row.findall(f"{W}tc") for row in table.findall(f"{W}tr")]
            cells = [cell for row in rows for cell in row]
            if all(len(row) <= 1 for row in rows):
                for block in [block for cell in cells for block in cell.findall(f"{W}p")]:
                    table.addprevious(block)
            else:
                lines = (" | ".join(filter(None, map(self._flat, row))) for row in rows)
                text = "; ".join(filter(None, lines))
                if is_within(table, "tc"):
                    _home(table).append(run_of(f" {text}"))
                else:
                    _put(_home(table), "table", text)
            table.getparent().remove(table)

    def _refuse_what_only_word_shows(self) -> None:
        for node in self.root.iter(f"{W}altChunk", f"{W}subDoc"):
            remedy = "Open it in Word and save it, which takes the other's words in."
            self._refuse(node, "another document within it", remedy)
        for node in self.root.iter(f"{W}ruby"):
            self._refuse(node, "words above other words", "Write them in brackets.")
        for node in list(self.root.iter(f"{_M}oMath")):
            if any(child.tag not in (f"{_M}r", f"{_M}ctrlPr") for child in node):
                self._refuse(node, "an equation", "Write it as text, on one line.")
            text = "".join(each.text or "" for each in node.iter(f"{_M}t"))
            node.getparent().replace(node, run_of(text))
        etree.strip_elements(self.root, f"{_M}oMathParaPr", with_tail=False)
        etree.strip_tags(self.root, f"{_M}oMathPara")

    def _refuse(self, node: Element, what: str, remedy: str) -> None:
        sandbox.refuse(f"It has {what}, {place_of(paragraph_of(node))}.", remedy)

    def _drop_changes_and_placeholders(self) -> None:
        for node in list(self.root.iter(f"{W}del", f"{W}moveFrom", f"{W}cellDel")):
            holder = node.getparent()
            if holder.tag in (f"{W}trPr", f"{W}tcPr"):
                self._leave_out("deleted text", holder.getparent())
            elif holder.tag != f"{W}rPr":
                self._leave_out("deleted text", node)
        for node in list(self.root.iter(f"{W}showingPlcHdr")):
            self._leave_out("content control never filled in", node.getparent().getparent())

    def _drop_hidden(self) -> None:
        for paragraph in self.root.iter(f"{W}p"):
            for run in list(own_runs(paragraph)):
                if self.styles.is_hidden(run, paragraph):
                    self._leave_out("hidden text", run)
                elif words_of(run) and self.styles.is_unseen(run, paragraph):
                    what = "words in white, in the colour behind them or too small to be seen"
                    self._refuse(run, what, "Take them out, or make them seen.")
                elif _LETTER.search(words_of(run)) and self.styles.is_of_signs(run, paragraph):
                    self._refuse(run, "letters in a font of signs", "Write the signs themselves.")

    def _leave_out(self, kind: str, node: Element) -> None:
        """Take a node out; where it stood is told once nothing more goes."""
        if (parent := node.getparent()) is not None:
            if "".join(each.text or "" for each in node.iter(f"{W}t", f"{W}delText")).strip():
                self._gone.append((kind, paragraph_of(node)))
            parent.remove(node)

    def _set_drawings_aside(self) -> None:
        """Put what is drawn at the end of the paragraph that it is anchored in."""
        for drawing in reversed(list(self.root.iter(*drawings.DRAWN))):
            kind = drawings.kind_of(drawing, self.relations)
            found = list(drawings.words_of(drawing, self.package, self.relations))
            found += [("text box", self._flat(box)) for box in drawing.iter(f"{W}txbxContent")]
            home = next(drawing.iterancestors(f"{W}p"))
            drawing.getparent().remove(drawing)
            written = [(each, text) for each, text in dict.fromkeys(found) if text.strip()]
            for each, text in written:
                _put(home, each, text)
            if not written:
                self._gone.append((f"{kind} without words", home))

    def _restyle(self, paragraph: Element) -> None:
        names = set(self.styles.names(paragraph))
        if any(name.startswith(("toc ", "table of figures")) for name in names):
            text = self._flat(paragraph)
            for child in list(paragraph):
                paragraph.remove(child)
            _put(paragraph, "table of contents", text)
        elif not names.isdisjoint(_TAKEN_OUT) and not any("heading" in name for name in names):
            properties = paragraph.find(f"{W}pPr")
            properties.remove(properties.find(f"{W}pStyle"))

    def _flat(self, block: Element) -> str:
        """The words of a box, a cell or a paragraph on one line, with those of its notes."""
        for mark in list(block.iter(*(f"{W}{kind}" for kind in NOTES.values()))):
            note = self.notes.get((mark.tag, mark.get(f"{W}id", "")))
            words = etree.Element(f"{W}t")
            words.text = f" [{words_of(note)}] " if note is not None else ""
            mark.getparent().replace(mark, words)
        return words_of(block)


def _choose(alternative: Element) -> None:
    """Of what stands there twice, for newer and for older versions of Word, keep the first."""
    parent = alternative.getparent()
    for node in list(alternative[0]) if len(alternative) else []:
        alternative.addprevious(node)
    parent.remove(alternative)


def _unwrap(root: Element) -> None:
    for wrapper in reversed(list(root.iter(*(f"{W}{name}" for name in _WRAPPERS)))):
        parent = wrapper.getparent()
        if not parent.tag.endswith("Pr"):
            for node in list(wrapper):
                wrapper.addprevious(node)
            parent.remove(wrapper)


def _space(root: Element) -> None:
    """Make each break and tab within a line one that Pandoc keeps as a space."""
    for node in list(root.iter(*SPACES)):
        if node.getparent().tag == f"{W}r":
            node.getparent().replace(node, etree.Element(f"{W}tab"))


def _join(root: Element) -> None:
    """Join paragraphs that Word shows as one: a large first letter, or an end that is deleted."""
    for paragraph in reversed(list(root.iter(f"{W}p"))):
        below = paragraph.getnext()
        large = paragraph.find(f"{W}pPr/{W}framePr[@{W}dropCap]") is not None
        ended = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        if (large or ended) and below is not None and below.tag == f"{W}p":
            place = 0 if below.find(f"{W}pPr") is None else 1
            for node in reversed([node for node in paragraph if node.tag != f"{W}pPr"]):
                below.insert(place, node)
            paragraph.getparent().remove(paragraph)


def _put(home: Element, kind: str, text: str) -> None:
    """Add an aside to a paragraph. No two have the same address, as Pandoc would join them."""
    link = etree.SubElement(home, f"{W}hyperlink")
    link.set(f"{_R}id", f"{ASIDE}{len(home)}:{quote(kind)}")
    # The space keeps it apart from what stands before it, where both are taken as words of a cell.
    link.append(run_of(f" {' '.join(text.split())}"))


def _home(table: Element) -> Element:
    """The paragraph before a table, or a new one."""
    before = table.getprevious()
    if before is None or before.tag != f"{W}p":
        before = etree.Element(f"{W}p")
        table.addprevious(before)
    return before
