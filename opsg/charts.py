"""Charts in the house style, each with its title, sentence, table, static picture and alternative.

A chart shows as one `figure`: a picture that needs nothing, and the Plotly figure as data, which
the site's script draws over the picture. Both speak the same colours and shapes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from opsg import markup, months, svg, words
from opsg.downloads import spreadsheet_csv

if TYPE_CHECKING:
    from opsg.readings import Reading

SYMBOLS = {
    "circle": "circle",
    "diamond": "diamond",
    "square": "square",
    "triangle-up": "triangle-up",
    "triangle-down": "triangle-down",
}
LARGEST_SERIES = 6


@dataclass(frozen=True)
class Chart:
    """A chart with all that a reader needs beside the drawing.

    `pictures` are complete SVG elements, for wide and for narrow windows (the same one if it
    suits both). `figure` is a Plotly figure as plain data. `table` holds what is drawn, with
    `headers` giving each column's words; it is what the CSV holds.
    """

    name: str
    title: str
    sentence: str
    note: str
    pictures: tuple[str, ...]
    figure: dict[str, Any]
    table: pl.DataFrame
    headers: Mapping[str, str]
    legend: str = ""
    cells: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the site keeps the chart's data, from the site's root."""
        return f"downloads/charts/{self.name}.csv"

    def csv(self) -> str:
        """What is drawn, as CSV with the columns' names in snake_case."""
        return spreadsheet_csv(self.table)

    def html(self, root: str = "../") -> str:
        """The figure as HTML, for a page that lies `root` below the site's own folder."""
        picture = "".join(self.pictures)
        by_month = len(self.pictures) > 1
        download = markup.link(f"{root}{self.address}", "Download as CSV", download="")
        table = markup.details(
            "Show the data as a table, or download it (CSV)", f"<p>{download}</p>{self._table()}"
        )
        return (
            f'<figure class="chart" id="chart-{escape(self.name.split("/")[-1])}">'
            f"<h3>{escape(self.title)}</h3>"
            f'<p class="says">{escape(self.sentence)}</p>'
            f'<div class="plot{" by-month" if by_month else ""}">{picture}</div>'
            f"{self.legend}"
            f"<figcaption>{escape(self.note)}</figcaption>"
            f"{table}{self._data()}</figure>"
        )

    def _data(self) -> str:
        """The Plotly figure for the site's script; nothing where the picture is all there is."""
        if not self.figure:
            return ""
        data = json.dumps(self.figure, separators=(",", ":")).replace("<", "\\u003c")
        return f'<script type="application/json" class="plot-data">{data}</script>'

    def _table(self) -> str:
        columns = self.table.columns
        formats = [self.cells.get(name, _plain) for name in columns]
        rows = [
            [escape(show(cell)) for show, cell in zip(formats, row, strict=True)]
            for row in self.table.iter_rows()
        ]
        numeric = [i for i, kind in enumerate(self.table.dtypes) if kind.is_numeric()]
        return markup.table(
            [self.headers[name] for name in columns], rows, caption=self.title, numeric=numeric
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/html": self.html(), markup.FILES_TYPE: {self.address: self.csv()}}


def _plain(value: object) -> str:
    if value is None:
        return "not reported"
    return months.name(value) if isinstance(value, date) else str(value)


def trend(reading: Reading, *, name: str, title: str, note: str, headline: bool = False) -> Chart:
    """The XmR chart of a reading: its run, mean, limits, target, events and signals.

    Below a `headline` that says the first sentence already, the chart says the others alone.
    """
    frame, measure = reading.frame, reading.measure
    points = [
        svg.Point(row["month"], row["value"], row["direction"], row["provenance"] == "reported")
        for row in frame.iter_rows(named=True)
    ]
    limits = reading.limits()
    says, support = words.sentences(reading.result)
    label = f"{title}. {says}"

    def show(value: float) -> str:
        return words.axis(value, measure.unit)

    events = [svg.Event(event.day, event.title) for event in reading.events]
    pictures = tuple(
        svg.picture(
            svg.trend(size, points, limits, events, measure.target, show),
            size, kind=kind, label=label,
        )
        for size, kind in ((svg.WIDE, "wide"), (svg.NARROW, "narrow"))
    )  # fmt: skip
    table = frame.select(
        "month", "value", "mean", "lower_limit", "upper_limit", "signal", "provenance"
    )
    cells: dict[str, Callable[[Any], str]] = {
        column: lambda value: "–" if value is None else words.full(value, measure.unit)
        for column in ("value", "mean", "lower_limit", "upper_limit")
    }
    cells["signal"] = words.rule
    return Chart(
        name, title, support if headline else f"{says} {support}".strip(), note, pictures,
        _trend_figure(reading, points, limits), table,
        {
            "month": "Month", "value": f"{measure.name} ({measure.unit})", "mean": "Mean",
            "lower_limit": "Lower limit", "upper_limit": "Upper limit", "signal": "Signal",
            "provenance": "Provenance",
        },
        legend=_trend_legend(points), cells=cells,
    )  # fmt: skip


def _trend_legend(points: Sequence[svg.Point]) -> str:
    says = {
        "common_cause": "within the usual range",
        "improvement": "improving beyond chance",
        "concern": "worsening beyond chance",
        "neutral_high": "higher than usual",
        "neutral_low": "lower than usual",
    }
    entries = [
        _legend_entry(*svg.DIRECTION_STYLE[direction], hollow=False, label=label)
        for direction, label in says.items()
        if any(p.direction == direction and p.value is not None for p in points)
    ]
    if any(not p.reported for p in points):
        entries.append(_legend_entry("circle", "var(--steady)", hollow=True, label="illustrative"))
        if any(p.reported for p in points):
            entries.append(
                _legend_entry("circle", "var(--steady)", hollow=False, label="reported (filled)")
            )
    return f'<ul class="legend">{"".join(entries)}</ul>'


def _legend_entry(shape: str, colour: str, *, hollow: bool, label: str) -> str:
    mark = svg.tag(
        "svg", svg.marker(shape, 8, 8, colour, hollow=hollow), width=16, height=16,
        aria_hidden="true",
    )  # fmt: skip
    return f"<li>{mark}{escape(label)}</li>"


def lines(
    frame: pl.DataFrame,
    *,
    by: str,
    name: str,
    title: str,
    sentence: str,
    note: str,
    unit: str,
) -> Chart:
    """Several series by month: columns `month`, `by` (labels to show) and `value`, in order.

    At most six series can be told apart; more raise ValueError.
    """
    labels = frame[by].unique(maintain_order=True).to_list()
    if len(labels) > LARGEST_SERIES:
        raise ValueError(f"{len(labels)} series cannot be told apart; show at most six")
    span = months.span(frame["month"].min(), frame["month"].max())  # type: ignore[arg-type]
    lookup = {(row[0], row[1]): row[2] for row in frame.select("month", by, "value").iter_rows()}
    series = [(label, [lookup.get((month, label)) for month in span]) for label in labels]
    alternative = f"{title}. {sentence}"

    def show(value: float) -> str:
        return words.axis(value, unit)

    pictures = tuple(
        svg.picture(svg.lines(size, span, series, show), size, kind=kind, label=alternative)
        for size, kind in ((svg.WIDE, "wide"), (svg.NARROW, "narrow"))
    )
    wide = (
        frame.select("month", by, "value")
        .pivot(on=by, index="month", values="value", on_columns=labels)
        .sort("month")
    )
    legend = "".join(
        f"<li>{_dash_key(index)}{escape(label)}</li>" for index, label in enumerate(labels)
    )
    return Chart(
        name, title, sentence, note, pictures,
        _lines_figure(span, series, unit), wide,
        {"month": "Month", **{label: label for label in labels}},
        legend=f'<ul class="legend" aria-label="{escape(by)}">{legend}</ul>',
        cells={
            label: lambda value: "–" if value is None else words.full(value, unit)
            for label in labels
        },
    )  # fmt: skip


def _dash_key(index: int) -> str:
    line = svg.tag(
        "line", x1=0, x2=28, y1=6, y2=6, stroke=f"var(--series-{index + 1})", stroke_width=2.4,
        stroke_dasharray=svg.DASHES[index] or None,
    )  # fmt: skip
    return svg.tag("svg", line, width=28, height=12, aria_hidden="true")


def bars(
    rows: Sequence[tuple[str, float | None]],
    *,
    name: str,
    title: str,
    sentence: str,
    note: str,
    unit: str,
    label_words: str,
    value_words: str,
    colour: str = "var(--brand)",
) -> Chart:
    """Bars of one value a label, in the order given."""
    drawn = [
        (label, value, "not reported" if value is None else words.number(value, unit), colour)
        for label, value in rows
    ]
    content, size = svg.bars(560, drawn)
    picture = svg.picture(content, size, kind="bars", label=f"{title}. {sentence}")
    table = pl.DataFrame(
        {"label": [row[0] for row in rows], "value": [row[1] for row in rows]}, strict=False
    )
    return Chart(
        name, title, sentence, note, (picture,), {}, table,
        {"label": label_words, "value": value_words},
        cells={"value": lambda v: "not reported" if v is None else words.number(v, unit)},
    )  # fmt: skip


def _layout(**changes: Any) -> dict[str, Any]:
    """The house style of an interactive figure; its box is the picture's."""
    axis = {
        "gridcolor": "var(--line)", "linecolor": "var(--line)", "zeroline": False,
        "fixedrange": True, "tickfont": {"color": "var(--muted)", "size": 12},
    }  # fmt: skip
    return {
        "autosize": True,
        "margin": {"l": 52, "r": 14, "t": 26, "b": 32},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "var(--muted)", "size": 12},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {"bgcolor": "var(--paper)", "font": {"color": "var(--ink)", "size": 13}},
        "xaxis": {**axis, "type": "date", "showgrid": False, "tickformat": "%b %Y", "nticks": 7},
        "yaxis": {**axis, "tickformat": "~s"},
        **changes,
    }


def _figure(traces: Sequence[Any], layout: dict[str, Any]) -> dict[str, Any]:
    """Traces and layout as checked, plain Plotly data without the default template."""
    from plotly import graph_objects as go

    figure: dict[str, Any] = go.Figure(list(traces), layout).to_plotly_json()
    figure["layout"].pop("template", None)
    return figure


def _trend_figure(
    reading: Reading, points: Sequence[svg.Point], limits: Sequence[svg.Limits]
) -> dict[str, Any]:
    from plotly import graph_objects as go

    unit = reading.measure.unit
    span = [point.month.isoformat() for point in points]
    styles = [svg.DIRECTION_STYLE[point.direction] for point in points]
    hover = [
        words.tooltip(point.month, point.value, unit, signal, reported=point.reported)
        for point, signal in zip(points, reading.frame["signal"], strict=True)
    ]
    run = go.Scatter(
        x=span, y=[_rounded(point.value) for point in points], mode="lines+markers",
        line={"color": "var(--steady)", "width": 1.8}, text=hover,
        hovertemplate="%{text}<extra></extra>", connectgaps=False, cliponaxis=False,
        marker={
            "symbol": [SYMBOLS[shape] for shape, _ in styles],
            "size": 9,
            "color": [
                colour if point.reported else "var(--paper)"
                for point, (_, colour) in zip(points, styles, strict=True)
            ],
            "line": {"color": [colour for _, colour in styles], "width": 1.8},
        },
    )  # fmt: skip
    levels = [
        _level(piece, value, dash, label if piece is limits[-1] else "")
        for piece in limits
        for value, dash, label in (
            (piece.mean, "solid", "mean"),
            (piece.lower, "dash", "lower limit"),
            (piece.upper, "dash", "upper limit"),
        )
        if value is not None
    ]
    shapes = [
        {
            "type": "line", "x0": event.day.isoformat(), "x1": event.day.isoformat(),
            "yref": "paper", "y0": 0, "y1": 1.06,
            "line": {"color": "var(--brand)", "width": 1, "dash": "dot"},
        }
        for event in reading.events
    ]  # fmt: skip
    middle = points[len(points) // 2].month
    annotations = [
        {
            "x": event.day.isoformat(), "y": 1.07 - 0.06 * (place % 3), "yref": "paper",
            "text": escape(event.title), "showarrow": False, "font": {"color": "var(--brand)"},
            "xanchor": "left" if event.day < middle else "right", "yanchor": "top",
            "xshift": 4 if event.day < middle else -4,
        }
        for place, event in enumerate(reading.events)
    ]  # fmt: skip
    return _figure([*levels, run], _layout(shapes=shapes, annotations=annotations))


def _level(piece: svg.Limits, value: float, dash: str, label: str) -> Any:
    from plotly import graph_objects as go

    return go.Scatter(
        x=[piece.start.isoformat(), piece.end.isoformat()], y=[_rounded(value)] * 2,
        mode="lines+text" if label else "lines", text=["", label], textposition="top left",
        textfont={"color": "var(--muted)"}, hoverinfo="skip",
        line={"color": "var(--steady)", "width": 1, "dash": dash},
    )  # fmt: skip


def _lines_figure(
    span: Sequence[date], series: Sequence[tuple[str, Sequence[float | None]]], unit: str
) -> dict[str, Any]:
    from plotly import graph_objects as go

    dashes = ("solid", "dash", "dot", "dashdot", "longdash", "6px 3px")
    traces = [
        go.Scatter(
            x=[month.isoformat() for month in span], y=[_rounded(value) for value in row],
            mode="lines", name=label,
            line={"color": f"var(--series-{index + 1})", "width": 2, "dash": dashes[index]},
            text=[
                f"{escape(label)}: {words.tooltip(month, value, unit)}"
                for month, value in zip(span, row, strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
        for index, (label, row) in enumerate(series)
    ]  # fmt: skip
    layout = _layout()
    layout["yaxis"]["rangemode"] = "tozero"
    return _figure(traces, layout)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")
