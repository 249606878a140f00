"""Charts of lines by month: a measure's trend, and several series beside each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, Unpack

import polars as pl

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.charts import layout, legend, plotly, svg
from opsg.charts.chart import Chart, Said
from opsg.charts.columns import column_of, rows_with_unit
from opsg.core import months

LARGEST_SERIES = 6

Layout = TypeVar("Layout", layout.TrendLayout, layout.LinesLayout)


def trend_chart(
    reading: Reading,
    *,
    name: str,
    title: str,
    note: str,
    headline: bool = False,
    workbook: Callable[[], str] = str,
) -> Chart:
    """The XmR chart of a reading: its run, mean, limits, target, events and signals.

    Below a `headline` that says the first sentence already, the chart says the others alone.
    """
    frame, measure = reading.frame, reading.measure
    layouts = _trend_layouts(reading.lately(layout.LONGEST))
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
        figure=plotly.trend(layouts),
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
    unit: str,
    column: str,
    **said: Unpack[Said],
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
    span = every[-layout.LONGEST :]
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
    said["note"] = _shortened(said["note"], len(every))
    return Chart(
        **said,
        pictures=_pictures(layouts, svg.lines, f"{said['title']}. {said['sentence']}"),
        figure=plotly.lines(layouts),
        table=table,
        headers={"month": "Month", **{line: line for line in names}},
        data=rows_with_unit(frame.select("month", by, "value", "provenance"), column, unit),
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
    if count <= layout.LONGEST:
        return note
    return f"{note} The last {layout.LONGEST} of {count} months are shown; the CSV file has all."
