"""The figures that Plotly draws over the static pictures, with everything at the same place.

A figure is plain data: `data` and `layout` as Plotly has them, and `sizes` with what differs
between the wide and the narrow picture. All lengths are those of the picture; the site's script
scales them with it, and puts the page's colours in for their names.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from opsg.analysis import words
from opsg.analysis.measures import Limits
from opsg.charts import layout as plot
from opsg.charts import svg
from opsg.charts.labels import LINE, Placed
from opsg.charts.layout import Frame, Plan, Point
from opsg.core import months

if TYPE_CHECKING:
    from opsg.analysis.measures import Reading

_TOOLTIP = 34
"""How many letters a line of a tooltip has; more would not fit on a phone."""

_DASHES = ("solid", "7px,4px", "2px,3px", "9px,3px,2px,3px", "12px,4px", "4px,2px")
"""The dashes of `svg.DASHES`, as Plotly writes them."""


def trend(
    reading: Reading, points: Sequence[Point], plans: dict[str, Plan], show: Callable[[float], str]
) -> dict[str, Any]:
    """The XmR chart of a reading whose pictures have these `plans`, by their size's name."""
    from plotly import graph_objects as go

    frame = next(iter(plans.values())).frame
    styles = [svg.DIRECTION_STYLE[point.direction] for point in points]
    run = go.Scatter(
        y=[_rounded(point.value) for point in points],
        mode="lines+markers",
        line={"color": "var(--steady)", "width": 1.8},
        hoverinfo="text",
        hovertext=[
            _tooltip(words.tooltip(point.month, point.value, reading.measure.unit, signal,
                                   reported=point.reported))
            for point, signal in zip(points, reading.frame["signal"], strict=True)
        ],
        cliponaxis=False,
        marker={
            "symbol": [shape for shape, _ in styles],
            "size": 9,
            "color": [
                colour if point.reported else "var(--paper)"
                for point, (_, colour) in zip(points, styles, strict=True)
            ],
            "line": {"color": [colour for _, colour in styles], "width": 1.8},
        },
    )  # fmt: skip
    levels = [_level(frame, run_, kind, value) for run_, kind, value in _bounds(reading.limits())]
    target = reading.measure.target
    if target is not None:
        whole = Limits(frame.first, frame.last, target, None, None)
        levels.append(_level(frame, whole, "target", target))
    return _figure(
        [run],
        _layout(frame, show),
        {name: _sized(plan, [*_grid(frame), *levels]) for name, plan in plans.items()},
    )


def lines(
    span: Sequence[date],
    series: Sequence[tuple[str, Sequence[float | None]]],
    unit: str,
    frames: dict[str, Frame],
    show: Callable[[float], str],
    reported: Sequence[bool],
) -> dict[str, Any]:
    """Several series by month, whose pictures have these `frames`, by their size's name.

    The mark at a series' end is hollow unless its last value is `reported`.
    """
    from plotly import graph_objects as go

    traces = [
        go.Scatter(
            y=[_rounded(value) for value in row],
            mode="lines+markers",
            name=label,
            line={"color": f"var(--series-{index + 1})", "width": 1.8, "dash": _DASHES[index]},
            marker={
                "size": [*[0] * (len(span) - 1), 6],
                "color": f"var(--series-{index + 1})" if filled else "var(--paper)",
                "line": {
                    "color": f"var(--series-{index + 1})",
                    "width": [*[0] * (len(span) - 1), 1.8],
                },
                "opacity": 1,
            },
            hoverinfo="text",
            hovertext=[
                _tooltip(f"{label}: {words.tooltip(month, value, unit)}")
                for month, value in zip(span, row, strict=True)
            ],
            cliponaxis=False,
        )
        for index, ((label, row), filled) in enumerate(zip(series, reported, strict=True))
    ]
    frame = next(iter(frames.values()))
    sizes = {name: _framed(sized) for name, sized in frames.items()}
    return _figure(traces, _layout(frame, show, shapes=_grid(frame)), sizes)


def _figure(
    traces: Sequence[Any], layout: dict[str, Any], sizes: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Traces and layout as plain data, checked by Plotly, without its default template."""
    from plotly import graph_objects as go

    for size in sizes.values():
        go.Layout({key: value for key, value in size.items() if key != "width"})
    figure: dict[str, Any] = go.Figure(list(traces), layout).to_plotly_json()
    figure["layout"].pop("template", None)
    return {**figure, "sizes": sizes}


def _layout(frame: Frame, show: Callable[[float], str], **changes: Any) -> dict[str, Any]:
    """The house style. Months are counted from the first, as the picture does."""
    axis = {
        "zeroline": False, "fixedrange": True, "showline": False, "ticks": "",
        "automargin": False,
    }  # fmt: skip
    return {
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "var(--muted)", "size": 12},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": -1,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": "var(--paper)",
            "bordercolor": "var(--line-strong)",
            "font": {"color": "var(--ink)", "size": 13},
            "align": "left",
        },
        "xaxis": {**axis, "range": [0, frame.steps], "showgrid": False},
        "yaxis": {
            **axis,
            "range": [frame.marks[0], frame.marks[-1]],
            "tickvals": frame.marks,
            "ticktext": [show(mark) for mark in frame.marks],
            "showgrid": False,
            "ticklabelstandoff": 6,
        },
        **changes,
    }


def _grid(frame: Frame) -> list[dict[str, Any]]:
    """The grid, as shapes: Plotly leaves out its own lines at the edges."""
    heights = [_up(frame, frame.y(mark)) for mark in frame.marks]
    return [
        {
            "type": "line", "layer": "below", "xref": "paper", "yref": "paper", "x0": 0, "x1": 1,
            "y0": height, "y1": height, "line": {"color": "var(--line)", "width": 1},
        }
        for height in heights
    ]  # fmt: skip


def _framed(frame: Frame) -> dict[str, Any]:
    """What depends on the picture's size: its width, its margins and the months that it names."""
    marks = frame.month_marks()
    return {
        "width": frame.width,
        "margin": {"l": frame.left, "r": frame.right, "t": frame.top, "b": frame.bottom},
        "xaxis": {
            "tickvals": [months.between(frame.first, month) for month in marks],
            "ticktext": [months.short(month) for month in marks],
            "ticklabelstandoff": 8,
        },
    }


def _sized(plan: Plan, levels: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What depends on the size of a trend's picture: besides, its labels and event lines."""
    frame = plan.frame
    events = [
        {
            "type": "line", "xref": "paper", "yref": "paper", "y0": 0,
            "x0": _across(frame, label.line), "x1": _across(frame, label.line),
            "y1": _up(frame, plot.row_baseline(label.row) - 9),
            "line": {"color": "var(--brand)", "width": 1, "dash": "2px,3px"},
        }
        for label in plan.events
    ]  # fmt: skip
    named = [
        _words(frame, frame.width - frame.right + plot.LEVEL_GAP, level.y, level.name, "start")
        for level in plan.levels
    ]
    told = [
        {**_words(frame, label.x, y, text, label.anchor), "font": {"color": "var(--brand)"}}
        for label in plan.events
        for y, text in _rows(label)
    ]
    return {**_framed(frame), "annotations": [*named, *told], "shapes": [*levels, *events]}


def _rows(label: Placed) -> list[tuple[float, str]]:
    return [
        (plot.row_baseline(row) - LINE / 3, text)
        for row, text in enumerate(label.text, start=label.row)
    ]


def _words(frame: Frame, x: float, y: float, text: str, anchor: str) -> dict[str, Any]:
    """Words whose middle stands at a height of the picture, their start or end at `x`."""
    return {
        "x": _across(frame, x), "y": _up(frame, y), "xref": "paper", "yref": "paper",
        "text": _escaped(text), "showarrow": False, "borderpad": 0,
        "xanchor": "left" if anchor == "start" else "right", "yanchor": "middle",
    }  # fmt: skip


def _across(frame: Frame, x: float) -> float:
    return round((x - frame.left) / frame.across, 4)


def _up(frame: Frame, y: float) -> float:
    return round(1 - (y - frame.top) / frame.depth, 4)


def _bounds(limits: Sequence[Limits]) -> list[tuple[Limits, str, float]]:
    return [
        (run, kind, value)
        for run in limits
        for kind, value in (("mean", run.mean), ("limit", run.upper), ("limit", run.lower))
        if value is not None
    ]


def _level(frame: Frame, run: Limits, kind: str, value: float) -> dict[str, Any]:
    colour, dash = {
        "mean": ("var(--steady)", "solid"),
        "limit": ("var(--steady)", "5px,4px"),
        "target": ("var(--notable)", "10px,3px"),
    }[kind]
    return {
        "type": "line", "layer": "below", "y0": _rounded(value), "y1": _rounded(value),
        "x0": months.between(frame.first, run.start), "x1": months.between(frame.first, run.end),
        "line": {"color": colour, "width": 1, "dash": dash},
    }  # fmt: skip


def _tooltip(text: str) -> str:
    return "<br>".join(_escaped(line) for line in textwrap.wrap(text, _TOOLTIP))


def _escaped(text: str) -> str:
    """Text as Plotly shows it unchanged; it reads a little HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
