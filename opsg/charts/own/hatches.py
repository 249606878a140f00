"""Hatches that tell the bars of several series apart without their colour.

Hollow bars have them in their colour on paper, others in paper on their colour.
"""

from __future__ import annotations

from typing import Any

from opsg.charts import svg

_SIDE = 8
_RISING, _FALLING = "M-2 2L2 -2M0 8L8 0M6 10L10 6", "M-2 6L2 10M0 0L8 8M6 -2L10 2"
_DRAWN = {
    "": "", "/": _RISING, ".": "M3 4H5", "x": _RISING + _FALLING, "-": "M0 4H8", "\\": _FALLING,
    "|": "M4 0V8", "+": "M0 4H8M4 0V8",
}  # fmt: skip
SHAPES = tuple(_DRAWN)
"""Their names as Plotly has them; the first is that of none."""


def fill(shape: str, colour: str, name: str, *, hollow: bool) -> tuple[str, str]:
    """What a bar is filled with, and the pattern called `name` that the picture needs for it."""
    ground, ink = _colours(colour, hollow=hollow)
    if not shape:
        return ground, ""
    paper = svg.tag("rect", width=_SIDE, height=_SIDE, fill=ground)
    lines = svg.tag("path", d=_DRAWN[shape], stroke=ink, stroke_width=2 if shape == "." else 1.2)
    pattern = svg.tag("pattern", paper + lines, id=name, width=_SIDE, height=_SIDE,
                      patternUnits="userSpaceOnUse")  # fmt: skip
    return f"url(#{name})", pattern


def marker(shape: str, colour: str, *, hollow: bool) -> dict[str, Any]:
    """The same for Plotly, as the marker of a trace."""
    ground, ink = _colours(colour, hollow=hollow)
    if not shape:
        return {"color": ground}
    pattern = {"shape": shape, "fgcolor": ink, "bgcolor": ground, "size": _SIDE, "solidity": 0.15}
    return {"color": ground, "pattern": pattern}


def _colours(colour: str, *, hollow: bool) -> tuple[str, str]:
    return ("var(--paper)", colour) if hollow else (colour, "var(--paper)")
