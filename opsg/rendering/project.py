"""The assembled project by Quarto's rules: its pages, its resources, and the settings of a page.

All of it is in `_quarto.yml` and the files beside it. Both renderers and the memory of rendered
pages ask here what pages there are; rendering without Quarto asks for their settings as well.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from opsg.core.errors import Place, UserError, nearest
from opsg.data import frontmatter

CONFIGURATION = "_quarto.yml"
SOURCES = (".qmd", ".ipynb")
_GLOB = re.compile(r"[*?\[!]")
_NEVER = re.compile(r"(^|/)[_.]|(^|/)README\.", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page: its source and where it is on the site, both from the project's folder."""

    source: str
    target: str

    @property
    def folder(self) -> str:
        """The folder of both, `.` for the project's own."""
        return str(PurePosixPath(self.source).parent)

    @property
    def files(self) -> str:
        """The folder beside the page that holds its pictures, if Quarto makes it any."""
        return str(PurePosixPath(self.target).with_suffix("")) + "_files"


@dataclass(frozen=True)
class Project:
    """A website project; `configuration` is all that `_quarto.yml` says, supported or not."""

    folder: Path
    pages: tuple[Page, ...]
    resources: tuple[str, ...]
    configuration: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the site is called."""
        return next(iter(_texts(self.configuration, "website", "title")), "")

    @property
    def site_url(self) -> str | None:
        """Where the site will be; None if the project does not say."""
        return next(iter(_texts(self.configuration, "website", "site-url")), None)

    @property
    def updated(self) -> str | None:
        """From which day (`2021-02-23`) the contents are; None if the project does not say."""
        return next(iter(_texts(self.configuration, "updated")), None)

    def settings_of(self, page: Page, front_matter: Mapping[str, Any]) -> dict[str, Any]:
        """All settings of a page: the project's, its folders', its own, the nearest on top.

        Options of `format: html:` stand beside the others. Raises UserError with every setting
        that is not supported without Quarto.
        """
        # It imports pydantic, which a build that renders nothing does without.
        from opsg.rendering import settings

        here = self.folder / page.folder
        layered = _relocate(self._shared, self.folder, here)
        for folder in (self.folder, *_below(self.folder, page.folder)):
            file = folder / "_metadata.yml"
            if file.is_file():
                name = file.relative_to(self.folder).as_posix()
                values = settings.flatten(read(file, name), name)
                layered = merge(layered, _relocate(values, folder, here))
        return merge(layered, settings.flatten(front_matter, page.source))

    @cached_property
    def _shared(self) -> dict[str, Any]:
        from opsg.rendering import settings

        return settings.of_project(self.configuration, CONFIGURATION)


def load(folder: Path) -> Project:
    """The project in `folder`. Raises UserError if its configuration cannot be read."""
    values = read(folder / CONFIGURATION, CONFIGURATION)
    for name in as_list(values.pop("metadata-files", [])):
        values = merge(values, read(folder / name, name))
    return Project(
        folder=folder,
        pages=tuple(_pages(folder, _texts(values, "project", "render"))),
        resources=tuple(match_files(folder, _texts(values, "project", "resources"))),
        configuration=values,
    )


def select(pages: Sequence[Page], sources: Sequence[str] | None) -> list[Page]:
    """The pages made from `sources`, all if None. Raises UserError if there is no such page."""
    if sources is None:
        return list(pages)
    by_source = {page.source: page for page in pages}
    for source in sources:
        if source not in by_source:
            remedy = nearest(source, list(by_source))
            raise UserError(f"'{source}' is not a page of the project.", remedy=remedy)
    return [by_source[source] for source in sources]


def _pages(folder: Path, patterns: Sequence[str]) -> Iterator[Page]:
    """The pages that a render list names, all sources without one.

    Raises UserError if it names a source that there is not.
    """
    for pattern in patterns:
        if not _GLOB.search(pattern) and not list(_expanded(folder, pattern)):
            raise UserError(
                f"no page is called '{pattern}', which the render list names.",
                where=Place(CONFIGURATION, part="project: render"),
            )
    for source in match_files(folder, patterns or ["**/*"]):
        if source.endswith(SOURCES) and not _NEVER.search(source):
            yield Page(source, str(PurePosixPath(source).with_suffix(".html")))


def match_files(folder: Path, patterns: Sequence[str]) -> list[str]:
    """The files under `folder` that the patterns name, in their order; `!` takes away."""
    files: dict[str, None] = {}
    without: set[str] = set()
    for pattern in patterns:
        if pattern.startswith("!"):
            without.update(_expanded(folder, pattern[1:]))
        else:
            files.update(dict.fromkeys(_expanded(folder, pattern)))
    return [file for file in files if file not in without]


def _expanded(folder: Path, pattern: str) -> Iterator[str]:
    """The files of one pattern; a folder stands for all that is in it."""
    if not _GLOB.search(pattern):
        path = folder / pattern.lstrip("/")
        paths = [path] if path.is_file() else path.rglob("*") if path.is_dir() else ()
    else:
        # A pattern without a leading slash holds in every folder.
        paths = folder.glob(pattern[1:] if pattern.startswith("/") else f"**/{pattern}")
    for path in sorted(paths):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _below(folder: Path, relative: str) -> Iterator[Path]:
    for part in PurePosixPath(relative).parts:
        folder = folder / part
        yield folder


class _Loader(frontmatter.Loader):
    """YAML 1.2's core schema, as Quarto reads it: dates and `yes` stay text."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first)
    )


def read(path: Path, name: str) -> dict[str, Any]:
    """The settings in a YAML file, called `name` in errors. Raises UserError as `parse` does."""
    return parse(frontmatter.read_text(path, name), name)


def parse(text: str, name: str, first_line: int = 1) -> dict[str, Any]:
    """The settings in `text`, which starts on `first_line` of the file `name`.

    Raises UserError with file and line if they are not a YAML mapping with text keys.
    """
    values = frontmatter.parse(text, name, first_line, loader=_Loader).value
    if values is None:
        return {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise UserError(
            "the settings are not a list of names and values.",
            where=name,
            remedy="Write each on a line of its own, as `name: value`.",
        )
    return values


def split_front_matter(text: str) -> tuple[str | None, str]:
    """The YAML between the `---` lines at the top of `text`, None without them, and the rest."""
    match = _FRONT_MATTER.match(text)
    return (match[1] or "", text[match.end() :]) if match else (None, text)


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """`lower` with `upper` on top: mappings merge, lists join, all else is replaced."""
    merged = dict(lower)
    for key, value in upper.items():
        merged[key] = _merged(lower[key], value) if key in lower else value
    return merged


def _merged(lower: Any, upper: Any) -> Any:
    if isinstance(lower, Mapping) and isinstance(upper, Mapping):
        return merge(lower, upper)
    # An empty list on top of one value, or the other way round, replaces it.
    if (isinstance(lower, list) and upper) or (isinstance(upper, list) and lower):
        joined = as_list(lower) + as_list(upper)
        return [value for index, value in enumerate(joined) if value not in joined[:index]]
    return upper


def as_list(value: Any) -> list[Any]:
    """`value` if it is a list, else a list of it alone."""
    return value if isinstance(value, list) else [value]


def _relocate(values: Any, base: Path, page_folder: Path) -> Any:
    """`values` with every text that names a file or folder under `base` as `page_folder` sees it.

    Quarto does so with all settings of a project or folder, whatever their names.
    """
    if isinstance(values, Mapping):
        return {key: _relocate(value, base, page_folder) for key, value in values.items()}
    if isinstance(values, list):
        return [_relocate(value, base, page_folder) for value in values]
    if isinstance(values, str) and values and _exists(base, values):
        path = os.path.relpath(base / values, page_folder).replace(os.sep, "/")
        return f"{path}/" if values.endswith("/") else path
    return values


def _exists(base: Path, value: str) -> bool:
    try:
        return not value.startswith("/") and (base / value).exists()
    except (OSError, ValueError):
        # Too long, or with a character that no name has: some text, not a path.
        return False


def _texts(value: Any, *path: str) -> list[str]:
    """A setting below others that is a text or a list of texts, as a list of them."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return [each for each in as_list(value) if isinstance(each, str)]
