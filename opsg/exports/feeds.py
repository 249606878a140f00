"""What other readers and dashboards take from the site: an Atom feed and the headline figures.

Both tell of meetings, dated as their papers and corrections are: the same data, the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from opsg.core import months
from opsg.core.edition import Edition, draft_note
from opsg.data.publication import LICENCES
from opsg.exports.downloads import site_address
from opsg.pages.headlines import (
    FEED,
    FIELDS,
    HEADLINES,
    OTHER_FIELDS,
    SCHEMA_VERSION,
    HeadlineRow,
    OtherIssue,
    Update,
)

if TYPE_CHECKING:
    from datetime import date


_ATOM = "http://www.w3.org/2005/Atom"
_NAME = "OPSG Issues Log"


def write(project: Path, updates: Sequence[Update], edition: Edition) -> None:
    """Write `feed.xml`, with every update, and `headlines.json`, with the latest, into `project`.

    There is at least one update; both files say the edition's notes. Raises UserError if
    the project has no `site-url`, ValueError if an illustrative figure would get into the reported
    edition.
    """
    if edition.reported_only:
        _refuse_illustrative(updates)
    by_month = sorted(updates, key=lambda update: update.meeting.month, reverse=True)
    site = site_address(project)
    says = f"{edition.inner_note} {edition.note}".strip()
    now = f"{draft_note(by_month[0].meeting)} {says}".strip()
    feed = _feed(by_month, site, edition.name, says)
    ElementTree.indent(feed)
    content = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    (project / FEED).write_bytes(content + b"\n")
    text = json.dumps(
        _headlines(by_month[0], site, edition.name, now), ensure_ascii=False, indent=2
    )
    (project / HEADLINES).write_text(f"{text}\n", encoding="utf-8")


def _refuse_illustrative(updates: Sequence[Update]) -> None:
    for row in (row for update in updates for row in update.rows):
        if row.provenance == "illustrative":
            raise ValueError(f"{row.slug}: the reported edition shows no illustrative figure")


def _feed(updates: Sequence[Update], site: str, edition: str, says: str) -> ElementTree.Element:
    """The feed as RFC 4287 wants it, newest entry first."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(
        f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}
    )
    _add(feed, "id", _id("feed", edition))
    _add(feed, "title", _NAME)
    _add(feed, "subtitle", f"{draft_note(updates[0].meeting)} {says}".strip())
    _add(feed, "updated", _midnight(max(each.updated for each in updates)))
    _add(_add(feed, "author"), "name", _NAME)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site}{FEED}")
    _add(feed, "link", rel="alternate", type="text/html", href=site)
    for update in updates:
        _entry(feed, update, site, edition, says)
    return feed


def _entry(feed: ElementTree.Element, update: Update, site: str, edition: str, says: str) -> None:
    meeting = update.meeting
    month = months.named(meeting.month)
    draft = "" if meeting.is_published else "Draft: "
    says = f"{draft_note(meeting)} {says}".strip()
    entry = _add(feed, "entry")
    # The same for the draft and the paper that it becomes.
    _add(entry, "id", _id(meeting.month, edition))
    _add(entry, "title", f"{draft}OPSG {meeting.number}, {month}: {update.headline}")
    _add(entry, "updated", _midnight(update.updated))
    if meeting.is_published:
        _add(entry, "published", _midnight(meeting.dated))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site}{quote(update.page)}")
    _add(
        entry,
        "category",
        term=meeting.classification,
        label=f"Classification: {meeting.classification}",
    )
    _add(entry, "summary", f"{update.headline}. {says}")
    items = "".join(
        f'<li><a href="{_page(site, row)}">{escape(row.title)}</a> ({escape(row.stage)}): '
        f"{escape(row.sentence)}</li>"
        for row in update.rows
    )
    items += "".join(
        f'<li><a href="{_page(site, row)}">{escape(row.title)}</a>: {_listed(row)}</li>'
        for row in update.others
    )
    _add(entry, "content", f"<p>{escape(says)}</p><ul>{items}</ul>", type="html")


def _listed(row: OtherIssue) -> str:
    month = months.named(row.month)
    return f"closed in {month}" if row.listed == "closed" else f"not in the paper; last in {month}"


def _headlines(update: Update, site: str, edition: str, says: str) -> dict[str, Any]:
    meeting = update.meeting
    return {
        "schema_version": SCHEMA_VERSION,
        "title": _NAME,
        "url": site,
        "edition": edition,
        "note": says,
        "licences": {p: says for p, says in LICENCES.items() if p in ("reported", edition)},
        "classification": meeting.classification,
        "month": meeting.month,
        "meeting": meeting.number,
        "paper": meeting.paper_name,
        "paper_date": meeting.dated.isoformat() if meeting.is_published else None,
        "draft": not meeting.is_published,
        "headline": update.headline,
        "issues": [_issue(row, site) for row in update.rows],
        "other_issues": [_other(row, site) for row in update.others],
    }


def _issue(row: HeadlineRow, site: str) -> dict[str, Any]:
    """An issue with the fields of `FIELDS`, by their names."""
    own = {"url": _page(site, row), "value": _plain(row.value)}
    own["change_percent"] = _plain(row.change_percent)
    own["known_value"] = _plain(row.known_value)
    own["known_month"] = months.text(row.known_month) if row.known_month else None
    return {name: own[name] if name in own else getattr(row, name) for name in FIELDS}


def _other(row: OtherIssue, site: str) -> dict[str, str]:
    """An issue that is not one of the paper's with the fields of `OTHER_FIELDS`."""
    own = {"url": _page(site, row)}
    return {name: own.get(name) or getattr(row, name) for name in OTHER_FIELDS}


def _add(
    parent: ElementTree.Element, name: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _id(what: str, edition: str) -> str:
    """An id that stays when the site moves; an edition's entries are not those of the other."""
    return uuid5(NAMESPACE_URL, f"opsg-issues-log/{edition}/{what}").urn


def _page(site: str, row: HeadlineRow | OtherIssue) -> str:
    return f"{site}issues/{quote(row.slug)}.html"


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _plain(value: float | None) -> float | None:
    """A count as a whole number; anything else to four decimals, as more would be noise."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 4)
