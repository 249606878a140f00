"""The network around the issues: figures that others published, as context and never as a base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import htpy as h
import polars as pl
from markupsafe import Markup

from opsg.analysis import words
from opsg.charts.chart import Chart
from opsg.charts.dated import Dated, dated_chart
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data.log import IssueLog
from opsg.data.models import first_day, in_words
from opsg.data.published import context, standing
from opsg.data.published.context import Known, Point, Series
from opsg.pages import components, groups
from opsg.pages.as_of import MonthPage

FEWEST = 4
"""How many figures a picture needs; fewer stand in a table alone."""

_HEADERS = {
    "at": "Day or month",
    "what": "What is counted",
    "value": "Figure",
    "bound": "How exact",
    "source": "Published by",
    "note": "Note",
}


class _Figure(NamedTuple):
    """A figure as `words.figure` asks for it."""

    value: float
    unit: str
    approximate: bool


def frame(log: IssueLog, points: Sequence[Point]) -> pl.DataFrame:
    """Points as rows, each with its source and its provenance."""
    sources = standing.sources(log)
    rows = [
        {
            "at": str(point.at),
            "what": point.what,
            "value": point.value,
            "bound": point.bound or "",
            "source": sources[point.source].publisher,
            "note": point.note,
            "url": sources[point.source].url,
            "provenance": "published",
        }
        for point in points
    ]
    return pl.DataFrame(rows)


@dataclass(frozen=True)
class Network(MonthPage):
    """What was published of the network by the paper of a month, and apart from it since."""

    @property
    def _day(self) -> date:
        return standing.cutoff(self.log, self.month)

    @cached_property
    def _every(self) -> dict[str, Known]:
        return {each.series.name: each for each in context.load(self.log, self._day)}

    def summary(self) -> Html:
        """What the page is for, and what its figures are not."""
        if not self._every:
            return components.absent("No figures of the network are held.")
        return Html(
            h.p(class_="lede")[
                f"What others published of the network by {months.long_date(self._day)}, the day of"
                f" {groups.paper_of(self.log.meeting(self.month))}."
            ],
            h.p[
                "It is context. No figure of an issue is divided by these: most of them count"
                " meters, and how many Communications Hubs there are is not public. Each figure has"
                " its source; one that could only be worked out from others is left out."
            ],
            h.h2[f"Known by {months.long_date(self._day)}"],
        )

    def series(self, name: str) -> Html:
        """A series as chart and table, or as a table alone; nothing where none is held."""
        each = self._every.get(name)
        if each is None or not each.known:
            return Html()
        series, points = each.series, each.known
        if len(points) < FEWEST:
            return Html(
                h.h3[series.title],
                h.p[self._latest(series, points)],
                h.p(class_="note")[series.about],
                self._table(series.title, points),
            )
        chart = self._chart(each)
        return Html(chart.html(""), files=chart.files)

    def _chart(self, each: Known) -> Chart:
        series, points = each.series, each.known
        return dated_chart(
            [
                Dated(first_day(p.at), p.what, p.value, f"{in_words(p.at)}: {_figure(p)}")
                for p in points
            ],
            name=f"network/{series.name.replace('_', '-')}",
            title=series.title,
            sentence=self._latest(series, points),
            note=f"{series.about} {_gaps(each)}".strip(),
            table=frame(self.log, points),
            headers={**_HEADERS, "url": "Address", "provenance": "Provenance"},
            cells=_CELLS,
        )  # fmt: skip

    def later(self) -> Html:
        """What became known after the month's paper, apart from all else; else nothing."""
        later = [each for each in self._every.values() if each.later]
        if not later:
            return Html()
        day = months.long_date(self._day)
        tables = (
            h.details[
                h.summary[f"{each.series.title} ({len(each.later)})"],
                self._table(f"{each.series.title}, later", each.later),
            ]
            for each in later
        )
        note = f"Of a time after {day}, or published after it. No chart above has it."
        return Html(components.since_paper(note, tables))

    def line(self) -> Html:
        """The network in a line, for the home page; nothing where none is held."""
        each = self._every.get("connected_meters")
        if each is None or not each.known:
            return Html()
        point = max(each.known, key=lambda one: first_day(one.at))
        return Html(
            h.p(class_="note")[
                f"The network around it: {_figure(point, each.series.unit)} connected to the DCC’s"
                f" network {_on(point)}, as ",
                self._link(point.source),
                " published. ",
                h.a(href="network.html")["More of the network"],
                ".",
            ]
        )

    def _latest(self, series: Series, points: Sequence[Point]) -> str:
        """The latest figure of each kind in words."""
        last = {point.what: point for point in points}
        kinds = [kind for kind in series.kinds if kind in last]
        if len(kinds) == 1:
            says = [f"{_figure(point, series.unit)} {_on(point)}" for point in last.values()]
        else:
            says = [f"{kind}: {_figure(last[kind])} {_on(last[kind])}" for kind in kinds]
        return f"{words.capital('; '.join(says))}."

    def _table(self, caption: str, points: Sequence[Point]) -> h.Element:
        rows: list[list[h.Node]] = [
            [in_words(p.at), p.what, _figure(p), self._link(p.source), p.note or "–"]
            for p in points
        ]
        headers = ["Day or month", "What is counted", "Figure", "Published by", "Note"]
        return table(headers, rows, caption=caption, numeric=[2])

    def _link(self, source: str) -> h.Element:
        published = standing.sources(self.log)[source]
        return h.a(href=published.url)[published.publisher]


open_month = Network.open_month


def _figure(point: Point, unit: str = "") -> str:
    figure = words.figure(_Figure(point.value, unit, point.bound == "about")).strip()
    return f"{point.bound} {figure}" if point.bound in ("under", "over") else figure


def _on(point: Point) -> str:
    return f"{'on' if isinstance(point.at, date) else 'in'} {in_words(point.at)}"


def _gaps(each: Known) -> str:
    """The months without a figure, between the first and the last of a series by month."""
    if not each.series.monthly:
        return ""
    there = {first_day(point.at) for point in each.known}
    missing = [day for day in months.span(min(there), max(there)) if day not in there]
    if not missing:
        return ""
    return f"The line has gaps where no figure was found: {', '.join(map(months.name, missing))}."


def _linked(url: str) -> Markup:
    return Markup(str(h.a(href=url)["source"]))


def _at(text: str) -> str:
    return in_words(date.fromisoformat(text) if len(text) > 7 else text)


_CELLS: Mapping[str, Callable[[Any], str]] = {
    "at": _at,
    "value": words.full,
    "bound": lambda bound: bound or "as printed",
    "note": lambda note: note or "–",
    "url": _linked,
}
