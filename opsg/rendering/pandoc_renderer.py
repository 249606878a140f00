"""The embedded renderer: Pandoc from its Python wheel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from opsg.rendering.project import survey
from opsg.rendering.resources import finish


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
        from opsg.rendering import pandoc

        linked = pandoc.render(project, output, pages, report)
        finish(survey(project), output, {file for files in linked.values() for file in files})
        return linked
