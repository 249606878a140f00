"""The table of Users and DNOs down and issues across, for the page by Service User."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import htpy as h
import polars as pl

from opsg.analysis import words
from opsg.analysis.holders import Across, Holder, Holders
from opsg.analysis.rankings import TRENDS, Ranking
from opsg.core import months
from opsg.core.html import Html
from opsg.core.spreadsheet import spreadsheet_csv
from opsg.data.suppression import NOT_SHOWN
from opsg.pages import components, filters, parties

MOST_ROWS = 20_000
"""How many rows the file has, of a User or DNO in an issue: a page may give out some 4 MB."""

FILE = "downloads/service-users.csv"
ALL = "all"
WORSE = "Getting worse beyond chance"
OTHERS = {"party": "Other Users", "dno": "Other DNOs"}


def register(holders: Holders, month: str) -> Html:
    """The table with its filters and its file: who is getting worse first, then by name."""
    shown = holders.first(parties.MOST_LISTED)
    count = sum(holders.counts.values())
    rows, every = holders.table(), "all"
    if rows.height > MOST_ROWS:
        first = pl.col("trend") != TRENDS[0], "place"
        rows = rows.sort(*first, maintain_order=True, nulls_last=True).head(MOST_ROWS)
        every = f"the first {MOST_ROWS:,} rows, who is getting worse and who has most,"
    return Html(
        h.h2(id=ALL)["Every User and DNO"],
        h.p(class_="note")[
            f"Beside a figure stands its change on {components.previous(month)}, below it its share"
            " of the whole and its rank: 1 has the most, or the worst rate. Who is getting worse or"
            " better beyond chance is marked. ",
            _notes(holders, month),
            f"The first {len(shown)} of {count:,} are shown. " if len(shown) < count else None,
            h.a(href=FILE, download="")[f"Download {every} as CSV"],
            ".",
        ],
        _filters(holders, shown),
        components.board(
            *("users", "Users and DNOs", f"Users and DNOs in {months.named(month)}"),
            *(_head(holders), _bodies(holders, shown)),
        ),
        files={FILE: spreadsheet_csv(rows)},
    )


def standing(cell: Mapping[str, Any], ranking: Ranking) -> str:
    """Of a row of a ranking the share of the whole, where there is one, and the rank."""
    place = f"rank {cell['place']} of {ranking.count}"
    if not ranking.has_shares or cell["share"] is None:
        return place
    return f"{words.percent(100 * cell['share'])}, {place}"


def plural(count: int, by: str) -> str:
    """So many Users or DNOs: `40 Users`."""
    return f"{count:,} {words.column(by)}{'' if count == 1 else 's'}"


def _notes(holders: Holders, month: str) -> Iterator[str]:
    """Where the figures come from, of which month they are, and which are not shown."""
    reported = {day for _, ranking in holders.issues for day in ranking.reported_months}
    yield f"{components.provenance(reported, illustrative=holders.illustrative)} "
    for issue, ranking in holders.issues:
        if ranking.month != month:
            yield f"{issue.title} is as of {months.named(ranking.month)}. "
    if any(ranking.suppressed for _, ranking in holders.issues):
        yield f"{components.SUPPRESSED} "


def _filters(holders: Holders, shown: Sequence[Holder]) -> h.Element:
    """Filters by name and trend."""
    there = {cell["trend"] for holder in shown for cell in holder.cells.values()}
    # Users before DNOs, as in the table.
    names = sorted(shown, key=lambda holder: (holder.by != "party", holder.order[1:]))
    choices = {
        "user": ("User or DNO", [holder.name for holder in names]),
        "trend": ("Trend in any issue", [trend for trend in TRENDS if trend in there]),
    }
    orders = [("Name", "name"), *((each.title, each.slug) for each, _ in holders.issues)]
    return filters.form(choices, orders=orders, as_it_is="Getting worse first")


def _head(holders: Holders) -> h.Element:
    titles = [
        h.th(scope="col", class_="n", data_name=issue.slug)[issue.title]
        for issue, _ in holders.issues
    ]
    measures = [
        h.td(class_="n")[
            h.a(href=f"issues/{issue.slug}.html")[ranking.measure.name],
            h.span(class_="under")[plural(ranking.count, ranking.by)],
        ]
        for issue, ranking in holders.issues
    ]
    return h.thead[
        h.tr[h.th(scope="col", data_name="name")["Name"], titles],
        h.tr(class_="measures")[h.td, measures],
    ]


def _bodies(holders: Holders, shown: Sequence[Holder]) -> Iterator[h.Element]:
    others = {
        title: [holder for holder in shown if holder.by == by and not holder.worsening]
        for by, title in OTHERS.items()
    }
    for title, rows in {WORSE: [holder for holder in shown if holder.worsening], **others}.items():
        if rows:
            head = h.th(scope="rowgroup", colspan=len(holders.issues) + 1)[title]
            yield h.tbody[
                h.tr(class_="group")[head], (_row(holder, holders.issues) for holder in rows)
            ]


def _row(holder: Holder, issues: Sequence[Across]) -> h.Element:
    trends = sorted({cell["trend"] for cell in holder.cells.values()})
    by_length = f"{len(holder.name):03} {holder.name}"
    return h.tr(
        id=parties.anchor(holder.name), data_user=holder.name, data_trend="|".join(trends)
    )[
        h.th(scope="row", data_sort=by_length)[holder.name],
        (_cell(each, holder.cells.get(each.issue.slug)) for each in issues),
    ]  # fmt: skip


def _cell(each: Across, cell: Mapping[str, Any] | None) -> h.Element:
    if cell is None:
        return h.td(data_sort="")
    title = each.issue.title
    if cell["latest"] is None:
        says = NOT_SHOWN if cell["hidden"] else "no figures yet"
        return h.td(class_="n", data_label=title, data_sort="")[says]
    measure = each.ranking.measure
    moved = cell["worsening"] or cell["improving"]
    return h.td(class_="n", data_label=title, data_sort=f"{cell['latest']:.6g}")[
        h.span[
            h.b[words.full(cell["latest"], measure.unit)],
            " ",
            h.small[_change(cell, rate=bool(measure.of))],
            " ",
            h.span(class_="under")[standing(cell, each.ranking)],
            " ",
            components.trend_chip(cell["trend"]) if moved else None,
        ]
    ]


def _change(cell: Mapping[str, Any], *, rate: bool) -> str:
    """The change on the month before: percent, or points for a rate; nothing where unknown."""
    before = cell["before"]
    if before is None or (not rate and not before):
        return ""
    difference = cell["latest"] - before
    if rate:
        return words.signed(difference, "points")
    return words.signed(100 * difference / before, "%")
