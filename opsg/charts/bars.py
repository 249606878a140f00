"""Charts of bars, one value a label, all of one month; breakdowns and rankings ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import polars as pl

from opsg.analysis import words
from opsg.charts import svg
from opsg.charts.chart import Chart, Said
from opsg.charts.columns import rows_with_unit
from opsg.charts.svg import Bar
from opsg.core import months

_WIDTHS = {"wide": 640, "narrow": 340}


def bar_chart(
    rows: Sequence[Bar],
    *,
    unit: str,
    label_words: str,
    value_words: str,
    month: str,
    column: str,
    illustrative: bool,
    missing: str = "not reported",
    **said: Unpack[Said],
) -> Chart:
    """Bars in the order given, all of a `month`; hollow if they are illustrative.

    `missing` is what a bar without a value says. Trends are in the table too. In the CSV file the
    values' column is called `column`.
    """
    bars = [(bar, missing if bar.value is None else words.number(bar.value, unit)) for bar in rows]
    columns = ["label", "value", *(["trend"] if any(bar.trend for bar in rows) else [])]
    data = pl.DataFrame(
        {name: [getattr(bar, name) for bar in rows] for name in (*columns, "provenance")},
        schema_overrides={"value": pl.Float64, "provenance": pl.String},
        strict=False,
    )
    return Chart(
        **said,
        pictures=tuple(
            svg.picture(
                *svg.bars(width, bars, hollow=illustrative),
                kind=kind,
                label=f"{said['title']}. {said['sentence']}",
            )
            for kind, width in _WIDTHS.items()
        ),
        table=data.select(columns),
        headers={"label": label_words, "value": value_words, "trend": "Trend"},
        data=rows_with_unit(
            data.select(
                pl.lit(months.first_day(month)).alias("month"),
                pl.col("label").alias(label_words),
                *columns[1:],
                "provenance",
            ),
            column,
            unit,
        ),
        cells={
            "value": lambda value: "–" if value is None else words.number(value, unit),
        },
    )
