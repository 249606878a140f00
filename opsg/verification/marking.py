"""Looks whether every file says of which edition it is; `inspect` calls it.

Those of an inner edition and of a draft have their note. Those of the reported edition have no
illustrative row and no illustrative mark, be it in a page, a feed, a report or a download.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from opsg.core import records
from opsg.core.edition import LEVELS, draft_note, inner_note
from opsg.core.errors import Finding
from opsg.data.check import Meeting
from opsg.verification.pdf import page_texts

_FEED, HEADLINES = "feed.xml", "headlines.json"
_TEXTS = (".html", ".json", ".xml", ".csv", ".svg", ".txt")
_PARTED = (".docx", ".xlsx")
_DOWNLOADS = "downloads/"
# It tells which values a column may have, in either edition.
_DESCRIPTION = "downloads/data/datapackage.json"
# A mark, or the whole of a cell or of a mark's words: a sentence of a paper may have the word.
_MARK = re.compile(
    r"\(illustrative\)|>\s*illustrative\s*<|\"\s*illustrative\s*\""
    r"|Illustrative edition:|(?:this one is|months are|row is|entered are) illustrative",
    re.IGNORECASE,
)
_CELL = re.compile(rf"(?:^|[,;|\t]) *illustrative *(?:[,;|\t]|\r?$)|{_MARK.pattern}", re.M | re.I)
_REPORT = re.compile(r"reports/\d{4}-\d{2}(-briefing|-part-\d+)?\.html")
# The search index has its own format; the map of the site, and what robots read, have no words.
_WITHOUT = ("pagefind/", "sitemap.xml", "robots.txt")


def find_unmarked(site: Path, ceiling: str, passed: Collection[str] = ()) -> list[Finding]:
    """The files of a built inner edition, but for those `passed`, that do not say so."""
    note = inner_note(ceiling)
    if not note:
        return []
    return [
        Finding(name, f"it does not say: '{note}'", "Show `inner_note` in what makes the file.")
        for name in _names(site, passed)
        if not name.startswith(_WITHOUT)
        and not _is_drawing_of_pages(name)
        and not _says(site / name, note)
    ]


def find_above(site: Path, ceiling: str) -> list[Finding]:
    """That a built site is an inner edition of a level above the ceiling, if it says so."""
    said = str(headlines(site).get("note"))
    return [
        Finding(
            HEADLINES,
            f"the site is of an inner edition up to {level}, above the {ceiling} asked for.",
            f"Name its level: python build.py --ceiling {level.lower()} …",
        )
        for level in LEVELS[LEVELS.index(ceiling) + 1 :]
        if inner_note(level) in said
    ]


def find_illustrative(site: Path, passed: Collection[str] = ()) -> list[Finding]:
    """The files of a reported edition's built site that have a mark of illustrative figures.

    Those `passed` are not looked at. Whether it is one is in its headline figures.
    """
    told = headlines(site)
    if told.get("edition") != "reported":
        return []
    return [
        Finding(
            name,
            f"it has illustrative figures, in the edition of published ones: '{mark}'.",
            "See what made it: the edition must reach it.",
        )
        for name in _names(site, passed)
        if not name.startswith((*_WITHOUT, _DESCRIPTION)) and (mark := _illustrative(site / name))
    ]


def _names(site: Path, passed: Collection[str]) -> list[str]:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return sorted(names.difference(passed))


def _illustrative(path: Path) -> str:
    """The words by which a file says that it has illustrative figures; empty if it has none."""
    if path.suffix == ".parquet":
        import polars as pl

        rows = pl.scan_parquet(path)
        if "provenance" not in rows.collect_schema():
            return ""
        return "illustrative" if rows.filter(provenance="illustrative").collect().height else ""
    if path.suffix not in (*_TEXTS, *_PARTED, ".pdf"):
        return ""
    mark = _CELL if path.suffix in (".csv", ".txt") else _MARK
    return next(
        (found[0].strip('<>,;|\t\r" ') for text in _texts(path) if (found := mark.search(text))), ""
    )


def _is_drawing_of_pages(name: str) -> bool:
    """Whether it is a drawing of the pages' own, such as an icon, and no chart to take away."""
    return name.endswith((".svg", ".png")) and not name.startswith(_DOWNLOADS)


def find_undeclared_draft(site: Path) -> list[Finding]:
    """The pages and feeds of a draft's built site that do not say that it is one.

    Whether it is one is in its headline figures. Reports of other months are no drafts by that.
    """
    told = headlines(site)
    if not (told.get("draft") and {"meeting", "month"} <= told.keys()):
        return []
    note = draft_note(Meeting(told["meeting"], told["month"], None, None, "", ""))
    names = [page.relative_to(site).as_posix() for page in site.rglob("*.html")]
    own = [name for name in names if not _REPORT.fullmatch(name) or told["month"] in name]
    return [
        Finding(name, f"it does not say: '{note}'", "Show `draft_note` in what makes the file.")
        for name in sorted([*own, _FEED, HEADLINES])
        if not _says(site / name, note)
    ]


def headlines(site: Path) -> dict[str, Any]:
    """What the site's headline figures tell; nothing if they are no JSON, which `verify` tells."""
    return records.read(site / HEADLINES)


def _says(path: Path, note: str) -> bool:
    if path.suffix in (*_TEXTS, *_PARTED):
        return any(note in text for text in _texts(path))
    if path.suffix == ".png":
        return note.encode() in path.read_bytes()
    if path.suffix == ".parquet":
        import polars as pl

        return note in pl.read_parquet_metadata(path).values()
    if path.suffix == ".pdf":
        wanted = "".join(note.split())
        return all(wanted in "".join(text.split()) for text in page_texts(path))
    return True


def _texts(path: Path) -> Iterator[str]:
    """The text of a file, or of each part of a document or workbook, or of each page of a PDF."""
    # Another file that is called so is told by `verify`.
    if path.suffix in _PARTED and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as document:
            for part in document.namelist():
                if part.endswith(".xml"):
                    yield document.read(part).decode("utf-8", "replace")
    elif path.suffix == ".pdf":
        # Its lines are broken where they are full.
        yield from (" ".join(text.split()) for text in page_texts(path))
    else:
        yield path.read_text(encoding="utf-8", errors="replace")
