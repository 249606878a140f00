"""The embedded renderer: Pandoc from its Python wheel."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from opsg.core.errors import UserError
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


def binary() -> str:
    """The Pandoc that comes with the Python package. Raises UserError if it is missing."""
    package = importlib.util.find_spec("pypandoc")
    folder = Path(package.origin).parent if package and package.origin else Path()
    found = shutil.which("pandoc", path=str(folder / "files"))
    if found is None:
        raise UserError(
            "the Pandoc of the package pypandoc_binary is missing.",
            remedy="Install the project anew: `make site` does.",
        )
    return found
