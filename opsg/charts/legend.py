"""What the marks of a chart mean, as a list below it; only what the chart shows is named."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from opsg.charts import svg
from opsg.charts.layout import TrendLayout

if TYPE_CHECKING:
    from opsg.charts.own.marks import Series

_DIRECTIONS = {
    "common_cause": "within the usual range",
    "improvement": "improving beyond chance",
    "concern": "worsening beyond chance",
    "neutral_high": "higher than usual",
    "neutral_low": "lower than usual",
}


def trend(layout: TrendLayout) -> str:
    """The legend of an XmR chart."""
    points = [point for point in layout.points if point.value is not None]
    limits = any(level.kind == "limit" for level in layout.levels)
    directions = {point.direction for point in points}
    entries = [
        _mark(*svg.DIRECTION_STYLE[direction], hollow=False, label=label)
        for direction, label in _DIRECTIONS.items()
        if direction in directions and (limits or direction != "common_cause")
    ]
    if any(not point.reported for point in points):
        entries.append(_mark("circle", "var(--steady)", hollow=True, label="illustrative"))
        if any(point.reported for point in points):
            entries.append(
                _mark("circle", "var(--steady)", hollow=False, label="reported (filled)")
            )
    if limits:
        line = svg.tag("line", x1=0, x2=16, y1=8, y2=8, class_="limit")
        entries.append(_entry(line, "limits of the usual range"))
    return f'<ul class="legend">{"".join(entries)}</ul>' if entries else ""


def lines(names: Sequence[str], label: str) -> str:
    """The legend of several series; `label` says what they are."""
    entries = "".join(
        _entry(_line(f"var(--series-{index + 1})", index), name, 28)
        for index, name in enumerate(names)
    )
    return f'<ul class="legend" aria-label="{escape(label)}">{entries}</ul>'


def own(series: Sequence[Series], label: str, *, hollow: bool) -> str:
    """The legend of an analyst's own figure, which says too if it is not reported."""
    entries = [_own_entry(one, hollow=hollow) for one in series]
    if hollow:
        entries.append(_mark("circle", "var(--steady)", hollow=True, label="illustrative"))
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<ul class="legend"{named}>{"".join(entries)}</ul>' if entries else ""


def _own_entry(one: Series, *, hollow: bool) -> str:
    if one.dash is not None:
        return _entry(_line(one.colour, one.dash), one.name, 28)
    if one.bars:
        fill = "none" if hollow else one.colour
        box = svg.tag("rect", x=2, y=3, width=12, height=10, fill=fill, stroke=one.colour)
        return _entry(box, one.name)
    return _mark(one.symbol or "circle", one.colour, hollow=hollow, label=one.name)


def _mark(shape: str, colour: str, *, hollow: bool, label: str) -> str:
    return _entry(svg.marker(shape, 8, 8, colour, hollow=hollow), label)


def _line(colour: str, dash: int) -> str:
    return svg.tag(
        "line", x1=0, x2=28, y1=8, y2=8, stroke=colour, stroke_width=2.4,
        stroke_dasharray=svg.DASHES[dash] or None,
    )  # fmt: skip


def _entry(mark: str, label: str, width: int = 16) -> str:
    drawing = svg.tag("svg", mark, width=width, height=16, aria_hidden="true")
    return f"<li>{drawing}{escape(label)}</li>"
