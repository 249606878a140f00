"""Draws lines, bars and points as pictures, and tells Plotly where everything of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from opsg.charts import svg
from opsg.charts.labels import text_width, wrap
from opsg.charts.own import axes, hatches
from opsg.charts.own.axes import Axis
from opsg.charts.own.marks import Marks, Series
from opsg.charts.own.reading import Figure

SIZES = {"wide": (720, 320), "narrow": (360, 280)}
_ROW = 34
_BAR = 0.8
"""Which part of its place a bar takes, or all bars of a place together."""

_LINE = 15


@dataclass(frozen=True)
class Plan:
    """A figure of marks in one size: its axes, its edges in pixels, and the words at the axes."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    x: Axis
    y: Axis
    labels: Sequence[Sequence[str]]
    """The lines of each label of the categories, where there are some."""

    turned: bool
    """Whether the labels below the drawing stand on end."""

    titles: tuple[str, str]

    def across(self, number: float) -> float:
        """Where a number of the `x` axis stands."""
        return round(self.left + self.x.share(number) * (self.width - self.left - self.right), 1)

    def up(self, number: float) -> float:
        """Where a number of the `y` axis stands."""
        room = self.height - self.top - self.bottom
        return round(self.height - self.bottom - self.y.share(number) * room, 1)


def plan(figure: Figure, marks: Marks, size: tuple[int, int]) -> Plan:
    """How a figure is laid out in a size, which grows with the rows of bars that lie."""
    width, height = size
    x, y = (_axis(figure, marks, name, width) for name in ("x", "y"))
    titles = (_title(figure, "x", x), _title(figure, "y", y))
    if y.kind == "category":
        several = len({one.group for one in marks.series if one.bars}) > 1
        rows = len(y.categories) * (2 if several else 1)
        height = max(height if not marks.horizontal else 0, rows * _ROW + 70)
    named = [text for _, text in y.ticks]
    most = 0.42 * width if y.kind == "category" else width
    labels: list[list[str]] = [[text] for text in named]
    if y.kind == "category":
        labels = [_fitted(wrap(text, most - 14), most - 14) for text in named]
    left = max((text_width(line) for lines in labels for line in lines), default=20) + 14
    turned, bottom = False, 28.0
    if x.kind == "category":
        room = (width - left - 24) / max(len(x.categories), 1) - 6
        labels = [wrap(text, room) for text in x.categories]
        turned = any(text_width(line) > room + 2 for lines in labels for line in lines)
        if turned:
            labels = [_fitted([text], height * 0.45) for text in x.categories]
            bottom = max(text_width(lines[0]) for lines in labels) + 14
        else:
            bottom = 13 + _LINE * max(map(len, labels), default=1)
    ends = text_width(x.ticks[-1][1]) / 2 if x.ticks and x.kind != "category" else 0
    return Plan(
        width, round(height + max(bottom - 40, 0)), left, max(24, ends + 4),
        28 if titles[1] else 12, bottom + (20 if titles[0] else 0), x, y, labels, turned, titles,
    )  # fmt: skip


def draw(marks: Marks, plan: Plan, name: str, *, hollow: bool) -> str:
    """The inside of the picture called `name`; marks are `hollow` where it is not reported."""
    parts = [_grid(plan), *_words(plan)]
    fills = [
        hatches.fill(one.hatch, one.colour, f"{name}-{index}", hollow=hollow)
        for index, one in enumerate(marks.series)
    ]
    if patterns := "".join(pattern for _, pattern in fills):
        parts.append(svg.tag("defs", patterns))
    for bar in _bars(marks, plan):
        one = marks.series[bar.series]
        parts.append(svg.tag("rect", **bar.box(plan), fill=fills[bar.series][0], stroke=one.colour,
                             stroke_width=1.8 if hollow else 1))  # fmt: skip
    for one in marks.series:
        if not one.bars:
            parts += _line(one, plan, hollow=hollow)
    return "".join(parts)


@dataclass(frozen=True)
class _Bar:
    """A bar of a series from `start` to `end` of the value's axis, at a place of the other one."""

    low: float
    high: float
    start: float
    end: float
    series: int
    lies: bool

    def box(self, plan: Plan) -> dict[str, Any]:
        along, beside = (plan.across, plan.up) if self.lies else (plan.up, plan.across)
        one, other = sorted((along(self.start), along(self.end)))
        near, far = sorted((beside(self.low), beside(self.high)))
        width, height = round(other - one, 1), round(far - near, 1)
        if self.lies:
            return {"x": one, "y": near, "width": width, "height": height}
        return {"x": near, "y": one, "width": height, "height": width}


def _bars(marks: Marks, plan: Plan) -> Iterator[_Bar]:
    bars = [(index, one) for index, one in enumerate(marks.series) if one.bars]
    axis = plan.y if marks.horizontal else plan.x
    places = [_places(one, marks) for _, one in bars]
    numbers = [axis.number(place) for each in places for place in each if place is not None]
    # As Plotly has it: where no two bars meet, none makes room for another.
    alone = marks.stacked or len({*numbers}) == len(numbers)
    unit = axes.unit_of(numbers) * _BAR
    tops: dict[tuple[float, bool], float] = {}
    for turn, ((index, one), at) in enumerate(zip(bars, places, strict=True)):
        width = unit if alone else unit / len(bars)
        shift = 0.0 if alone else (turn - (len(bars) - 1) / 2) * width
        for place, value in zip(at, one.x if marks.horizontal else one.y, strict=False):
            if place is None or value is None:
                continue
            middle = axis.number(place) + shift
            start = tops.get((middle, value < 0), 0.0) if marks.stacked else 0.0
            tops[middle, value < 0] = start + value
            yield _Bar(middle - width / 2, middle + width / 2, start, start + value, index,
                       marks.horizontal)  # fmt: skip


def _places(series: Series, marks: Marks) -> Sequence[Any]:
    return series.y if marks.horizontal and series.bars else series.x


def _line(one: Series, plan: Plan, *, hollow: bool) -> Iterator[str]:
    points = [
        None if None in at else (plan.across(plan.x.number(at[0])), plan.up(plan.y.number(at[1])))
        for at in zip(one.x, one.y, strict=False)
    ]
    if one.dash is not None:
        yield svg.tag("path", d=svg.path(points), class_="run", stroke=one.colour,
                      stroke_dasharray=svg.DASHES[one.dash] or None)  # fmt: skip
    there = [point for point in points if point]
    if one.symbol:
        yield svg.markers(one.symbol, there, one.colour, hollow=hollow)
        return
    # A line between gaps that has one point would not be seen.
    alone = [[*run] for gap, run in groupby(points, key=lambda point: point is None) if not gap]
    single = [run[0] for run in alone if len(run) == 1 and run[0]]
    ends = [*single, *([there[-1]] if there and there[-1] not in single else [])]
    for point in ends:
        yield svg.marker("circle", *point, one.colour, hollow=hollow, size=3)


def _grid(plan: Plan) -> str:
    right, bottom = plan.width - plan.right, plan.height - plan.bottom
    lines: list[dict[str, Any]] = []
    if plan.y.kind != "category":
        heights = [plan.up(number) for number, _ in plan.y.ticks]
        lines += [{"x1": plan.left, "x2": right, "y1": y, "y2": y} for y in heights]
    if plan.x.kind == "linear":
        places = [plan.across(number) for number, _ in plan.x.ticks]
        lines += [{"x1": x, "x2": x, "y1": plan.top, "y2": bottom} for x in places]
    return "".join(svg.tag("line", **line, class_="grid") for line in lines)


def _words(plan: Plan) -> Iterator[str]:
    base = plan.height - plan.bottom
    for index, (number, text) in enumerate(plan.y.ticks):
        lines = plan.labels[index] if plan.y.kind == "category" else [text]
        first = plan.up(number) + 4 - _LINE * (len(lines) - 1) / 2
        for row, line in enumerate(lines):
            yield svg.text(plan.left - 7, first + row * _LINE, line, anchor="end")
    for index, (number, text) in enumerate(plan.x.ticks):
        lines = plan.labels[index] if plan.x.kind == "category" else [text]
        at = plan.across(number)
        if plan.turned:
            yield svg.tag("g", svg.text(0, 4, lines[0], anchor="end"),
                          transform=f"translate({at} {base + 8}) rotate(-90)")  # fmt: skip
            continue
        for row, line in enumerate(lines):
            yield svg.text(at, base + 20 + row * _LINE, line, anchor="middle")
    across, upwards = plan.titles
    if upwards:
        yield svg.text(0, 13, upwards)
    if across:
        yield svg.text(plan.width - plan.right, plan.height - 5, across, anchor="end")


def _axis(figure: Figure, marks: Marks, name: str, width: int) -> Axis:
    described: Mapping[str, Any] = figure.layout.get(f"{name}axis") or {}
    values = [value for one in marks.series for value in (one.x if name == "x" else one.y)]
    bars = [one for one in marks.series if one.bars]
    # The axis along which bars grow, if there are any.
    grows = bool(bars) and (name == "x") == marks.horizontal
    kind = axes.kind_of(values, described)
    if kind == "category":
        return axes.category_axis(values, described, _totals(marks))
    if kind == "date":
        unit = 0.0
        if bars and not grows:
            unit = axes.unit_of([_day(value) for value in values if value is not None])
        return axes.date_axis(values, described, width * 0.85, pad=unit * _BAR / 2)
    if grows:
        values = [*values, *_sums(marks)]
    pad = 0.5 * axes.unit_of([v for v in values if v is not None]) if bars and not grows else 0
    return axes.linear_axis(values, described, nought=grows, pad=pad)


def _day(value: Any) -> float:
    return Axis("date", (), 0, 1, ()).number(value)


def _totals(marks: Marks) -> dict[str, float]:
    totals: dict[str, float] = {}
    for one in marks.series:
        values = one.x if marks.horizontal else one.y
        for place, value in zip(one.y if marks.horizontal else one.x, values, strict=False):
            if isinstance(value, int | float):
                totals[str(place)] = totals.get(str(place), 0) + value
    return totals


def _sums(marks: Marks) -> list[float]:
    """How high and how deep the bars of each place stand on one another."""
    sums: dict[tuple[str, bool], float] = {}
    for one in marks.series:
        values = one.x if marks.horizontal else one.y
        for place, value in zip(_places(one, marks), values, strict=False):
            if marks.stacked and one.bars and value is not None:
                sums[str(place), value < 0] = sums.get((str(place), value < 0), 0.0) + value
    return [*sums.values()]


def _title(figure: Figure, name: str, axis: Axis) -> str:
    title = figure.named(f"{name}axis")
    # That months are months goes without saying.
    return "" if axis.kind == "date" and title.lower() in ("month", "date", "day") else title


def _fitted(lines: Sequence[str], room: float) -> list[str]:
    """At most two lines that fit into `room`, cut short where they do not."""
    fitted = [*lines[:2]]
    cut = len(lines) > 2
    for index, line in enumerate(fitted):
        while text_width(line) > room and len(line) > 3:
            line, cut = line[:-1], True
        fitted[index] = line
    if cut:
        fitted[-1] = f"{fitted[-1].rstrip()}…"
    return fitted
