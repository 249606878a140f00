"""Static pictures of charts, written as SVG whose colours are the page's own custom properties.

A picture stands in for the interactive chart before it is drawn, without JavaScript and in
print. It follows dark mode because it names colours (`var(--better)`) instead of fixing them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

DIRECTION_STYLE = {
    "common_cause": ("circle", "var(--steady)"),
    "improvement": ("diamond", "var(--better)"),
    "concern": ("square", "var(--worse)"),
    "neutral_high": ("triangle-up", "var(--notable)"),
    "neutral_low": ("triangle-down", "var(--notable)"),
}
"""Marker shape and colour of each direction; shape and colour say the same."""

DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")


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
    name, places = _outline(shape, x, y, size)
    return tag(name, **places, **_look(colour, hollow=hollow))


def markers(shape: str, places: Sequence[tuple[float, float]], colour: str, *, hollow: bool) -> str:
    """The marks of several points that look the same, which takes fewer letters than each alone."""
    outlines = [_outline(shape, x, y, 4.2) for x, y in places]
    marks = "".join(tag(name, **places) for name, places in outlines)
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


def bars(
    width: int,
    rows: Sequence[tuple[str, float | None, str]],
    *,
    hollow: bool = False,
) -> tuple[str, tuple[int, int]]:
    """The inside of a picture of bars, one a row (label, value, text), and its size.

    The label stands above its bar, so that it is readable at any width. Illustrative bars are
    `hollow`.
    """
    pitch, largest = 40, max((value or 0 for _, value, _ in rows), default=0) or 1
    reserved = 8 * max((len(shown) for _, _, shown in rows), default=0) + 10
    parts = []
    for index, (label, value, shown) in enumerate(rows):
        top = index * pitch
        length = round((value or 0) / largest * (width - reserved), 1)
        parts.append(text(0, top + 14, label, kind="bar-label"))
        fill = "none" if hollow else "var(--brand)"
        parts.append(tag("rect", x=1, y=top + 19, width=max(length, 1), height=13, rx=2,
                         fill=fill, stroke="var(--brand)"))  # fmt: skip
        parts.append(text(max(length, 1) + 6, top + 30, shown, kind="bar-value"))
    return "".join(parts), (width, pitch * len(rows) + 4)


def spark(values: Sequence[float | None], direction: str, label: str, *, reported: bool) -> str:
    """A sparkline 108 × 26 of the values, its last point marked by its direction.

    The mark is hollow unless the last value is `reported`.
    """
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
        content += marker(shape, *end, colour, hollow=not reported, size=2.8)
    return picture(content, (108, 26), kind="spark", label=label)
