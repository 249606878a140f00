"""Ways against time: a lane each, with a mark for every dated step; the page of modifications asks.

Nothing is coloured between two steps, as nothing is known of the time between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from opsg.charts import svg
from opsg.charts.labels import text_width
from opsg.core import months

SIZES = {"wide": 960, "narrow": 380}
ROW = 38
_LANE = 25
"""How far below the top of its row a lane runs; its name stands above it."""

_MARGIN = 8
_END_LABEL = 96

Across = Callable[[date], float]
"""Where a day stands."""


class Mark(NamedTuple):
    """A step on a day, or from one day until another; `reported` if a paper of the log says so."""

    day: date
    until: date | None
    title: str
    reported: bool


class Lane(NamedTuple):
    """A way by its name, what is said of it where there is room, and its marks in order.

    An `open` one goes on to the end of the picture.
    """

    name: str
    says: str
    marks: Sequence[Mark]
    open: bool


def pictures(lanes: Sequence[Lane], last: date, label: str) -> str:
    """The lanes up to the day `last`, for a wide and for a narrow column."""
    height = ROW * len(lanes) + 26
    return "".join(
        svg.picture(_draw(lanes, last, width), (width, height), kind=kind, label=label)
        for kind, width in SIZES.items()
    )


def _draw(lanes: Sequence[Lane], last: date, width: int) -> str:
    first = date(min(mark.day for lane in lanes for mark in lane.marks).year, 1, 1)
    bottom = ROW * len(lanes)

    def x(day: date) -> float:
        share = (day - first).days / max((last - first).days, 1)
        return _MARGIN + share * (width - 2 * _MARGIN)

    parts = [_years(first, last, x, bottom)]
    for row, lane in enumerate(lanes):
        top = row * ROW
        y = top + _LANE
        start, end = x(lane.marks[0].day), x(lane.marks[-1].until or lane.marks[-1].day)
        name = _name(lane, width)
        # Above its lane where there is room, else as near to it as it can be read.
        left = max(0.0, min(start - 5, width - 2 * _MARGIN - text_width(name)))
        parts.append(svg.text(left, top + 13, name, kind="bar-label"))
        parts.append(_line(start, end, y, "way"))
        if lane.open:
            parts.append(_line(end, x(last), y, "way open"))
        parts += [_mark(mark, x, y) for mark in lane.marks]
    return "".join(parts)


def _name(lane: Lane, width: int) -> str:
    whole = f"{lane.name} · {lane.says}"
    room = width - 2 * _MARGIN
    if text_width(whole) < room:
        return whole
    name = lane.name
    while text_width(f"{name}…") >= room:
        name = name[:-1]
    return name if name == lane.name else f"{name.rstrip()}…"


def _years(first: date, last: date, x: Across, bottom: int) -> str:
    parts = []
    for year in range(first.year, last.year + 1):
        at = x(date(year, 1, 1))
        parts.append(
            svg.tag("line", x1=f"{at:.1f}", x2=f"{at:.1f}", y1=0, y2=bottom, class_="grid")
        )
        # Below its own year alone: the end of the picture has a label of its own.
        if x(last) - at > _END_LABEL:
            parts.append(svg.text(at, bottom + 18, str(year)))
    end = x(last)
    parts.append(svg.tag("line", x1=end, x2=end, y1=0, y2=bottom, class_="today"))
    parts.append(svg.text(end, bottom + 18, months.short(last), anchor="end", kind="event"))
    return "".join(parts)


def _line(start: float, end: float, y: float, kind: str) -> str:
    return svg.tag("line", x1=f"{start:.1f}", x2=f"{end:.1f}", y1=y, y2=y, class_=kind)


def _mark(mark: Mark, x: Across, y: float) -> str:
    at = x(mark.day)
    if mark.until:
        bar = svg.tag("title", escape(mark.title))
        return svg.tag("rect", bar, x=f"{at:.1f}", y=y - 4, height=8, rx=3,
                       width=f"{max(x(mark.until) - at, 5):.1f}", class_="published")  # fmt: skip
    if mark.reported:
        return svg.tag("circle", svg.tag("title", escape(mark.title)), cx=f"{at:.1f}", cy=y, r=4.6,
                       class_="reported")  # fmt: skip
    return svg.ring(at, y, mark.title)
