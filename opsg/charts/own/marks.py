"""A figure as lines, bars and points, if these say all of it; `picture` draws them.

What is not known to be drawn rightly is named, so that another way is taken or the figure refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsg.charts import svg
from opsg.charts.own import hatches
from opsg.charts.own.reading import Figure, Trace, words
from opsg.charts.own.template import COLOURS
from opsg.core.vocabulary import vocabulary

_HARMLESS = vocabulary("""
    alignmentgroup cliponaxis customdata hoverinfo hoverlabel hovertemplate hovertext ids
    legendgroup legendrank line marker meta mode name offsetgroup opacity orientation showlegend
    textposition type uid x xaxis y yaxis
""")
_LINE = vocabulary("color dash shape simplify width")
_MARKER = vocabulary("color line opacity pattern size symbol")
_LAYOUT = vocabulary("""
    autosize bargap bargroupgap barmode colorway dragmode font height hoverdistance hoverlabel
    hovermode legend margin modebar paper_bgcolor plot_bgcolor showlegend uirevision width xaxis
    yaxis
""")
_AXIS = vocabulary("""
    anchor automargin autorange categoryarray categoryorder color domain dtick fixedrange
    gridcolor gridwidth hoverformat linecolor linewidth mirror nticks range rangemode showgrid
    showline showticklabels tick0 tickangle tickcolor tickfont tickformat ticklen tickprefix ticks
    ticksuffix tickwidth title type zeroline zerolinecolor zerolinewidth
""")
_ONLY = {
    "connectgaps": (False,), "line.shape": (None, "linear"), "xaxis": ("x",), "yaxis": ("y",),
    "domain": ([0, 1], [0.0, 1.0]), "showticklabels": (True,), "autorange": (True, "reversed"),
    "type": ("-", "linear", "date", "category"), "anchor": ("x", "y"),
}  # fmt: skip
"""What an attribute may be, where anything else would draw something different."""

_DASHES = {"solid": 0, "dash": 1, "dot": 2, "dashdot": 3, "longdash": 4, "longdashdot": 5}
_SYMBOLS = {
    "circle": "circle", "diamond": "diamond", "square": "square", "triangle-up": "triangle-up",
    "triangle-down": "triangle-down", "x": "square", "cross": "diamond",
}  # fmt: skip
_TURNS = (*dict.fromkeys(_SYMBOLS.values()),)


@dataclass(frozen=True)
class Series:
    """One trace: where its marks are, how they look, and whether a legend names it.

    `dash` counts in `svg.DASHES`; it is None where no line is drawn, as is `symbol` for no marks.
    `hatch` is one of `hatches.SHAPES`, in which bars are drawn.
    """

    name: str
    x: Sequence[Any]
    y: Sequence[Any]
    bars: bool
    colour: str
    dash: int | None
    symbol: str | None
    hatch: str
    group: str


@dataclass(frozen=True)
class Marks:
    """All of a figure: its series, whether its bars lie, and how those at one place share it."""

    series: Sequence[Series]
    horizontal: bool
    stacked: bool

    @property
    def named(self) -> Sequence[Series]:
        """The series that a legend tells apart; none if there is one only."""
        named = {one.name: one for one in reversed(self.series) if one.name}
        return [*reversed(named.values())] if len(named) > 1 else []


def unknown(figure: Figure) -> list[str]:
    """What of a figure lines, bars and points would not say; nothing if they say all."""
    return sorted({*_unknown(figure)})


def _unknown(figure: Figure) -> Iterator[str]:
    kinds = {trace["type"] for trace in figure.traces}
    yield from (f"type '{kind}'" for kind in kinds - {"scatter", "bar"})
    if kinds - {"scatter", "bar"}:
        return
    for trace in figure.traces:
        yield from _odd(trace, _HARMLESS, "")
        yield from _odd(trace.get("line") or {}, _LINE, "line.")
        marker = trace.get("marker") or {}
        yield from _odd(marker, _MARKER, "marker.")
        yield from (f"marker.{key}" for key in ("color", "size", "symbol", "opacity")
                    if isinstance(marker.get(key), list))  # fmt: skip
        pattern = {"shape": "", **(marker.get("pattern") or {})}
        if pattern.keys() > {"shape"} or pattern["shape"] not in hatches.SHAPES:
            yield "marker.pattern"
        if marker.get("symbol", "circle") not in _SYMBOLS:
            yield f"marker.symbol '{marker['symbol']}'"
        if "text" in (trace.get("mode") or "") or not _lists(trace):
            yield "mode" if _lists(trace) else "a trace without x or y"
    yield from _odd(figure.layout, _LAYOUT, "layout.")
    for name in ("xaxis", "yaxis"):
        axis = figure.layout.get(name) or {}
        yield from _odd(axis, _AXIS, f"{name}.")
    yield from _unlike(figure.traces, figure.layout)


def _odd(values: Mapping[str, Any], known: frozenset[str], prefix: str) -> Iterator[str]:
    for key, value in values.items():
        only = _ONLY.get(f"{prefix}{key}") or (_ONLY.get(key) if prefix != "layout." else None)
        if prefix == "" and key == "type":
            only = None
        if only is not None and value not in only:
            yield f"{prefix}{key} '{value}'"
        elif only is None and key not in known and value not in (None, [], {}, "none"):
            yield f"{prefix}{key}"


def _lists(trace: Trace) -> bool:
    return (
        isinstance(trace.get("x", []), list)
        and isinstance(trace.get("y", []), list)
        and ("x" in trace or "y" in trace)
    )


def _unlike(traces: Sequence[Trace], layout: Mapping[str, Any]) -> Iterator[str]:
    """What bars may not be together."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    if not bars:
        return
    lying = {_lies(trace) for trace in bars}
    if len(lying) > 1 or (True in lying and len(bars) < len(traces)):
        yield "bars of both directions"
    mode = layout.get("barmode", "group")
    values = [value for trace in bars for value in trace.get("x" if _lies(trace) else "y", [])]
    if not all(value is None or isinstance(value, int | float) for value in values):
        yield "bars of what are no numbers"
    elif mode == "stack" and any(value is not None and value < 0 for value in values):
        yield "barmode 'stack' of negative values"
    places = [[*trace.get("y" if _lies(trace) else "x", [])] for trace in bars]
    if mode == "group" and any(len({*map(str, place)}) < len(place) for place in places):
        yield "several bars of a series at one place"
    if mode == "overlay" and len(bars) > 1:
        yield "barmode 'overlay'"


def _lies(trace: Trace) -> bool:
    if "orientation" in trace:
        return bool(trace["orientation"] == "h")
    return "y" not in trace


def marks_of(figure: Figure) -> Marks:
    """The marks of a figure of which nothing is `unknown`."""
    bars = [trace for trace in figure.traces if trace["type"] == "bar"]
    turns = Counter[str]()
    series = []
    for index, trace in enumerate(figure.traces):
        # Those of one kind only would be told apart by nothing but their colour.
        plain = _plain_kind(trace)
        series.append(_series(trace, index, turns[plain] if plain else 0))
        turns[plain] += 1
    mode = figure.layout.get("barmode", "group")
    return Marks(series, any(map(_lies, bars)), stacked=mode in ("stack", "relative"))


def _plain_kind(trace: Trace) -> str:
    """The kind of a trace to which nobody gave a dash, symbol or pattern; else nothing."""
    line, marker = trace.get("line") or {}, trace.get("marker") or {}
    if trace["type"] == "bar":
        return "" if (marker.get("pattern") or {}).get("shape") else "bars"
    if "lines" in _mode(trace):
        return "" if line.get("dash", "solid") != "solid" else "lines"
    return "" if marker.get("symbol", "circle") != "circle" else "points"


def _mode(trace: Trace) -> str:
    # Plotly's own default, which its documentation gives for `scatter.mode`.
    longest = max(len(trace.get("x", [])), len(trace.get("y", [])))
    return str(trace.get("mode") or ("lines+markers" if longest < 20 else "lines"))


def _series(trace: Trace, index: int, turn: int) -> Series:
    line, marker = trace.get("line") or {}, trace.get("marker") or {}
    height = max(len(trace.get("x", [])), len(trace.get("y", [])))
    bars = trace["type"] == "bar"
    mode = "" if bars else _mode(trace)
    usual = COLOURS[index % len(COLOURS)]
    colour = line.get("color") or marker.get("color") if not bars else marker.get("color")
    dash = _DASHES.get(line.get("dash") or "solid", 0)
    symbol = _SYMBOLS[marker.get("symbol", "circle")]
    if turn and mode == "markers":
        symbol = _TURNS[turn % len(_TURNS)]
    shape = (marker.get("pattern") or {}).get("shape")
    return Series(
        name=words(trace.get("name")),
        x=trace.get("x", list(range(height))),
        y=trace.get("y", list(range(height))),
        bars=bars,
        colour=colour or usual,
        dash=(dash or (turn + turn // len(COLOURS)) % len(svg.DASHES)) if "lines" in mode else None,
        symbol=symbol if "markers" in mode else None,
        hatch=shape or hatches.SHAPES[turn % len(COLOURS)] if bars else "",
        group=trace.get("offsetgroup") or str(index),
    )
