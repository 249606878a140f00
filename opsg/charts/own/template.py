"""The house's template for Plotly: its colours by name, its letters, its quiet axes.

`use` makes it the default of a notebook; before that, processes that share one can `register` it
once. The site's script puts the page's colours in for their names.
"""

from __future__ import annotations

from typing import Any

from opsg.charts.plotly import HOVER, LETTERS

NAME = "opsg"
COLOURS = tuple(f"var(--series-{number})" for number in range(1, 7))

_AXIS = {
    "automargin": True,
    "fixedrange": True,
    "gridcolor": "var(--line)",
    "linecolor": "var(--line-strong)",
    "tickcolor": "var(--line-strong)",
    "zerolinecolor": "var(--line-strong)",
    "zerolinewidth": 1,
    "ticklabelstandoff": 6,
    "title": {"font": LETTERS},
}
# A scale of colours cannot change with the page: it goes from what both papers leave readable.
_SCALE = [[0, "#d3dfe4"], [0.5, "#4d93ad"], [1, "#0a4d68"]]
LAYOUT: dict[str, Any] = {
    "colorway": COLOURS,
    "colorscale": {"sequential": _SCALE, "sequentialminus": _SCALE},
    "coloraxis": {"colorbar": {"outlinewidth": 0, "thickness": 12}},
    "paper_bgcolor": "var(--paper)",
    "plot_bgcolor": "var(--paper)",
    "font": LETTERS,
    "hovermode": "closest",
    "dragmode": False,
    "hoverlabel": HOVER,
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    "margin": {"l": 48, "r": 24, "t": 44, "b": 40},
    "xaxis": {**_AXIS, "showgrid": False},
    "yaxis": _AXIS,
}


def register() -> None:
    """Let Plotly know the template by its name, which takes it a tenth of a second once."""
    from plotly import graph_objects as go
    from plotly import io

    if NAME not in io.templates:
        io.templates[NAME] = go.layout.Template(layout=LAYOUT)


def use() -> None:
    """Make the template the default of figures made from now on."""
    from plotly import io

    register()
    if io.templates.default != NAME:  # Plotly takes a while to look at what it is given
        io.templates.default = NAME
