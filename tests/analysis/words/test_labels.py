"""Columns, signals, points of a chart and actions in plain words."""

from __future__ import annotations

from datetime import date

from opsg.analysis import words
from opsg.analysis.statistics.xmr import HIGH, LOW
from opsg.data.issues import Action

FEB = date(2021, 2, 1)


def test_columns_are_named_as_readers_name_them():
    named = [words.column(name) for name in ("party", "dno", "alert_code")]
    assert named == ["User", "DNO", "alert code"]
    assert [words.capital(name) for name in named] == ["User", "DNO", "Alert code"]


def test_every_signal_of_a_chart_has_plain_words():
    signals = ["none", *HIGH, *LOW]
    assert len({words.rule(signal) for signal in signals}) == 11


def test_a_point_tells_its_month_value_signal_and_provenance():
    assert words.tooltip(FEB, 18_412, "hubs", "above_limit", reported=False) == (
        "February 2021: 18,412, above the usual range (illustrative)"
    )
    assert words.tooltip(FEB, 71.3, "%") == "February 2021: 71.3%"
    assert words.tooltip(FEB, None, "hubs", reported=False) == "February 2021: no figure"


def test_a_due_day_or_month_is_told_in_words():
    due = [words.facts(Action(what="Look", due=when))[1] for when in (date(2021, 3, 5), "2021-03")]
    assert due == ["5 March 2021", "March 2021"]
