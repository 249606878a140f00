"""The parts of a Word file, within limits; those in the Strict dialect as the usual ones.

Runs in the sandboxed process: what is no Word file is refused there.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from opsg.core import sandbox

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

REMEDY = "Open it in Word and save it as .docx."

Element = Any
"""An element of lxml, which has no types."""

_PARTS = 2_000
_UNPACKED = 100_000_000
_XML = 5_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODF = "mimetype"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_OF_PEOPLE = ("creator", "lastModifiedBy")
# A damaged archive makes the standard library fail in each of these ways.
_DAMAGE = (
    *(OSError, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError),
    *(zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError),
)


@dataclass(frozen=True)
class Relation:
    """What a part says of another, or of an address: `kind` is the last word of its type."""

    kind: str
    target: str
    external: bool


class Package:
    """A Word file whose main part is `main`. Refuses a file that is none, or far too large."""

    def __init__(self, file: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(file)
            self._check()
            whole = self.relations("").values()
            self.main = next(each.target for each in whole if each.kind == "officeDocument")
        except (*_DAMAGE, StopIteration):
            sandbox.refuse(*_other_kind(file.read_bytes()))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part names, by its ids; the whole file's for no part."""
        folder, name = posixpath.split(part)
        listed = f"{folder}/_rels/{name}.rels".lstrip("/")
        if listed not in self._archive.namelist():
            return {}
        found = {}
        for each in self.xml(listed):
            external = each.get("TargetMode") == "External"
            target = each.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = each.get("Type", "").rpartition("/")[2]
            found[each.get("Id")] = Relation(kind, target, external)
        return found

    def properties(self) -> Iterator[str]:
        """What the file says of itself that may classify it, as `keywords: Amber`."""
        for relation in self.relations("").values():
            if relation.kind in ("core-properties", "custom-properties"):
                for each in self.xml(relation.target):
                    name = each.get("name") or etree.QName(each).localname
                    text = " ".join(" ".join(each.itertext()).split())
                    if text and name not in _OF_PEOPLE:
                        yield f"{name}: {text}"

    def xml(self, part: str) -> Element:
        """A part as an element tree. Refuses one that cannot be read, or defines entities."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        try:
            with self._archive.open(part) as opened:
                tree = etree.fromstring(opened.read(_XML), parser)
            if tree.getroottree().docinfo.doctype:
                sandbox.refuse("It defines entities, which no Word file does.", REMEDY)
            content = etree.tostring(tree, encoding="utf-8")
            if _STRICT.search(content):
                tree = etree.fromstring(_STRICT.sub(_USUAL, content), parser)
        except _DAMAGE:
            sandbox.refuse("It is a damaged Word file.", REMEDY)
        return tree

    def _check(self) -> None:
        parts = self._archive.infolist()
        xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        whole = sum(part.file_size for part in parts)
        if len(parts) > _PARTS or xml > _XML or whole > _UNPACKED:
            sandbox.refuse(
                "It unpacks to far more than a paper holds.",
                "Save it anew in Word, without pictures.",
            )
        if _ODF in self._archive.namelist():
            sandbox.refuse("It is an OpenDocument file.", REMEDY)


def _other_kind(content: bytes) -> tuple[str, str]:
    """What a file is that is no Word file, and what to do."""
    if content.startswith(_OLE) and _ENCRYPTED in content:
        return "It has a password.", "Take the password off in Word, and save it again."
    if content.startswith(_OLE):
        return "It is a file of an old Word, whatever its name.", REMEDY
    if content.startswith(b"{\\rtf"):
        return "It is Rich Text, whatever its name.", REMEDY
    return "It is not a Word file that can be read.", REMEDY
