"""Charts in the house style, each with its title, sentence, table, static picture and alternative.

A chart shows as one `figure`: a picture that needs nothing, and the Plotly figure as data, which
the site's script draws over the picture. Both speak the same colours and shapes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from opsg.analysis import words
from opsg.charts import layout, plotly, svg
from opsg.core import html, months
from opsg.data.publication import spreadsheet_csv

if TYPE_CHECKING:
    from opsg.analysis.measures import Reading

LARGEST_SERIES = 6
LONGEST = 24
"""How many months a chart shows at most, as a picture and as a table; its CSV file has all."""

_SIZES = {"wide": layout.WIDE, "narrow": layout.NARROW}
_BARS = {"wide": 640, "narrow": 340}


@dataclass(frozen=True)
class Chart:
    """A chart with all that a reader needs beside the drawing.

    `pictures` are complete SVG elements, the first for a wide and the second for a narrow column.
    `draw` makes the `figure`. `table` is what the CSV holds, also of months before those that are
    drawn; `headers` gives each column's words.
    """

    name: str
    title: str
    sentence: str
    note: str
    pictures: tuple[str, ...]
    draw: Callable[[], dict[str, Any]]
    table: pl.DataFrame
    headers: Mapping[str, str]
    legend: str = ""
    cells: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)

    @cached_property
    def figure(self) -> dict[str, Any]:
        """The Plotly figure as plain data (see `opsg.charts.plotly`).

        It is empty where the picture says all by itself, and made when it is first asked for:
        reports show the picture alone.
        """
        return self.draw()

    @property
    def address(self) -> str:
        """Where the site keeps the chart's data, from the site's root."""
        return f"downloads/charts/{self.name}.csv"

    def csv(self) -> str:
        """The data as CSV with the columns' names in snake_case."""
        return spreadsheet_csv(self.table)

    def html(self, root: str = "../") -> str:
        """The figure as HTML, for a page that lies `root` below the site's own folder."""
        picture = "".join(self.pictures)
        download = html.link(f"{root}{self.address}", "Download as CSV", download="")
        table = html.details(
            "Show as a table, or download (CSV)", f"<p>{download}</p>{self._table()}"
        )
        return (
            f'<figure class="chart" id="chart-{escape(self.name.split("/")[-1])}">'
            f"<h3>{escape(self.title)}</h3>"
            f'<p class="says">{escape(self.sentence)}</p>'
            f'<div class="plot{" by-month" if self.figure else ""}">{picture}</div>'
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
        shown = self.table.tail(LONGEST) if "month" in self.headers else self.table
        formats = [self.cells.get(name, _plain) for name in shown.columns]
        rows = [
            [escape(show(cell)) for show, cell in zip(formats, row, strict=True)]
            for row in shown.iter_rows()
        ]
        numeric = [i for i, kind in enumerate(shown.dtypes) if kind.is_numeric()]
        return html.table(
            [self.headers[name] for name in shown.columns],
            rows,
            caption=f"{self.title}: the data",
            numeric=numeric,
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {"text/html": self.html(), html.FILES_TYPE: {self.address: self.csv()}}


def _shortened(note: str, months_held: int) -> str:
    """The note, with how many months are shown if that is not all."""
    if months_held <= LONGEST:
        return note
    return f"{note} The last {LONGEST} of {months_held} months are shown; the CSV file has all."


def _plain(value: object) -> str:
    if value is None:
        return "not reported"
    return months.name(value) if isinstance(value, date) else str(value)


def trend(reading: Reading, *, name: str, title: str, note: str, headline: bool = False) -> Chart:
    """The XmR chart of a reading: its run, mean, limits, target, events and signals.

    Below a `headline` that says the first sentence already, the chart says the others alone.
    """
    frame, measure = reading.frame, reading.measure
    drawn = reading.lately(LONGEST)
    points = [
        layout.Point(row["month"], row["value"], row["direction"], row["provenance"] == "reported")
        for row in drawn.frame.iter_rows(named=True)
    ]
    limits = drawn.limits()
    says, support = words.sentences(reading.result)
    label = f"{title}. {says}"

    def show(value: float) -> str:
        return words.axis(value, measure.unit)

    events = [layout.Event(event.day, event.title) for event in reading.events]
    pictures = tuple(
        svg.picture(
            layout.trend(size, points, limits, events, measure.target, show),
            size, kind=kind, label=label,
        )
        for kind, size in _SIZES.items()
    )  # fmt: skip
    plans = {
        kind: layout.plan(size, points, limits, events, measure.target)
        for kind, size in _SIZES.items()
    }
    hides = ["hidden"] if frame["hidden"].count() else []
    table = frame.select(
        "month", "value", *hides, "mean", "lower_limit", "upper_limit", "signal", "provenance"
    )
    cells: dict[str, Callable[[Any], str]] = {
        column: lambda value: "–" if value is None else words.full(value, measure.unit)
        for column in ("value", "mean", "lower_limit", "upper_limit")
    }
    cells["signal"] = words.rule
    cells["hidden"] = lambda value: value or "–"
    return Chart(
        name, title, support if headline else f"{says} {support}".strip(),
        _shortened(note, frame.height), pictures,
        lambda: plotly.trend(drawn, points, plans, show), table,
        {
            "month": "Month", "value": f"{measure.name} ({measure.unit})",
            "hidden": "If not shown, why", "mean": "Mean",
            "lower_limit": "Lower limit", "upper_limit": "Upper limit", "signal": "Signal",
            "provenance": "Provenance",
        },
        legend=_trend_legend(points, limited=bool(limits)), cells=cells,
    )  # fmt: skip


def _trend_legend(points: Sequence[layout.Point], *, limited: bool) -> str:
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
    if limited:
        line = svg.tag("line", x1=0, x2=16, y1=8, y2=8, class_="limit")
        entries.append(_legend_item(line, "limits of the usual range"))
    return f'<ul class="legend">{"".join(entries)}</ul>'


def _legend_entry(shape: str, colour: str, *, hollow: bool, label: str) -> str:
    return _legend_item(svg.marker(shape, 8, 8, colour, hollow=hollow), label)


def _legend_item(mark: str, label: str, width: int = 16) -> str:
    drawn = svg.tag("svg", mark, width=width, height=16, aria_hidden="true")
    return f"<li>{drawn}{escape(label)}</li>"


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
    """Several series by month, in order.

    `frame` has the columns `month`, `by` (labels to show), `value` and `provenance`.

    At most six series can be told apart; more raise ValueError.
    """
    labels = frame[by].unique(maintain_order=True).to_list()
    if len(labels) > LARGEST_SERIES:
        raise ValueError(f"{len(labels)} series cannot be told apart; show at most six")
    held = frame["month"].sort().to_list()
    every = months.span(held[0], held[-1])
    span = every[-LONGEST:]
    lookup = {(row[0], row[1]): row[2] for row in frame.select("month", by, "value").iter_rows()}
    series = [(label, [lookup.get((month, label)) for month in span]) for label in labels]
    alternative = f"{title}. {sentence}"
    ends = frame.filter(pl.col("month") == span[-1])
    reported = ends.filter(pl.col("provenance") == "reported")[by].to_list()
    filled = [label in reported for label in labels]

    def show(value: float) -> str:
        return words.axis(value, unit)

    pictures = tuple(
        svg.picture(
            layout.lines(size, span, series, show, filled), size, kind=kind, label=alternative
        )
        for kind, size in _SIZES.items()
    )
    frames = {kind: layout.lines_frame(size, span, series) for kind, size in _SIZES.items()}
    wide = (
        frame.select("month", by, "value")
        .pivot(on=by, index="month", values="value", on_columns=labels)
        .sort("month")
    )
    legend = "".join(_legend_item(_dash(index), label, 28) for index, label in enumerate(labels))
    return Chart(
        name, title, sentence, _shortened(note, len(every)), pictures,
        lambda: plotly.lines(span, series, unit, frames, show, filled), wide,
        {"month": "Month", **{label: label for label in labels}},
        legend=f'<ul class="legend" aria-label="{escape(by)}">{legend}</ul>',
        cells={
            label: lambda value: "–" if value is None else words.full(value, unit)
            for label in labels
        },
    )  # fmt: skip


def _dash(index: int) -> str:
    return svg.tag(
        "line", x1=0, x2=28, y1=8, y2=8, stroke=f"var(--series-{index + 1})", stroke_width=2.4,
        stroke_dasharray=svg.DASHES[index] or None,
    )  # fmt: skip


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
    illustrative: bool,
    absent: Mapping[str, str],
) -> Chart:
    """Bars of one value a label, in the order given; hollow if they are illustrative.

    `absent` says by label why there is no value, if not because none is reported.
    """

    def show(label: str, value: float | None) -> str:
        if value is None:
            return absent.get(label, "not reported")
        return words.number(value, unit)

    drawn = [(label, value, show(label, value)) for label, value in rows]
    pictures = tuple(
        svg.picture(
            *svg.bars(width, drawn, hollow=illustrative), kind=kind, label=f"{title}. {sentence}"
        )
        for kind, width in _BARS.items()
    )
    labels = [label for label, _ in rows]
    hides = {"hidden": [absent.get(label) for label in labels]} if absent else {}
    table = pl.DataFrame(
        {"label": labels, "value": [value for _, value in rows], **hides}, strict=False
    )
    return Chart(
        name, title, sentence, note, pictures, dict, table,
        {"label": label_words, "value": value_words, "hidden": "If not shown, why"},
        cells={
            "value": lambda v: "–" if v is None else words.number(v, unit),
            "hidden": lambda why: why or "–",
        },
    )  # fmt: skip
