"""The pictures of a report: the stages as SVG that stands alone, and SVG as PNG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsg.charts import svg
from opsg.charts.standalone import alone
from opsg.exports.paper import typst

RESOLUTION = 220
"""Dots an inch of a PNG, at the width that it has on the page."""

WIDTH = 482
"""How wide a picture is on the page, in points: the text's width on A4."""


def chevrons(stages: Sequence[str], current: int) -> str:
    """The stages as a row of arrows: those passed, the `current` one, and those to come."""
    width, height, tip = 720, 36, 12
    each = (width - tip) / len(stages)
    parts = []
    for place, stage in enumerate(stages):
        left = place * each
        right = left + each - 4
        back = tip if place else 0
        kind = "now" if place == current else "passed" if place < current else "ahead"
        corners = (
            (left, 1), (right, 1), (right + tip, height / 2), (right, height - 1),
            (left, height - 1), (left + back, height / 2),
        )  # fmt: skip
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        middle = (left + back + right + tip / 2) / 2
        parts.append(svg.tag("polygon", points=points, class_=kind))
        parts.append(
            svg.text(middle, height / 2 + 4.5, stage, anchor="middle", kind=f"{kind} stage")
        )
    return alone("".join(parts), width, height)


def png(drawn: Mapping[str, str]) -> dict[str, bytes]:
    """The pictures as PNG, as wide as the text of a page."""
    return typst.png(drawn, width=WIDTH, resolution=RESOLUTION)
