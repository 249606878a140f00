"""The figures that papers give in words, as a table: workbooks have it beside the datasets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from opsg.core import months
from opsg.core.cache.facts import fact

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.log import Issue, IssueLog

COLUMNS = {
    "issue": "Issue that the figure is of",
    "month": "Month of the meeting whose paper gives it",
    "paper": "Paper",
    "figure": "What is counted",
    "value": "Figure",
    "unit": "What it is counted in",
    "as_at": "Day that the paper dates it to; empty where it gives none",
    "kind": "Level, sum over time (cumulative), part of a whole (share), or estimate",
    "approximate": "Whether the paper rounds it",
    "sentence": "Sentence of the paper, word for word",
}
"""The columns of the table, and what they mean."""


@fact
def given_figures(issue: Issue) -> bool:
    """Whether papers give figures of an issue in words."""
    return any(entry.figures for entry in issue.entries.values())


def table(log: IssueLog, issues: Iterable[Issue]) -> pl.DataFrame:
    """The figures that the papers of a log give in words for some issues; columns: COLUMNS."""
    import polars as pl

    rows = [
        (
            issue.title, months.first_day(month), log.meeting(month).paper_name, figure.label,
            float(figure.value), figure.unit, figure.as_at, figure.kind,
            "yes" if figure.approximate else "no", " ".join(figure.quote.split()),
        )
        for issue in issues
        for month, entry in sorted(issue.entries.items())
        for figure in entry.figures
    ]  # fmt: skip
    types = {**dict.fromkeys(COLUMNS, pl.String), "month": pl.Date, "as_at": pl.Date}
    return pl.DataFrame(rows, {**types, "value": pl.Float64}, orient="row")
