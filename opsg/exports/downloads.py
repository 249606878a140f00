"""The data files that the site offers: every dataset as CSV and Parquet, workbooks of an issue's
and of all, and their Data Package. Of a large dataset (`publication.MOST_ROWS`) they are sums by
month, and a Parquet file with the rows of each month.

The Data Package descriptor follows version 2 of the standard, https://datapackage.org.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.core import months
from opsg.core.edition import COMMENT, draft_note
from opsg.core.errors import UserError
from opsg.data import books, paper_figures
from opsg.data.fields import Field
from opsg.data.frontmatter import parse, read_text
from opsg.data.publication import FOLDER, PACKAGE, Offer, offers
from opsg.exports.workbooks import MEDIA_TYPE, Book, written

if TYPE_CHECKING:
    from opsg.core.edition import Edition
    from opsg.data.log import IssueLog, Meeting

_EDITIONS = {
    "reported": "Every row is in the published paper.",
    "illustrative": "Each row is reported (in the published paper) or illustrative (made up to "
    "show what the site does, not for decisions), as its column `provenance` says.",
}
_PROFILES = "https://datapackage.org/profiles/2.0"
_MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}


def write(project: Path, log: IssueLog, edition: Edition) -> None:
    """Write the files of every dataset that has rows, and their Data Package, into `project`.

    The same data give the same bytes. Every file of an inner edition says so. Raises UserError if
    the project has no `site-url`.
    """
    every = offers(log, edition)
    offered = [each for each in every if each.rows.height]
    made = list(_books(offered, log, edition))
    if not made:
        return
    (project / FOLDER).mkdir(parents=True, exist_ok=True)
    described = [each for offer in offered for each in _written(project, offer)]
    site = site_address(project)
    meeting = log.meeting(edition.month)
    contents = [written(book, meeting, edition, site) for book in made]
    for book, content in zip(made, contents, strict=True):
        (project / books.address(book.name)).write_bytes(content)
    package = _package(described, zip(made, contents, strict=True), meeting, site, edition)
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (project / PACKAGE).write_text(f"{text}\n", encoding="utf-8")


def _written(project: Path, offer: Offer) -> Iterator[dict[str, Any]]:
    """Write the files of a dataset, those of a large one month by month; how each is described."""
    files = [(offer, "csv"), *([(offer, "parquet")] if offer.whole is None else ())]
    for each, kind in chain(files, ((part, "parquet") for part in offer.parts())):
        path = project / each.address(kind)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(each.csv if kind == "csv" else each.parquet)
        yield _resource(each, kind)


def _books(offered: Sequence[Offer], log: IssueLog, edition: Edition) -> Iterator[Book]:
    """The workbooks that hold anything: of all, then of each issue."""
    known = log.known_to(edition)
    every = Book(
        books.EVERYTHING,
        "OPSG Issues Log: everything",
        list(books.contents(offered, log, edition)),
        paper_figures.table(known, known.issues),
    )
    of_issues = (
        Book(
            issue.slug,
            f"OPSG Issues Log: {issue.title}",
            list(
                books.contents(
                    (each for each in offered if each.dataset.name in issue.datasets), log, edition
                )
            ),
            paper_figures.table(known, [issue]),
        )
        for issue in known.issues
    )
    return (book for book in (every, *of_issues) if book.offered or book.figures.height)


def site_address(project: Path) -> str:
    """Where the site will be, ending in a slash, as `_quarto.yml` says. Raises UserError if not."""
    settings = parse(read_text(project / "_quarto.yml", "_quarto.yml"), "_quarto.yml").value
    website = settings.get("website") if isinstance(settings, dict) else None
    address = website.get("site-url") if isinstance(website, dict) else None
    if not address:
        raise UserError(
            "the site's address is missing; feed and downloads need it.",
            where="_quarto.yml, website",
            remedy="Add `site-url: https://…/`.",
        )
    return str(address).rstrip("/") + "/"


def _package(
    described: Sequence[dict[str, Any]],
    books: Iterable[tuple[Book, bytes]],
    meeting: Meeting,
    site: str,
    edition: Edition,
) -> dict[str, Any]:
    """The descriptor; `classification`, `provenance`, `unit`, `licenceNote` are our additions."""
    notes = edition.inner_note, draft_note(meeting), _EDITIONS[edition.name]
    says = " ".join(filter(None, notes))
    dated = f", {months.long_date(meeting.dated)}" if meeting.is_published else ""
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"opsg-issues-log-{edition.name}",
        "id": f"{site}{PACKAGE}",
        "title": f"OPSG Issues Log, {edition.name} edition",
        "description": "The monthly figures behind the Smart Energy Code Operations Group's "
        f"Issues Log. {says}\n\nIn CSV files, text that a "
        "spreadsheet would take for a formula has an apostrophe in front.",
        "homepage": f"{site}data.html",
        "created": f"{meeting.dated.isoformat()}T00:00:00Z",
        "sources": [
            {
                "title": f"{meeting.paper_name}, {meeting.title}, {meeting.team}{dated}",
            }
        ],
        "classification": meeting.classification,
        "resources": [
            *described,
            *starmap(_described_book, books),
        ],
    }


def _described_book(book: Book, content: bytes) -> dict[str, Any]:
    path = Path(books.address(book.name))
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": path.name,
        "type": "file",
        "path": path.name,
        "title": book.title,
        "description": "An Excel workbook with a sheet a dataset, and the figures that papers give"
        " in words; its sheet About says what they are.",
        "format": "xlsx",
        "mediatype": MEDIA_TYPE,
        **_weighed(content),
    }


def _weighed(content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {"bytes": len(content), "hash": f"sha256:{digest}"}


def _resource(each: Offer, kind: str) -> dict[str, Any]:
    as_csv = kind == "csv"
    content = each.csv if as_csv else each.parquet
    path = each.address(kind).removeprefix(f"{FOLDER}/")
    licences = [_MIT] if each.provenances == ("illustrative",) else []
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": each.name if as_csv else path.replace("/", "."),
        # Readers of packages count the bytes of tables in text alone.
        "type": "table" if as_csv else "file",
        "path": path,
        "title": f"{each.dataset.title}, {months.name(each.months[0])}"
        if each.month
        else each.dataset.title,
        "description": each.description,
        "format": kind,
        "mediatype": "text/csv" if as_csv else "application/vnd.apache.parquet",
        **({"encoding": "utf-8", "dialect": _dialect(each)} if as_csv else {}),
        **_weighed(content),
        "sources": [{"title": each.source}],
        **({"licenses": licences} if licences else {}),
        "licenceNote": each.licence,
        "provenance": {p: (each.rows["provenance"] == p).sum() for p in each.provenances},
        "schema": {
            "$schema": f"{_PROFILES}/tableschema.json",
            "fields": [
                _described(field, as_csv=as_csv, required=not each.rows[field.name].null_count())
                for field in each.fields
            ],
            "primaryKey": [key for key in each.dataset.keys if key in each.rows.columns],
        },
    }


def _dialect(each: Offer) -> dict[str, str]:
    noted = {"commentChar": COMMENT} if each.note else {}
    return {"lineTerminator": "\n", **noted}


def _described(field: Field, *, as_csv: bool, required: bool) -> dict[str, Any]:
    types = {
        "month": "yearmonth" if as_csv else "date",
        "text": "string",
        "whole number": "integer",
    }
    limits = {"enum": list(field.allowed), "minimum": field.least, "maximum": field.most}
    constraints = {name: value for name, value in limits.items() if value not in (None, [])}
    first_day = "-01" if field.kind == "month" and not as_csv else ""
    return {
        "name": field.name,
        "type": types[field.kind],
        "description": field.description,
        "example": f"{field.example}{first_day}",
        **({"unit": field.unit} if field.unit else {}),
        "constraints": {"required": required, **constraints},
    }
