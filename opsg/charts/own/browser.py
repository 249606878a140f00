"""Pictures of any Plotly figure, drawn by Kaleido where it finds a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsg.charts.own.reading import Figure
from opsg.core.errors import UserError


@dataclass(frozen=True)
class Drawn:
    """The insides of the pictures of a figure in its sizes, and the figure as it was drawn."""

    sizes: dict[str, tuple[int, int]]
    contents: Sequence[str]
    figure: Figure


def pictures(figure: Figure, odd: Sequence[str], *, illustrative: bool) -> Drawn:
    """The pictures; `odd` names what only a browser draws. Raises UserError if there is none."""
    raise UserError(
        f"No picture can be drawn of the figure: it has {', '.join(odd)}.",
        remedy="Draw it of lines, bars or points.",
    )
