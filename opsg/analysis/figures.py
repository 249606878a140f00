"""The figures that papers report for sums of a measure, and how they join its series.

A paper's figure names the snapshot sum that it reports, if there is one. `measures` asks for the
figures of just the rows that it sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from opsg.core import months
from opsg.data.log import Figure, Headline, Issue


def figures_by_month(
    measure: Headline, issue: Issue, until: str, where: Mapping[str, object]
) -> dict[date, Figure]:
    """The figures that papers report for the sum over just the rows of `where`, by month."""
    return {
        months.first_day(month): figure
        for month, figure, rows in _figures_of_sums(measure, issue, until)
        if rows == where
    }


def groups_with_figures(measure: Headline, by: str, issue: Issue, until: str) -> Iterator[object]:
    """The values of a column for which papers report the measure."""
    for _, _, rows in _figures_of_sums(measure, issue, until):
        if by in rows and rows == {**measure.where, by: rows[by]}:
            yield rows[by]


def join_figures(rows: pl.DataFrame, figures: Mapping[date, Figure]) -> pl.DataFrame:
    """The series with the figures that papers report, where the rows do not report it already.

    A paper that rounds what its own rows give exactly (about 59k for 58,785) does not replace it.
    """
    values = {month: float(figure.value) for month, figure in figures.items()}
    figure = pl.col("month").replace_strict(values, default=None, return_dtype=pl.Float64)
    taken = figure.is_not_null() & (pl.col("provenance") != "reported") & ~pl.col("hidden")
    return rows.with_columns(
        value=pl.when(taken).then(figure).otherwise("value"),
        provenance=pl.when(taken).then(pl.lit("reported")).otherwise("provenance"),
    )


def _figures_of_sums(
    measure: Headline, issue: Issue, until: str
) -> Iterator[tuple[str, Figure, Mapping[str, object]]]:
    """Month, figure and the rows it sums: what papers report for any sum of the measure."""
    if measure.of:
        return
    for month, entry in issue.entries.items():
        for figure in entry.figures if month <= until else ():
            sum_of = figure.snapshot
            if (
                sum_of
                and (sum_of.dataset, sum_of.column) == (measure.dataset, measure.measure)
                and (sum_of.aggregate, sum_of.through) == ("sum", "month")
            ):
                yield month, figure, sum_of.where
