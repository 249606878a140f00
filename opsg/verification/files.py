"""The files of a built site that are not pages: feed, map, drawings, data and their description."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from opsg.core import records
from opsg.core.errors import Finding, Place
from opsg.core.file_kinds import PUBLISHED, content_problem, name_problem
from opsg.rendering.search import FOLDER, SCRIPT
from opsg.verification.links import Targets

FEED = "feed.xml"
SITEMAP = "sitemap.xml"
HEADLINES = "headlines.json"
SEARCH = "search.html"
PACKAGE = "downloads/data/datapackage.json"

_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ENTRY = ("id", "title", "updated")
_AGAIN = "Build again; if it stays, mend what writes the file."


def find_address(site: Path) -> str:
    """The site's own address, ending in a slash, as its feed tells it; `/` if it tells none."""
    tree = _xml(site / FEED)
    links = [] if tree is None else tree.findall(f"{_ATOM}link[@rel='self']")
    own = links[0].get("href", "") if links else ""
    return own.removesuffix(FEED) if own.endswith(f"/{FEED}") else "/"


def read_map(site: Path) -> list[str]:
    """The pages that the site's map lists, as paths in the site."""
    tree = _xml(site / SITEMAP)
    root = urlsplit(find_address(site)).path
    entries = [] if tree is None else tree.iter(f"{_MAP}loc")
    paths = [urlsplit((entry.text or "").strip()).path for entry in entries]
    return [_page(path.removeprefix(root).lstrip("/")) for path in paths]


def check(site: Path, targets: Targets, passed: Collection[str] = ()) -> Iterator[Finding]:
    """What is wrong with the files of `site` that are not pages; each by itself if not `passed`.

    The search index may have passed elsewhere.
    """
    for name in sorted(targets.files.difference(passed)):
        path = site / name
        if path.name.startswith(".") and not path.suffix:
            continue
        if not name.startswith(f"{FOLDER}/") and (wrong := name_problem(name, PUBLISHED)):
            yield Finding(name, *wrong)
        elif not path.stat().st_size:
            yield Finding(name, "the file is empty.", _AGAIN)
        elif problem := content_problem(name, path.read_bytes()):
            yield Finding(name, problem, _AGAIN)
    if SEARCH in targets.files and SCRIPT not in {*targets.files, *passed}:
        yield Finding(SCRIPT, "the search index is missing.", _AGAIN)
    yield from _feed(site, targets)
    yield from _headlines(site, targets)
    yield from _package(site)


def _page(path: str) -> str:
    return f"{path}index.html" if not path or path.endswith("/") else path


def _xml(path: Path) -> ElementTree.Element | None:
    try:
        # A device or a pipe would be read for ever; the look for secrets tells of it.
        return ElementTree.fromstring(path.read_bytes()) if path.is_file() else None
    except (OSError, ElementTree.ParseError):
        return None


def _feed(site: Path, targets: Targets) -> Iterator[Finding]:
    tree = _xml(site / FEED)
    if tree is None:
        return
    entries = tree.findall(f"{_ATOM}entry")
    if tree.tag != f"{_ATOM}feed" or not entries:
        yield Finding(FEED, "it is not an Atom feed with an entry.", _AGAIN)
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        where = Place(FEED, part=f"entry {number}")
        for field in _ENTRY:
            if not (entry.findtext(f"{_ATOM}{field}") or "").strip():
                yield Finding(where, f"it has no {field}.", _AGAIN)
        name = entry.findtext(f"{_ATOM}id") or ""
        if name in seen:
            yield Finding(where, "its id is that of another entry.", _AGAIN)
        seen.add(name)
    for link in tree.iter(f"{_ATOM}link"):
        if not targets.holds(link.get("href", "")):
            yield Finding(FEED, f"the link '{link.get('href')}' leads to nothing.", _AGAIN)


def _headlines(site: Path, targets: Targets) -> Iterator[Finding]:
    for issue in records.rows(records.read(site / HEADLINES), "issues"):
        address = str(issue.get("url", ""))
        if address and not targets.holds(address):
            yield Finding(HEADLINES, f"the link '{address}' leads to nothing.", _AGAIN)


def _package(site: Path) -> Iterator[Finding]:
    folder = (site / PACKAGE).parent
    for resource in records.rows(records.read(site / PACKAGE), "resources"):
        path = folder / str(resource.get("path", ""))
        where = Place(PACKAGE, part=str(resource.get("name")))
        if not path.is_file():
            yield Finding(where, f"there is no file '{resource.get('path')}'.", _AGAIN)
            continue
        content = path.read_bytes()
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource.get("hash") != digest or resource.get("bytes") != len(content):
            yield Finding(where, "the file is not the one described: size or hash differ.", _AGAIN)
