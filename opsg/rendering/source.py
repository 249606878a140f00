"""A page before it is rendered: its settings and its parts, and all in it that cannot be shown.

Quarto begins when all pages are prepared. Pandoc converts them while it is looked what is in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from opsg.core.errors import Finding, Place, UserError
from opsg.data.frontmatter import read_text
from opsg.rendering import features, includes, links, notebook, settings
from opsg.rendering.features import Context, Part
from opsg.rendering.project import Page, Project, parse, split_front_matter


class Source(NamedTuple):
    """A page as it goes into Pandoc: what its template is told, its options, its Markdown.

    `parts` are what is checked: the pieces of the page, and the files that it includes.
    """

    variables: Mapping[str, Any]
    options: settings.Options
    markdown: str
    parts: Sequence[Part]

    @property
    def title(self) -> str:
        """What the page is called."""
        return str(self.variables.get("pagetitle") or self.variables.get("title") or "")

    @property
    def cites(self) -> bool:
        """Whether the page has sources to cite."""
        return not {"bibliography", "references"}.isdisjoint(self.variables)


def prepare(site: Project, pages: Sequence[Page]) -> dict[Page, Source]:
    """The sources of pages. Raises UserError with everything in them that cannot be shown."""
    sources, findings = read_all(site, pages)
    require_shown(site, sources, findings)
    return sources


def read_all(site: Project, pages: Sequence[Page]) -> tuple[dict[Page, Source], list[Finding]]:
    """The sources of those pages that can be read, and what is wrong with the others."""
    sources: dict[Page, Source] = {}
    findings: list[Finding] = []
    for page in pages:
        try:
            sources[page] = read(page, site)
        except UserError as error:
            findings += error.findings
    return sources, findings


def require_shown(
    site: Project, sources: Mapping[Page, Source], findings: Sequence[Finding] = ()
) -> None:
    """Raises UserError with the findings and everything in pages that cannot be shown."""
    parts = [
        (source.parts, Context(source.cites, partial(links.lost, page=page, project=site)))
        for page, source in sources.items()
    ]
    if wrong := [*findings, *features.check(parts)]:
        # By page; those of one page stay in their order.
        raise UserError.of(sorted(wrong, key=lambda finding: finding.where.name))


def check_written(root: Path) -> list[Finding]:
    """What cannot be shown of the pages in `site/` and the Markdown of `notebooks/`, unbuilt.

    Links are not followed: where they lead is known when all pages are there.
    """
    folder = root / "site"
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.qmd"))]
    pages = [Page(name, name) for name in names if not PurePosixPath(name).name.startswith("_")]
    site = Project(folder, tuple(pages), (), {})
    checked: list[tuple[Sequence[Part], Context]] = []
    findings: list[Finding] = []
    for page in pages:
        try:
            settings_of, parts = _written(page, site)
            parts += includes.gather(parts[0], page, site)
            cites = "bibliography" in settings_of
            named = [part._replace(where=_in_site(part.where)) for part in parts]
            checked.append((named, Context(cites, _nowhere)))
        except UserError as error:
            findings += [replace(each, where=_in_site(each.where)) for each in error.findings]
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        checked.append((notebook.markdown(path, f"notebooks/{path.name}"), Context(True, _nowhere)))
    return [*findings, *features.check(checked)]


def read(page: Page, site: Project) -> Source:
    """The source of a page. Raises UserError with settings, cells and includes that are refused."""
    path = site.folder / page.source
    if path.suffix == ".ipynb":
        written, parts, markdown = notebook.read(path, page.source)
    else:
        written, parts = _written(page, site)
        markdown = parts[0].text
    together = site.settings_of(page, written)
    options = settings.validate(together, page.source)
    variables = {name: together[name] for name in together if name not in settings.NAMES}
    if path.suffix != ".ipynb":
        parts += includes.gather(parts[0], page, site)
        markdown = includes.expand(markdown, page, site)
    source = Source(variables, options, markdown, parts)
    if not source.title:
        raise UserError("the page has no title.", where=page.source, remedy="Give it a `title`.")
    return source


def _written(page: Page, site: Project) -> tuple[dict[str, Any], list[Part]]:
    """The settings and the text of a page that is written by hand."""
    text = read_text(site.folder / page.source, page.source)
    front, body = split_front_matter(text)
    first_line = text.count("\n") - body.count("\n") + 1
    part = Part(Place(page.source, line=first_line), body)
    return parse(front or "", page.source, 2), [part]


def _in_site(where: Place) -> Place:
    return replace(where, name=f"site/{where.name}")


def _nowhere(link: str) -> None:
    """No link is refused."""
