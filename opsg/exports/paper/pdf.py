"""A report as a PDF: Pandoc makes it a Typst document, in the look of the committed template."""

from __future__ import annotations

import json
from pathlib import Path

from opsg.core import pandoc
from opsg.exports.paper import typst
from opsg.exports.paper.document import FROM, Document

ASSETS = Path(__file__).parent / "assets"


def write(document: Document, *, form: str = FROM, size: float = 0) -> bytes:
    """The document as a PDF; the same document gives the same bytes.

    `form` is how Pandoc is to read its body, which begins with headings of level 2 if it is HTML.
    With a `size` of its letters, in points, it is set closely, in the look of a briefing.
    """
    day = document.day
    variables: dict[str, str | float] = {
        "name": _literal(document.title),
        "header": _literal(document.header),
        "notice": _literal(document.notice),
        "classification": _literal(document.classification),
        "year": day.year,
        "number-of-month": day.month,
        "day": day.day,
        **({"size": size} if size else {}),
    }
    source = pandoc.run(
        [
            f"--from={form}",
            *(["--shift-heading-level-by=-1"] if form != FROM else []),
            "--to=typst-smart",
            f"--template={ASSETS / 'report.typ'}",
            f"--lua-filter={ASSETS / 'pdf.lua'}",
        ],
        document.markdown() if form == FROM else document.body,
        variables=variables,
        day=day,
        where="the report",
    )
    return typst.pdf(source, document.pictures)


def _literal(text: str) -> str:
    """A text as Typst writes it, with the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)
