"""A report as a PDF: Pandoc makes it a Typst document, in the look of the committed template."""

from __future__ import annotations

import json
from pathlib import Path

from opsg.core import pandoc
from opsg.exports.paper import typst
from opsg.exports.paper.document import FROM, Document

ASSETS = Path(__file__).parent / "assets"


def write(document: Document) -> bytes:
    """The document as a PDF; the same document gives the same bytes."""
    day = document.day
    variables: dict[str, str | int] = {
        "name": document.title,
        "header": document.header,
        "notice": document.notice,
        "classification": document.classification,
        "year": day.year,
        "number-of-month": day.month,
        "day": day.day,
    }
    source = pandoc.run(
        [
            f"--from={FROM}",
            "--to=typst-smart",
            f"--template={ASSETS / 'report.typ'}",
            f"--lua-filter={ASSETS / 'pdf.lua'}",
            *(f"--variable={key}={_literal(value)}" for key, value in variables.items()),
        ],
        document.markdown(),
        day=day,
        where="the report",
    )
    return typst.pdf(source, document.pictures)


def _literal(value: str | int) -> str:
    """A value as Typst writes it; its strings have the escapes of JSON."""
    return json.dumps(value, ensure_ascii=False)
