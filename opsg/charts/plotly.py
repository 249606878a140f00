"""The figures that Plotly draws over the static pictures, with everything at the same place.

`chart` makes them of the layouts of both pictures. A figure is plain data: `data` and `layout` as
Plotly has them, and `sizes` with what differs between the wide and the narrow picture. All
lengths are those of the picture; the site's script scales them with it, and puts the page's
colours in for their names.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from opsg.analysis import words
from opsg.charts import svg
from opsg.charts.labels import LINE, Label
from opsg.charts.layout import (
    LEVEL_GAP,
    Frame,
    Level,
    LinesLayout,
    Point,
    TrendLayout,
    marker_top,
    row_baseline,
)
from opsg.core import months

_TOOLTIP = 34
"""How many letters a line of a tooltip has; more would not fit on a phone."""

LETTERS = {"color": "var(--muted)", "size": 12}
HOVER = {
    "bgcolor": "var(--paper)",
    "bordercolor": "var(--line-strong)",
    "font": {"color": "var(--ink)", "size": 13},
    "align": "left",
}
"""How figures write, and how they show what a mark says; the template of one's own figures too."""

DASHES = [",".join(f"{length}px" for length in dash.split()) or "solid" for dash in svg.DASHES]
"""The dashes of the picture, as Plotly writes them."""


def trend(layouts: Mapping[str, TrendLayout]) -> dict[str, Any]:
    """The figure of an XmR chart whose pictures have these layouts, by their size's name."""
    some = next(iter(layouts.values()))
    frame, points = some.frame, some.points
    styles = [svg.DIRECTION_STYLE[point.direction] for point in points]
    run = {
        "type": "scatter",
        "y": [_rounded(point.value) for point in points],
        "mode": "lines+markers",
        "line": {"color": "var(--steady)", "width": 1.8},
        "hoverinfo": "text",
        "hovertext": [_tooltip(_point_words(point, frame.unit)) for point in points],
        "cliponaxis": False,
        "marker": {
            "symbol": [shape for shape, _ in styles],
            "size": 9,
            "color": [
                colour if point.reported else "var(--paper)"
                for point, (_, colour) in zip(points, styles, strict=True)
            ],
            "line": {"color": [colour for _, colour in styles], "width": 1.8},
        },
    }
    levels = [_level(frame, level) for level in some.levels]
    sizes = {name: _sized(layout, [*_grid(frame), *levels]) for name, layout in layouts.items()}
    return {"data": [run], "layout": _house_style(frame), "sizes": sizes}


def _point_words(point: Point, unit: str) -> str:
    return words.tooltip(point.month, point.value, unit, point.signal, reported=point.reported)


def lines(layouts: Mapping[str, LinesLayout]) -> dict[str, Any]:
    """The figure of several series whose pictures have these layouts, by their size's name.

    The mark at a series' end is hollow unless its last value is reported.
    """
    some = next(iter(layouts.values()))
    unseen = [0] * (len(some.span) - 1)
    traces = [
        {
            "type": "scatter",
            "y": [_rounded(value) for value in line.values],
            "mode": "lines+markers",
            "name": line.name,
            "line": {"color": f"var(--series-{index + 1})", "width": 1.8, "dash": DASHES[index]},
            "marker": {
                "size": [*unseen, 6],
                "color": f"var(--series-{index + 1})" if line.reported else "var(--paper)",
                "line": {"color": f"var(--series-{index + 1})", "width": [*unseen, 1.8]},
                "opacity": 1,
            },
            "hoverinfo": "text",
            "hovertext": [
                _tooltip(f"{line.name}: {words.tooltip(month, value, some.frame.unit)}")
                for month, value in zip(some.span, line.values, strict=True)
            ],
            "cliponaxis": False,
        }
        for index, line in enumerate(some.lines)
    ]
    sizes = {name: _framed(layout.frame) for name, layout in layouts.items()}
    layout = _house_style(some.frame, shapes=_grid(some.frame))
    return {"data": traces, "layout": layout, "sizes": sizes}


def _house_style(frame: Frame, **changes: Any) -> dict[str, Any]:
    """The layout in the house style. Months are counted from the first, as the picture does."""
    axis = {
        "zeroline": False, "fixedrange": True, "showline": False, "ticks": "",
        "automargin": False,
    }  # fmt: skip
    return {
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": LETTERS,
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": -1,
        "dragmode": False,
        "hoverlabel": HOVER,
        "xaxis": {**axis, "range": [0, frame.steps], "showgrid": False},
        "yaxis": {
            **axis,
            "range": [frame.ticks[0], frame.ticks[-1]],
            "tickvals": frame.ticks,
            "ticktext": [frame.tick_label(tick) for tick in frame.ticks],
            "showgrid": False,
            "ticklabelstandoff": 6,
        },
        **changes,
    }


def _grid(frame: Frame) -> list[dict[str, Any]]:
    """The grid, as shapes: Plotly leaves out its own lines at the edges."""
    heights = [_up(frame, frame.y(tick)) for tick in frame.ticks]
    return [
        {
            "type": "line", "layer": "below", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1,
            "y0": height, "y1": height, "line": {"color": "var(--line)", "width": 1},
        }
        for height in heights
    ]  # fmt: skip


def _framed(frame: Frame) -> dict[str, Any]:
    """What depends on the picture's size: its width, its margins and the months that it names."""
    named = frame.named_months()
    return {
        "width": frame.width,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom},
        "xaxis": {
            "tickvals": [months.between(frame.first, month) for month in named],
            "ticktext": [months.short(month) for month in named],
            "ticklabelstandoff": 8,
        },
    }


def _sized(layout: TrendLayout, levels: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What depends on the size of a trend's picture: besides, its labels and event lines."""
    frame = layout.frame
    right = frame.width - frame.right + LEVEL_GAP
    names = [_words(frame, right, name.y, name.text, "start") for name in layout.level_names]
    titles = [
        {**_words(frame, label.x, y, text, label.anchor), "font": {"color": "var(--brand)"}}
        for label in layout.events
        for y, text in _rows(label)
    ]
    markers = [_marker(frame, label) for label in layout.events]
    return {**_framed(frame), "annotations": [*names, *titles], "shapes": [*levels, *markers]}


def _marker(frame: Frame, label: Label) -> dict[str, Any]:
    x = _across(frame, label.marker)
    return {
        "type": "line", "xref": "paper", "yref": "paper", "y0": 0, "x0": x, "x1": x,
        "y1": _up(frame, marker_top(label)),
        "line": {"color": "var(--brand)", "width": 1, "dash": "2px,3px"},
    }  # fmt: skip


def _rows(label: Label) -> list[tuple[float, str]]:
    return [
        (row_baseline(row) - LINE / 3, text)
        for row, text in enumerate(label.lines, start=label.row)
    ]


def _words(frame: Frame, x: float, y: float, text: str, anchor: str) -> dict[str, Any]:
    """Words whose middle stands at a height of the picture, their start or end at `x`."""
    return {
        "x": _across(frame, x), "y": _up(frame, y), "xref": "paper", "yref": "paper",
        "text": escaped(text), "showarrow": False, "borderpad": 0,
        "xanchor": "left" if anchor == "start" else "right", "yanchor": "middle",
    }  # fmt: skip


def _across(frame: Frame, x: float) -> float:
    return round((x - frame.left) / frame.inner_width, 4)


def _up(frame: Frame, y: float) -> float:
    return round(1 - (y - frame.top) / frame.inner_height, 4)


def _level(frame: Frame, level: Level) -> dict[str, Any]:
    colour, dash = {
        "mean": ("var(--steady)", "solid"),
        "limit": ("var(--steady)", "5px,4px"),
        "target": ("var(--notable)", "10px,3px"),
    }[level.kind]
    y = _rounded(level.value)
    return {
        "type": "line", "layer": "below", "y0": y, "y1": y,
        "x0": months.between(frame.first, level.start),
        "x1": months.between(frame.first, level.end),
        "line": {"color": colour, "width": 1, "dash": dash},
    }  # fmt: skip


def _tooltip(text: str) -> str:
    return "<br>".join(escaped(line) for line in textwrap.wrap(text, _TOOLTIP))


def escaped(text: str) -> str:
    """Text as Plotly shows it unchanged; it reads a little HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
