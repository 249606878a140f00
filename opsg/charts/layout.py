"""The static pictures of charts by month: a trend with its limits and events, or several series."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from opsg.analysis.measures import Limits
from opsg.charts import labels, svg
from opsg.charts.labels import LINE, Placed, Upright
from opsg.core import months

WIDE = (720, 320)
NARROW = (360, 280)

LEVEL_GAP = 10
"""How far right of the drawing area the names of levels stand."""


class Point(NamedTuple):
    """One month of a trend: its value and how it is to be marked."""

    month: date
    value: float | None
    direction: str = "common_cause"
    reported: bool = False


class Event(NamedTuple):
    """Something that happened, drawn as an upright line."""

    month: date
    title: str


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
    right: int = 32
    top: int = 12
    bottom: int = 28

    @property
    def across(self) -> int:
        """How wide the drawing area is."""
        return self.width - self.left - self.right

    @property
    def depth(self) -> int:
        """How high the drawing area is."""
        return self.height - self.top - self.bottom

    def x(self, month: date) -> float:
        """Where a month stands."""
        place = months.between(self.first, month) / self.steps
        return round(self.left + place * self.across, 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        place = (value - self.marks[0]) / (self.marks[-1] - self.marks[0])
        return round(self.height - self.bottom - place * self.depth, 1)

    @property
    def steps(self) -> int:
        """How many months lie between the first and the last; one if they are the same."""
        return months.between(self.first, self.last) or 1

    def month_marks(self) -> list[date]:
        """The months that are named below the axis, the last always among them."""
        every = math.ceil((self.steps + 1) / (self.width / 110))
        return months.span(self.first, self.last)[::-1][::every][::-1]

    def axes(self, format_value: Callable[[float], str]) -> str:
        """Grid lines with their values, and the months below."""
        rows = "".join(
            svg.tag("line", x1=self.left, x2=self.width - self.right, y1=self.y(v), y2=self.y(v),
                class_="grid")
            + svg.text(self.left - 7, self.y(v) + 4, format_value(v), anchor="end")
            for v in self.marks
        )  # fmt: skip
        return rows + "".join(
            svg.text(self.x(month), self.height - 8, months.short(month), anchor="middle")
            for month in self.month_marks()
        )


class Level(NamedTuple):
    """A level with its name: the `kind` of its line, and the height at which its name stands."""

    kind: str
    name: str
    y: float


class Plan(NamedTuple):
    """Where everything of a trend's picture stands."""

    frame: Frame
    events: list[Placed]
    levels: list[Level]


def plan(
    size: tuple[int, int],
    points: Sequence[Point],
    limits: Sequence[Limits],
    events: Sequence[Event],
    target: float | None,
) -> Plan:
    """Where everything of a trend's picture of this size stands.

    Events are named above the drawing area, which is lower for it; levels are named to its
    right, in one word if the picture is narrow.
    """
    values = [p.value for p in points if p.value is not None]
    bounds = [b for run in limits for b in (run.lower, run.upper, run.mean) if b is not None]
    extremes = values + bounds + ([target] if target is not None else [])
    narrow = size == NARROW
    named = bool(limits) or target is not None
    right = (54 if narrow else 84) if named else 32
    frame = Frame(
        *size, points[0].month, points[-1].month, ticks(min(extremes), max(extremes)), right=right
    )
    titles: dict[date, list[str]] = {}
    for event in events:
        if event.month >= frame.first:
            titles.setdefault(event.month, []).append(event.title)
    placed = labels.beside(
        [Upright(frame.x(month), "; ".join(said)) for month, said in sorted(titles.items())],
        2, size[0] - 2,
    )  # fmt: skip
    rows = max((label.row + len(label.text) for label in placed), default=0)
    frame = replace(frame, top=14 + LINE * rows)
    return Plan(frame, placed, _levels(frame, limits, target, narrow=narrow))


def _levels(
    frame: Frame, limits: Sequence[Limits], target: float | None, *, narrow: bool
) -> list[Level]:
    last = limits[-1] if limits else None
    wide = "" if narrow else " limit"
    candidates = [
        ("limit", f"upper{wide}", last.upper if last else None),
        ("mean", "mean", last.mean if last else None),
        ("limit", f"lower{wide}", last.lower if last else None),
        ("target", "target", target),
    ]
    known = [(frame.y(value), kind, name) for kind, name, value in candidates if value is not None]
    known.sort()
    heights = labels.spread([y for y, _, _ in known])
    return [
        Level(kind, name, round(y, 1)) for (_, kind, name), y in zip(known, heights, strict=True)
    ]


def trend(
    size: tuple[int, int],
    points: Sequence[Point],
    limits: Sequence[Limits],
    events: Sequence[Event],
    target: float | None,
    format_value: Callable[[float], str],
) -> str:
    """The inside of an XmR chart's picture."""
    frame, placed, levels = plan(size, points, limits, events, target)
    parts = [frame.axes(format_value), *(_event(frame, label) for label in placed)]
    for run in limits:
        parts.append(_level(frame, run.start, run.end, run.mean, "mean"))
        for bound in (run.upper, run.lower):
            if bound is not None:
                parts.append(_level(frame, run.start, run.end, bound, "limit"))
    if target is not None:
        parts.append(_level(frame, frame.first, frame.last, target, "target"))
    parts += [
        svg.text(frame.width - frame.right + LEVEL_GAP, level.y + 4, level.name, kind="note")
        for level in levels
    ]
    places = [None if p.value is None else (frame.x(p.month), frame.y(p.value)) for p in points]
    parts.append(svg.tag("path", d=svg.path(places), class_="run"))
    marks = [
        (place, svg.DIRECTION_STYLE[point.direction], point.reported)
        for point, place in zip(points, places, strict=True)
        if place is not None
    ]
    for ((shape, colour), reported), alike in groupby(marks, key=lambda mark: mark[1:]):
        standing = [place for place, *_ in alike]
        parts.append(svg.markers(shape, standing, colour, hollow=not reported))
    return "".join(parts)


def _level(frame: Frame, start: date, end: date, value: float, kind: str) -> str:
    y = frame.y(value)
    return svg.tag("line", x1=frame.x(start), x2=frame.x(end), y1=y, y2=y, class_=kind)


def row_baseline(row: int) -> int:
    """The height at which the text of a row of event labels stands."""
    return 11 + LINE * row


def _event(frame: Frame, label: Placed) -> str:
    top = row_baseline(label.row) - 9
    line = svg.tag(
        "line", x1=label.line, x2=label.line, y1=top, y2=frame.height - frame.bottom,
        class_="event",
    )  # fmt: skip
    return line + "".join(
        svg.text(label.x, row_baseline(row), words, anchor=label.anchor, kind="event")
        for row, words in enumerate(label.text, start=label.row)
    )


Series = Sequence[tuple[str, Sequence[float | None]]]
"""Named rows of values, one a month."""


def lines_frame(size: tuple[int, int], span: Sequence[date], series: Series) -> Frame:
    """Where everything of a picture of several series stands; nought is on its axis."""
    values = [value for _, row in series for value in row if value is not None]
    return Frame(*size, span[0], span[-1], ticks(min([*values, 0]), max([*values, 0])))


def lines(
    size: tuple[int, int],
    span: Sequence[date],
    series: Series,
    format_value: Callable[[float], str],
    reported: Sequence[bool],
) -> str:
    """The inside of a picture of several series by month, told apart by colour and dash.

    The mark at a series' end is hollow unless its last value is `reported`.
    """
    frame = lines_frame(size, span, series)
    parts = [frame.axes(format_value)]
    for index, ((_, row), filled) in enumerate(zip(series, reported, strict=True)):
        places = [
            None if v is None else (frame.x(m), frame.y(v)) for m, v in zip(span, row, strict=True)
        ]
        colour = f"var(--series-{index + 1})"
        dash = svg.DASHES[index] or None
        parts.append(
            svg.tag("path", d=svg.path(places), class_="run", stroke=colour, stroke_dasharray=dash)
        )
        if places[-1] is not None:
            parts.append(svg.marker("circle", *places[-1], colour, hollow=not filled, size=3))
    return "".join(parts)
