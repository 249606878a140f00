"""The two ways of making pages out of the assembled project: Quarto, and Pandoc without it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol


class Renderer(Protocol):
    """Something that makes the site's pages."""

    @property
    def name(self) -> str:
        """What it is called in progress and errors."""

    @property
    def version(self) -> str:
        """What tells two of the name apart that may render differently."""

    @property
    def unread(self) -> tuple[str, ...]:
        """How the names of files end that go to readers as they are.

        Pages depend on which of these there are, never on what is in them.
        """

    def render(
        self,
        project: Path,
        output: Path,
        *,
        report: Callable[[str], None],
        pages: Sequence[str] | None = None,
    ) -> Mapping[str, set[str]]:
        """Render the project's pages into the folder `output`.

        `pages` are the sources to render (`issues/han-stability.ipynb`), None for all of them.
        `report` is told of every page as the site has it (`issues/han-stability.html`) and of
        what else is worth reading. Returns the project's files that each page links to, by its
        source. Raises UserError that names page and cause.
        """


def choose(name: Literal["auto", "quarto", "pandoc"]) -> Renderer:
    """The renderer called `name`; `auto` is Quarto where a supported one is found, else Pandoc.

    Raises UserError if Quarto is asked for by name and there is none, or too old a one.
    """
    from opsg.rendering import quarto
    from opsg.rendering.pandoc import Pandoc

    if name == "pandoc":
        return Pandoc()
    if name == "quarto":
        return quarto.Quarto(quarto.require())
    program = quarto.find()
    if program is None or quarto.too_old(quarto.version(program)):
        return Pandoc()
    return quarto.Quarto(program)
