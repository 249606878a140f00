"""The parts that the pages of all issues have in common, and their order.

`issue.opening()` and `issue.closing()` show them, before and after an issue's own analysis. A new
part for every issue is a line here, and a method of `IssuePage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from opsg.charts.chart import Chart
from opsg.core.html import Html, Markdown

if TYPE_CHECKING:
    from opsg.pages.issue import IssuePage

Piece = Chart | Html | Markdown


class Part(NamedTuple):
    """A part of a page: the method that makes it, its heading, and what an issue needs for it."""

    method: str
    heading: str = ""
    needs: Literal["", "headline", "datasets"] = ""


OPENING = (
    Part("stages"),
    Part("headline", needs="headline"),
    Part("sidebar"),
    Part("trend", needs="headline"),
    Part("issue_and_impact", "Issue and Impact"),
    Part("status", "Status"),
    Part("next_steps", "Next Steps"),
    Part("figures", "Reported figures"),
)

CLOSING = (
    Part("modifications", "Modifications"),
    Part("history", "Earlier papers"),
    Part("references", "References"),
    Part("since_paper"),
    Part("downloads", "Data", needs="datasets"),
    Part("neighbours"),
)


class Pieces(tuple[Piece, ...]):
    """Pieces of a page that a cell shows one after the other, as outputs of their own."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(*self)


def shown(issue: IssuePage, parts: Iterable[Part]) -> Pieces:
    """The parts that an issue has, each below its heading."""
    return Pieces(_pieces(issue, parts))


def _pieces(issue: IssuePage, parts: Iterable[Part]) -> Iterator[Piece]:
    for part in parts:
        if part.needs and not getattr(issue.issue, part.needs):
            continue
        piece: Piece = getattr(issue, part.method)()
        if isinstance(piece, Html) and not piece.html:
            continue
        if part.heading:
            yield Markdown(f"## {part.heading}")
        yield piece
