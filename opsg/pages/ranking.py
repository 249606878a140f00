"""Who holds a measure, who is getting worse beyond chance, and who made the month's change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import htpy as h
import polars as pl
from markupsafe import Markup

from opsg.analysis import holders, rankings, words
from opsg.analysis.rankings import Ranking
from opsg.analysis.statistics import decomposition, forecast_error
from opsg.charts.bars import bar_chart
from opsg.charts.columns import column_of
from opsg.charts.svg import Bar
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data import datasets, snapshots
from opsg.data.log import Headline
from opsg.data.suppression import NOT_SHOWN
from opsg.pages import components, parties
from opsg.pages.breakdown import Breakdown
from opsg.pages.context import IssueContext
from opsg.pages.parties import MOST_LISTED

FIRST = 10
"""How many groups are shown before the disclosure that has them all."""

ENDS = ("before", "after")


def rank(context: IssueContext, by: str, *, title: str) -> Breakdown | Html:
    """The groups with the most, and which of all groups worsen or improve beyond chance.

    Among many groups some look bad by chance, so the false discoveries among those that are
    named are kept to one in twenty (`opsg.analysis.statistics.ranking.rank`). One that worsens is
    drawn however little it holds.
    """
    measure, ranking = context.headline_measure, context.read_ranking(by)
    if ranking is None:
        return components.unreported(by)
    old = ranking.month != context.month
    title = components.as_of(title, ranking.month) if old else title
    noun, total = _noun(measure, by), ranking.ranked.height
    if by in context.drawn and ranking.ranked["q"].is_null().all():
        return components.absent(
            f"Not enough history yet to tell which {noun} is getting worse.",
            f"which {noun} is getting worse",
        )
    chart = bar_chart(
        [*_bars(ranking)],
        name=f"{context.issue.slug}/{by.replace('_', '-')}-ranking",
        title=title,
        sentence=words.ranking(
            ranking.ranked, group=by, noun=noun, illustrative=ranking.illustrative
        ),
        note=f"{_which(ranking, noun)}{_without(ranking)}{_provenance(ranking)}"
        f"{f' {components.SUPPRESSED}' if ranking.suppressed else ''}",
        unit=measure.unit, label_words=words.capital(noun), value_words=measure.name,
        month=ranking.month, column=column_of(measure), workbook=lambda: context.workbook,
        illustrative=ranking.latest_illustrative,
        missing="no figures yet"
        if ranking.missing
        else components.missing(hidden=ranking.suppressed),
    )  # fmt: skip
    which = f"All {total}" if total <= MOST_LISTED else f"The first {MOST_LISTED} of {total:,}"
    every = h.details[h.summary[f"{which} with their trend"], _table(ranking, noun, title)]
    shown = Breakdown(chart, Html(every, parties.across(by)))
    return shown.led_by(components.no_figures(context.month)) if old else shown


def name_worsening(context: IssueContext) -> h.Node:
    """Who of all groups of the headline is getting worse beyond chance; nothing if nobody is."""
    by = context.headline_measure.group
    if by is None:
        return None
    ranking = context.read_ranking(by)
    if ranking is None or ranking.month != context.month or not ranking.worsening:
        return None
    noun = _noun(context.headline_measure, by)
    names = [parties.link(row[by], "../") if by in holders.COLUMNS else ranking.label(row[by])
             for row in ranking.worsening]  # fmt: skip
    return h.p(class_="say")[
        h.span(class_="chip worse")["Worsening beyond chance"],
        f" among all {ranking.count} {noun}s: ",
        Markup(", ").join(names[: words.NAMED]),
        components.more(len(names) - words.NAMED),
        " (illustrative)." if ranking.illustrative else ".",
    ]


def _bars(ranking: Ranking) -> Iterator[Bar]:
    """The first groups, and of the others the first that worsen beyond chance."""
    others = ranking.ordered.slice(FIRST).filter("worsening").head(FIRST)
    for row in [*ranking.ordered.head(FIRST).to_dicts(), *others.to_dicts()]:
        direction = "concern" if row["worsening"] else "improvement" if row["improving"] else None
        beyond = row["worsening"] and row["place"] > FIRST
        yield Bar(
            ranking.label(row[ranking.by]), row["latest"], row["trend"], direction,
            f"{words.ordinal(row['place'])} of {ranking.count}" if beyond else "",
            row["provenance"],
        )  # fmt: skip


def _noun(measure: Headline, by: str) -> str:
    """What one of the groups is called."""
    return measure.group_noun if by == measure.group and measure.group_noun else words.column(by)


def _which(ranking: Ranking, noun: str) -> str:
    """Which of the groups are drawn, if not all are."""
    total = ranking.ranked.height
    if total <= FIRST:
        return ""
    kind = "worst" if ranking.measure.of else "largest"
    beyond = ranking.ordered.slice(FIRST).filter("worsening").height
    last = f", and {_beyond(beyond)} beyond chance" if beyond else ""
    return f"The {words.count(FIRST)} {kind} of {total} {noun}s{last}. "


def _beyond(count: int) -> str:
    """Those of the other groups that are drawn."""
    if count > FIRST:
        return f"the {words.count(FIRST)} largest of {words.count(count)} others that worsen"
    return f"{words.count(count)} {'other that worsens' if count == 1 else 'others that worsen'}"


def _without(ranking: Ranking) -> str:
    names = [ranking.label(name) for name in ranking.missing]
    if not names:
        return ""
    return f"{components.no_figures(ranking.month)} from {words.listed(names)}. "


def _provenance(ranking: Ranking) -> str:
    return components.provenance(ranking.reported_months, illustrative=ranking.illustrative)


def _table(ranking: Ranking, noun: str, title: str) -> h.Element:
    measure = ranking.measure
    unit = "points" if measure.of else ""
    absent = NOT_SHOWN if ranking.suppressed else "–"
    listed = ranking.ranked.head(MOST_LISTED)  # who worsens is there first
    headers = [words.capital(noun), "Latest", "Typical change a month", "q", "Trend"]
    rows: list[list[h.Node]] = [
        [
            str(row[ranking.by]),
            absent if row["latest"] is None else words.full(row["latest"], measure.unit),
            "–" if row["per_month"] is None else words.signed(row["per_month"], unit),
            "–" if row["q"] is None else f"{row['q']:.2g}",
            components.trend_chip(row["trend"]),
        ]
        for row in listed.iter_rows(named=True)
    ]
    if ranking.has_shares:
        headers.append("Share")
        for row, share in zip(rows, listed["share"], strict=True):
            row.append("–" if share is None else words.percent(100 * share))
    return table(headers, rows, caption=title, numeric=[1, 2, 3, 5])


def explain_change(context: IssueContext, by: str) -> Html:
    """Which groups made the change on the month before; the contributions add up exactly."""
    month = months.first_day(context.month)
    before = months.add(month, -1)
    frame = context.series(context.headline_measure, by)
    if not frame.is_empty() and not _counted(frame, month):
        return components.absent(
            f"{components.no_figures(context.month)}: who made the month’s change cannot be told."
        )
    if frame.filter(pl.col("month").is_in([before, month]))["hidden"].any():
        return components.absent(
            f"Who made the month’s change is not told. {components.SUPPRESSED}"
        )
    parts = _contributions(frame, context.headline_measure, by, month, before)
    if parts["change"].is_null().all():
        return components.absent(
            "Not enough history yet to tell who made the month’s change.",
            f"who made the month’s change, by {words.column(by)}",
        )
    return _explained(
        parts, context.headline_measure, by, before, illustrative=rankings.is_illustrative(frame)
    )


def _contributions(
    frame: pl.DataFrame, measure: Headline, by: str, month: date, before: date
) -> pl.DataFrame:
    """What each group, by its label, had in both months and adds to the change."""
    if measure.of:
        parts = decomposition.decompose_rate(
            frame, group=by, numerator="numerator", denominator="denominator",
            month=month, previous=before,
        )  # fmt: skip
    else:
        parts = decomposition.decompose(
            frame, group=by, value="numerator", month=month, previous=before
        )
    dataset = datasets.dataset(measure.dataset)
    return parts.with_columns(pl.Series(by, [dataset.label(by, name) for name in parts[by]]))


def _explained(
    parts: pl.DataFrame, measure: Headline, by: str, before: date, *, illustrative: bool
) -> Html:
    """The sentence and the table of contributions to the change on the month `before`."""
    is_rate = bool(measure.of)
    points = "points" if is_rate else ""
    rows = [
        [
            row[by],
            *("–" if row[end] is None else words.full(row[end], measure.unit) for end in ENDS),
            "–" if row["change"] is None else words.signed(row["change"], points),
        ]
        for row in parts.head(FIRST).iter_rows(named=True)
    ]
    rest = parts.slice(FIRST)
    if not rest.is_empty():
        rows.append([f"{rest.height} others", *_totals(rest, rate=is_rate)])
    both = parts.filter(pl.col("change").is_not_null())
    whole = "All" if both.height == parts.height else "All with figures for both months"
    rows.append([whole, *_totals(both, rate=is_rate)])
    headers = [
        words.capital(_noun(measure, by)), months.short(before),
        months.short(months.add(before, 1)), "Adds to the change" if is_rate else "Change",
    ]  # fmt: skip
    caption = f"Who made the change on {months.name(before)}"
    says = words.contributions(
        parts, group=by, month=before, unit=points, illustrative=illustrative
    )
    return Html(h.p[says], table(headers, rows, caption=caption, numeric=[1, 2, 3]))


def _counted(frame: pl.DataFrame, month: date) -> bool:
    """Whether any group has a figure of the month."""
    here = frame.filter(pl.col("month") == month)
    return bool(here["value"].count() or here["hidden"].any())


def _totals(parts: pl.DataFrame, *, rate: bool) -> list[str]:
    """The sums of a decomposition's rows; of a rate only the points can be added."""
    if parts["change"].is_null().any():
        return ["", "", ""]
    moved = sum(parts["change"])
    if rate:
        return ["", "", words.signed(moved, "points")]
    return [*(words.full(sum(parts[end].fill_null(0))) for end in ENDS), words.signed(moved)]


def score_forecasts(context: IssueContext, by: str, *, title: str) -> Html:
    """Forecast error and bias of all months, against simply taking last year's same month."""
    forecasts = snapshots.by_month(context.pieces())
    if not forecasts:
        return components.unreported(by, "forecasts")
    errors = forecast_error.measure_forecast_errors(
        forecasts, by=[by], series=["party", "service_request"]
    )
    if errors.is_empty():
        return components.unreported(by, "forecasts")
    rows = [
        [
            str(row[by]),
            _percentage(row["wape_pct"]),
            "–" if row["bias_pct"] is None else words.signed(row["bias_pct"], "%"),
            _percentage(row["comparable_wape_pct"]),
            _percentage(row["naive_wape_pct"]),
            {True: "yes", False: "no", None: "–"}[row["better_than_naive"]],
        ]
        for row in errors.head(MOST_LISTED).iter_rows(named=True)
    ]
    headers = [
        words.capital(words.column(by)), "Error (WAPE)", "Bias", "Error where last year is known",
        "Error of last year’s month", "Better than last year’s month?",
    ]  # fmt: skip
    if errors.height > MOST_LISTED:
        title += f" (the {MOST_LISTED} worst of {errors.height:,})"
    scores = table(headers, rows, caption=title, numeric=[1, 2, 3, 4])
    return Html(_until(max(forecasts), context.month), scores)


def _until(last: date, month: str) -> Html | None:
    """Up to which month there are rows, if that is not the page's own."""
    if last >= months.first_day(month):
        return None
    until = f"the errors are those of the months up to {months.name(last)}"
    return components.absent(f"{components.no_figures(month)}: {until}.")


def _percentage(value: float | None) -> str:
    return "–" if value is None else words.full(value, "%")
