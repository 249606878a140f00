"""The assembled project as rendering without Quarto reads it: `_quarto.yml`, pages, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import Field

from opsg.errors import UserError, nearest
from opsg.renderers import metadata
from opsg.renderers.options import Settings, checked, flattened

CONFIGURATION = "_quarto.yml"
SOURCES = (".qmd", ".ipynb")
_GLOB = re.compile(r"[*?\[!]")
_NEVER = re.compile(r"(^|/)[_.]|(^|/)README\.", re.IGNORECASE)


class _Project(Settings):
    type: Literal["website"]
    render: list[str] | None = None
    resources: tuple[str, ...] = Field(default=(), strict=False)
    output_dir: str = ""


class _Website(Settings):
    title: str
    site_url: str | None = None


@dataclass(frozen=True)
class Page:
    """A page: its source and its place on the site, both from the project's folder."""

    source: str
    target: str

    @property
    def folder(self) -> str:
        """The folder of both, `.` for the project's own."""
        return str(PurePosixPath(self.source).parent)


@dataclass(frozen=True)
class Project:
    """A website project. `settings` are those that `_quarto.yml` gives every page."""

    folder: Path
    title: str
    site_url: str | None
    pages: tuple[Page, ...]
    resources: tuple[str, ...]
    settings: Mapping[str, Any]

    def settings_of(self, page: Page, front_matter: Mapping[str, Any]) -> dict[str, Any]:
        """All settings of a page: the project's, its folders', its own, the nearest on top.

        Options of `format: html:` stand beside the others. Raises UserError with every setting
        that is not supported.
        """
        here = self.folder / page.folder
        layered = metadata.seen_from(self.settings, self.folder, here)
        for folder in (self.folder, *_below(self.folder, page.folder)):
            name = folder / "_metadata.yml"
            if name.is_file():
                where = name.relative_to(self.folder).as_posix()
                values = flattened(metadata.read(name, where), where)
                layered = metadata.merge(layered, metadata.seen_from(values, folder, here))
        return metadata.merge(layered, flattened(front_matter, page.source))


def load(folder: Path) -> Project:
    """The project in `folder`. Raises UserError with what is wrong or not supported."""
    values = _configuration(folder)
    project = checked(_Project, values.pop("project", {}), f"{CONFIGURATION}, project")
    website = checked(_Website, values.pop("website", {}), f"{CONFIGURATION}, website")
    return Project(
        folder=folder,
        title=website.title,
        site_url=website.site_url,
        pages=tuple(_pages(folder, project.render)),
        resources=tuple(matching(folder, project.resources)),
        settings=flattened(values, CONFIGURATION),
    )


def listed(folder: Path) -> tuple[Page, ...]:
    """The pages of the project in `folder`, whatever else its configuration says."""
    return tuple(_pages(folder, _configuration(folder).get("project", {}).get("render")))


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


def _configuration(folder: Path) -> dict[str, Any]:
    values = metadata.read(folder / CONFIGURATION, CONFIGURATION)
    for name in metadata.as_list(values.pop("metadata-files", [])):
        values = metadata.merge(values, metadata.read(folder / name, name))
    return values


def _pages(folder: Path, render: Sequence[str] | None) -> Iterator[Page]:
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


def _below(folder: Path, relative: str) -> Iterator[Path]:
    for part in PurePosixPath(relative).parts:
        folder = folder / part
        yield folder
