"""Where everything of a chart stands: one description of a chart by month in one size.

`chart` lays out each chart in both sizes; `svg` draws a layout as a picture and `plotly` makes
the figure of the same layouts, so that neither can say another thing than the other. All lengths
are the picture's pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from opsg.analysis import words
from opsg.analysis.measures import Limits
from opsg.charts.labels import LINE, Label, Marker, place_labels, resolve_overlaps
from opsg.core import months

WIDE = (720, 320)
NARROW = (360, 280)
SIZES = {"wide": WIDE, "narrow": NARROW}

LONGEST = 24
"""How many months a chart shows at most, as a picture and as a table; its CSV file has all."""

LEVEL_GAP = 10
"""How far right of the drawing area the names of levels stand."""


class Point(NamedTuple):
    """One month of a trend: its value, what the chart says of it, and whether a paper gives it."""

    month: date
    value: float | None
    direction: str = "common_cause"
    signal: str = "none"
    reported: bool = False


class Event(NamedTuple):
    """Something that happened, drawn as an upright line."""

    month: date
    title: str


class Level(NamedTuple):
    """A horizontal line from `start` to `end`; its `kind` is `mean`, `limit` or `target`."""

    kind: str
    start: date
    end: date
    value: float


class LevelName(NamedTuple):
    """The name of a level, right of the drawing area, and the height of its line there."""

    kind: str
    text: str
    y: float


class Line(NamedTuple):
    """One of several series: a value for each month, the last one `reported` or not."""

    name: str
    values: Sequence[float | None]
    reported: bool


@dataclass(frozen=True)
class Frame:
    """The drawing area: months across, values upwards, inside margins for the labels.

    `ticks` are the values that are named left of it, in `unit`.
    """

    width: int
    height: int
    first: date
    last: date
    ticks: list[float]
    unit: str = ""
    left: int = 48
    right: int = 32
    top: int = 12
    bottom: int = 28

    @property
    def inner_width(self) -> int:
        """How wide the drawing area is."""
        return self.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        """How high the drawing area is."""
        return self.height - self.top - self.bottom

    @property
    def steps(self) -> int:
        """How many months lie between the first and the last; one if they are the same."""
        return months.between(self.first, self.last) or 1

    def x(self, month: date) -> float:
        """Where a month stands."""
        share = months.between(self.first, month) / self.steps
        return round(self.left + share * self.inner_width, 1)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return round(self.height - self.bottom - share * self.inner_height, 1)

    def tick_label(self, tick: float) -> str:
        """A tick as the axis names it."""
        return words.axis(tick, self.unit)

    def named_months(self) -> list[date]:
        """The months that are named below the axis, the last always among them."""
        every = math.ceil((self.steps + 1) / (self.width / 110))
        return months.span(self.first, self.last)[::-1][::every][::-1]


@dataclass(frozen=True)
class TrendLayout:
    """An XmR chart: its run of points, its levels with their names, and its events' labels."""

    frame: Frame
    points: Sequence[Point]
    levels: Sequence[Level]
    level_names: Sequence[LevelName]
    events: Sequence[Label]


@dataclass(frozen=True)
class LinesLayout:
    """Several series by month, told apart by colour and dash."""

    frame: Frame
    span: Sequence[date]
    lines: Sequence[Line]


def lay_out_trend(
    size: tuple[int, int],
    points: Sequence[Point],
    limits: Sequence[Limits],
    events: Sequence[Event],
    target: float | None,
    unit: str,
) -> TrendLayout:
    """The layout of an XmR chart, of which at least one point has a value.

    Events are named above the drawing area, which is lower for it; levels are named to its
    right, in one word if the picture is narrow.
    """
    first, last = points[0].month, points[-1].month
    levels = list(_levels(first, last, limits, target))
    extremes = [point.value for point in points if point.value is not None]
    extremes += [level.value for level in levels]
    narrow = size == NARROW
    right = (54 if narrow else 84) if levels else 32
    ticks = round_ticks(min(extremes), max(extremes))
    frame = Frame(*size, first, last, ticks, unit, right=right)
    labels = _event_labels(frame, events)
    rows = max((label.row + len(label.lines) for label in labels), default=0)
    frame = replace(frame, top=14 + LINE * rows)
    names = _level_names(frame, limits, target, narrow=narrow)
    return TrendLayout(frame, points, levels, names, labels)


def lay_out_lines(
    size: tuple[int, int], span: Sequence[date], lines: Sequence[Line], unit: str
) -> LinesLayout:
    """The layout of several series; nought is on their axis."""
    values = [value for line in lines for value in line.values if value is not None]
    ticks = round_ticks(min([*values, 0]), max([*values, 0]))
    return LinesLayout(Frame(*size, span[0], span[-1], ticks, unit), span, lines)


def round_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers (1, 2 or 5 times a power of ten) that cover `low` to `high`.

    >>> round_ticks(13_000, 18_400)
    [12000, 14000, 16000, 18000, 20000]
    """
    if low == high:
        low, high = (low - 1, high + 1) if low == 0 else (low - abs(low) / 2, high + abs(high) / 2)
    raw = (high - low) / max(count - 1, 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def row_baseline(row: int) -> int:
    """The height at which the text of a row of event labels stands."""
    return 11 + LINE * row


def marker_top(label: Label) -> int:
    """The height at which the upright line of an event begins, in its label's first row."""
    return row_baseline(label.row) - 9


def _levels(
    first: date, last: date, limits: Sequence[Limits], target: float | None
) -> Iterator[Level]:
    for run in limits:
        yield Level("mean", run.start, run.end, run.mean)
        for bound in (run.upper, run.lower):
            if bound is not None:
                yield Level("limit", run.start, run.end, bound)
    if target is not None:
        yield Level("target", first, last, target)


def _event_labels(frame: Frame, events: Sequence[Event]) -> list[Label]:
    """The labels of the events since the frame's first month, those of a month as one."""
    titles: dict[date, list[str]] = {}
    for event in events:
        if event.month >= frame.first:
            titles.setdefault(event.month, []).append(event.title)
    markers = [Marker(frame.x(month), "; ".join(texts)) for month, texts in sorted(titles.items())]
    return place_labels(markers, 2, frame.width - 2)


def _level_names(
    frame: Frame, limits: Sequence[Limits], target: float | None, *, narrow: bool
) -> list[LevelName]:
    """The names of the levels that hold in the last month, apart from one another."""
    last = limits[-1] if limits else None
    word = "" if narrow else " limit"
    levels = [
        ("limit", f"upper{word}", last.upper if last else None),
        ("mean", "mean", last.mean if last else None),
        ("limit", f"lower{word}", last.lower if last else None),
        ("target", "target", target),
    ]
    named = sorted(
        (frame.y(value), kind, text) for kind, text, value in levels if value is not None
    )
    heights = resolve_overlaps([y for y, _, _ in named])
    return [
        LevelName(kind, text, round(y, 1))
        for (_, kind, text), y in zip(named, heights, strict=True)
    ]
