"""Static pictures of charts, written as SVG whose colours are the page's own custom properties.

A picture stands in for the interactive chart before it is drawn, without JavaScript and in
print. It follows dark mode because it names colours (`var(--better)`) instead of fixing them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, NamedTuple

from opsg import months

WIDE = (720, 320)
NARROW = (360, 280)

DIRECTION_STYLE = {
    "common_cause": ("circle", "var(--steady)"),
    "improvement": ("diamond", "var(--better)"),
    "concern": ("square", "var(--worse)"),
    "neutral_high": ("triangle-up", "var(--notable)"),
    "neutral_low": ("triangle-down", "var(--notable)"),
}
"""Marker shape and colour of each direction; shape and colour say the same."""

DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")


class Point(NamedTuple):
    """One month of a trend: its value and how it is to be marked."""

    month: date
    value: float | None
    direction: str = "common_cause"
    reported: bool = False


class Limits(NamedTuple):
    """The mean and limits that hold from `start` to `end`, both included."""

    start: date
    end: date
    mean: float
    lower: float | None
    upper: float | None


class Event(NamedTuple):
    """Something that happened, drawn as an upright line."""

    month: date
    title: str


def tag(name: str, content: str = "", **attributes: object) -> str:
    """An element as text; `_` in attribute names becomes `-`, values are escaped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers (1, 2 or 5 times a power of ten) that cover `low` to `high`."""
    if low == high:
        low, high = (low - 1, high + 1) if low == 0 else (low - abs(low) / 2, high + abs(high) / 2)
    raw = (high - low) / max(count - 1, 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


@dataclass(frozen=True)
class Frame:
    """The drawing area: months across, values upwards, inside margins for the labels."""

    width: int
    height: int
    first: date
    last: date
    marks: list[float]
    left: int = 48
    right: int = 12
    top: int = 26
    bottom: int = 28

    def x(self, month: date) -> float:
        steps = months.between(self.first, self.last) or 1
        place = months.between(self.first, month) / steps
        return round(self.left + place * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        place = (value - self.marks[0]) / (self.marks[-1] - self.marks[0])
        return round(self.height - self.bottom - place * self._depth, 1)

    @property
    def _depth(self) -> int:
        return self.height - self.top - self.bottom

    def axes(self, format_value: Callable[[float], str]) -> str:
        """Grid lines with their values, and the months below."""
        rows = "".join(
            tag("line", x1=self.left, x2=self.width - self.right, y1=self.y(v), y2=self.y(v),
                class_="grid")
            + text(self.left - 7, self.y(v) + 4, format_value(v), anchor="end")
            for v in self.marks
        )  # fmt: skip
        return rows + "".join(self._month_labels())

    def _month_labels(self) -> Iterable[str]:
        every = math.ceil((months.between(self.first, self.last) + 1) / (self.width / 110))
        shown = months.span(self.first, self.last)[::-1][::every]
        for month in shown:
            anchor = "end" if month == self.last else "middle"
            where = min(self.x(month) + 8, self.width - 2) if anchor == "end" else self.x(month)
            yield text(where, self.height - 8, months.short(month), anchor=anchor)


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "") -> str:
    """A label at a place; `kind` is its class."""
    return tag("text", escape(content, quote=False), x=round(x, 1), y=round(y, 1),
               text_anchor=anchor, class_=kind or None)  # fmt: skip


def marker(shape: str, x: float, y: float, colour: str, *, hollow: bool, size: float = 4.2) -> str:
    """A point's mark: a circle, diamond, square or triangle; hollow if it is illustrative."""
    style: dict[str, Any] = {
        "fill": "var(--paper)" if hollow else colour,
        "stroke": colour,
        "stroke_width": 1.8,
    }
    if shape == "circle":
        return tag("circle", cx=x, cy=y, r=size, **style)
    corners = {
        "diamond": ((0, -1.45), (1.45, 0), (0, 1.45), (-1.45, 0)),
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle-up": ((0, -1.3), (1.25, 1), (-1.25, 1)),
        "triangle-down": ((0, 1.3), (1.25, -1), (-1.25, -1)),
    }[shape]
    places = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners)
    return tag("polygon", points=places, **style)


def path(places: Sequence[tuple[float, float] | None]) -> str:
    """A path through the places, broken where one is missing."""
    commands, pen_down = [], False
    for place in places:
        if place is not None:
            commands.append(f"{'L' if pen_down else 'M'}{place[0]:g} {place[1]:g}")
        pen_down = place is not None
    return "".join(commands)


def picture(content: str, size: tuple[int, int], *, kind: str, label: str) -> str:
    """The whole SVG of a chart; `label` is its alternative text, `kind` its class."""
    width, height = size
    return tag("svg", content, viewBox=f"0 0 {width} {height}", width=width, height=height,
               class_=kind, role="img", aria_label=label)  # fmt: skip


def trend(
    size: tuple[int, int],
    points: Sequence[Point],
    limits: Sequence[Limits],
    events: Sequence[Event],
    target: float | None,
    format_value: Callable[[float], str],
) -> str:
    """The inside of an XmR chart's picture."""
    values = [p.value for p in points if p.value is not None]
    bounds = [b for run in limits for b in (run.lower, run.upper, run.mean) if b is not None]
    extremes = values + bounds + ([target] if target is not None else [])
    frame = Frame(*size, points[0].month, points[-1].month, ticks(min(extremes), max(extremes)))
    parts = [frame.axes(format_value)]
    parts += [_event(frame, event, place) for place, event in enumerate(events)]
    parts += [_limits(frame, run, last=run is limits[-1]) for run in limits]
    if target is not None:
        parts.append(_level(frame, frame.first, frame.last, target, "target", "target"))
    places = [None if p.value is None else (frame.x(p.month), frame.y(p.value)) for p in points]
    parts.append(tag("path", d=path(places), class_="run"))
    for point, place in zip(points, places, strict=True):
        if place is not None:
            shape, colour = DIRECTION_STYLE[point.direction]
            parts.append(marker(shape, *place, colour, hollow=not point.reported))
    return "".join(parts)


def _limits(frame: Frame, run: Limits, *, last: bool) -> str:
    levels = [(run.mean, "mean", "mean"), (run.upper, "limit", "upper limit")]
    levels.append((run.lower, "limit", "lower limit"))
    return "".join(
        _level(frame, run.start, run.end, level, kind, label if last else "")
        for level, kind, label in levels
        if level is not None
    )


def _level(frame: Frame, start: date, end: date, value: float, kind: str, label: str) -> str:
    line = tag("line", x1=frame.x(start), x2=frame.x(end), y1=frame.y(value), y2=frame.y(value),
               class_=kind)  # fmt: skip
    if not label:
        return line
    return line + text(frame.x(end), frame.y(value) - 5, label, anchor="end", kind="note")


def _event(frame: Frame, event: Event, place: int) -> str:
    x, top = frame.x(event.month), frame.top - 8
    left_half = x < frame.width / 2
    return tag(
        "line", x1=x, x2=x, y1=top, y2=frame.height - frame.bottom, class_="event"
    ) + text(
        x + (5 if left_half else -5), top + 2 + 14 * (place % 3), event.title,
        anchor="start" if left_half else "end", kind="event",
    )  # fmt: skip


def lines(
    size: tuple[int, int],
    span: Sequence[date],
    series: Sequence[tuple[str, Sequence[float | None]]],
    format_value: Callable[[float], str],
) -> str:
    """The inside of a picture of several series by month, told apart by colour and dash."""
    values = [v for _, row in series for v in row if v is not None]
    frame = Frame(*size, span[0], span[-1], ticks(min([*values, 0]), max(values)), top=12)
    parts = [frame.axes(format_value)]
    for index, (_, row) in enumerate(series):
        places = [
            None if v is None else (frame.x(m), frame.y(v)) for m, v in zip(span, row, strict=True)
        ]
        colour = f"var(--series-{index + 1})"
        parts.append(
            tag("path", d=path(places), class_="run", stroke=colour,
                stroke_dasharray=DASHES[index] or None)
        )  # fmt: skip
        if places[-1] is not None:
            parts.append(marker("circle", *places[-1], colour, hollow=False, size=3))
    return "".join(parts)


def bars(
    width: int,
    rows: Sequence[tuple[str, float | None, str, str]],
) -> tuple[str, tuple[int, int]]:
    """The inside of a picture of bars, one a row (label, value, text, colour), and its size.

    The label stands above its bar, so that it is readable at any width.
    """
    pitch, largest = 40, max((value or 0 for _, value, _, _ in rows), default=0) or 1
    reserved = 8 * max((len(shown) for _, _, shown, _ in rows), default=0) + 10
    parts = []
    for index, (label, value, shown, colour) in enumerate(rows):
        top = index * pitch
        length = round((value or 0) / largest * (width - reserved), 1)
        parts.append(text(0, top + 14, label, kind="bar-label"))
        parts.append(tag("rect", x=0, y=top + 19, width=max(length, 1), height=13, rx=2,
                         fill=colour))  # fmt: skip
        parts.append(text(max(length, 1) + 6, top + 30, shown, kind="bar-value"))
    return "".join(parts), (width, pitch * len(rows) + 4)


def spark(values: Sequence[float | None], direction: str, label: str) -> str:
    """A sparkline 108 × 26 of the values, its last point marked by its direction."""
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    reach = (high - low) or 1

    def place(index: int, value: float | None) -> tuple[float, float] | None:
        if value is None:
            return None
        return (
            round(4 + index * 98 / (len(values) - 1), 1),
            round(21 - (value - low) / reach * 16, 1),
        )

    places = [place(index, value) for index, value in enumerate(values)]
    shape, colour = DIRECTION_STYLE[direction]
    end = places[-1]
    content = tag("path", d=path(places), class_="run")
    if end is not None:
        content += marker(shape, *end, colour, hollow=False, size=2.8)
    return picture(content, (108, 26), kind="spark", label=label)
