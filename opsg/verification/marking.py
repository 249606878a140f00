"""Looks whether every file of an inner edition or of a draft says so; `inspect` calls it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from opsg.core.edition import draft_note, inner_note
from opsg.core.errors import Finding
from opsg.data.check import Meeting

_FEED, _HEADLINES = "feed.xml", "headlines.json"
_TEXTS = (".html", ".json", ".xml", ".csv")
_REPORT = re.compile(r"reports/\d{4}-\d{2}(-briefing)?\.html")
# The search index has its own format, and the map of the site no room for words.
_WITHOUT = ("pagefind/", "sitemap.xml")


def find_unmarked(site: Path, ceiling: str) -> list[Finding]:
    """The files of a built inner edition that do not say that they are of one."""
    note = inner_note(ceiling)
    if not note:
        return []
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    return [
        Finding(name, f"it does not say: '{note}'", "Show `inner_note` in what makes the file.")
        for name in sorted(names)
        if not name.startswith(_WITHOUT) and not _says(site / name, note)
    ]


def find_undeclared_draft(site: Path) -> list[Finding]:
    """The pages and feeds of a draft's built site that do not say that it is one.

    Whether it is one is in its headline figures. Reports of other months are no drafts by that.
    """
    path = site / _HEADLINES
    try:
        told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError:
        return [Finding(_HEADLINES, "it is no JSON.", "Build the site again.")]
    if not told.get("draft"):
        return []
    note = draft_note(Meeting(told["meeting"], told["month"], None, None, "", ""))
    names = [page.relative_to(site).as_posix() for page in site.rglob("*.html")]
    own = [name for name in names if not _REPORT.fullmatch(name) or told["month"] in name]
    return [
        Finding(name, f"it does not say: '{note}'", "Show `draft_note` in what makes the file.")
        for name in sorted([*own, _FEED, _HEADLINES])
        if not _says(site / name, note)
    ]


def _says(path: Path, note: str) -> bool:
    if path.suffix in _TEXTS:
        return note in path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as document:
            parts = [part for part in document.namelist() if part.endswith(".xml")]
            return any(note in document.read(part).decode("utf-8", "replace") for part in parts)
    if path.suffix == ".parquet":
        import polars as pl

        return note in pl.read_parquet_metadata(path).values()
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        # Its lines are broken where they are full.
        wanted = "".join(note.split())
        pages = PdfReader(path).pages
        return all(wanted in "".join(page.extract_text().split()) for page in pages)
    return True
