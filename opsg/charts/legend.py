"""What the marks of a chart mean, as a list below it; only what the chart shows is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from opsg.charts import svg
from opsg.charts.layout import TrendLayout
from opsg.charts.own import hatches

if TYPE_CHECKING:
    from opsg.charts.own.marks import Marks, Series

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
    return _list(entries)


def lines(names: Sequence[str], label: str) -> str:
    """The legend of several series; `label` says what they are."""
    entries = [
        _entry(_line(f"var(--series-{index + 1})", index), name, 28)
        for index, name in enumerate(names)
    ]
    return _list(entries, label)


def outlines(shapes: Iterable[tuple[str, str]]) -> str:
    """The legend of marks of what is published elsewhere: of each shape what it means."""
    return _list([_entry(svg.ring(8, 8, shape=shape), label) for shape, label in shapes])


def own(marks: Marks, label: str, name: str, *, hollow: bool) -> str:
    """The legend of an analyst's own figure, which says too if it is not reported.

    `name` begins those of the patterns in it.
    """
    entries = [
        _own_entry(one, f"{name}-{index}", hollow=hollow) for index, one in enumerate(marks.named)
    ]
    if hollow and all(one.bars for one in marks.series):
        entries.append(_box("", "var(--steady)", "illustrative", name, hollow=True))
    elif hollow:
        entries.append(_mark("circle", "var(--steady)", hollow=True, label="illustrative"))
    return _list(entries, label)


def _own_entry(one: Series, name: str, *, hollow: bool) -> str:
    if one.dash is not None:
        return _entry(_line(one.colour, one.dash), one.name, 28)
    if one.bars:
        return _box(one.hatch, one.colour, one.name, name, hollow=hollow)
    return _mark(one.symbol or "circle", one.colour, hollow=hollow, label=one.name)


def _box(hatch: str, colour: str, label: str, name: str, *, hollow: bool) -> str:
    filled, pattern = hatches.fill(hatch, colour, name, hollow=hollow)
    box = svg.tag("rect", x=1, y=2, width=14, height=12, fill=filled, stroke=colour)
    return _entry(pattern + box, label)


def _mark(shape: str, colour: str, *, hollow: bool, label: str) -> str:
    return _entry(svg.marker(shape, 8, 8, colour, hollow=hollow), label)


def _line(colour: str, dash: int) -> str:
    return svg.tag(
        "line", x1=0, x2=28, y1=8, y2=8, stroke=colour, stroke_width=2.4,
        stroke_dasharray=svg.DASHES[dash] or None,
    )  # fmt: skip


def _list(entries: Sequence[str], label: str = "") -> str:
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<ul class="legend"{named}>{"".join(entries)}</ul>' if entries else ""


def _entry(mark: str, label: str, width: int = 16) -> str:
    drawing = svg.tag("svg", mark, width=width, height=16, aria_hidden="true")
    return f"<li>{drawing}{escape(label)}</li>"
