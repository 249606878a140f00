"""What other readers and dashboards take from the site: an Atom feed and the headline figures.

Both tell of meetings, dated as their papers and corrections are: the same data, the same bytes.
What they tell of each is noted by itself, so that a new month leaves that of older ones alone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Sequence
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
    HOME,
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


def noted(month: str) -> str:
    """Where what is to be told of a month is noted, below the project."""
    return f"_feeds/{month}.json"


def note(project: Path, update: Update, edition: Edition) -> None:
    """Write what the feeds tell of one meeting into `project`, for `write`.

    Raises UserError if the project has no `site-url`, ValueError if an illustrative figure would
    get into the reported edition.
    """
    if edition.reported_only:
        _refuse_illustrative(update)
    site = site_address(project)
    says = f"{edition.inner_note} {edition.note}".strip()
    now = f"{draft_note(update.meeting)} {says}".strip()
    told = {
        "updated": _midnight(update.updated),
        "entry": ElementTree.tostring(_entry(update, site, edition.name, now), "unicode"),
        "headlines": _headlines(update, site, edition.name, now),
    }
    path = project / noted(edition.month)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(told), encoding="utf-8")


def write(project: Path, months: Collection[str]) -> None:
    """Write `feed.xml`, with every meeting noted, and `headlines.json`, with the latest.

    There is at least one; both files say the edition's notes. What was noted is taken away, as no
    page is made of it.
    """
    paths = [project / noted(month) for month in sorted(months, reverse=True)]
    told = [json.loads(path.read_text("utf-8")) for path in paths]
    feed = _feed(told)
    ElementTree.indent(feed)
    content = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    (project / FEED).write_bytes(content + b"\n")
    text = json.dumps(told[0]["headlines"], ensure_ascii=False, indent=2)
    (project / HEADLINES).write_text(f"{text}\n", encoding="utf-8")
    shutil.rmtree(paths[0].parent)


def _refuse_illustrative(update: Update) -> None:
    for row in update.rows:
        if row.provenance == "illustrative":
            raise ValueError(f"{row.slug}: the reported edition shows no illustrative figure")


def _feed(told: Sequence[dict[str, Any]]) -> ElementTree.Element:
    """The feed as RFC 4287 wants it, newest entry first."""
    now = told[0]["headlines"]
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(
        f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"}
    )
    _add(feed, "id", _id("feed", now["edition"]))
    _add(feed, "title", _NAME)
    _add(feed, "subtitle", now["note"])
    _add(feed, "updated", max(each["updated"] for each in told))
    _add(_add(feed, "author"), "name", _NAME)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{now['url']}{FEED}")
    _add(feed, "link", rel="alternate", type="text/html", href=now["url"])
    feed.extend(ElementTree.fromstring(each["entry"]) for each in told)
    # The newest meeting is the home page's; its report's page when the next comes.
    for link in feed.iterfind("{*}entry[1]/{*}link"):
        link.set("href", f"{now['url']}{HOME}")
    return feed


def _entry(update: Update, site: str, edition: str, says: str) -> ElementTree.Element:
    meeting = update.meeting
    month = months.named(meeting.month)
    draft = "" if meeting.is_published else "Draft: "
    entry = ElementTree.Element(f"{{{_ATOM}}}entry")
    # The same for the draft and the paper that it becomes.
    _add(entry, "id", _id(meeting.month, edition))
    _add(entry, "title", f"{draft}OPSG {meeting.number}, {month}: {update.headline}")
    _add(entry, "updated", _midnight(update.updated))
    if meeting.is_published:
        _add(entry, "published", _midnight(meeting.dated))
    page = f"{site}reports/{meeting.month}.html"
    _add(entry, "link", rel="alternate", type="text/html", href=page)
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
    return entry


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
