"""Makes a Word file plain, in a process of its own: `document` runs it.

It prints a Word file for Pandoc in which every word that Word shows is a run in a paragraph. A part
of it, `TOLD`, says in JSON what the file holds beside: its headers, footers and properties, how
many things of each kind, what is left out, and the words that Pandoc is to find.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr

from lxml import etree

from opsg.core import sandbox
from opsg.intake.papers.word import ASIDE, TOLD
from opsg.intake.papers.word.package import Element, Package, Relation, W
from opsg.intake.papers.word.paragraphs import text_of
from opsg.intake.papers.word.story import NOTES, Story
from opsg.intake.papers.word.styles import Styles

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFF = ("0", "false", "off")


def main() -> None:
    """The reader's process: the file's name is its argument."""
    (file,) = sandbox.begin()
    paper = _Paper(Package(Path(file)))
    paper.write(sys.stdout.buffer)


class _Paper:
    """A Word file on its way to a plain one."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._relations = package.relations(package.main)
        self._left_out: dict[str, list[str]] = {}
        styles = self._part("styles")
        self._styles = Styles(styles)
        self._kept = {"styles": styles, "numbering": self._part("numbering")}
        notes: dict[tuple[str, str], Element] = {}
        self._stories: dict[str, Story] = {}
        for kind, reference in NOTES.items():
            if (root := self._part(kind)) is not None:
                self._add(kind, root, package.relations(self._target(kind)))
                notes |= {(f"{W}{reference}", note.get(f"{W}id", "")): note for note in root}
        body = package.xml(package.main)
        self._furniture = list(self._lines(body))
        self._add("document", body, self._relations, notes)

    def write(self, output: IO[bytes]) -> None:
        """Write the plain file."""
        told = {
            "furniture": self._furniture,
            "left_out": self._left_out,
            "properties": list(self._package.properties()),
            "words": list(self._words()),
        }
        parts = {name: story.root for name, story in self._stories.items()}
        parts |= {name: root for name, root in self._kept.items() if root is not None}
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(TOLD, json.dumps(told))
            archive.writestr(
                "_rels/.rels", _related([("officeDocument", "main", "word/document.xml")])
            )
            for name, root in parts.items():
                archive.writestr(f"word/{name}.xml", etree.tostring(root, encoding="utf-8"))
            for name, story in self._stories.items():
                listed = [("hyperlink", *link) for link in _links(story)]
                if name == "document":
                    listed += [(kind, kind, f"{kind}.xml") for kind in parts if kind != name]
                archive.writestr(f"word/_rels/{name}.xml.rels", _related(listed))

    def _add(
        self,
        name: str,
        root: Element,
        relations: dict[str, Relation],
        notes: dict[tuple[str, str], Element] | None = None,
    ) -> None:
        story = self._story(root, relations, notes)
        story.set_tables_aside()
        self._stories[name] = story

    def _story(
        self,
        root: Element,
        relations: dict[str, Relation],
        notes: dict[tuple[str, str], Element] | None = None,
    ) -> Story:
        story = Story(root, self._package, relations, self._styles, self._left_out, notes or {})
        story.simplify()
        return story

    def _words(self) -> Iterator[str]:
        """The words of the text, and of the notes that it refers to."""
        roots = [self._stories["document"].root]
        for kind in NOTES.keys() & self._stories.keys():
            notes = {note.get(f"{W}id"): note for note in self._stories[kind].root}
            marks = (mark.get(f"{W}id") for mark in roots[0].iter(f"{W}{NOTES[kind]}"))
            roots += [notes[mark] for mark in marks if mark in notes]
        for root in roots:
            for paragraph in root.iter(f"{W}p"):
                yield from _split(paragraph)

    def _target(self, kind: str) -> str:
        found = (each.target for each in self._relations.values() if each.kind == kind)
        return next(found, "")

    def _part(self, kind: str) -> Element | None:
        target = self._target(kind)
        return self._package.xml(target) if target else None

    def _lines(self, body: Element) -> Iterator[str]:
        """The lines of the headers and footers that pages show."""
        settings = self._part("settings")
        even = settings is not None and _is_on(settings.find(f"{W}evenAndOddHeaders"))
        shown: dict[str, bool] = {}
        for section in body.iter(f"{W}sectPr"):
            which = {"first": _is_on(section.find(f"{W}titlePg")), "even": even}
            for named in section.iter(f"{W}headerReference", f"{W}footerReference"):
                target = self._relations[named.get(f"{_R}id")].target
                kind = which.get(named.get(f"{W}type", ""), True)
                shown[target] = shown.get(target, False) or kind
        for target, is_shown in shown.items():
            story = self._story(self._package.xml(target), self._package.relations(target))
            lines = [line for each in story.root.iter(f"{W}p") for line in _split(each)]
            if is_shown:
                yield from lines
            elif lines:
                self._left_out.setdefault("header or footer that no page shows", []).append(
                    f"'{lines[0]}'"
                )


def _split(paragraph: Element) -> Iterator[str]:
    """The words of a paragraph, and those of what is drawn there, each on one line."""
    texts = [""]
    for node in paragraph:
        if node.get(f"{_R}id", "").startswith(ASIDE):
            texts.append(text_of(node))
        else:
            texts[0] += text_of(node)
    yield from filter(None, (" ".join(text.split()) for text in texts))


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val", "1") not in _OFF


def _links(story: Story) -> Iterator[tuple[str, str]]:
    """The links of a story: the id by which each is named, and its address."""
    for link in story.root.iter(f"{W}hyperlink"):
        name = link.get(f"{_R}id")
        if name and (known := story.relations.get(name)):
            yield name, known.target if known.external else ""
        elif name:
            yield name, name


def _related(listed: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f"<Relationship Id={quoteattr(name)} Type={quoteattr(f'{_TYPES}/{kind}')}"
        f" Target={quoteattr(target)}/>"
        for kind, name, target in dict.fromkeys(listed)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inner}</Relationships>'


if __name__ == "__main__":
    main()
