"""The figures that papers report for sums of a measure, and how they join its series.

A paper's figure names the snapshot sum that it reports, if there is one. `measures` asks for the
figures of just the rows that it sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from opsg.core import months
from opsg.core.cache.facts import fact
from opsg.data.issues import SnapshotFigure
from opsg.data.log import Figure, Headline, Issue


def figures_by_month(
    measure: Headline, issue: Issue, until: str, where: Mapping[str, object]
) -> dict[date, Figure]:
    """The figures that papers report for the sum over just the rows of `where`, by month.

    A paper that repeats the figure of an earlier one, as at the same day, gives none of its own.
    """
    figures: dict[date, Figure] = {}
    for month, figure, rows in sorted(
        _figures_of_sums(measure, issue, until), key=lambda found: found[0]
    ):
        days = [earlier.as_at for earlier in figures.values() if earlier.as_at]
        repeated = figure.as_at is not None and bool(days) and figure.as_at <= max(days)
        if rows == where and not repeated:
            figures[months.first_day(month)] = figure
    return figures


def groups_with_figures(measure: Headline, by: str, issue: Issue, until: str) -> Iterator[object]:
    """The values of a column for which papers report the measure."""
    for _, _, rows in _figures_of_sums(measure, issue, until):
        if by in rows and rows == {**measure.where, by: rows[by]}:
            yield rows[by]


def join_figures(rows: pl.DataFrame, figures: Mapping[date, Figure]) -> pl.DataFrame:
    """The series with the figures that papers report, where the rows do not report it already.

    A paper that rounds what its own rows give exactly (about 59k for 58,785) does not replace it.
    The months of figures before the first of the rows are added: what was reported stays so.
    """
    rows = _extended(rows, min(figures, default=None))
    values = {month: float(figure.value) for month, figure in figures.items()}
    figure = pl.col("month").replace_strict(values, default=None, return_dtype=pl.Float64)
    taken = figure.is_not_null() & (pl.col("provenance") != "reported") & ~pl.col("hidden")
    return rows.with_columns(
        value=pl.when(taken).then(figure).otherwise("value"),
        provenance=pl.when(taken).then(pl.lit("reported")).otherwise("provenance"),
    )


def _extended(rows: pl.DataFrame, first: date | None) -> pl.DataFrame:
    """The rows from `first` on, where they begin later."""
    if first is None or first >= rows["month"][0]:
        return rows
    earlier = months.span(first, months.add(rows["month"][0], -1))
    none = pl.DataFrame({"month": earlier}, schema={"month": pl.Date}).with_columns(
        provenance=pl.lit("illustrative"), hidden=False
    )
    return pl.concat([none, rows], how="diagonal").select(rows.columns)


def _figures_of_sums(
    measure: Headline, issue: Issue, until: str
) -> Iterator[tuple[str, Figure, Mapping[str, object]]]:
    """Month, figure and the rows it sums: what papers report for any sum of the measure."""
    if measure.of:
        return
    for month, figure, sum_of in figures_of_sums(issue, until):
        if (sum_of.dataset, sum_of.column) == (measure.dataset, measure.measure) and (
            (sum_of.aggregate, sum_of.through) == ("sum", "month")
        ):
            yield month, figure, sum_of.where


@fact
def figures_of_sums(issue: Issue, until: str) -> tuple[tuple[str, Figure, SnapshotFigure], ...]:
    """What papers report up to a month of sums of rows, each with its month and its sum."""
    return tuple(
        (month, figure, figure.snapshot)
        for month, entry in issue.entries.items()
        for figure in (entry.figures if month <= until else ())
        if figure.snapshot
    )
