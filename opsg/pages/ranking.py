"""Who holds a measure, who is getting worse beyond chance, and who made the month's change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import htpy as h
import polars as pl

from opsg.analysis import words
from opsg.analysis.statistics import decomposition, forecast_error, ranking
from opsg.charts.chart import bar_chart
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data import datasets
from opsg.data.gaps import REMEMBERED
from opsg.data.log import Headline
from opsg.data.suppression import NOT_SHOWN
from opsg.pages import components
from opsg.pages.breakdown import Breakdown
from opsg.pages.context import IssueContext

FIRST = 10
"""How many groups are shown before the disclosure that has them all."""

ENDS = ("before", "after")


def rank(context: IssueContext, by: str, *, title: str) -> Breakdown | Html:
    """The groups with the most, and which of all groups worsen or improve beyond chance.

    Among many groups some look bad by chance, so the false discoveries among those that are
    named are kept to one in twenty (`opsg.analysis.statistics.ranking.rank`).
    """
    measure = context.headline_measure
    frame = context.series(measure, by)
    if frame.is_empty():
        return components.unreported(by)
    days = frame.filter(pl.col("value").is_not_null() | pl.col("hidden"))["month"].to_list()
    if days and max(days) < months.first_day(context.month):
        known = context.as_known(days)
        last = rank(known, by, title=components.as_of(title, known.month))
        says = components.no_figures(context.month)
        return last.led_by(says) if isinstance(last, Breakdown) else last
    dataset = datasets.dataset(measure.dataset)
    noun = _noun(measure, by)
    ranked = ranking.rank(frame, group=by, value="value", improvement=measure.improvement)
    if by in context.drawn and ranked["q"].is_null().all():
        return components.absent(
            f"Not enough history yet to tell which {noun} is getting worse.",
            f"which {noun} is getting worse",
        )
    worst_first = measure.improvement != "increase"
    latest = frame.filter(pl.col("month") == months.first_day(context.month))
    suppressed = bool(latest["hidden"].any())
    missing = _missing(frame, by)
    order = ranked.sort("latest", by, descending=[worst_first, False], nulls_last=True)
    chart = bar_chart(
        [(dataset.label(by, row[by]), row["latest"]) for row in order.head(FIRST).to_dicts()],
        name=f"{context.issue.slug}/{by.replace('_', '-')}-ranking",
        title=title,
        sentence=words.ranking(
            ranked, group=by, noun=noun, illustrative=_illustrative(frame)
        ),
        note=f"{_how_many(noun, order.height, rate=bool(measure.of))}"
        f"{_without(context.month, [dataset.label(by, name) for name in missing])}"
        f"{_provenance(frame)}"
        f"{f' {components.SUPPRESSED}' if suppressed else ''}",
        unit=measure.unit, label_words=words.capital(noun), value_words=measure.name,
        illustrative=_illustrative(latest),
        missing="no figures yet" if missing else components.missing(hidden=suppressed),
    )  # fmt: skip
    every = _table(ranked, by, noun, title, measure, suppressed=suppressed, part=bool(missing))
    return Breakdown(
        chart, Html(h.details[h.summary[f"All {ranked.height} with their trend"], every])
    )


def _noun(measure: Headline, by: str) -> str:
    """What one of the groups is called."""
    return measure.group_noun if by == measure.group and measure.group_noun else words.column(by)


def _how_many(noun: str, total: int, *, rate: bool) -> str:
    if total <= FIRST:
        return ""
    return f"The {words.count(FIRST)} {'worst' if rate else 'largest'} of {total} {noun}s. "


def _missing(frame: pl.DataFrame, by: str) -> list[object]:
    """The groups without a figure in the last month that had one in the last year."""
    last = frame["month"].max()
    there = frame.filter(pl.col("value").is_not_null() | pl.col("hidden"))
    known = there.group_by(by).agg(pl.col("month").max()).sort(by)
    soon = pl.lit(last).dt.offset_by(f"-{REMEMBERED}mo")
    return known.filter((pl.col("month") < last) & (pl.col("month") >= soon))[by].to_list()


def _without(month: str, names: Sequence[str]) -> str:
    return f"{components.no_figures(month)} from {words.listed(names)}. " if names else ""


def _illustrative(frame: pl.DataFrame) -> bool:
    """Whether a figure is; a month without one is neither."""
    there = frame.filter(pl.col("value").is_not_null() | pl.col("hidden"))
    return "illustrative" in there["provenance"]


def _provenance(frame: pl.DataFrame) -> str:
    reported = frame.filter(pl.col("value").is_not_null() & (pl.col("provenance") == "reported"))
    return components.provenance(set(reported["month"]), illustrative=_illustrative(frame))


def _table(
    ranked: pl.DataFrame,
    by: str,
    noun: str,
    title: str,
    measure: Headline,
    *,
    suppressed: bool,
    part: bool,
) -> h.Element:
    unit = "points" if measure.of else ""
    absent = NOT_SHOWN if suppressed else "–"
    headers = [words.capital(noun), "Latest", "Typical change a month", "q", "Trend"]
    rows: list[list[h.Node]] = [
        [
            str(row[by]),
            absent if row["latest"] is None else words.full(row["latest"], measure.unit),
            "–" if row["per_month"] is None else words.signed(row["per_month"], unit),
            "–" if row["q"] is None else f"{row['q']:.2g}",
            _verdict(row),
        ]
        for row in ranked.iter_rows(named=True)
    ]
    if not measure.of and not suppressed and not part:
        headers.append("Share")
        for row, share in zip(rows, ranked["share"], strict=True):
            row.append("–" if share is None else words.percent(100 * share))
    return table(headers, rows, caption=title, numeric=[1, 2, 3, 5])


def _verdict(row: Mapping[str, Any]) -> h.Element:
    if row["latest"] is None:
        return h.span(class_="chip none")["No figures yet"]
    if row["q"] is None:
        return h.span(class_="chip none")["Not enough history"]
    if row["worsening"]:
        return h.span(class_="chip worse")["Worsening"]
    if row["improving"]:
        return h.span(class_="chip better")["Improving"]
    return h.span(class_="chip steady")["No clear change"]


def explain_change(context: IssueContext, by: str) -> Html:
    """Which groups made the change on the month before; the contributions add up exactly."""
    measure = context.headline_measure
    month = months.first_day(context.month)
    before = months.add(month, -1)
    frame = context.series(measure, by)
    if not frame.is_empty() and not _counted(frame, month):
        return components.absent(
            f"{components.no_figures(context.month)}: who made the month’s change cannot be told."
        )
    if frame.filter(pl.col("month").is_in([before, month]))["hidden"].any():
        return components.absent(
            f"Who made the month’s change is not told. {components.SUPPRESSED}"
        )
    if measure.of:
        parts = decomposition.decompose_rate(
            frame, group=by, numerator="numerator", denominator="denominator",
            month=month, previous=before,
        )  # fmt: skip
    else:
        parts = decomposition.decompose(
            frame, group=by, value="numerator", month=month, previous=before
        )
    if parts["change"].is_null().all():
        return components.absent(
            "Not enough history yet to tell who made the month’s change.",
            f"who made the month’s change, by {words.column(by)}",
        )
    dataset = datasets.dataset(measure.dataset)
    parts = parts.with_columns(pl.Series(by, [dataset.label(by, name) for name in parts[by]]))
    unit, points = measure.unit, "points" if measure.of else ""
    rows = [
        [
            row[by],
            *("–" if row[end] is None else words.full(row[end], unit) for end in ENDS),
            "–" if row["change"] is None else words.signed(row["change"], points),
        ]
        for row in parts.head(FIRST).iter_rows(named=True)
    ]
    rest = parts.slice(FIRST)
    if not rest.is_empty():
        rows.append([f"{rest.height} others", *_totals(rest, rate=bool(measure.of))])
    both = parts.filter(pl.col("change").is_not_null())
    whole = "All" if both.height == parts.height else "All with figures for both months"
    rows.append([whole, *_totals(both, rate=bool(measure.of))])
    noun = _noun(measure, by)
    adds = "Adds to the change" if measure.of else "Change"
    headers = [words.capital(noun), months.short(before), months.short(month), adds]
    caption = f"Who made the change on {months.name(before)}"
    says = words.contributions(
        parts, group=by, month=before, unit=points, illustrative=_illustrative(frame)
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
    forecasts = context.rows()
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
        for row in errors.iter_rows(named=True)
    ]
    headers = [
        words.capital(words.column(by)), "Error (WAPE)", "Bias", "Error where last year is known",
        "Error of last year’s month", "Better than last year’s month?",
    ]  # fmt: skip
    scores = table(headers, rows, caption=title, numeric=[1, 2, 3, 4])
    return Html(_until(forecasts, context.month), scores)


def _until(rows: pl.DataFrame, month: str) -> Html | None:
    """Up to which month there are rows, if that is not the page's own."""
    last = rows["month"].max()
    if not isinstance(last, date) or last >= months.first_day(month):
        return None
    until = f"the errors are those of the months up to {months.name(last)}"
    return components.absent(f"{components.no_figures(month)}: {until}.")


def _percentage(value: float | None) -> str:
    return "–" if value is None else words.full(value, "%")
