"""The Plotly figure over a picture of one's own figure, with everything at the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from opsg.charts import plotly
from opsg.charts.own import hatches, template
from opsg.charts.own.marks import Marks, Series
from opsg.charts.own.picture import Plan
from opsg.charts.own.reading import Figure

_KEPT = ("hovertemplate", "hovertext", "hoverinfo", "customdata")


def over(
    figure: Figure, marks: Marks, plans: Mapping[str, Plan], *, hollow: bool
) -> dict[str, Any]:
    """The figure of marks for the site's script, which lies over their pictures."""
    some = next(iter(plans.values()))
    traces = [
        {**_trace(one, marks, hollow=hollow), **{key: trace[key] for key in _KEPT if key in trace}}
        for one, trace in zip(marks.series, figure.traces, strict=True)
    ]
    layout = {
        **{key: value for key, value in template.LAYOUT.items() if not key.startswith("color")},
        "showlegend": False,
        "barmode": "relative" if marks.stacked else "group",
        "bargap": 0.2,
        "bargroupgap": 0,
        "autosize": True,
        **{f"{name}axis": _axis(some, name) for name in ("x", "y")},
    }
    return {"data": traces, "layout": layout, "sizes": {k: _sized(v) for k, v in plans.items()}}


def whole(figure: Figure, sizes: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """Any figure for the site's script, in the template of the house."""
    layout = {key: value for key, value in figure.layout.items() if key not in ("width", "height")}
    font = {**template.LAYOUT["font"], **layout.get("font", {})}
    layout |= {"template": {"layout": template.LAYOUT}, "font": font, "autosize": True}
    return {
        "data": figure.traces,
        "layout": layout,
        "sizes": {name: {"width": width} for name, (width, _) in sizes.items()},
    }


def _trace(one: Series, marks: Marks, *, hollow: bool) -> dict[str, Any]:
    fill = "var(--paper)" if hollow else one.colour
    named = {"name": one.name, "x": [*one.x], "y": [*one.y]}
    edge = {"color": one.colour, "width": 1.8 if hollow else 1}
    if one.bars:
        return {
            "type": "bar", **named, "orientation": "h" if marks.horizontal else "v",
            "textposition": "none",
            "marker": {**hatches.marker(one.hatch, one.colour, hollow=hollow), "line": edge},
        }  # fmt: skip
    shown = [*(["lines"] if one.dash is not None else []), *(["markers"] if one.symbol else [])]
    return {
        "type": "scatter", **named, "mode": "+".join(shown) or "lines", "cliponaxis": False,
        "line": {"color": one.colour, "width": 1.8, "dash": plotly.DASHES[one.dash or 0]},
        "marker": {"symbol": one.symbol or "circle", "size": 8, "color": fill, "line": edge},
    }  # fmt: skip


def _axis(plan: Plan, name: str) -> dict[str, Any]:
    axis = plan.x if name == "x" else plan.y
    ends: Sequence[float] = (axis.low, axis.high)
    if axis.kind == "date":
        ends = [axis.plain(each) for each in ends]
    described: dict[str, Any] = {
        "type": axis.kind, "range": [*ends][::-1] if axis.reversed else [*ends],
        "automargin": False, "fixedrange": True, "zeroline": False, "ticks": "",
        "showgrid": axis.kind == "linear" or (axis.kind == "date" and name == "y"),
        "gridcolor": "var(--line)", "ticklabelstandoff": 6,
    }  # fmt: skip
    if axis.kind == "category":
        described |= {"categoryorder": "array", "categoryarray": [*axis.categories]}
    return described


def _sized(plan: Plan) -> dict[str, Any]:
    """What depends on the size: margins, what the axes name, and their titles."""
    across, upwards = plan.titles
    notes = [
        {"text": plotly.escaped(text), "showarrow": False, "xref": "paper", "yref": "paper", "x": x,
         "y": y, "xanchor": anchor, "yanchor": "middle", "borderpad": 0}
        for text, x, y, anchor in (
            (upwards, _right(plan, 0), _up(plan, 9), "left"),
            (across, 1, _up(plan, plan.height - 9), "right"),
        )
        if text
    ]  # fmt: skip
    return {
        "width": plan.width,
        "margin": {"l": plan.left, "r": plan.right, "t": plan.top, "b": plan.bottom},
        "annotations": notes,
        "xaxis": {**_ticks(plan, "x"), "tickangle": -90 if plan.turned else 0},
        "yaxis": _ticks(plan, "y"),
    }


def _ticks(plan: Plan, name: str) -> dict[str, Any]:
    axis = plan.x if name == "x" else plan.y
    texts = [[text] for _, text in axis.ticks]
    if axis.kind == "category":
        texts = [[*lines] for lines in plan.labels]
    return {
        "tickvals": [axis.plain(number) for number, _ in axis.ticks],
        "ticktext": ["<br>".join(map(plotly.escaped, lines)) for lines in texts],
    }


def _right(plan: Plan, x: float) -> float:
    return round((x - plan.left) / (plan.width - plan.left - plan.right), 4)


def _up(plan: Plan, y: float) -> float:
    return round(1 - (y - plan.top) / (plan.height - plan.top - plan.bottom), 4)
