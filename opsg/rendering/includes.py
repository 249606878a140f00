"""Files that a page takes in: `{{< include _note.md >}}` on a line of its own.

Quarto puts them in by itself. What is written here is for Pandoc, and for who asks what a page is
made from. Paths are as the page sees them, in included files too; a leading `/` means the
project's folder.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from opsg.core.errors import Finding, Place, UserError
from opsg.data.frontmatter import read_text
from opsg.rendering.features import Part
from opsg.rendering.marks import INCLUDE
from opsg.rendering.project import Page, Project, split_front_matter

_ENDINGS = (".md", ".qmd")


def expand(markdown: str, page: Page, site: Project) -> str:
    """A page's Markdown with the files in it that it includes, which `gather` has found good."""

    def included(match: re.Match[str]) -> str:
        text = read_text(site.folder / _path(match[1], page), match[1])
        return f"{expand(text, page, site)}\n"

    return INCLUDE.sub(included, markdown)


def gather(part: Part, page: Page, site: Project, outer: tuple[str, ...] = ()) -> list[Part]:
    """The files that a part of a page includes, and those that they include.

    Raises UserError with each that is missing, outside the project, or includes itself.
    """
    parts: list[Part] = []
    findings: list[Finding] = []
    for match in INCLUDE.finditer(part.text):
        line = (part.where.line or 1) + part.text.count("\n", 0, match.start())
        name = _path(match[1], page)
        try:
            if problem := _problem(name, site, outer):
                raise UserError(problem[0], where=replace(part.where, line=line), remedy=problem[1])
            inner = Part(Place(name, line=1), read_text(site.folder / name, name))
            if split_front_matter(inner.text)[0] is not None:
                problem = "an included file has settings.", "Put them into the page's own."
                raise UserError(problem[0], where=inner.where, remedy=problem[1])
            parts += [inner, *gather(inner, page, site, (*outer, name))]
        except UserError as error:
            findings += error.findings
    if findings:
        raise UserError.of(findings)
    return parts


def _problem(name: str, site: Project, outer: tuple[str, ...]) -> tuple[str, str] | None:
    path = site.folder / name
    if name.startswith(("../", "/")) or not path.resolve().is_relative_to(site.folder.resolve()):
        return f"the page includes '{name}', which is outside the site.", "Copy it into site/."
    if not name.endswith(_ENDINGS):
        return f"the page includes '{name}', which is not Markdown.", "Include .md or .qmd files."
    if not path.is_file():
        return f"the page includes '{name}', which does not exist.", "Is the path the page's?"
    if name in [each.source for each in site.pages]:
        return f"the page includes '{name}', which is a page of its own.", "Begin its name with _."
    if name in outer:
        return f"'{name}' includes itself.", "Take one of the includes out."
    return None


def _path(written: str, page: Page) -> str:
    folder = "" if written.startswith("/") else page.folder
    return posixpath.normpath(posixpath.join(folder, written.lstrip("/")))
