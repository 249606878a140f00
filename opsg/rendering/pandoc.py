"""The renderer that needs no download: pages made by Pandoc, with as much of Quarto as they use."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from opsg.core import pandoc
from opsg.core.errors import Finding, Place, UserError
from opsg.data.frontmatter import read_text
from opsg.rendering import links, unsupported
from opsg.rendering.project import Page, Project, load, parse, select, split_front_matter
from opsg.rendering.resources import finish

if TYPE_CHECKING:
    from opsg.rendering.settings import Options


class Pandoc:
    """Renders a project's pages with Pandoc, several at a time."""

    name = "Pandoc"
    version = "of its package"
    unread = (
        *(".css", ".js", ".json", ".xml", ".csv", ".parquet", ".docx", ".pdf", ".xlsx"),
        *(".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".woff2"),
    )

    def render(
        self,
        project: Path,
        output: Path,
        *,
        report: Callable[[str], None],
        pages: Sequence[str] | None = None,
    ) -> Mapping[str, set[str]]:
        """See `Renderer.render`. The error names every page that fails, and why."""
        site = load(project)
        linked = _render(site, output, select(site.pages, pages), report)
        finish(site, output, set().union(*linked.values()))
        return linked


def _render(
    site: Project, output: Path, pages: Sequence[Page], report: Callable[[str], None]
) -> dict[str, set[str]]:
    """Write pages, several at a time; returns the project's files that each needs."""
    findings: list[Finding] = []
    files: dict[str, set[str]] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(_write, page, site, output): page for page in pages}
        try:
            for done in as_completed(running):
                page = running[done]
                try:
                    files[page.source] = done.result()
                    report(page.target)
                except UserError as error:
                    findings += error.findings
        except BaseException:
            # On Ctrl-C the pages that have not begun are not waited for.
            pool.shutdown(cancel_futures=True)
            raise
    if findings:
        # By page; those of one page stay in their order.
        raise UserError.of(sorted(findings, key=lambda finding: finding.where.name))
    return files


def _write(page: Page, site: Project, output: Path) -> set[str]:
    """Write one page; returns the project's files that it needs."""
    html, files = links.rewrite(_html(page, site, _read(page, site)), page, site)
    target = output / page.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, encoding="utf-8")
    return files


class _Source(NamedTuple):
    """A page as it goes into Pandoc: what its template is told, its options, its Markdown."""

    variables: Mapping[str, Any]
    options: Options
    markdown: str


def _read(page: Page, site: Project) -> _Source:
    """Raises UserError with everything that is not supported in the page's source."""
    # Both import pydantic, which a build that renders nothing does without.
    from opsg.rendering import notebook, settings

    path = site.folder / page.source
    if path.suffix == ".ipynb":
        written, parts = notebook.read(path, page.source)
    else:
        text = read_text(path, page.source)
        front, body = split_front_matter(text)
        written = parse(front or "", page.source, 2)
        first_line = text.count("\n") - body.count("\n") + 1
        parts = [unsupported.Part(Place(page.source, line=first_line), body)]
    together = site.settings_of(page, written)
    options = settings.validate(together, page.source)
    findings = [finding for part in parts for finding in unsupported.in_markdown(part)]
    if findings:
        raise UserError.of(findings)
    variables = {name: together[name] for name in together if name not in settings.NAMES}
    return _Source(variables, options, "\n".join(part.markdown for part in parts))


def _html(page: Page, site: Project, source: _Source) -> str:
    """The page's HTML. Raises UserError with what Pandoc says if it fails or warns."""
    title = source.variables.get("pagetitle") or source.variables.get("title")
    if not title:
        raise UserError("the page has no title.", where=page.source, remedy="Give it a `title`.")
    options = source.options
    command = [
        "--from=markdown",
        "--to=html",
        "--standalone",
        "--wrap=none",
        f"--template={options.template}",
        *(f"--css={sheet}" for sheet in options.css),
        *(f"--lua-filter={each}" for each in options.filters),
    ]
    if options.toc:
        command += ["--toc", f"--toc-depth={options.toc_depth}"]
    if options.section_divs:
        command.append("--section-divs")
    if str(title) != site.title:
        command.append(f"--title-prefix={site.title}")
    # JSON is YAML too, and writing it needs no library.
    block = json.dumps(source.variables, ensure_ascii=False)
    markdown = f"---\n{block}\n---\n\n{source.markdown}"
    return pandoc.run(command, markdown, where=page.source, folder=site.folder / page.folder)
