"""The links of a finished page: to sources made to pages, and to the files that it needs.

Both renderers ask which files to copy beside a page; what Pandoc wrote has its links changed here
as Quarto changes them itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from opsg.core.errors import Finding, UserError, nearest
from opsg.rendering.project import SOURCES, Page, Project

NOT_FOUND = "404.html"

_LINKS = {
    "a": "href",
    "img": "src",
    "link": "href",
    "script": "src",
    "embed": "src",
    "iframe": "src",
    "source": "src",
}
_ELSEWHERE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?|$)")


def rewrite(html: str, page: Page, project: Project) -> tuple[str, set[str]]:
    """A page's HTML with its links changed, and the project's files that it needs.

    A link to a source (`../method.qmd#limits`) becomes one to its page, a leading `/` means the
    project's folder. On the page for addresses that do not exist, which is shown at any depth,
    links start with the site's path. Raises UserError for links to sources that make no page, and
    for mathematics, which Pandoc marks up for a script that the site does not have.
    """
    targets = {each.source: each.target for each in project.pages}
    pieces: list[str] = []
    findings: list[Finding] = []
    files: set[str] = set()
    done = 0
    for tag in _tags(html):
        if tag.name == "span" and "math" in tag.values.get("class", "").split():
            findings.append(_math(page))
        if tag.link is None:
            continue
        path = _path(tag.link, page)
        target = targets.get(path) if tag.name == "a" else None
        if target is None:
            inside = _is_inside(path, project)
            if path.endswith(".qmd" if inside else SOURCES):
                findings.append(_no_page(tag.link, path, inside, page, list(targets)))
            elif inside and path not in targets:
                files.add(path)
        address = _address(tag.link, path, target, page, project)
        if address != tag.link:
            pieces += [html[done : tag.start], _with(tag.text, _LINKS[tag.name], address)]
            done = tag.start + len(tag.text)
    if findings:
        raise UserError.of(findings)
    return "".join((*pieces, html[done:])), files


def linked_files(html: str, page: Page, project: Project) -> set[str]:
    """The project's files that a finished page links to, other pages apart."""
    targets = {each.target for each in project.pages}
    paths = {_path(tag.link, page) for tag in _tags(html) if tag.link is not None}
    return {path for path in paths - targets if _is_inside(path, project)}


class _Tag(NamedTuple):
    """A start tag: what it is called and says, and where and how it is written."""

    name: str
    values: Mapping[str, str]
    start: int
    text: str

    @property
    def link(self) -> str | None:
        """Where it leads to on the same site, if it does."""
        link = self.values.get(_LINKS.get(self.name, ""), "")
        return None if _ELSEWHERE.match(link) else link


def _tags(html: str) -> list[_Tag]:
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.tags


class _Reader(HTMLParser):
    """Gathers start tags; what looks like one in a script or a comment is none."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[_Tag] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", html))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        values = {name: value for name, value in attrs if value}
        text = self.get_starttag_text() or ""
        self.tags.append(_Tag(tag, values, self._lines[line - 1] + column, text))


def _path(link: str, page: Page) -> str:
    """The path in the project that a link on a page leads to."""
    path = unquote(urlsplit(link).path)
    folder = "" if path.startswith("/") else page.folder
    return posixpath.normpath(posixpath.join(folder, path.lstrip("/")))


def _is_inside(path: str, project: Project) -> bool:
    return not path.startswith("../") and (project.folder / path).is_file()


def _address(link: str, path: str, target: str | None, page: Page, project: Project) -> str:
    """A link as it is to stand on the page, where it leads to a page if it has a `target`."""
    parts = urlsplit(link)
    written = unquote(parts.path)
    if target is None and not written.startswith("/") and page.target != NOT_FOUND:
        return link
    ending = "/" if written.endswith("/") and target is None else ""
    if page.target == NOT_FOUND:
        root = urlsplit(project.site_url or "").path.rstrip("/")
        address = f"{root}/{target or path}{ending}"
    else:
        address = posixpath.relpath(target or path, page.folder) + ending
    return parts._replace(path=quote(address)).geturl()


def _with(tag: str, name: str, value: str) -> str:
    """The text of a start tag with another value of an attribute."""
    attribute = re.search(rf"\s{name}\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", tag, re.IGNORECASE)
    if attribute is None:
        return tag
    return f'{tag[: attribute.start(1)]}"{escape(value)}"{tag[attribute.end(1) :]}'


def _no_page(link: str, path: str, inside: bool, page: Page, sources: list[str]) -> Finding:
    if inside:
        problem = f"the link to '{link}' leads to a source that is not rendered."
        return Finding(page.source, problem, "Add it to the render list, or link elsewhere.")
    problem = f"the link to '{link}' leads to a source that does not exist."
    return Finding(page.source, problem, nearest(path, sources))


def _math(page: Page) -> Finding:
    return Finding(
        page.source,
        "mathematics between dollar signs is not supported without Quarto.",
        "Write it in words, or put a backslash before the dollar sign.",
    )
