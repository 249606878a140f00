"""A report as a Word file and as a PDF, by one run of Pandoc: what takes it longest is to read.

The Word file has the look of the committed reference document, the PDF that of the template.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, time
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from opsg.core import pandoc
from opsg.exports.paper import pictures, typst
from opsg.exports.paper.document import ASSETS, TEMPLATE, Document

REFERENCE = ASSETS / "reference.docx"

# Quotes and dashes stay as the paper prints them.
_FROM = "markdown-smart-implicit_figures"

HEADER = "{header}"
NOTICE = "{notice}"
CLASSIFICATION = "{classification}"
"""What stands in the reference document where a report has its paper and its classification."""

# Without distances LibreOffice keeps pictures away from the margin.
_FLUSH = b'<wp:inline distT="0" distB="0" distL="0" distR="0">'


def write(document: Document) -> tuple[bytes, bytes]:
    """The document as a Word file and as a PDF; the same document gives the same bytes."""
    images = pictures.png(document.pictures)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for picture, content in images.items():
            (folder / f"{picture}.png").write_bytes(content)
        shutil.copyfile(TEMPLATE, folder / "template.typ")
        target = folder / "report.docx"
        pandoc.kept().convert(
            document.markdown(),
            where="the report",
            day=document.day,
            reader=_FROM,
            read={"default_image_extension": "png"},
            writer="docx",
            write={"reference_doc": str(REFERENCE), "variables": document.variables},
            filters=[str(ASSETS / "pdf.lua")],
            folder=name,
            file=str(target),
        )
        printed = (folder / "report.typ").read_text(encoding="utf-8")
        return _edged(target.read_bytes(), document), typst.pdf(printed, document.pictures)


def _edged(file: bytes, document: Document) -> bytes:
    """The Word file with its pages' header and footer, and with the paper's date in its parts."""
    words = {
        HEADER: document.header,
        NOTICE: document.notice,
        CLASSIFICATION: document.classification,
    }
    stamp = datetime.combine(document.day, time(), UTC).timetuple()[:6]
    edged = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as old,
        zipfile.ZipFile(edged, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith(("word/header", "word/footer")):
                content = _filled(content.decode(), words).encode()
            elif part.filename == "word/document.xml":
                content = content.replace(b"<wp:inline>", _FLUSH)
            entry = zipfile.ZipInfo(part.filename, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return edged.getvalue()


def _filled(xml: str, words: Mapping[str, str]) -> str:
    for place, text in words.items():
        xml = xml.replace(place, escape(text, quote=False))
    return xml
