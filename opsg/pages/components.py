"""Small parts that several pages show.

Most are of a reading: its figure, change, sparkline, signal and provenance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.analysis.measures import SHOWN_MONTHS, Reading
from opsg.analysis.rankings import TRENDS
from opsg.charts import svg
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html, Markdown
from opsg.data.datasets import Dataset
from opsg.data.log import Meeting
from opsg.data.models import Restatement
from opsg.data.suppression import NOT_SHOWN

TONES = {
    "improvement": "better",
    "concern": "worse",
    "neutral_high": "notable",
    "neutral_low": "notable",
    "common_cause": "steady",
}
"""The class that a direction has in the stylesheets."""


DRAFT = "draft, not yet published"
"""What stands where a published month has its paper's date."""

SUPPRESSED = "Small counts are not shown, nor those from which one could be worked out."


def absent(sentence: str, what: str = "") -> Html:
    """A sentence that says why something is not shown.

    If it names `what`, the edition of published figures leaves it out, and its section if there is
    nothing else in it; a line at the page's end names all that is left out.
    """
    return Html(h.p(class_="absent")[sentence], absent=what)


def unreported(by: str, what: str = "figures") -> Html:
    """That the paper gives nothing of a kind by the values of a column."""
    missing = f"{what} by {words.column(by)}"
    return absent(f"Not reported: the paper gives no {missing}.", missing)


def page_title(title: str) -> Markdown:
    """Names the page: Pandoc takes page settings from anywhere in a text."""
    return Markdown(f"---\npagetitle: {json.dumps(title, ensure_ascii=False)}\n---")


def board(kind: str, noun: str, caption: str, head: h.Node, bodies: h.Node) -> h.Element:
    """A table whose rows, each a `noun`, the site's script filters and sorts."""
    return h.div(class_="scroll")[
        h.table(class_=f"board {kind}".strip(), data_noun=noun)[h.caption[caption], head, bodies]
    ]


def asks(meeting: Meeting) -> list[h.Element]:
    """What the paper asks the OPSG to note and approve, a paragraph each."""
    return [h.p[h.b[ask.verb.capitalize()], f" {ask.what}."] for ask in meeting.asks]


def facts(meeting: Meeting) -> list[str]:
    """A meeting's number, and its paper with its date, or that it is a draft."""
    if not meeting.is_published:
        return [f"OPSG {meeting.number}", DRAFT]
    return [f"OPSG {meeting.number}", meeting.paper_name, months.long_date(meeting.dated)]


def tone(reading: Reading) -> str:
    """The class of a reading's signal; `none` where there is too little to judge."""
    status = reading.result.status
    return "none" if status.too_short or status.stale else TONES[status.direction]


def missing(*, hidden: bool) -> str:
    """What stands for a figure that there is not, or that is `hidden` as it is too small."""
    return NOT_SHOWN if hidden else "not reported"


def latest(reading: Reading) -> str:
    """The latest known figure, with its month if that is not the last; or why there is none.

    It is in full if a paper gives it exactly, else short.
    """
    if reading.known is None or reading.known_month is None or reading.hidden:
        return missing(hidden=reading.hidden)
    figure = words.full(reading.known, reading.measure.unit)
    if not reading.exact:
        figure = words.number(reading.known, reading.measure.unit, reading.approximate)
    if day := reading.result.series.latest.as_at:
        return f"{figure} as at {months.long_date(day)}"
    return f"{figure} in {months.name(reading.known_month)}" if reading.stale else figure


def as_of(title: str, month: str) -> str:
    """The title of what is shown as of an earlier month than its page."""
    return f"{title}, {months.named(month)}"


def no_figures(month: str) -> str:
    """That there is nothing to show for a month."""
    return f"No figures for {months.named(month)} yet"


def change(reading: Reading) -> str:
    """The change on the month before: percent, or points for a rate; a dash where unknown."""
    difference = reading.result.change
    if difference.absolute is None:
        return "–"
    rounded = reading.result.series.latest.rounded
    if reading.result.is_rate:
        return words.signed(difference.absolute, "points", rounded)
    return "–" if difference.percent is None else words.signed(difference.percent, "%", rounded)


def chip(reading: Reading) -> h.Element:
    """The signal as a shape and a word."""
    return h.span(class_=f"chip {tone(reading)}")[chip_word(reading)]


def trend_chip(trend: str) -> h.Element:
    """What a ranking tells of one of its groups, as a shape and a word."""
    tones = dict(zip(TRENDS, ("worse", "better", "steady"), strict=False))
    return h.span(class_=f"chip {tones.get(trend, 'none')}")[trend]


def chip_word(reading: Reading) -> str:
    """The signal in a word or two."""
    if reading.of_nothing:
        return words.NO_RATE
    return words.chip(reading.result.status, hidden=reading.hidden)


def spark(reading: Reading) -> str:
    """The last months as a sparkline with the signal at its end."""
    values = reading.frame["value"].to_list()[-SHOWN_MONTHS:]
    first = months.short(reading.frame["month"].to_list()[-SHOWN_MONTHS:][0])
    label = f"{len(values)} months from {first}: {chip_word(reading).lower()}"
    direction = reading.result.status.direction
    return Markup(svg.spark(values, direction, label, reported=reading.reported)) or "–"


def since_paper(note: str, content: h.Node) -> h.Element:
    """What became known after the month's paper, apart from all else; the `note` says so."""
    return h.section(class_="since", aria_labelledby="since")[
        h.h2(id="since")["Since this paper"], h.p(class_="note")[note], content
    ]


def under(text: str) -> h.Element | None:
    """Small words below what a cell says; nothing without any."""
    return h.span(class_="under")[text] if text else None


def more(count: int) -> str | None:
    """That so many more are not named; nothing if all are."""
    return f" and {words.count(count)} more" if count > 0 else None


class Titled(Protocol):
    """An issue, or what stands for one."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...


def issue_link(issue: Titled, root: str = "") -> h.Element:
    """An issue's title as the way to its page; `root` leads from a page to the site's folder."""
    return h.a(href=f"{root}issues/{issue.slug}.html")[issue.title]


def on_previous(month: str) -> str:
    """The heading of a column of changes: On January."""
    return f"On {previous(month)}"


def previous(month: str) -> str:
    """The name of the month before."""
    return months.NAMES[months.add(months.first_day(month), -1).month - 1]


def provenance_note(readings: Sequence[Reading]) -> str:
    """What a chart's note says of where its figures come from, and of those it does not show."""
    suppressed = any(reading.frame["hidden"].any() for reading in readings)
    says = provenance(
        {month for reading in readings for month in reading.reported_months},
        illustrative=any(reading.illustrative for reading in readings),
    )
    return f"{says} {SUPPRESSED if suppressed else ''}".rstrip()


def provenance(months_reported: Iterable[date], *, illustrative: bool) -> str:
    """Of which months figures are reported, and whether any is made up."""
    if not illustrative:
        return "Every figure is reported in a published paper."
    reported = sorted(months_reported)
    if not reported:
        return "All figures are illustrative, not reported."
    which = ", ".join(map(months.name, reported[-3:]))
    more = f" and {len(reported) - 3} earlier months" if len(reported) > 3 else ""
    return f"Reported in a published paper: {which}{more}. Other months are illustrative."


def restatement_notes(
    restatements: Iterable[Restatement], dataset: Dataset, edition: Edition
) -> Iterator[str]:
    """What pages of an edition tell of a dataset's restatements, a sentence or two each.

    The edition of published figures tells only of those. Totals are left out where the dataset
    does not show small counts: two of them give the difference away.
    """
    for one in restatements:
        published = one.was == "reported"
        belongs = one.month <= edition.month and (published or not edition.reported_only)
        if one.dataset != dataset.name or not belongs:
            continue
        sums = [
            f"{words.column(name)} {words.full(totals.old)} became {words.full(totals.new)}"
            for name, totals in one.totals.items()
            if totals.old != totals.new and not dataset.suppress_below
        ]
        what = months.named(one.month)
        what += "" if published else " (illustrative)"
        says = f"{what}, on {months.long_date(one.when)}{': ' if sums else ''}{', '.join(sums)}"
        yield f"{says}. {one.why}"
