"""The latest figure of an issue's measure: how much, in words, and where it comes from."""

from __future__ import annotations

import htpy as h

from opsg.analysis import words
from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import Figure
from opsg.pages import components, figures, lead, ranking
from opsg.pages.context import IssueContext


def tell(page: IssueContext) -> Html:
    """The latest figure, its sentence, and where the figure comes from.

    Without any figure of the measure it is what the paper does say.
    """
    reading = page.reading
    bold, rest = words.sentences(reading.result)
    if reading.known is None and not reading.hidden:
        return _lead(page)
    if reading.latest is None:
        name = h.small[reading.measure.name] if reading.stale else None
        return Html(
            h.p(class_="big steady")[words.capital(components.latest(reading)), " ", name],
            h.p(class_="say")[h.b[bold]],
            _evidence(page) if reading.stale else None,
        )
    more = "" if reading.month_count > 1 else f" {rest}"  # else the chart says it
    return Html(
        h.p(class_=f"big {components.tone(reading)}")[
            components.latest(reading), " ", h.small[reading.measure.name]
        ],
        h.p(class_="say")[components.chip(reading)],
        h.p(class_="say")[h.b[bold], more],
        ranking.name_worsening(page),
        _evidence(page),
    )


def _lead(page: IssueContext) -> Html:
    said = lead.of_entry(page.entry)
    paper = page.log.meeting(page.entry.month).paper_name
    big = (
        said.figure
        and h.p(class_="big none")[
            words.number(said.figure.value, said.figure.unit, said.figure.approximate),
            " ",
            h.small[said.figure.label],
        ]
    )
    return Html(
        big,
        h.p(class_="say lead")[h.q[said.sentence]],
        h.p(class_="note")[f"In the words of {paper}."],
    )


def _evidence(page: IssueContext) -> h.Node:
    month = page.reading.known_month
    entry = page.issue.entries.get(months.text(month)) if month else None
    sources = [figure for figure in entry.figures if figure.headline] if entry else []
    if sources:
        return h.details[h.summary["Where this figure comes from"], map(_source, sources)]
    if page.reading.reported:
        return None
    return h.p(class_="note")["The paper reports no such figure; this one is illustrative."]


def _source(figure: Figure) -> h.Node:
    exact = "approximate" if figure.approximate else "exact"
    facts = f"({figure.kind}, {exact}, {figures.describe_as_at(figure)})"
    return [h.p[f"{figure.label}: {words.figure(figure)} {facts}."], h.blockquote[figure.quote]]
