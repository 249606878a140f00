"""No rows is not zero: random figures with gaps, zeros and missing groups in every place."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import FEBRUARY

from opsg.analysis import measures, sums, words
from opsg.analysis.statistics.decomposition import decompose
from opsg.analysis.statistics.ranking import rank
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import log
from opsg.data.log import Headline, IssueLog

SPAN = [
    months.text(day)
    for day in months.span(months.first_day("2020-05"), months.first_day("2021-02"))
]
REGIONS = ("CSP North", "CSP Central", "CSP South")
CLAIMS = (
    "rose", "fell", "unchanged", "little changed", "usual range", "average", "clearing", "cleared",
    "reaching", "hold", "in a row", "chance", "typical",
)  # fmt: skip
"""What may be said of a month that has figures alone."""

Table = Mapping[tuple[str, str], int]
ALERTS = Headline(
    name="Outstanding Alerts", dataset="alerts", measure="outstanding", unit="Alerts",
    where={"alert_code": "8F3E"}, improvement="decrease", backlog=True, group="region",
    group_noun="region",
)  # fmt: skip
ESMES = Headline(
    name="ESMEs dropping off", dataset="han_stability", measure="esmes", unit="ESMEs",
    improvement="decrease", backlog=True, group="combination", group_noun="combination",
)  # fmt: skip


def tables(groups: tuple[str, ...]) -> st.SearchStrategy[Table]:
    """Counts by month and group; a pair that is left out has no row."""
    count = st.none() | st.sampled_from([0, 1, 7, 400, 9_000]) | st.integers(0, 10_000)
    pairs = [(month, group) for month in SPAN for group in groups]
    gone = st.sets(st.sampled_from(SPAN))
    return st.builds(
        lambda counts, gone: {
            pair: value
            for pair, value in zip(pairs, counts, strict=True)
            if value is not None and pair[0] not in gone
        },
        st.lists(count, min_size=len(pairs), max_size=len(pairs)),
        gone,
    )


@cache
def february() -> IssueLog:
    """A log without events, whose papers report no figure."""
    whole = log.load(FEBRUARY / "data")
    issues = [issue.model_copy(update={"entries": {}}) for issue in whole.issues]
    return whole.model_copy(update={"events": (), "issues": tuple(issues)})


def read(measure: Headline, table: Table) -> tuple[measures.Reading, pl.DataFrame]:
    """The measure read from a table as files of the dataset, and its series by group."""
    edition = Edition(SPAN[-1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "snapshots" / measure.dataset
        folder.mkdir(parents=True)
        for month in SPAN:
            rows = [
                _row(measure, *pair, count) for pair, count in table.items() if pair[0] == month
            ]
            head = _row(measure, "month", "", 0, head=True)
            if rows:
                (folder / f"{month}.csv").write_text("\n".join([head, *rows]) + "\n")
        whole = february().model_copy(update={"folder": Path(name)})
        reading = measures.read(measure, whole, whole.issues[0], edition)
        assert measure.group
        return reading, sums.series(measure, Path(name), edition, by=[measure.group])


def _row(measure: Headline, month: str, group: str, count: int, *, head: bool = False) -> str:
    if measure.dataset == "alerts":
        if head:
            return "month,alert_code,region,raised,cleared,outstanding,provenance"
        return f"{month},8F3E,{group},1,1,{count},illustrative"
    if head:
        return "month,combination,defect,esmes,provenance"
    return f"{month},{group},Defect,{count},illustrative"


def total(table: Table, month: str, groups: tuple[str, ...]) -> int | None:
    """The sum of a month that has rows of all groups that had some within a year; else none."""
    here = {group for group in groups if (month, group) in table}
    before = {group for (held, group) in table if held < month}
    if not here or before - here:
        return None
    return sum(table[month, group] for group in here)


@settings(max_examples=examples(10))
@given(tables(REGIONS))
def test_a_sum_is_that_of_every_region_or_there_is_none(table: Table) -> None:
    reading, _ = read(ALERTS, table)
    found = dict(zip(reading.frame["month"].to_list(), reading.frame["value"], strict=True))
    for month in SPAN:
        assert found.get(months.first_day(month)) == total(table, month, REGIONS)


@settings(max_examples=examples(10))
@given(tables(REGIONS))
def test_nothing_is_claimed_of_a_month_without_figures(table: Table) -> None:
    reading, _ = read(ALERTS, table)
    result, latest = reading.result, total(table, SPAN[-1], REGIONS)
    said = " ".join(words.sentences(result))
    if latest is None:
        assert "No figure" in said and words.brief(result) in said
        assert not [claim for claim in CLAIMS if claim in said]
        assert (result.status.signal, result.status.direction) == ("none", "common_cause")
        assert result.clearance is None or result.clearance.state == "too_short"
        assert result.concentration is None
        assert words.chip(result.status) in ("No figures yet", "Not enough history")
        assert reading.known is None or reading.known_month is not None
    if latest is None or total(table, SPAN[-2], REGIONS) is None:
        assert result.change.absolute is None
        assert not [claim for claim in CLAIMS[:4] if claim in said]
    else:
        assert result.change.absolute == latest - (total(table, SPAN[-2], REGIONS) or 0)


COMBINATIONS = ("MM1", "MM2", "MM3/CH1", "MM3/CH2", "MM4")


@settings(max_examples=examples(10))
@given(tables(COMBINATIONS))
def test_what_is_missing_from_a_sum_that_stands_is_small_and_told(table: Table) -> None:
    reading, _ = read(ESMES, table)
    frame = reading.frame.filter(pl.col("value").is_not_null())
    for month, value in frame.select("month", "value").iter_rows():
        text = months.text(month)
        here = {group for group in COMBINATIONS if (text, group) in table}
        assert here and value == sum(table[text, group] for group in here)
        for group in set(COMBINATIONS) - here:
            held = [each for each, name in table if name == group and each < text]
            last = max(held, default=None)
            if last is not None:
                held_then = sum(count for (each, _), count in table.items() if each == last)
                assert 20 * table[last, group] <= held_then
    without = reading.result.series.latest.without
    if reading.latest is not None and without:
        assert all(name in words.sentences(reading.result)[0] for name in without)
        assert reading.result.change.absolute is None


@settings(max_examples=examples(10))
@given(tables(COMBINATIONS))
def test_groups_without_rows_neither_made_a_change_nor_move(table: Table) -> None:
    _, by_group = read(ESMES, table)
    before, latest = SPAN[-2:]
    days = months.first_day(latest), months.first_day(before)
    parts = decompose(
        by_group, group="combination", value="numerator", month=days[0], previous=days[1]
    )
    both = [name for name in COMBINATIONS if {(before, name), (latest, name)} <= table.keys()]
    assert set(parts.drop_nulls("change")["combination"]) == set(both)
    moved = sum(table[latest, name] - table[before, name] for name in both)
    assert parts["change"].sum() == moved
    if both:
        said = words.contributions(parts, group="combination", month=days[1], illustrative=False)
        gone = set(parts["combination"]) - set(both)
        assert not [name for name in gone if f"{name} " in said]
        assert ("among those with figures for both months" in said) == bool(gone)
    ranked = rank(by_group, group="combination", value="value")
    for row in ranked.iter_rows(named=True):
        if (latest, row["combination"]) not in table:
            assert not (row["worsening"] or row["improving"])
