"""The renderer that needs no download: pages made by Pandoc, with as much of Quarto as they use."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from opsg.core.errors import Finding, UserError
from opsg.core.pandoc import Converter
from opsg.rendering import links
from opsg.rendering.project import Page, Project, load, select

if TYPE_CHECKING:
    from opsg.rendering.source import Source


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
        # It imports pydantic, which a build that renders nothing does without.
        from opsg.rendering.source import read_all, require_shown

        site = load(project)
        sources, findings = read_all(site, select(site.pages, pages))
        if findings:
            require_shown(site, sources, findings)
        return _render(site, output, sources, report, partial(require_shown, site, sources))


def _render(
    site: Project,
    output: Path,
    sources: Mapping[Page, Source],
    report: Callable[[str], None],
    look: Callable[[], None],
) -> dict[str, set[str]]:
    """Write pages, several at a time; returns the project's files that each needs.

    `look` raises UserError where one cannot be shown.
    """
    findings: list[Finding] = []
    files: dict[str, set[str]] = {}
    at_once = min(os.cpu_count() or 1, len(sources))
    idle: SimpleQueue[Converter] = SimpleQueue()
    with ExitStack() as processes, ThreadPoolExecutor(at_once) as pool:
        for _ in range(at_once):
            idle.put(processes.enter_context(Converter()))
        running = {
            pool.submit(_write, page, source, site, output, idle): page
            for page, source in sources.items()
        }
        try:
            look()
            for done in as_completed(running):
                page = running[done]
                try:
                    files[page.source] = done.result()
                    report(page.target)
                except UserError as error:
                    findings += error.findings
        except BaseException:
            # The pages that have not begun are not waited for, on Ctrl-C too.
            pool.shutdown(cancel_futures=True)
            raise
    if findings:
        # By page; those of one page stay in their order.
        raise UserError.of(sorted(findings, key=lambda finding: finding.where.name))
    return files


def _write(
    page: Page, source: Source, site: Project, output: Path, idle: SimpleQueue[Converter]
) -> set[str]:
    """Write one page; returns the project's files that it needs."""
    html, files = links.rewrite(_html(page, site, source, idle), page, site)
    target = output / page.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, encoding="utf-8")
    return files


def _html(page: Page, site: Project, source: Source, idle: SimpleQueue[Converter]) -> str:
    """The page's HTML. Raises UserError with what Pandoc says if it fails or warns."""
    options = source.options
    prefix = {"title-prefix": site.title} if source.title != site.title else {}
    # JSON is YAML too, and writing it needs no library.
    block = json.dumps(source.variables, ensure_ascii=False)
    converter = idle.get()
    try:
        return converter.convert(
            f"---\n{block}\n---\n\n{source.markdown}",
            where=page.source,
            reader="markdown",
            writer="html",
            write={
                "wrap_text": "none",
                "variables": {"css": list(options.css), **prefix},
                "table_of_contents": options.toc,
                "toc_depth": options.toc_depth,
                "section_divs": options.section_divs,
            },
            template=options.template,
            filters=[each.path for each in options.filters],
            cites=source.cites,
            folder=str(site.folder / page.folder),
        )
    finally:
        idle.put(converter)
