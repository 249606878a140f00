"""What the method page computes: a worked example, and how well projections have done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import htpy as h
import polars as pl

from opsg.analysis import measures, words
from opsg.analysis.measures import Reading
from opsg.analysis.statistics import clearance
from opsg.analysis.statistics.status import LEAST_FOR_FIRM_LIMITS
from opsg.charts.chart import Chart
from opsg.charts.lines import trend_chart
from opsg.core import months
from opsg.core.html import Html, table
from opsg.pages import components
from opsg.pages.as_of import MonthPage


@dataclass(frozen=True)
class Method(MonthPage):
    """The page as of an edition's month, from the headlines of all issues."""

    def example(self) -> Chart | Html:
        """An XmR chart worked through in numbers, or that there is not enough history for one."""
        reading = _clearest(self._readings)
        if reading is None:
            return components.absent("There is not enough history in this edition for an example.")
        chart = trend_chart(
            reading, name="method/example", title=f"{reading.measure.name} by month",
            note=components.provenance_note([reading]),
        )  # fmt: skip
        latest = reading.frame.row(-1, named=True)
        width = latest["upper_limit"] - latest["mean"]
        baseline = min(reading.month_count, LEAST_FOR_FIRM_LIMITS)
        says = (
            f"The mean of the first {words.count(baseline)} months is"
            f" {words.full(latest['mean'])}, and the average moving range"
            f" {words.full(width / 2.66)}. The limits are therefore"
            f" {words.full(latest['mean'])} ± 2.66 × {words.full(width / 2.66)}:"
            f" {words.full(latest['lower_limit'])} and {words.full(latest['upper_limit'])}."
            f" {months.name(latest['month'])} has {words.full(latest['value'])}:"
            f" {words.rule(latest['signal'])}."
        )
        return Html(h.p[says], chart.html(root=""), files=chart.files)

    def backtest(self) -> Html:
        """How often the 95% interval of a projection held what came, and its error, by horizon."""
        series = {
            reading.measure.name: list(reading.result.series.values) for reading in self._readings
        }
        scores = clearance.backtest(series).filter(pl.col("n") > 0)
        if scores.is_empty():
            return components.absent("Not enough history yet to test projections.")
        rows = [
            [
                row["series"],
                str(row["horizon"]),
                str(row["n"]),
                words.percent(row["coverage_pct"]),
                words.full(row["mean_absolute_error"]),
                words.full(row["naive_error"]),
            ]
            for row in scores.iter_rows(named=True)
        ]
        total = int(scores["n"].sum())
        coverage = scores.select((pl.col("coverage_pct") * pl.col("n")).sum() / total).item()
        better = scores.filter(scores["mean_absolute_error"] < scores["naive_error"]).height
        says = (
            f"Over {words.full(total)} projections the 95% interval held"
            f" {words.percent(coverage)} of what came. The projection was closer than foretelling"
            f" no change at all in {words.count(better)} of {scores.height} cases of the table."
        )
        if not self.edition.reported_only:
            says += " These series are illustrative."
        headers = [
            "Series", "Months ahead", "Projections", "Held by the interval",
            "Mean error", "Error of no change",
        ]  # fmt: skip
        caption = "How well projections have done"
        return Html(h.p[says], table(headers, rows, caption=caption, numeric=[1, 2, 3, 4, 5]))

    @cached_property
    def _readings(self) -> list[Reading]:
        """The headline of every issue that has one, in the paper's order."""
        return [
            measures.read(issue.headline, self.log, issue, self.edition)
            for issue in self.log.issues_by(self.month)
            if issue.headline
        ]


open_month = Method.open_month


def _clearest(readings: Iterable[Reading]) -> Reading | None:
    """The first in the paper's order that worsens, as that shows most; else the first of all.

    It has one process: how a series is divided in two is no first example.
    """
    able = [
        reading
        for reading in readings
        if reading.latest is not None
        and not reading.result.status.no_limits
        and reading.result.status.points == reading.month_count
    ]
    worsening = (reading for reading in able if components.tone(reading) == "worse")
    return next(worsening, able[0] if able else None)
