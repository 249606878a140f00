"""A chart of figures that others published, each on its day or in its month; the network page asks.

A line joins figures of successive months alone: elsewhere nothing is known of the time between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, Unpack

import polars as pl

from opsg.charts import layout, legend, svg
from opsg.charts.chart import Chart, Said
from opsg.charts.layout import Frame, round_ticks
from opsg.core import months

_SHAPES = ("circle", "diamond", "square")
"""The outlines by which kinds of figures are told apart."""


class Dated(NamedTuple):
    """A figure of a day (of a month: its first), what `kind` it is, and what is said of it."""

    day: date
    kind: str
    value: float
    says: str


def dated_chart(
    figures: Sequence[Dated],
    *,
    table: pl.DataFrame,
    headers: Mapping[str, str],
    cells: Mapping[str, Callable[[Any], str]],
    **said: Unpack[Said],
) -> Chart:
    """The chart of figures, of at most three kinds; `table` is what it says in rows."""
    kinds = list(dict.fromkeys(figure.kind for figure in figures))
    label = f"{said['title']}. {said['sentence']}"
    return Chart(
        **said,
        pictures=tuple(
            svg.picture(_draw(figures, kinds, size), size, kind=kind, label=label)
            for kind, size in layout.SIZES.items()
        ),
        table=table,
        headers=headers,
        data=table,
        cells=cells,
        legend=legend.outlines(
            zip(_SHAPES, kinds if len(kinds) > 1 else ["published elsewhere"], strict=False)
        ),
    )


def _draw(figures: Sequence[Dated], kinds: Sequence[str], size: tuple[int, int]) -> str:
    days = [figure.day for figure in figures]
    last = max(days)
    # A day within the last month stands before the end of the axis.
    end = last if last.day == 1 else months.add(last, 1)
    ticks = round_ticks(0, max(figure.value for figure in figures))
    frame = Frame(*size, months.add(min(days), 0), end, ticks)
    frame = replace(frame, top=16)
    parts = [svg.axes(frame)]
    for kind in kinds:
        shape = _SHAPES[kinds.index(kind)]
        own = [figure for figure in figures if figure.kind == kind]
        places = [(_across(frame, figure.day), frame.y(figure.value)) for figure in own]
        for index, (one, other) in enumerate(pairwise(own)):
            if months.between(one.day, other.day) == 1:
                ends = svg.path(places[index : index + 2])
                parts.append(svg.tag("path", d=ends, class_="run"))
        parts += [
            svg.ring(x, y, figure.says, shape) for figure, (x, y) in zip(own, places, strict=True)
        ]
    return "".join(parts)


def _across(frame: Frame, day: date) -> float:
    """Where a day stands, within its month."""
    return round(frame.x(day) + (day.day - 1) / 31 * frame.inner_width / frame.steps, 1)
