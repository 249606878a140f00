"""Static pictures of charts, written as SVG whose colours are the page's own custom properties.

`trend` and `lines` draw a layout (`opsg.charts.layout`), `bars` and `spark` rows of values. The
elements below them serve the timeline and the pictures of a report too.

A picture stands in for the interactive chart before it is drawn, without JavaScript and in
print. It follows dark mode because it names colours (`var(--better)`) instead of fixing them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from opsg.charts.labels import Label
from opsg.charts.layout import (
    LEVEL_GAP,
    Frame,
    Level,
    LinesLayout,
    TrendLayout,
    marker_top,
    row_baseline,
)
from opsg.core import months

DIRECTION_STYLE = {
    "common_cause": ("circle", "var(--steady)"),
    "improvement": ("diamond", "var(--better)"),
    "concern": ("square", "var(--worse)"),
    "neutral_high": ("triangle-up", "var(--notable)"),
    "neutral_low": ("triangle-down", "var(--notable)"),
}
"""Marker shape and colour of each direction; shape and colour say the same."""

DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")


def picture(content: str, size: tuple[int, int], *, kind: str, label: str) -> str:
    """The whole SVG of a chart; `label` is its alternative text, `kind` its class."""
    width, height = size
    return tag("svg", content, viewBox=f"0 0 {width} {height}", width=width, height=height,
               class_=kind, role="img", aria_label=label)  # fmt: skip


def trend(layout: TrendLayout) -> str:
    """The inside of an XmR chart's picture."""
    frame = layout.frame
    parts = [axes(frame)]
    parts += [_event(frame, label) for label in layout.events]
    parts += [_level(frame, level) for level in layout.levels]
    x = frame.width - frame.right + LEVEL_GAP
    parts += [text(x, name.y + 4, name.text, kind="note") for name in layout.level_names]
    positions = [
        None if point.value is None else (frame.x(point.month), frame.y(point.value))
        for point in layout.points
    ]
    parts.append(tag("path", d=path(positions), class_="run"))
    marks = [
        (position, DIRECTION_STYLE[point.direction], point.reported)
        for point, position in zip(layout.points, positions, strict=True)
        if position is not None
    ]
    for ((shape, colour), reported), alike in groupby(marks, key=lambda mark: mark[1:]):
        parts.append(
            markers(shape, [position for position, *_ in alike], colour, hollow=not reported)
        )
    return "".join(parts)


def lines(layout: LinesLayout) -> str:
    """The inside of a picture of several series; a mark ends each, hollow if not reported."""
    frame = layout.frame
    parts = [axes(frame)]
    for index, line in enumerate(layout.lines):
        points = [
            None if value is None else (frame.x(month), frame.y(value))
            for month, value in zip(layout.span, line.values, strict=True)
        ]
        colour = f"var(--series-{index + 1})"
        dash = DASHES[index] or None
        parts.append(
            tag("path", d=path(points), class_="run", stroke=colour, stroke_dasharray=dash)
        )
        if points[-1] is not None:
            parts.append(marker("circle", *points[-1], colour, hollow=not line.reported, size=3))
    return "".join(parts)


def axes(frame: Frame) -> str:
    """Grid lines with their values, and the months below."""
    right = frame.width - frame.right
    rows = "".join(
        tag("line", x1=frame.left, x2=right, y1=frame.y(tick), y2=frame.y(tick), class_="grid")
        + text(frame.left - 7, frame.y(tick) + 4, frame.tick_label(tick), anchor="end")
        for tick in frame.ticks
    )
    return rows + "".join(
        text(frame.x(month), frame.height - 8, months.short(month), anchor="middle")
        for month in frame.named_months()
    )


def _event(frame: Frame, label: Label) -> str:
    line = tag(
        "line", x1=label.marker, x2=label.marker, y1=marker_top(label),
        y2=frame.height - frame.bottom, class_="event",
    )  # fmt: skip
    return line + "".join(
        text(label.x, row_baseline(row), words, anchor=label.anchor, kind="event")
        for row, words in enumerate(label.lines, start=label.row)
    )


def _level(frame: Frame, level: Level) -> str:
    y = frame.y(level.value)
    return tag(
        "line", x1=frame.x(level.start), x2=frame.x(level.end), y1=y, y2=y, class_=level.kind
    )


class Bar(NamedTuple):
    """A bar: what it is of, its value, and what is told of its trend.

    One with a `direction` is marked as such. `place` is told of a bar that does not follow the one
    before it. `provenance` is the value's.
    """

    label: str
    value: float | None
    trend: str = ""
    direction: str | None = None
    place: str = ""
    provenance: str | None = None


def bars(
    width: int, rows: Sequence[tuple[Bar, str]], *, hollow: bool = False
) -> tuple[str, tuple[int, int]]:
    """The inside of a picture of bars, one a row with its value in words, and its size.

    The label stands above its bar, so that it is readable at any width; a bar that is marked has a
    shape and a word there. Illustrative bars are `hollow`. Where there is no value there is no bar,
    which would look like a small one.
    """
    pitch, largest = 40, max((bar.value or 0 for bar, _ in rows), default=0) or 1
    reserved = 8 * max((len(words) for _, words in rows), default=0) + 10
    parts = []
    for index, (bar, words) in enumerate(rows):
        top = index * pitch
        length = round((bar.value or 0) / largest * (width - reserved), 1)
        shape, colour = DIRECTION_STYLE[bar.direction] if bar.direction else ("", "var(--brand)")
        says = [bar.label, bar.trend.lower() if shape else "", bar.place]
        parts.append(marker(shape, 7, top + 9.5, colour, hollow=False) if shape else "")
        parts.append(text(18 if shape else 0, top + 14, " · ".join(filter(None, says)),
                          kind="bar-label"))  # fmt: skip
        if bar.value is None:
            parts.append(text(0, top + 30, words, kind="bar-value"))
            continue
        parts.append(tag("rect", x=1, y=top + 19, width=max(length, 1), height=13, rx=2,
                         fill="none" if hollow else colour, stroke=colour))  # fmt: skip
        parts.append(text(max(length, 1) + 6, top + 30, words, kind="bar-value"))
    return "".join(parts), (width, pitch * len(rows) + 4)


def spark(values: Sequence[float | None], direction: str, label: str, *, reported: bool) -> str:
    """A sparkline 108 × 26 of the values, its last point marked by its direction.

    The mark is hollow unless the last value is `reported`.
    """
    present = [value for value in values if value is not None]
    if len(present) < 2:
        return ""
    low, high = min(present), max(present)
    extent = (high - low) or 1

    def position(index: int, value: float | None) -> tuple[float, float] | None:
        if value is None:
            return None
        return (
            round(4 + index * 98 / (len(values) - 1), 1),
            round(21 - (value - low) / extent * 16, 1),
        )

    positions = [position(index, value) for index, value in enumerate(values)]
    shape, colour = DIRECTION_STYLE[direction]
    end = positions[-1]
    content = tag("path", d=path(positions), class_="run")
    if end is not None:
        content += marker(shape, *end, colour, hollow=not reported, size=2.8)
    return picture(content, (108, 26), kind="spark", label=label)


def tag(name: str, content: str = "", **attributes: object) -> str:
    """An element as text; `_` in attribute names becomes `-`, values are escaped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "") -> str:
    """A label at a place; `kind` is its class."""
    return tag("text", escape(content, quote=False), x=round(x, 1), y=round(y, 1),
               text_anchor=anchor, class_=kind or None)  # fmt: skip


def marker(shape: str, x: float, y: float, colour: str, *, hollow: bool, size: float = 4.2) -> str:
    """A point's mark: a circle, diamond, square or triangle; hollow if it is illustrative."""
    name, outline = _outline(shape, x, y, size)
    return tag(name, **outline, **_look(colour, hollow=hollow))


def ring(x: float, y: float, title: str = "", shape: str = "circle") -> str:
    """The mark of what is published elsewhere: an outline with a dot, which no other mark has."""
    label = tag("title", escape(title)) if title else ""
    name, outline = _outline(shape, round(x, 1), y, 4.6)
    dot = tag("circle", cx=round(x, 1), cy=y, r=1.7, class_="dot")
    return tag("g", label + tag(name, **outline, class_="ring") + dot, class_="published")


def markers(shape: str, points: Sequence[tuple[float, float]], colour: str, *, hollow: bool) -> str:
    """The marks of several points that look the same, which takes fewer letters than each alone."""
    outlines = [_outline(shape, x, y, 4.2) for x, y in points]
    marks = "".join(tag(name, **outline) for name, outline in outlines)
    return tag("g", marks, **_look(colour, hollow=hollow))


def _look(colour: str, *, hollow: bool) -> dict[str, Any]:
    return {"fill": "var(--paper)" if hollow else colour, "stroke": colour, "stroke_width": 1.8}


def _outline(shape: str, x: float, y: float, size: float) -> tuple[str, dict[str, Any]]:
    """The element of a mark, and where it stands."""
    if shape == "circle":
        return "circle", {"cx": x, "cy": y, "r": size}
    corners = {
        "diamond": ((0, -1.45), (1.45, 0), (0, 1.45), (-1.45, 0)),
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle-up": ((0, -1.3), (1.25, 1), (-1.25, 1)),
        "triangle-down": ((0, 1.3), (1.25, -1), (-1.25, -1)),
    }[shape]
    points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners)
    return "polygon", {"points": points}


def path(points: Sequence[tuple[float, float] | None]) -> str:
    """A path through the points, broken where one is missing.

    >>> path([(1, 2), (3, 4), None, (5, 6)])
    'M1 2L3 4M5 6'
    """
    commands, pen_down = [], False
    for point in points:
        if point is not None:
            commands.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = point is not None
    return "".join(commands)
