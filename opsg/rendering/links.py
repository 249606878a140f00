"""The links of a finished page: to sources made to pages, and to the files that it needs.

Both renderers ask which files to copy beside a page; what Pandoc wrote has its links changed here
as Quarto changes them itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from urllib.parse import quote, unquote, urlsplit

from opsg.core.errors import nearest
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
# A comment, something else that is no element, or a start tag.
_START = re.compile(
    r"""<!--.*?(?:-->|\Z) | <[!?][^>]* | <([a-z][^\s/<>"']*+)(?:[^<>"']|"[^"]*"|'[^']*')*+>""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ELSEWHERE = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//|#|\?|$)")


def rewrite(html: str, page: Page, project: Project) -> tuple[str, set[str]]:
    """A page's HTML with its links changed, and the project's files that it needs.

    A link to a source (`../method.qmd#limits`) becomes one to its page, a leading `/` means the
    project's folder. On the page for addresses that do not exist, which is shown at any depth,
    links start with the site's path.
    """
    targets = {each.source: each.target for each in project.pages}
    pieces: list[str] = []
    files: set[str] = set()
    done = 0
    for tag in start_tags(html):
        if tag.link is None:
            continue
        path = _path(tag.link, page)
        target = targets.get(path) if tag.name == "a" else None
        if target is None and path not in targets and _is_inside(path, project):
            files.add(path)
        address = _address(tag.link, path, target, page, project)
        if address != tag.link:
            pieces += [html[done : tag.start], _with(tag.text, _LINKS[tag.name], address)]
            done = tag.start + len(tag.text)
    return "".join((*pieces, html[done:])), files


def lost(link: str, page: Page, project: Project) -> tuple[str, str] | None:
    """Problem and remedy of a link to a source that makes no page; None for any other."""
    if _ELSEWHERE.match(link):
        return None
    sources = [each.source for each in project.pages]
    path = _path(link, page)
    inside = _is_inside(path, project)
    if path in sources or not path.endswith(".qmd" if inside else SOURCES):
        return None
    if inside:
        problem = f"the link to '{link}' leads to a source that is not rendered."
        return problem, "Add it to the render list, or link elsewhere."
    problem = f"the link to '{link}' leads to a source that does not exist."
    return problem, nearest(path, sources)


def linked_files(html: str, page: Page, project: Project) -> set[str]:
    """The project's files that a finished page links to, other pages apart."""
    targets = {each.target for each in project.pages}
    paths = {_path(tag.link, page) for tag in start_tags(html) if tag.link is not None}
    return {path for path in paths - targets if _is_inside(path, project)}


@dataclass(frozen=True)
class Tag:
    """A start tag: what it is called and says, and where and how it is written."""

    name: str
    start: int
    text: str

    @cached_property
    def values(self) -> dict[str, str]:
        """Its attributes with their values, which may be empty."""
        said = _ATTRIBUTE.findall(self.text, 1 + len(self.name))
        return {name.lower(): unescape("".join(value)) for name, *value in said}

    @property
    def link(self) -> str | None:
        """Where it leads to on the same site, if it does."""
        attribute = _LINKS.get(self.name)
        link = self.values.get(attribute, "") if attribute else ""
        return None if _ELSEWHERE.match(link) else link


def start_tags(html: str) -> Iterator[Tag]:
    """The start tags in a page or a piece of one; there are none in scripts and comments.

    Python's own reader of HTML takes four times as long, and every page is read twice.
    """
    place = 0
    while found := _START.search(html, place):
        place = found.end()
        if found[1]:
            name = found[1].lower()
            yield Tag(name, found.start(), found[0])
            if name in ("script", "style"):
                end = re.compile(f"</{name}", re.IGNORECASE).search(html, place)
                place = end.start() if end else len(html)


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
