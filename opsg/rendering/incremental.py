"""Render only the pages that would come out differently; take the others from the cache.

What a page is made from is known without rendering it: its source, the program and the renderer,
and everything else in the project but the other pages' sources, which no page includes, and what
all pages are told that it is told otherwise. Of files that go to readers as they are
(`Renderer.unread`), only the names count: a page may link to them. What a build makes anew each
month counts for the pages that link to it alone, so that those of older months stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from opsg.core.cache import digests
from opsg.core.cache.store import Cache, Entry, write_files
from opsg.core.errors import UserError
from opsg.rendering import Renderer
from opsg.rendering.assemble import SITE
from opsg.rendering.page_sources import TOLD
from opsg.rendering.project import Page, Project, load, select
from opsg.rendering.resources import ROBOTS, SITEMAP, copy, finish

# The folders of what builds make anew each month; no setting names a file in them.
_MADE = ("reports/", "downloads/charts/")


class Rendered(NamedTuple):
    """The pages of a site by their places: those rendered now, and those from the cache."""

    anew: list[str]
    recalled: list[str]


def render(
    renderer: Renderer,
    project: Path,
    output: Path,
    cache: Cache,
    program: str,
    *,
    report: Callable[[str], None],
    pages: Sequence[str] | None = None,
    original: Callable[[str], str] = str,
) -> Rendered:
    """Make the site of the project in `project` in the empty folder `output`.

    `program` is the digest of the program that does it; `pages` are the sources of the only pages
    to make, with what they link to and nothing else. Raises UserError as the renderer does, with
    the `original` names of the files that are copied into the project.
    """
    with _naming(original):
        site = load(project)
        keys = _keys(renderer, site, program)
        wanted = select(site.pages, pages)
        entries = {page: _recalled(cache, page, keys[page], project) for page in wanted}
        recalled = {page: entry for page, entry in entries.items() if entry}
        linked: set[str] = set()
        for entry in recalled.values():
            write_files(entry.files, output)
            linked.update(entry.facts["linked"])
        anew = [page for page in wanted if page not in recalled]
        if anew:
            sources = [page.source for page in anew] if len(anew) < len(site.pages) else None
            links = renderer.render(project, output, report=report, pages=sources)
            linked = linked.union(*links.values())
            # What belongs to no page would be missing from a site of recalled pages.
            if not _strangers(output, site, linked):
                for page in anew:
                    facts = {"linked": sorted(links[page.source])}
                    cache.keep(_label(page), keys[page], facts, _files(page, output))
        (copy if pages else finish)(site, output, linked)
    return Rendered([page.target for page in anew], [page.target for page in recalled])


@contextmanager
def _naming(original: Callable[[str], str]) -> Iterator[None]:
    """An error meanwhile names files as they are called where they are written."""
    try:
        yield
    except UserError as error:
        renamed = [replace(each.where, name=original(each.where.name)) for each in error.findings]
        findings = zip(error.findings, renamed, strict=True)
        raise UserError.of([replace(each, where=where) for each, where in findings]) from error


def _recalled(cache: Cache, page: Page, key: str, project: Path) -> Entry | None:
    """The page from the cache, if all that it links to is there."""
    for entry in cache.find(_label(page), key):
        if all((project / name).is_file() for name in entry.facts["linked"]):
            return entry
    return None


def _keys(renderer: Renderer, project: Project, program: str) -> dict[Page, str]:
    sources = {page.source for page in project.pages}
    contents = digests.digest_tree(project.folder, named=renderer.unread)
    apart = {*sources, *_MADE, SITE}
    shared = {name: digest for name, digest in contents.items() if name not in apart}
    chrome = digests.digest((program, renderer.name, renderer.version), shared)
    return {
        page: digests.digest(chrome, page.source, contents[page.source], _told(project, page))
        for page in project.pages
    }


def _told(project: Project, page: Page) -> str:
    """What the project's settings tell a page, but for what it is told otherwise."""
    content = (project.folder / page.source).read_bytes()
    told = page.source.endswith(".ipynb") and TOLD.encode() in content
    own = json.loads(content)["metadata"].get(TOLD, ()) if told else ()
    return repr([item for item in project.configuration.items() if item[0] not in own])


def _files(page: Page, output: Path) -> dict[str, bytes]:
    """What rendering a page has written: the page and its pictures."""
    pictures = sorted(path for path in (output / page.files).rglob("*") if path.is_file())
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in (output / page.target, *pictures)
    }


def _strangers(output: Path, project: Project, linked: Iterable[str]) -> bool:
    """Whether there is anything of which it is not known to which page it belongs."""
    targets = {page.target for page in project.pages}
    expected = {*project.resources, *linked, *targets, SITEMAP, ROBOTS}
    folders = tuple(f"{page.files}/" for page in project.pages)
    names = (path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    return any(name not in expected and not name.startswith(folders) for name in names)


def _label(page: Page) -> str:
    return f"page.{page.source}"
