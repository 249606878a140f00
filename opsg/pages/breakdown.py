"""A measure by the values of one column: what it is made of, and what moved beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h
import polars as pl

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.charts.chart import LARGEST_SERIES, Chart, bar_chart, line_chart
from opsg.core.html import Html, table
from opsg.data import datasets
from opsg.data.log import Headline
from opsg.pages import components
from opsg.pages.context import IssueContext

Group = tuple[str, Reading]


@dataclass(frozen=True)
class Breakdown:
    """A chart of the groups, and the table of their figures and signals."""

    chart: Chart
    board: Html

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        files = {self.chart.address: self.chart.csv()}
        return Html(self.chart.html(), self.board, files=files)._repr_mimebundle_()


def split(
    context: IssueContext, measure: Headline, by: str, *, title: str, whole: bool = True
) -> Breakdown | Html:
    """The measure by the values of `by`: at most six drawn by month, all of them in the table."""
    dataset = datasets.dataset(measure.dataset)
    groups = [
        (dataset.label(by, value), reading) for value, reading in context.read_groups(measure, by)
    ]
    if not groups:
        return components.unreported(by)
    name = f"{context.issue.slug}/{by.replace('_', '-')}"
    sentence = words.breakdown([(label, reading.result) for label, reading in groups])
    note = components.provenance_note([reading for _, reading in groups])
    if all(reading.month_count < 2 for _, reading in groups):
        chart = bar_chart(
            [(label, reading.latest) for label, reading in groups],
            name=name, title=title, sentence=sentence, note=note, unit=measure.unit,
            label_words=words.capital(words.column(by)), value_words=measure.name,
            illustrative=any(reading.illustrative for _, reading in groups),
            missing=components.missing(hidden=any(reading.hidden for _, reading in groups)),
        )  # fmt: skip
        return Breakdown(chart, Html())
    label = words.capital(words.column(by))
    largest = groups[:LARGEST_SERIES]
    frame = pl.concat(
        reading.frame.select("month", pl.lit(name_).alias(label), "value", "provenance")
        for name_, reading in largest
    )
    if len(groups) > len(largest):
        note = f"{note} The largest {words.count(len(largest))} are drawn; the table has all."
    chart = line_chart(
        frame, by=label, name=name, title=title, sentence=sentence, note=note.strip(),
        unit=measure.unit,
    )  # fmt: skip
    return Breakdown(
        chart, board(groups, label, title, context.month, share=whole and not measure.of)
    )


def board(
    groups: Sequence[Group], label: str, title: str, month: str, *, share: bool = False
) -> Html:
    """The groups' latest figure, share of the whole, history, change and signal, as a table."""
    suppressed = any(reading.hidden for _, reading in groups)
    total = 0 if suppressed else sum(reading.latest or 0 for _, reading in groups)
    headers = [label, "Latest", "18 months", components.on_previous(month), "Signal"]
    rows: list[list[h.Node]] = [
        [
            name,
            components.latest(reading),
            components.spark(reading),
            components.change(reading),
            components.chip(reading),
        ]
        for name, reading in groups
    ]
    if share and total:
        headers.append("Share")
        for row, (_, reading) in zip(rows, groups, strict=True):
            row.append(words.percent(100 * (reading.latest or 0) / total))
    return Html(table(headers, rows, caption=title, numeric=[1, 3, 5], kind="board"))


def combine(
    context: IssueContext, measures: Sequence[Headline], name: str, *, title: str
) -> Breakdown | Html:
    """Several measures of one unit on one chart, such as raised against closed."""
    groups = [(measure.name, context.read(measure)) for measure in measures]
    if all(reading.latest is None and not reading.hidden for _, reading in groups):
        return components.absent(f"Not reported: the paper gives no figures for this ({title}).")
    frame = pl.concat(
        reading.frame.select("month", pl.lit(label).alias("Series"), "value", "provenance")
        for label, reading in groups
    )
    chart = line_chart(
        frame, by="Series", name=f"{context.issue.slug}/{name}", title=title,
        sentence=" ".join(words.sentences(reading.result)[0] for _, reading in groups),
        note=components.provenance_note([reading for _, reading in groups]),
        unit=measures[0].unit,
    )  # fmt: skip
    return Breakdown(chart, board(groups, "Series", title, context.month))
