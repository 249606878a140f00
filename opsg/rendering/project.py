"""Which pages and resources the assembled project has, by its `_quarto.yml` and Quarto's rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from opsg.core.errors import UserError, nearest
from opsg.rendering import settings

CONFIGURATION = "_quarto.yml"
SOURCES = (".qmd", ".ipynb")
_GLOB = re.compile(r"[*?\[!]")
_NEVER = re.compile(r"(^|/)[_.]|(^|/)README\.", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """A page: its source and its place on the site, both from the project's folder."""

    source: str
    target: str

    @property
    def folder(self) -> str:
        """The folder of both, `.` for the project's own."""
        return str(PurePosixPath(self.source).parent)

    @property
    def files(self) -> str:
        """The folder beside the page that holds its pictures, if it has any."""
        return str(PurePosixPath(self.target).with_suffix("")) + "_files"


@dataclass(frozen=True)
class Survey:
    """What a project has, whatever else its configuration says.

    `site_url` is None if it does not say where the site will be, `updated` if it does not say on
    which day (`2021-02-23`) the site's contents are from.
    """

    folder: Path
    pages: tuple[Page, ...]
    resources: tuple[str, ...]
    site_url: str | None
    updated: str | None


def survey(folder: Path) -> Survey:
    """What the project in `folder` has. Raises UserError if its configuration cannot be read."""
    values = configuration(folder)
    render = _texts(values, "project", "render")
    return Survey(
        folder=folder,
        pages=tuple(pages(folder, render or None)),
        resources=tuple(matching(folder, _texts(values, "project", "resources"))),
        site_url=next(iter(_texts(values, "website", "site-url")), None),
        updated=next(iter(_texts({"": values}, "", "updated")), None),
    )


def configuration(folder: Path) -> dict[str, Any]:
    """The settings in `_quarto.yml`, with the files that it names as metadata on top."""
    values = settings.read(folder / CONFIGURATION, CONFIGURATION)
    for name in settings.as_list(values.pop("metadata-files", [])):
        values = settings.merge(values, settings.read(folder / name, name))
    return values


def selected(pages: Sequence[Page], sources: Sequence[str] | None) -> list[Page]:
    """The pages made from `sources`, all if None. Raises UserError if there is no such page."""
    if sources is None:
        return list(pages)
    known = {page.source: page for page in pages}
    for source in sources:
        if source not in known:
            raise UserError(
                f"'{source}' is not a page of the project.", remedy=nearest(source, list(known))
            )
    return [known[source] for source in sources]


def pages(folder: Path, render: Sequence[str] | None) -> Iterator[Page]:
    """The pages that a render list names, all sources without one.

    Raises UserError if it names a source that there is not.
    """
    for pattern in render or ():
        if not _GLOB.search(pattern) and not list(_expanded(folder, pattern)):
            raise UserError(
                f"no page is called '{pattern}', which the render list names.",
                where=f"{CONFIGURATION}, project: render",
            )
    for source in matching(folder, ["**/*"] if render is None else render):
        if source.endswith(SOURCES) and not _NEVER.search(source):
            yield Page(source, str(PurePosixPath(source).with_suffix(".html")))


def matching(folder: Path, patterns: Sequence[str]) -> list[str]:
    """The files under `folder` that the patterns name, in their order; `!` takes away."""
    named = [pattern for pattern in patterns if not pattern.startswith("!")]
    taken = {path for p in patterns if p.startswith("!") for path in _expanded(folder, p[1:])}
    found = (path for pattern in named for path in _expanded(folder, pattern))
    return [path for path in dict.fromkeys(found) if path not in taken]


def _expanded(folder: Path, pattern: str) -> Iterator[str]:
    """The files of one pattern; a folder stands for all that is in it."""
    if not _GLOB.search(pattern):
        path = folder / pattern.lstrip("/")
        paths = [path] if path.is_file() else path.rglob("*") if path.is_dir() else ()
    else:
        paths = folder.glob(pattern[1:] if pattern.startswith("/") else f"**/{pattern}")
    for path in sorted(paths):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _texts(values: Mapping[str, Any], section: str, name: str) -> list[str]:
    """A setting that is a text or a list of texts, as a list of them."""
    within = values.get(section)
    found = settings.as_list(within.get(name)) if isinstance(within, Mapping) else []
    return [each for each in found if isinstance(each, str)]
