"""Charts in the house style, each with its title, sentence, table, static picture and alternative.

Pages ask for a `trend_chart`, `line_chart` or `bar_chart`. It shows as one `figure`: a picture that
needs nothing, and the Plotly figure as data, which the site's script draws over the picture.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from typing import Any, TypeVar

import htpy as h
import polars as pl
import polars.selectors as cs
from markupsafe import Markup

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.charts import FOLDER, WHOLE_LIBRARY, layout, legend, plotly, standalone, svg
from opsg.charts.columns import column_of, rows_with_unit
from opsg.core import html, months, workbench
from opsg.data.publication import spreadsheet_csv

BASIC = frozenset({"scatter", "bar", "pie"})
LARGEST_SERIES = 6
LONGEST = 24
"""How many months a chart shows at most, as a picture and as a table; its CSV file has all."""


Layout = TypeVar("Layout", layout.TrendLayout, layout.LinesLayout)


@dataclass(frozen=True)
class Chart:
    """A chart with all that a reader needs beside the drawing.

    `pictures` are complete SVG elements, the first for a wide and the second for a narrow column.
    `make_figure` makes the `figure`. `table` is what the page shows as a table, and `headers` gives
    its columns' words; `data` is what the CSV holds, one value a row with its provenance. Both have
    months before those that are drawn too. `workbook` is the address of one with the chart's data.
    One that is `by_month` has the size of all such charts, another that of its pictures. The
    `alternative` says what is to be seen where the sentence does not.
    """

    name: str
    title: str
    sentence: str
    note: str
    pictures: tuple[str, ...]
    make_figure: Callable[[], dict[str, Any]]
    table: pl.DataFrame
    headers: Mapping[str, str]
    data: pl.DataFrame
    workbook: str = ""
    legend: str = ""
    cells: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    by_month: bool = True
    alternative: str = ""

    @cached_property
    def figure(self) -> dict[str, Any]:
        """The Plotly figure as plain data (see `opsg.charts.plotly`).

        It is empty where the picture says all by itself, and made when it is first asked for:
        reports show the picture alone.
        """
        return self.make_figure()

    @property
    def label(self) -> str:
        """What the chart shows, for those who do not see it."""
        return f"{self.title}. {self.alternative or self.sentence}".strip()

    @property
    def anchor(self) -> str:
        """The id of the figure on its page."""
        return f"chart-{self.name.split('/')[-1]}"

    def address(self, kind: str) -> str:
        """Where the site keeps the chart's `csv`, `svg` or `png`, from the site's root."""
        return f"{FOLDER}/{self.name.replace('/', '-')}.{kind}"

    @property
    def files(self) -> dict[str, str]:
        """The chart's data and picture by their addresses; the build makes the PNG of the SVG."""
        drawn = {self.address("svg"): standalone.drawing(self)}
        if not self.data.width:
            return drawn
        return {
            self.address("csv"): spreadsheet_csv(self.data.with_columns(cs.float().round(4))),
            **drawn,
        }

    def html(self, root: str = "../") -> Markup:
        """The figure as HTML, for a page that lies `root` below the site's own folder."""
        if workbench.is_here():
            return self._alone()
        picture = "".join(self.pictures)
        kind = " by-month" if self.figure and self.by_month else ""
        return Markup(
            f'<figure class="chart" id="{escape(self.anchor)}">'
            f"<figcaption><h3>{escape(self.title)}</h3></figcaption>"
            f"{self._says()}"
            f'<div class="plot{kind}">{picture}</div>'
            f"{self.legend}"
            f'<p class="note">{escape(self.note)}</p>'
            f"{self._take_away(root)}{self._as_table()}{self._data()}</figure>"
        )

    def _alone(self) -> Markup:
        """The figure where no page has a script for it, nor room for two pictures."""
        drawing = b64encode(standalone.drawing(self).encode()).decode()
        picture = h.img(src=f"data:image/svg+xml;base64,{drawing}", alt=self.label)
        return Markup(h.figure(class_="chart")[picture, self._as_table()])

    def _as_table(self) -> h.Element | str:
        if not self.data.width:
            return ""
        return h.details[h.summary["Show as a table"], self._table()]

    def _take_away(self, root: str) -> h.Element:
        """Links to the chart's files, and to the chart itself."""
        files = {
            "CSV": self.address("csv") if self.data.width else "",
            "Excel": self.workbook,
            "PNG": self.address("png"),
            "SVG": self.address("svg"),
        }
        links = [
            h.a(href=f"{root}{address}", download="")[name]
            for name, address in files.items()
            if address
        ]
        return h.p(class_="take")[
            "Download: ",
            Markup(" · ").join(links),
            " · ",
            h.a(href=f"#{self.anchor}")["Link to this chart"],
        ]

    def _says(self) -> str:
        return f'<p class="says">{escape(self.sentence)}</p>' if self.sentence else ""

    def _data(self) -> str:
        """The Plotly figure for the site's script; nothing where the picture is all there is."""
        if not self.figure:
            return ""
        data = json.dumps(self.figure, separators=(",", ":")).replace("<", "\\u003c")
        kinds = {trace.get("type", "scatter") for trace in self.figure["data"]}
        whole = f' data-library="{WHOLE_LIBRARY}"' if kinds - BASIC else ""
        return f'<script type="application/json" class="plot-data"{whole}>{data}</script>'

    def _table(self) -> h.Element:
        table = self.table.tail(LONGEST) if "month" in self.headers else self.table
        formats = [self.cells.get(name, _plain) for name in table.columns]
        rows = [
            [words_of(cell) for words_of, cell in zip(formats, row, strict=True)]
            for row in table.iter_rows()
        ]
        numeric = [i for i, kind in enumerate(table.dtypes) if kind.is_numeric()]
        return html.table(
            [self.headers[name] for name in table.columns],
            rows,
            caption=f"{self.title}: the data",
            numeric=numeric,
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        if workbench.is_here():
            # A picture is what every editor and view of a repository shows as it is.
            label = f"{self.title}. {self.sentence}"
            return {"image/svg+xml": standalone.drawing(self), "text/plain": label}
        return {"text/html": str(self.html()), html.FILES_TYPE: self.files}


def _plain(value: object) -> str:
    if value is None:
        return "not reported"
    return months.name(value) if isinstance(value, date) else str(value)


def trend_chart(
    reading: Reading,
    *,
    name: str,
    title: str,
    note: str,
    headline: bool = False,
    workbook: str = "",
) -> Chart:
    """The XmR chart of a reading: its run, mean, limits, target, events and signals.

    Below a `headline` that says the first sentence already, the chart says the others alone.
    """
    frame, measure = reading.frame, reading.measure
    layouts = _trend_layouts(reading.lately(LONGEST))
    sentence, support = words.sentences(reading.result)
    # Of a month without a value there is no signal, and nobody made it up.
    there = pl.col("value").is_not_null()
    table = frame.select(
        "month", "value", "mean", "lower_limit", "upper_limit",
        *(pl.when(there).then(name).alias(name) for name in ("signal", "provenance")),
    )  # fmt: skip
    values = dict.fromkeys(("value", "mean", "lower_limit", "upper_limit"), _values(measure.unit))
    return Chart(
        name=name,
        title=title,
        sentence=support if headline else f"{sentence} {support}".strip(),
        note=_shortened(note, frame.height),
        pictures=_pictures(layouts, svg.trend, f"{title}. {sentence}"),
        make_figure=lambda: plotly.trend(layouts),
        table=table,
        headers={
            "month": "Month",
            "value": f"{measure.name} ({measure.unit})",
            "mean": "Mean",
            "lower_limit": "Lower limit",
            "upper_limit": "Upper limit",
            "signal": "Signal",
            "provenance": "Provenance",
        },
        data=rows_with_unit(table, column_of(measure), measure.unit),
        workbook=workbook,
        legend=legend.trend(layouts["wide"]),
        cells={
            **values,
            "signal": lambda signal: "–" if signal is None else words.rule(signal),
            "provenance": lambda provenance: provenance or "–",
        },
    )


def _trend_layouts(reading: Reading) -> dict[str, layout.TrendLayout]:
    """The reading's layouts by the names of their sizes."""
    columns = ["month", "value", "direction", "signal", "provenance"]
    points = [
        layout.Point(month, value, direction, signal, provenance == "reported")
        for month, value, direction, signal, provenance in reading.frame.select(columns).iter_rows()
    ]
    events = [layout.Event(event.day, event.title) for event in reading.events]
    target, unit = reading.measure.target, reading.measure.unit
    return {
        kind: layout.lay_out_trend(size, points, reading.limits(), events, target, unit)
        for kind, size in layout.SIZES.items()
    }


def line_chart(
    frame: pl.DataFrame,
    *,
    by: str,
    name: str,
    title: str,
    sentence: str,
    note: str,
    unit: str,
    column: str,
    workbook: str = "",
) -> Chart:
    """Several series by month, in order.

    `frame` has the columns `month`, `by` (labels to show), `value` and `provenance`. In the CSV
    file the values' column is called `column`.

    At most six series can be told apart; more raise ValueError.
    """
    names = frame[by].unique(maintain_order=True).to_list()
    if len(names) > LARGEST_SERIES:
        raise ValueError(f"{len(names)} series cannot be told apart; show at most six")
    days = frame["month"].sort()
    every = months.span(days[0], days[-1])
    span = every[-LONGEST:]
    ends = frame.filter(pl.col("month") == span[-1])
    reported = ends.filter(pl.col("provenance") == "reported")[by].to_list()
    values = {(row[0], row[1]): row[2] for row in frame.select("month", by, "value").iter_rows()}
    lines = [
        layout.Line(line, [values.get((month, line)) for month in span], line in reported)
        for line in names
    ]
    layouts = {
        kind: layout.lay_out_lines(size, span, lines, unit) for kind, size in layout.SIZES.items()
    }
    table = (
        frame.select("month", by, "value")
        .pivot(on=by, index="month", values="value", on_columns=names)
        .sort("month")
    )
    return Chart(
        name=name,
        title=title,
        sentence=sentence,
        note=_shortened(note, len(every)),
        pictures=_pictures(layouts, svg.lines, f"{title}. {sentence}"),
        make_figure=lambda: plotly.lines(layouts),
        table=table,
        headers={"month": "Month", **{line: line for line in names}},
        data=rows_with_unit(frame.select("month", by, "value", "provenance"), column, unit),
        workbook=workbook,
        legend=legend.lines(names, by),
        cells=dict.fromkeys(names, _values(unit)),
    )


def _pictures(
    layouts: Mapping[str, Layout], draw: Callable[[Layout], str], label: str
) -> tuple[str, ...]:
    return tuple(
        svg.picture(draw(each), layout.SIZES[kind], kind=kind, label=label)
        for kind, each in layouts.items()
    )


def _values(unit: str) -> Callable[[Any], str]:
    """How a table writes values in a unit."""
    return lambda value: "–" if value is None else words.full(value, unit)


def _shortened(note: str, count: int) -> str:
    """The note, with how many of `count` months are shown if that is not all."""
    if count <= LONGEST:
        return note
    return f"{note} The last {LONGEST} of {count} months are shown; the CSV file has all."
