"""An analyst's own figure as a chart of the house: its picture, table, files and alternative."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Unpack

import polars as pl

from opsg.analysis import words
from opsg.charts import legend, svg
from opsg.charts.chart import Chart, Said
from opsg.charts.own import axes, browser, interactive, picture
from opsg.charts.own.foreign import Picture
from opsg.charts.own.marks import Marks, marks_of, unknown
from opsg.charts.own.picture import SIZES, plan
from opsg.charts.own.reading import Figure
from opsg.charts.own.values import widened
from opsg.core import months
from opsg.core.errors import UserError

MOST_ROWS = 200
"""How many rows the table below a figure, or a frame as a table, shows; its CSV file has all."""

_KINDS = {"scatter": "points", "bar": "bars", "pie": "parts of a whole", "box": "boxes"}


def own_chart(
    figure: Figure,
    *,
    data: pl.DataFrame,
    provenance: Mapping[str, str],
    illustrative: bool,
    **said: Unpack[Said],
) -> Chart:
    """The chart of a figure whose table is `data`; its file tells the `provenance` of each row.

    Marks are hollow where something is `illustrative`. Raises UserError if nothing here can draw
    the figure, or a reader could not tell its series apart.
    """
    name, alternative = said["name"], said["sentence"] or _described(figure, data)
    label = f"{said['title']}. {alternative}"
    common: dict[str, Any] = {
        **said, "alternative": alternative, "data": filed(data, provenance),
        **_table(widened(data), said["note"]),
    }  # fmt: skip
    odd = [*unknown(figure), *_unwritten(figure)]
    if odd:
        drawn = browser.pictures(figure, odd, name, illustrative=illustrative)
        pictures = tuple(
            svg.picture(content, size, kind=f"{kind} whole", label=label)
            for (kind, size), content in zip(drawn.sizes.items(), drawn.contents, strict=True)
        )
        whole = interactive.whole(drawn.figure, drawn.sizes)
        return Chart(**common, pictures=pictures, figure=whole)
    marks = marks_of(figure)
    _tell_apart(marks)
    within = name.split("/")[-1]
    plans = {kind: plan(figure, marks, size) for kind, size in SIZES.items()}
    return Chart(
        **common,
        pictures=tuple(
            svg.picture(picture.draw(marks, each, f"{within}-{kind}", hollow=illustrative),
                        (each.width, each.height), kind=kind, label=label)
            for kind, each in plans.items()
        ),
        figure=interactive.over(figure, marks, plans, hollow=illustrative),
        legend=legend.own(marks, figure.named("legend"), f"{within}-key", hollow=illustrative),
    )  # fmt: skip


def picture_chart(
    picture: Picture,
    *,
    data: pl.DataFrame | None,
    provenance: Mapping[str, str],
    **said: Unpack[Said],
) -> Chart:
    """The chart of a picture that another program drew, with a table if its `data` are given."""
    label = f"{said['title']}. {said['sentence']}"
    rows = pl.DataFrame() if data is None else data
    return Chart(
        pictures=(svg.picture(picture.content, picture.size, kind="whole", label=label),),
        data=filed(rows, provenance),
        **{**said, **_table(rows, said["note"])},
    )


def _table(rows: pl.DataFrame, note: str) -> dict[str, Any]:
    """What a chart says of its table, with the note that tells of rows that it leaves out."""
    return {
        "note": f"{note} {cut_note(rows.height)}" if rows.height > MOST_ROWS else note,
        "table": rows.head(MOST_ROWS),
        "headers": {column: words.capital(column) for column in rows.columns},
        "cells": cells_of(rows),
        "by_month": False,
    }


def cut_note(height: int) -> str:
    """That a table shows some of its rows only."""
    return f"The table shows the first {MOST_ROWS} of {height:,} rows; the CSV file has all."


def cells_of(frame: pl.DataFrame) -> dict[str, Callable[[Any], str]]:
    """How a table writes the values of each column."""
    return {column: _written(frame[column]) for column in frame.columns}


def filed(frame: pl.DataFrame, more: Mapping[str, str]) -> pl.DataFrame:
    """The frame as a file has it: days in full, months as such, and `more` columns."""
    days = [
        pl.col(name).dt.to_string("iso")
        for name, kind in frame.schema.items()
        if kind == pl.Datetime or (kind == pl.Date and not _monthly(frame[name]))
    ]
    if not frame.width:
        return frame
    beside = [pl.lit(text).alias(name) for name, text in more.items() if name not in frame.columns]
    return frame.with_columns(days).with_columns(beside)


def _monthly(column: pl.Series) -> bool:
    return bool((column.drop_nulls().dt.day() == 1).all())


def _written(column: pl.Series) -> Callable[[Any], str]:
    day: Callable[[date], str] = months.long_date
    if column.dtype == pl.Date and _monthly(column):
        day = months.name
    number = _numbers(column) if column.dtype.is_float() else str

    def write(value: Any) -> str:
        if value is None:
            return "–"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return f"{months.long_date(value)}, {value:%H:%M}"
        if isinstance(value, date):
            return day(value)
        if isinstance(value, float):
            return number(value)
        return f"{value:,}" if isinstance(value, int) else str(value)

    return write


def _numbers(column: pl.Series) -> Callable[[float], str]:
    """How a column writes its numbers: all with as many digits after the point, four at most.

    >>> write = _numbers(pl.Series([75.0, 1377.6]))
    >>> write(75), write(1377.6)
    ('75.0', '1,377.6')
    """
    numbers = column.drop_nulls().to_list()
    if any(0 < abs(number) < 0.01 for number in numbers):
        # So small ones would be nothing but noughts.
        return _number
    digits = max((len(_number(number).partition(".")[2]) for number in numbers), default=0)
    return lambda number: f"{number:,.{digits}f}"


def _number(value: float) -> str:
    """A number with as many digits as it needs, four of them at most if it is small.

    >>> _number(1234.5), _number(0.00012345), _number(2.0)
    ('1,234.5', '0.0001234', '2')
    """
    text = f"{value:,.4f}" if abs(value) >= 0.01 or not value else f"{float(f'{value:.4g}'):.10f}"
    return text.rstrip("0").rstrip(".")


def _unwritten(figure: Figure) -> list[str]:
    """The axes whose numbers or days are written in a form that only Plotly knows."""
    odd = []
    for name in ("x", "y"):
        described = figure.layout.get(f"{name}axis") or {}
        values = [value for trace in figure.traces for value in trace.get(name) or []]
        if axes.unwritten(described, axes.kind_of(values, described)):
            odd.append(f"{name}axis.tickformat '{described['tickformat']}'")
    return odd


def _tell_apart(marks: Marks) -> None:
    looks = [(one.colour, one.dash, one.symbol if one.dash is None else None, one.hatch)
             for one in marks.named]  # fmt: skip
    if len({*looks}) < len(looks):
        raise UserError(
            f"The figure's {len(looks)} series cannot be told apart: some look the same.",
            remedy="Put the smallest together, or give each its own colour (color_discrete_map).",
        )


def _described(figure: Figure, data: pl.DataFrame) -> str:
    """What a figure shows, for those who do not see it, where its author says nothing."""
    kinds = sorted({_kind(trace) for trace in figure.traces})
    across, value = figure.named("xaxis"), data.columns[-1]
    by = f" of {value}" + (f" by {across}" if across and across != value else "")
    numbers = data[value].drop_nulls()
    extent = ""
    if data[value].dtype.is_numeric() and numbers.len():
        write = _written(data[value])
        extent = f", from {write(numbers.min())} to {write(numbers.max())}"
    return f"{words.capital(words.listed(kinds))}{by}{extent}. The table below has the data."


def _kind(trace: Mapping[str, Any]) -> str:
    kind = trace["type"]
    if kind == "scatter" and "lines" in trace.get("mode", "lines"):
        return "lines"
    return _KINDS.get(kind, f"a {kind}")
