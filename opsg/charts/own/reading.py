"""An analyst's Plotly figure as plain values, and what of such figures a page cannot show.

Whatever cannot be shown as it is meant is refused by name: a page asks no other host for anything,
needs no pointer to be understood, and says nothing that its table does not.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from html import unescape
from typing import Any

from opsg.analysis.words import capital
from opsg.core.errors import Finding, UserError

MOST_POINTS = 5_000
"""How many points a figure draws at most: more make a page slow, and nobody tells them apart."""

_MAPS = (
    "scattergeo", "choropleth", "scattermap", "choroplethmap", "densitymap", "scattermapbox",
    "choroplethmapbox", "densitymapbox",
)  # fmt: skip
_SOLID = ("scatter3d", "surface", "mesh3d", "cone", "streamtube", "volume", "isosurface")
_COMPILED = ("splom", "parcoords", "parcats", "scatterpolargl", "heatmapgl", "pointcloud")
_REFUSED = {
    **dict.fromkeys(_MAPS, ("a map asks another host for its tiles or outlines", "Draw bars.")),
    **dict.fromkeys(_SOLID, ("three dimensions cannot be read off a page", "Draw two of them.")),
    **dict.fromkeys(_COMPILED, ("the pages' policy does not let it run", "Draw lines or points.")),
    "image": ("a picture has no data for a table", 'Use IPython.display.Image(…, alt="…").'),
}
_MOVING = {"updatemenus": "buttons", "sliders": "sliders"}

Trace = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """A figure's words and parts as plain values: numbers, text, None, and dates as ISO text.

    `title` is empty where the figure has none.
    """

    title: str
    traces: list[Trace]
    layout: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to draw."""
        return not any(map(_points, self.traces))

    def named(self, part: str) -> str:
        """The title of an axis (`xaxis`, `yaxis2`) or of the `legend`; empty if it has none."""
        described = self.layout.get(part) or {}
        return worded((described.get("title") or {}).get("text"))


def read(figure: Mapping[str, Any]) -> Figure:
    """A figure, as `to_dict` of Plotly's gives it, in plain values.

    Raises UserError that names everything in it that cannot be shown.
    """
    layout = {key: value for key, value in figure.get("layout", {}).items() if key != "template"}
    findings = list(_refused(figure, layout))
    if findings:
        raise UserError.of(findings)
    traces = [_trace(_plain(trace, "figure")) for trace in figure["data"]]
    shown = [trace for trace in traces if trace.pop("visible", True) is True]
    plain = _plain(layout, "figure")
    title = plain.pop("title", None) or {}
    says = [title.get("text"), (title.get("subtitle") or {}).get("text")]
    points = sum(map(_points, shown))
    if points > MOST_POINTS:
        raise UserError(
            f"The figure draws {points:,} points; a page shows {MOST_POINTS:,} at most.",
            remedy="Group, filter or count the rows before you draw them.",
        )
    return Figure(". ".join(filter(None, map(words, says))), shown, plain)


def words(text: object) -> str:
    """What Plotly shows for a text, which may hold a little HTML, without its tags.

    >>> words("<b>On time</b>,<br>by DNO &amp; month")
    'On time, by DNO & month'
    """
    bare = re.sub(r"<br\s*/?>", " ", str(text or ""))
    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", bare)).split())


def worded(name: object) -> str:
    """A title; in words where Plotly Express took it from a column, as in `on_time`."""
    title = words(name)
    snake = re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", title)
    return capital(title.replace("_", " ")) if snake else title


def _refused(figure: Mapping[str, Any], layout: Mapping[str, Any]) -> Iterator[Finding]:
    for kind in sorted({trace.get("type", "scatter") for trace in figure["data"]}):
        if kind in _REFUSED:
            why, remedy = _REFUSED[kind]
            yield Finding("", f"A figure of type '{kind}' cannot be shown: {why}.", remedy)
    if figure.get("frames"):
        yield Finding(
            "",
            "A figure with animation frames cannot be shown: its picture would be of one of them.",
            "Leave out animation_frame, and use facet_col or color in its place.",
        )
    for part, name in _MOVING.items():
        if layout.get(part):
            yield Finding("", f"A figure with {name} cannot be shown without JavaScript.",
                          f"Leave out {part}, and draw a figure for each.")  # fmt: skip
    if layout.get("images"):
        yield Finding("", "A figure with a picture in it cannot be shown: it has no alternative.",
                      "Leave out the images of its layout.")  # fmt: skip


def _trace(trace: Trace) -> Trace:
    # Plotly Express takes this one for many points; it draws the same, but needs WebGL.
    kind = trace.get("type", "scatter")
    return {**trace, "type": "scatter" if kind == "scattergl" else kind}


def _points(trace: Trace) -> int:
    """How many values the longest list of a trace has, with those of lists inside it."""

    def size(value: object) -> int:
        return sum(map(size, value)) if isinstance(value, list) else 1

    lists = [value for key, value in trace.items() if isinstance(value, list) and key in _DATA]
    nested = [part for part in trace.values() if isinstance(part, dict)]
    lists += [value for part in nested for value in part.values() if isinstance(value, list)]
    single = trace.get("value") is not None
    return max([*map(size, lists), int(single)])


_DATA = (
    "x", "y", "z", "labels", "values", "parents", "open", "high", "low", "close", "r", "theta",
    "a", "b", "c", "lat", "lon", "dimensions",
)  # fmt: skip


def _plain(value: Any, where: str) -> Any:
    """A value as JSON has it: what is not a number is None, a time is its own clock's."""
    if isinstance(value, dict):
        if "bdata" in value:
            return _plain(_unpacked(value), where)
        return {key: _plain(each, key) for key, each in value.items() if each is not None}
    if isinstance(value, float):
        if math.isinf(value):
            raise UserError(
                f"The figure's {where} has an infinite value.",
                remedy="Leave it out, or find out where it was divided by nought.",
            )
        return None if math.isnan(value) else value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return _plain(float(value), where)
    if isinstance(value, datetime):
        return None if value != value else value.replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return _plain(value.value, where)
    if isinstance(value, list | tuple):
        return [_plain(each, where) for each in value]
    return _from_array(value, where)


def _from_array(value: Any, where: str) -> Any:
    """A value of NumPy's, or of another library that gives lists."""
    if getattr(getattr(value, "dtype", None), "kind", "") == "M":
        value = value.astype("datetime64[us]")
    for name in ("tolist", "to_list"):
        if hasattr(value, name):
            return _plain(getattr(value, name)(), where)
    kind = type(value).__name__
    raise UserError(
        f"The figure's {where} has a value of type {kind}, which cannot be drawn.",
        remedy="Turn it into a number, a date or text first.",
    )


def _unpacked(packed: Mapping[str, Any]) -> Any:
    """The numbers that Plotly has written as bytes (its `bdata`)."""
    import numpy as np

    numbers = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=np.dtype(packed["dtype"]))
    shape = [int(each) for each in str(packed.get("shape", "")).split(",") if each.strip()]
    return numbers.reshape(shape) if shape else numbers
