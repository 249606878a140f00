"""What is said of a measure is read back: figure, parts and month are those of one row.

Random series have zeros, denominators of zero, months without rows and rounded figures of papers
in every place. The page, the feed and `headlines.json` are held against the same rows.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import text
from projects import FEBRUARY

from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import log
from opsg.data.log import Headline, IssueLog
from opsg.exports import feeds
from opsg.pages.issue import IssuePage
from opsg.pages.overview import Overview

LAST = "2021-02"
DAYS = months.span(months.first_day("2020-05"), months.first_day(LAST))
COUNT = Headline(
    name="Open Alerts", dataset="power_outages", measure="on_time", unit="Alerts",
    improvement="decrease", backlog=True,
)  # fmt: skip
RATE = COUNT.model_copy(
    update={"name": "Alerts on time", "of": "alerts_expected", "unit": "%", "backlog": False}
)
NUMBER = r"−?\d+(?:,\d{3})*(?:\.\d+)?(?:bn|m|k|%)?"
STANDS = re.compile(
    rf"(?:stood at|to) ((?:about |over )?{NUMBER})(?: \(({NUMBER}) of ({NUMBER})\))?"
)
OF_MONTH = re.compile(r"\bin (\w+ \d{4}), the latest")
MOVED = re.compile(
    rf"(rose|fell) (by )?(about )?({NUMBER})( points)? on (\w+) to"
    r"|(unchanged|little changed) on (\w+)"
)
SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9}


class Row(NamedTuple):
    """A month as a file has it, and the figure that a paper rounds."""

    count: int
    of: int
    about: int | None = None


class Seen(NamedTuple):
    """What a reader is told: the page's large figure and sentence, and what programs get."""

    big: str
    sentence: str
    feed: str
    issue: dict[str, Any]


Rows = Sequence[Row | None]


def rows(*, rate: bool) -> st.SearchStrategy[Rows]:
    """Ten months, each without a file, with zeros, or with counts."""
    number = st.sampled_from([0, 1, 7, 19, 20, 400]) | st.integers(0, 60_000)
    about = st.none() if rate else st.none() | st.sampled_from([0, 60, 400, 58_000])
    one = st.builds(lambda a, b, about: Row(min(a, b), b, about), number, number, about)
    return st.lists(st.none() | one, min_size=len(DAYS), max_size=len(DAYS))


@cache
def february() -> IssueLog:
    return log.load(FEBRUARY / "data")


def see(measure: Headline, table: Rows) -> Seen:
    """Everything that is told of the measure in the last month."""
    given = february().issue("han-stability")
    figure = next(each for each in given.entries[LAST].figures if each.snapshot)
    entries = {}
    for day, row in zip(DAYS, table, strict=True):
        month, figures = months.text(day), ()
        if row and row.about is not None:
            sums = figure.snapshot.model_copy(
                update={"dataset": measure.dataset, "column": measure.measure, "where": {}}
            )
            change = {"value": row.about, "approximate": True, "snapshot": sums, "as_at": None}
            figures = (figure.model_copy(update=change),)
        entry = given.entries[LAST].model_copy(update={"month": month, "figures": figures})
        entries[month] = entry
    issue = given.model_copy(update={"headline": measure, "entries": entries})
    edition = Edition(LAST)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "snapshots" / measure.dataset
        folder.mkdir(parents=True)
        for day, row in zip(DAYS, table, strict=True):
            if row:
                (folder / f"{months.text(day)}.csv").write_text(
                    "month,dno,alerts_expected,on_time,late,missing,provenance\n"
                    f"{months.text(day)},DNO A,{row.of},{row.count},0,0,illustrative\n"
                )
        change = {"folder": Path(name), "events": (), "issues": (issue,)}
        whole = february().model_copy(update=change)
        update = Overview(whole, edition).update()
        page = IssuePage(whole, issue, edition).headline()
        (Path(name) / "_quarto.yml").write_text("website:\n  site-url: https://example.org/\n")
        feeds.note(Path(name), update, edition)
        feeds.write(Path(name), [LAST])
        told = json.loads((Path(name) / "headlines.json").read_text())
        feed = ElementTree.parse(Path(name) / "feed.xml").getroot()
    (one,) = told["issues"]
    content = feed.findtext(".//{*}entry/{*}content") or ""
    return Seen(text(page), one["sentence"], content, one)


def value_of(row: Row | None, *, rate: bool) -> float | None:
    """The month's value: a paper's figure before illustrative rows, and no rate of nothing."""
    if row is None:
        return None
    if rate:
        return 100 * row.count / row.of if row.of else None
    return row.count if row.about is None else row.about


def read(words: str) -> tuple[float, float]:
    """A number as it is written, and by how much it may be off."""
    plain = words.replace("about ", "").replace("over ", "").replace(",", "").replace("−", "-")
    size = 1.0
    for letters, scale in SCALES.items():
        if plain.endswith(letters):
            plain, size = plain.removesuffix(letters), scale
    digits = plain.removesuffix("%")
    decimals = len(digits.partition(".")[2])
    slack = 0.5 if "about" in words and size > 1 else 0.5 * 10**-decimals
    return float(digits) * size, slack * size * 1.0001 if (decimals or size > 1) else 1e-9


def agree(words: str, value: float) -> bool:
    """Whether a number as it is written is this one."""
    told, slack = read(words)
    return abs(told - value) <= slack


def hold(measure: Headline, table: Rows) -> None:
    """That everything told of a table is true of its rows."""
    rate = bool(measure.of)
    values = [value_of(row, rate=rate) for row in table]
    seen = see(measure, table)
    known = [place for place, value in enumerate(values) if value is not None]
    assert seen.sentence.replace("&", "&amp;") in seen.feed
    assert seen.issue["value"] == (None if values[-1] is None else round(values[-1], 4))
    nothing = bool(rate and table[-1] and not table[-1].of)
    assert ("No rate for February 2021" in seen.sentence.replace("no rate", "No rate")) == nothing
    if not known:
        assert not STANDS.search(seen.sentence)
        return
    place = known[-1]
    row, value, stands = table[place], values[place], STANDS.search(seen.sentence)
    assert stands and row and value is not None
    assert agree(stands[1], value), (seen.sentence, value)
    assert stands[1].startswith("about") == (row.about is not None)
    if rate:
        assert agree(stands[2], row.count) and agree(stands[3], row.of)
    assert seen.sentence in seen.big
    assert stands[1] in seen.big.split(measure.name)[0].lower()
    said = OF_MONTH.search(seen.sentence)
    assert (said and said[1]) == (None if place == len(DAYS) - 1 else months.name(DAYS[place]))
    assert seen.issue["known_month"] == months.text(DAYS[place])
    assert seen.issue["known_value"] == round(value, 4)
    if place < len(DAYS) - 1:
        assert (seen.issue["signal"], seen.issue["direction"]) == ("none", "common_cause")
        assert seen.issue["change_percent"] is None
    moved(seen, table, values, rate=rate)


def moved(seen: Seen, table: Rows, values: Sequence[float | None], *, rate: bool) -> None:
    """That a change is told of two neighbouring months alone, and as rounded where one is."""
    move = MOVED.search(seen.sentence)
    latest, before = values[-1], values[-2]
    if latest is None or before is None:
        assert move is None and seen.issue["change_percent"] is None
        return
    rounded = any(row and row.about is not None for row in table[-2:])
    assert seen.issue["change_approximate"] == rounded
    if move is None:
        return
    assert (move[6] or move[8]) == "January"
    if move[7]:
        assert move[7] != "unchanged" or (latest == before and not rounded)
        return
    assert (move[1] == "rose") == (latest > before)
    assert bool(move[3]) == rounded
    size = latest - before if rate or move[2] else 100 * (latest - before) / before
    slack = 0.51 if rounded and not move[2] else read(move[4])[1]
    assert abs(read(move[4])[0] - abs(size)) <= slack, (seen.sentence, size)


@settings(max_examples=examples(15))
@given(rows(rate=True))
def test_a_rate_s_figure_parts_and_month_are_those_of_one_row(table: Rows) -> None:
    hold(RATE, table)


@settings(max_examples=examples(15))
@given(rows(rate=False))
def test_a_count_s_figure_change_and_month_are_those_of_its_rows(table: Rows) -> None:
    hold(COUNT, table)


def test_a_rate_of_nothing_is_said_to_be_none() -> None:
    table = [*[None] * 8, Row(72, 100), Row(0, 0)]
    assert see(RATE, table).sentence == (
        "No rate for February 2021, as it would be a share of nothing: Alerts on time stood at"
        " 72.0% (72 of 100) in January 2021, the latest known (illustrative)."
    )
    assert see(RATE, [*[None] * 9, Row(0, 0)]).sentence == (
        "Alerts on time: no rate for February 2021, as it would be a share of nothing"
        " (illustrative)."
    )
