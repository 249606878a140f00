"""The months of a dataset's rows as spans of the same provenances, in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from opsg.core import months


class Span(NamedTuple):
    """Successive months whose rows have the same provenances, and how many rows these are."""

    start: date
    end: date
    provenances: tuple[str, ...]
    rows: int


def spans_of(counts: pl.DataFrame) -> list[Span]:
    """The months of `Offer.counts` in order, successive ones with the same provenances as one."""
    by_month = (
        counts.group_by("month")
        .agg(pl.col("provenance").unique().sort(descending=True), pl.col("rows").sum())
        .sort("month")
    )
    spans: list[Span] = []
    for month, provenances, count in by_month.iter_rows():
        last = spans[-1] if spans else None
        if last and last.provenances == tuple(provenances) and months.between(last.end, month) == 1:
            spans[-1] = last._replace(end=month, rows=last.rows + count)
        else:
            spans.append(Span(month, month, tuple(provenances), count))
    return spans


def in_words(span: Span) -> str:
    """A span with its provenances and how many rows it has."""
    plural = "" if span.rows == 1 else "s"
    return (
        f"{_period(span.start, span.end)}: {' and '.join(span.provenances)}, "
        f"{span.rows:,} row{plural}"
    )


def extent(counts: pl.DataFrame) -> str:
    """The first and the last month, or that there is none."""
    spans = spans_of(counts)
    if not spans:
        return "none"
    start, end = months.short(spans[0].start), months.short(spans[-1].end)
    return start if start == end else f"{start} to {end}"


def _period(start: date, end: date) -> str:
    return months.name(end) if start == end else f"{months.name(start)} to {months.name(end)}"
