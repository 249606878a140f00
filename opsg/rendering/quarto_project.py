"""The assembled project as rendering without Quarto reads it: `_quarto.yml`, pages, settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import Field

from opsg.rendering import settings
from opsg.rendering.options import Settings, checked, flattened
from opsg.rendering.project import CONFIGURATION, Page, configuration, matching, pages


class _Project(Settings):
    type: Literal["website"]
    render: list[str] | None = None
    resources: tuple[str, ...] = Field(default=(), strict=False)
    output_dir: str = ""


class _Website(Settings):
    title: str
    site_url: str | None = None


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
        layered = settings.seen_from(self.settings, self.folder, here)
        for folder in (self.folder, *_below(self.folder, page.folder)):
            name = folder / "_metadata.yml"
            if name.is_file():
                where = name.relative_to(self.folder).as_posix()
                values = flattened(settings.read(name, where), where)
                layered = settings.merge(layered, settings.seen_from(values, folder, here))
        return settings.merge(layered, flattened(front_matter, page.source))


def load(folder: Path) -> Project:
    """The project in `folder`. Raises UserError with what is wrong or not supported."""
    values = configuration(folder)
    project = checked(_Project, values.pop("project", {}), f"{CONFIGURATION}, project")
    website = checked(_Website, values.pop("website", {}), f"{CONFIGURATION}, website")
    return Project(
        folder=folder,
        title=website.title,
        site_url=website.site_url,
        pages=tuple(pages(folder, project.render)),
        resources=tuple(matching(folder, project.resources)),
        settings=flattened(values, CONFIGURATION),
    )


def _below(folder: Path, relative: str) -> Iterator[Path]:
    for part in PurePosixPath(relative).parts:
        folder = folder / part
        yield folder
