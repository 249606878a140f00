"""Pages made by Pandoc, with as much of Quarto as the site uses."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsg.core import pandoc
from opsg.core.errors import Finding, UserError
from opsg.rendering import includes, notebook, unsupported
from opsg.rendering import settings as metadata
from opsg.rendering.links import Links
from opsg.rendering.options import NAMES, Options, options
from opsg.rendering.project import Page, selected
from opsg.rendering.quarto_project import Project, load


@dataclass(frozen=True)
class _Source:
    """A page as it goes into Pandoc: its settings, its Markdown, its pictures by their place."""

    settings: Mapping[str, Any]
    options: Options
    markdown: str
    pictures: Mapping[str, bytes]


def render(
    project: Path, output: Path, pages: Sequence[str] | None, report: Callable[[str], None]
) -> dict[str, set[str]]:
    """Write the pages of a project, several at a time; see `Renderer.render`.

    Raises UserError that names every page that fails, and why.
    """
    site = load(project)
    findings: list[Finding] = []
    files: dict[str, set[str]] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {
            pool.submit(_render, page, site, output): page for page in selected(site.pages, pages)
        }
        try:
            for done in as_completed(running):
                page = running[done]
                try:
                    files[page.source] = done.result()
                    report(page.target)
                except UserError as error:
                    findings += error.findings
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    if findings:
        raise UserError.of(sorted(findings, key=lambda finding: finding.where))
    return files


def _render(page: Page, site: Project, output: Path) -> set[str]:
    """Write one page and its pictures; returns the project's files that it needs."""
    source = _source(page, site)
    title = source.settings.get("pagetitle") or source.settings.get("title")
    if not title:
        raise UserError("the page has no title.", where=page.source, remedy="Give it a `title`.")
    links = Links(page, site)
    html = links.rewritten(_pandoc(page, site, source, str(title)))
    if links.findings:
        raise UserError.of(links.findings)
    target = output / page.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, encoding="utf-8")
    for name, content in source.pictures.items():
        picture = target.parent / name
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(content)
    return links.files


def _source(page: Page, site: Project) -> _Source:
    path = site.folder / page.source
    if path.suffix == ".ipynb":
        read = notebook.read(path, page.source)
        settings = site.settings_of(page, read.settings)
        chosen = options(settings, page.source)
        parts = list(notebook.parts(read, chosen.execute, page.source, f"{path.stem}_files"))
        first_line = None
    else:
        text = metadata.text_of(path, page.source)
        front, body = metadata.split_front_matter(text)
        settings = site.settings_of(page, metadata.parse(front or "", page.source, 2))
        chosen = options(settings, page.source)
        parts = [notebook.Part(page.source, body)]
        first_line = text.count("\n") - body.count("\n") + 1
    pieces = [_included(part, path.parent, site.folder, first_line) for part in parts]
    pictures = {name: content for part in parts for name, content in part.pictures.items()}
    return _Source(settings, chosen, "\n".join(pieces), pictures)


def _included(part: notebook.Part, folder: Path, project: Path, first_line: int | None) -> str:
    """The part's Markdown with its includes. Raises UserError with what is not supported in it."""
    text = includes.expand(part.markdown, folder, project, part.where)
    shifted = first_line is None or text != part.markdown
    findings = [
        Finding(part.where if shifted else f"{part.where}:{line}", problem, remedy)
        for line, problem, remedy in unsupported.unsupported(text, first_line or 1)
    ]
    if findings:
        raise UserError.of(findings)
    return unsupported.with_alternative_texts(text)


def _pandoc(page: Page, site: Project, source: _Source, title: str) -> str:
    """The page's HTML. Raises UserError with what Pandoc says if it fails or warns."""
    here = site.folder / page.folder
    chosen = source.options
    command = [
        "--from=markdown",
        "--to=html",
        "--standalone",
        "--wrap=none",
        f"--template={chosen.template}",
        *(f"--css={sheet}" for sheet in chosen.css),
        *(f"--lua-filter={each}" for each in chosen.filters),
    ]
    if chosen.toc:
        command += ["--toc", f"--toc-depth={chosen.toc_depth}"]
    if chosen.section_divs:
        command.append("--section-divs")
    if title != site.title:
        command.append(f"--title-prefix={site.title}")
    told = {name: value for name, value in source.settings.items() if name not in NAMES}
    block = json.dumps(told, ensure_ascii=False)
    markdown = f"---\n{block}\n---\n\n{source.markdown}"
    return pandoc.run(command, markdown, where=page.source, folder=here)
