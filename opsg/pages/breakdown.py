"""A measure by the values of one column: what it is made of, and what moved beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import htpy as h
import polars as pl

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.charts.bars import bar_chart
from opsg.charts.chart import Chart
from opsg.charts.columns import column_of
from opsg.charts.lines import LARGEST_SERIES, line_chart
from opsg.charts.svg import Bar
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data import datasets
from opsg.data.gaps import REMEMBERED
from opsg.data.log import Headline
from opsg.pages import components
from opsg.pages.context import IssueContext

Group = tuple[str, Reading]


@dataclass(frozen=True)
class Breakdown:
    """A chart of the groups, and the table of their figures and signals."""

    chart: Chart
    board: Html
    lead: Html | None = None

    def led_by(self, sentence: str) -> Breakdown:
        """The same below a sentence that says why it is of an earlier month."""
        return replace(self, lead=components.absent(f"{sentence}."))

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        pieces = self.lead, self.chart.html(), self.board
        return Html(*pieces, files=self.chart.files)._repr_mimebundle_()


def split(
    context: IssueContext, measure: Headline, by: str, *, title: str, whole: bool = True
) -> Breakdown | Html:
    """The measure by the values of `by`: at most six drawn by month, all of them in the table.

    Where no group has a figure of the month, it is that of the last month that is known.
    """
    dataset = datasets.dataset(measure.dataset)
    groups = [
        (dataset.label(by, value), reading) for value, reading in context.read_groups(measure, by)
    ]
    if not groups:
        return components.unreported(by)
    days = [day for _, reading in groups if (day := reading.known_month)]
    if days and max(days) < months.first_day(context.month) and not _any_hidden(groups):
        known = context.as_known(days)
        last = split(known, measure, by, title=components.as_of(title, known.month), whole=whole)
        says = components.no_figures(context.month)
        return last.led_by(says) if isinstance(last, Breakdown) else last
    if all(reading.month_count < 2 for _, reading in groups):
        bars = tuple(sorted(reading.latest or 0 for _, reading in groups))
        if bars in context.drawn:
            return _listed(groups, by, title)
        context.drawn.update([by, bars])
        return Breakdown(_bars(context, measure, by, groups, title), Html())
    label = words.capital(words.column(by))
    return Breakdown(
        _lines(context, measure, by, groups, title),
        board(groups, label, title, context.month, share=whole and not measure.of),
    )


def _bars(
    context: IssueContext, measure: Headline, by: str, groups: Sequence[Group], title: str
) -> Chart:
    """The groups' figures of the only month that is known."""
    return bar_chart(
        [
            Bar(label, reading.latest, provenance=reading.frame["provenance"][-1])
            for label, reading in groups
        ],
        name=_name(context, by), title=title, sentence=_sentence(groups),
        note=_note(context, groups), unit=measure.unit,
        label_words=words.capital(words.column(by)), value_words=measure.name,
        month=context.month, column=column_of(measure), workbook=lambda: context.workbook,
        illustrative=any(reading.illustrative for _, reading in groups),
        missing=_missing(groups, any_stale=any(_is_missing(reading) for _, reading in groups)),
    )  # fmt: skip


def _lines(
    context: IssueContext, measure: Headline, by: str, groups: Sequence[Group], title: str
) -> Chart:
    """The largest groups month by month."""
    label, largest = words.capital(words.column(by)), groups[:LARGEST_SERIES]
    frame = pl.concat(
        reading.frame.select("month", pl.lit(name).alias(label), "value", "provenance")
        for name, reading in largest
    )
    note = _note(context, groups)
    if len(groups) > len(largest):
        note = f"{note} The largest {words.count(len(largest))} are drawn; the table has all."
    return line_chart(
        frame, by=label, name=_name(context, by), title=title, sentence=_sentence(groups),
        note=note.strip(), unit=measure.unit, column=column_of(measure),
        workbook=lambda: context.workbook,
    )  # fmt: skip


def _name(context: IssueContext, by: str) -> str:
    return f"{context.issue.slug}/by-{by.replace('_', '-')}"


def _sentence(groups: Sequence[Group]) -> str:
    return words.breakdown([(label, reading.result) for label, reading in groups])


def _note(context: IssueContext, groups: Sequence[Group]) -> str:
    """Whose figures of the month are missing, and where the others are from."""
    note = components.provenance_note([reading for _, reading in groups])
    without = [label for label, reading in groups if _is_missing(reading)]
    if not without:
        return note
    return f"{components.no_figures(context.month)} from {words.listed(without)}. {note}"


def _listed(groups: Sequence[Group], by: str, title: str) -> Html:
    """The groups' latest figures as a table, where the page has bars of just these lengths."""
    rows = [[name, components.latest(reading)] for name, reading in groups]
    return Html(
        table([words.capital(words.column(by)), "Latest"], rows, caption=title, numeric=[1])
    )


def _missing(groups: Sequence[Group], *, any_stale: bool) -> str:
    """What stands for a group's figure that there is not."""
    if any_stale:
        return "no figures yet"
    if any(reading.of_nothing for _, reading in groups):
        return words.NO_RATE.lower()
    return components.missing(hidden=_any_hidden(groups))


def _any_hidden(groups: Sequence[Group]) -> bool:
    return any(reading.hidden for _, reading in groups)


def _is_missing(reading: Reading) -> bool:
    """Whether the group had figures not long ago and has none of the month."""
    recent = reading.result.status.months_since <= REMEMBERED
    return reading.stale and recent and not reading.of_nothing


def board(
    groups: Sequence[Group], label: str, title: str, month: str, *, share: bool = False
) -> Html:
    """The groups' latest figure, share of the whole, history, change and signal, as a table."""
    # Of a part of the groups nobody can say who holds how much of the whole.
    part = _any_hidden(groups) or any(_is_missing(reading) for _, reading in groups)
    total = 0 if part else sum(reading.latest or 0 for _, reading in groups)
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
    if all(reading.known is None and not reading.hidden for _, reading in groups):
        return components.absent(
            f"Not reported: the paper gives no figures for this ({title}).", title
        )
    frame = pl.concat(
        reading.frame.select("month", pl.lit(label).alias("Series"), "value", "provenance")
        for label, reading in groups
    )
    chart = line_chart(
        frame, by="Series", name=f"{context.issue.slug}/{name}", title=title,
        sentence=" ".join(words.sentences(reading.result)[0] for _, reading in groups),
        note=components.provenance_note([reading for _, reading in groups]),
        unit=measures[0].unit, column=words.column_name(measures[0].unit),
        workbook=lambda: context.workbook,
    )  # fmt: skip
    return Breakdown(chart, board(groups, "Series", title, context.month))
