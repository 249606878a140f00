"""Every figure that papers give for an issue: the month's, beside the earlier one, and older ones.

`opsg.pages.issue` shows them. A figure once reported stays reported, with the month of its paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import htpy as h

from opsg.analysis import words
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data.log import Entry, Figure
from opsg.pages import components
from opsg.pages.context import IssueContext

Earlier = dict[str, tuple[str, Figure]]
"""By a figure's name, the last earlier paper's month in words, and the figure that it gives."""


def list_figures(context: IssueContext) -> Html:
    """A table of the figures with their sentences; those no longer given name their month."""
    entry, earlier = context.entry, _earlier(context)
    if not entry.figures and not earlier:
        return components.absent("The paper gives no figure for this issue.", "a figure")
    rows = list(_rows(entry, earlier))
    headers = ["Figure", "Value", "As at", "Kind", "In the paper"]
    paper = context.log.meeting(entry.month).paper_name
    caption = f"Figures reported in {paper}{' and before' if earlier else ''}"
    if earlier:
        headers.insert(2, "Before")
    return Html(table(headers, rows, caption=caption, numeric=[1], kind="board"))


def describe_as_at(figure: Figure) -> str:
    """The day that a figure is of, as the paper gives it."""
    return months.long_date(figure.as_at) if figure.as_at else "not dated"


def _earlier(context: IssueContext) -> Earlier:
    figures: Earlier = {}
    for month, entry in sorted(context.issue.entries.items()):
        # What a draft carries forward is no paper's figure of that month.
        if month < context.entry.month and context.log.meeting(month).is_published:
            name = months.named(month)
            figures |= {figure.name: (name, figure) for figure in entry.figures}
    return figures


def _rows(entry: Entry, earlier: Earlier) -> Iterator[list[h.Node]]:
    for figure in entry.figures:
        row = _row(figure, words.figure(figure))
        if earlier:
            row.insert(2, _before(*earlier[figure.name]) if figure.name in earlier else "–")
        yield row
    given = {figure.name for figure in entry.figures}
    for name, (month, figure) in earlier.items():
        if name not in given:
            row = _row(figure, "not given")
            row.insert(2, _before(month, figure))
            yield row


def _before(month: str, figure: Figure) -> str:
    return f"{words.figure(figure)} in {month}"


def _row(figure: Figure, value: str) -> list[h.Node]:
    sentence = h.details[h.summary["Sentence"], h.blockquote[figure.quote]]
    return [figure.label, value, describe_as_at(figure), figure.kind, sentence]
