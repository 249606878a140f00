"""The links of a finished page: to sources made to pages, and to the files that it needs found."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from opsg.core.errors import Finding, nearest
from opsg.rendering.project import SOURCES, Page, Survey

if TYPE_CHECKING:
    from opsg.rendering.quarto_project import Project

_LINKS = {
    "a": ("href",),
    "img": ("src",),
    "link": ("href",),
    "script": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "source": ("src",),
}
_ELSEWHERE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//|#|$)")
NOT_FOUND = "404.html"


class Links(HTMLParser):
    """Reads a page and changes its links; what it was made of stays as it was.

    A link to a source (`../method.qmd#limits`) becomes one to its page, a leading `/` means the
    project's folder. On the page for addresses that do not exist, which is shown at any depth,
    links start with the site's path.
    """

    def __init__(self, page: Page, project: Project) -> None:
        super().__init__(convert_charrefs=False)
        self.findings: list[Finding] = []
        self.files: set[str] = set()
        self._page = page
        self._project = project
        self._targets = {p.source: p.target for p in project.pages}
        self._pieces: list[str] = []
        self._lines: list[int] = []
        self._html = ""
        self._done = 0

    def rewritten(self, html: str) -> str:
        """The page with its links changed; `findings` and `files` then tell what was found."""
        self._html = html
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]
        self.feed(html)
        self.close()
        return "".join((*self._pieces, html[self._done :]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value for name, value in attrs if value}
        if tag == "span" and "math" in values.get("class", "").split():
            self._math()
        changed = dict(self._changes(tag, values))
        if not changed:
            return
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        written = self.get_starttag_text() or ""
        self._pieces += [self._html[self._done : start], _with(written, changed)]
        self._done = start + len(written)

    def _changes(self, tag: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name in _LINKS.get(tag, ()):
            link = values.get(name, "")
            if not _ELSEWHERE.match(link):
                new = self._resolved(tag, link)
                if new != link:
                    yield name, new

    def _resolved(self, tag: str, link: str) -> str:
        parts = urlsplit(link)
        path = unquote(parts.path)
        folder = "" if path.startswith("/") else self._page.folder
        place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
        if not path:
            return link
        target = self._targets.get(place) if tag == "a" else None
        if target is None:
            self._look_for(place, link)
            if not path.startswith("/") and self._page.target != NOT_FOUND:
                return link
        ending = "/" if path.endswith("/") and target is None else ""
        found = (target or place) + ending
        if self._page.target == NOT_FOUND:
            address = _site_path(self._project) + found
        else:
            address = posixpath.relpath(found, self._page.folder) + ending
        return parts._replace(path=quote(address)).geturl()

    def _look_for(self, place: str, link: str) -> None:
        file = self._project.folder / place
        if place.startswith("../") or not file.is_file():
            if place.endswith(SOURCES):
                self.findings.append(
                    Finding(
                        self._page.source,
                        f"the link to '{link}' leads to a source that does not exist.",
                        nearest(place, list(self._targets)),
                    )
                )
        elif place.endswith(".qmd"):
            self.findings.append(
                Finding(
                    self._page.source,
                    f"the link to '{link}' leads to a source that is not rendered.",
                    "Add it to the render list, or link elsewhere.",
                )
            )
        elif place not in self._targets:
            self.files.add(place)

    def _math(self) -> None:
        self.findings.append(
            Finding(
                self._page.source,
                "mathematics between dollar signs is not supported without Quarto.",
                "Write it in words, or put a backslash before the dollar sign.",
            )
        )


def linked(html: str, page: Page, project: Survey) -> set[str]:
    """The project's files that a finished page links to, other pages apart."""
    found = _Linked()
    found.feed(html)
    found.close()
    targets = {known.target for known in project.pages}
    files = set()
    for link in found.links:
        path = unquote(urlsplit(link).path)
        folder = "" if path.startswith("/") else page.folder
        place = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
        outside = place.startswith("../") or place in targets
        if not outside and (project.folder / place).is_file():
            files.add(place)
    return files


class _Linked(HTMLParser):
    """Gathers the links of a page to places on the same site."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = _LINKS.get(tag, ())
        self.links.update(
            value
            for name, value in attrs
            if name in wanted and value and not _ELSEWHERE.match(value)
        )


def _with(tag: str, changes: Mapping[str, str]) -> str:
    """The start tag's text with the values of some attributes changed."""
    for name, value in changes.items():
        attribute = re.search(
            rf"\s{name}\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", tag, re.IGNORECASE
        )
        if attribute:
            tag = f'{tag[: attribute.start(1)]}"{escape(value)}"{tag[attribute.end(1) :]}'
    return tag


def _site_path(project: Project) -> str:
    path = urlsplit(project.site_url or "").path
    return path if path.endswith("/") else f"{path}/"
