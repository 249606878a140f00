"""The data of a figure as a frame, a row for each thing that it draws; tables and files show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl

from opsg.charts.own.reading import Figure, Trace, worded, words
from opsg.core.errors import UserError
from opsg.core.vocabulary import unused

_XY = (
    "scatter", "bar", "box", "violin", "histogram", "histogram2d", "histogram2dcontour",
    "waterfall", "funnel",
)  # fmt: skip
_AT = ("x", "y", "z", "q1", "median", "q3", "lowerfence", "upperfence", "measure")
_PARTS = ("pie", "funnelarea", "treemap", "sunburst", "icicle")
_KEYS = {
    **dict.fromkeys(_XY, _AT),
    **dict.fromkeys(_PARTS, ("labels", "parents", "values")),
    **dict.fromkeys(("candlestick", "ohlc"), ("x", "open", "high", "low", "close")),
    **dict.fromkeys(("scatterpolar", "barpolar"), ("theta", "r")),
    "scatterternary": ("a", "b", "c"),
}  # fmt: skip
_MATRICES = ("heatmap", "contour")
_BESIDE = (
    ("text", "", "Label"),
    ("marker", "size", "Size"),
    ("marker", "color", "Colour"),
    ("error_x", "array", "Error"),
    ("error_x", "arrayminus", "Error below"),
    ("error_y", "array", "Error"),
    ("error_y", "arrayminus", "Error below"),
    ("base", "", "From"),
)
"""What a trace may draw for each of its points besides: where it has it, and its header."""

_HEADERS = {
    "labels": "Part", "parents": "Part of", "values": "Value", "theta": "Direction", "r": "Value",
    "z": "Value", "measure": "Kind", "lowerfence": "Lower end", "upperfence": "Upper end",
}  # fmt: skip
_NUMBERED = "{} ({})"
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")

Columns = dict[str, list[Any]]


def frame_of(figure: Figure) -> pl.DataFrame:
    """The figure's data, with the words of its axes and legend as headers.

    Raises UserError for a type of figure whose data are not known to be all found, and for one
    whose series nothing tells apart.
    """
    named = [_named(trace, figure) for trace in figure.traces]
    several = len(named) > 1
    if len({*map(str, named)}) < len(named):
        raise UserError(
            "The figure has several series, and not each has a name of its own.",
            remedy='Name them: fig.add_scatter(…, name="…"), or give: issue.figure(fig, data=…)',
        )
    parts = []
    for trace, names in zip(figure.traces, named, strict=True):
        columns = _columns(trace, figure)
        height = max(map(len, columns.values()))
        before = {unused(head, columns, _NUMBERED): [name] * height for head, name in names.items()}
        parts.append({**before, **columns} if several else columns)
    heads = dict.fromkeys(head for part in parts for head in part)
    whole: Columns = {head: [] for head in heads}
    for part in parts:
        height = max(map(len, part.values()))
        for head, column in whole.items():
            values = part.get(head, [])
            column += [*values, *[None] * (height - len(values))]
    return pl.DataFrame([_series(head, values) for head, values in whole.items()])


def _named(trace: Trace, figure: Figure) -> dict[str, str]:
    """What a series is called: by Plotly Express as words for the pointer, else by its name."""
    told = {worded(key): words(value) for key, value in _told(trace) if "%{" not in value}
    name = words(trace.get("name"))
    return told or ({figure.named("legend") or "Series": name} if name else {})


def _told(trace: Trace) -> Iterator[tuple[str, str]]:
    """What Plotly Express tells a pointer: names, each with a value or where it has one."""
    template = trace.get("hovertemplate")
    if isinstance(template, str) and template.endswith("<extra></extra>"):
        for each in re.split(r"<br>|<extra>", template):
            key, is_told, value = each.partition("=")
            if is_told:
                yield key, value


def _columns(trace: Trace, figure: Figure) -> Columns:
    kind = trace["type"]
    if kind in _MATRICES:
        return _matrix(trace, figure)
    if kind == "sankey":
        return _flows(trace)
    if kind == "indicator":
        what = words((trace.get("title") or {}).get("text")) or "Value"
        return {what: [trace.get("value")]}
    if kind not in _KEYS:
        raise UserError(
            f"The data of a figure of type '{kind}' is not known.",
            remedy="Give it as a frame: issue.figure(fig, data=…)",
        )
    columns: Columns = {}
    for key in _KEYS[kind]:
        if isinstance(trace.get(key), list):
            columns[unused(_header(key, trace, figure), columns, _NUMBERED)] = trace[key]
    if kind in ("scatter", "bar"):
        columns = _counted(trace, columns)
    height = max(map(len, columns.values()), default=0)
    for part, inner, header in _BESIDE:
        values = trace.get(part) if not inner else (trace.get(part) or {}).get(inner)
        # A colour's name says nothing in a table; a number is what a scale of colours shows.
        if isinstance(values, list) and len(values) == height and not _colours(values, inner):
            columns[unused(_scale(figure) if inner == "color" else header, columns, _NUMBERED)] = (
                values
            )
    return columns


def _counted(trace: Trace, columns: Columns) -> Columns:
    """The columns with the numbers that Plotly counts where one of `x` and `y` is left out."""
    missing = "x" if "x" not in trace else "y" if "y" not in trace else ""
    if not missing or not columns:
        return columns
    start, step = trace.get(f"{missing}0", 0), trace.get(f"d{missing}", 1)
    height = max(map(len, columns.values()))
    return {"Number": [start + step * index for index in range(height)], **columns}


def _colours(values: list[Any], inner: str) -> bool:
    return inner == "color" and all(isinstance(value, str) for value in values)


def _scale(figure: Figure) -> str:
    """What a scale of colours is called."""
    bar = (figure.layout.get("coloraxis") or {}).get("colorbar") or {}
    return worded((bar.get("title") or {}).get("text")) or "Colour"


def _header(key: str, trace: Trace, figure: Figure) -> str:
    if key in ("x", "y"):
        told = [name for name, value in _told(trace) if value == f"%{{{key}}}"]
        if told:
            return worded(told[0])
        axis = trace.get(f"{key}axis", key)
        return figure.named(f"{key}axis{axis[1:]}") or _by_its_values(trace[key])
    return _HEADERS.get(key, key.capitalize())


def _by_its_values(values: list[Any]) -> str:
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, str) for value in present):
        days = [value for value in present if _ISO.fullmatch(value)]
        if len(days) < len(present):
            return "Category"
        return "Month" if all(value[8:10] == "01" for value in days) else "Day"
    return "Value"


def _matrix(trace: Trace, figure: Figure) -> Columns:
    rows = trace["z"]
    across = trace.get("x") or list(range(len(rows[0])))
    upwards = trace.get("y") or list(range(len(rows)))
    if len(upwards) != len(rows) or any(len(row) != len(across) for row in rows):
        raise UserError(
            "The figure's rows and columns are not as many as their names.",
            remedy="Give a name for each: x=[…], y=[…]",
        )
    named = {"x": across, "y": upwards}
    heads = [_header(key, {**trace, **named}, figure) for key in ("y", "x")]
    if heads[0] == heads[1]:
        heads = ["Row", "Column"]
    cells = [(y, x) for y in upwards for x in across]
    numbers = [number for row in rows for number in row]
    value = _scale(figure) if figure.layout.get("coloraxis") else "Value"
    value = "Value" if value == "Colour" else value
    return dict(zip(heads, map(list, zip(*cells, strict=True)), strict=True)) | {value: numbers}


def _flows(trace: Trace) -> Columns:
    names = [words(name) for name in (trace.get("node") or {}).get("label") or []]
    link = trace["link"]
    return {
        "From": [names[index] for index in link["source"]],
        "To": [names[index] for index in link["target"]],
        "Value": link["value"],
    }


def _series(header: str, values: list[Any]) -> pl.Series:
    """A column: days where all of it are days, numbers where all are numbers, else text."""
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, str) and _ISO.fullmatch(value) for value in present):
        times = [None if value is None else datetime.fromisoformat(value) for value in values]
        if all(time is None or time == datetime(time.year, time.month, time.day) for time in times):
            return pl.Series(header, [time and time.date() for time in times], pl.Date)
        return pl.Series(header, times, pl.Datetime)
    if all(isinstance(value, int | float) for value in present):
        whole = all(isinstance(value, int) for value in present)
        return pl.Series(header, values, pl.Int64 if whole else pl.Float64, strict=False)
    return pl.Series(header, [None if v is None else words(v) for v in values], pl.String)


def is_day(value: object) -> bool:
    """Whether a plain value is a day or a time, as a figure holds it."""
    return isinstance(value, str) and bool(_ISO.fullmatch(value))


def widened(frame: pl.DataFrame) -> pl.DataFrame:
    """A table with a column for each series, if the first names series and the second their place.

    A frame that has another shape, or more than one value at a place, stays as it is.
    """
    if frame.width != 3 or not frame.dtypes[2].is_numeric() or frame.dtypes[0] != pl.String:
        return frame
    series, place, value = frame.columns
    names = frame[series].unique(maintain_order=True).to_list()
    fits = len(names) <= 6 and place not in names and None not in names
    if not fits or frame.select(series, place).is_duplicated().any():
        return frame
    return frame.pivot(on=series, index=place, values=value, on_columns=names)
