"""Static pictures: round ticks, gaps that stay gaps, and shapes that say what colours say."""

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsg.analysis.measures import Limits
from opsg.charts import layout, svg

MONTHS = [date(2021, month, 1) for month in range(1, 5)]


def drawn(content: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.picture(content, layout.WIDE, kind="wide", label="A <b>"))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 5, 10]),
        (13_000, 18_400, [12_000, 14_000, 16_000, 18_000, 20_000]),
        (5, 5, [2, 4, 6, 8]),
        (0, 0, [-1, -0.5, 0, 0.5, 1]),
    ],
)
def test_ticks_are_round_and_cover_the_values(
    low: float, high: float, expected: list[float]
) -> None:
    assert layout.round_ticks(low, high) == expected


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_ticks_always_cover_the_values_and_rise(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if high - low < 1e-6 * max(abs(low), abs(high), 1):
        return
    marks = layout.round_ticks(low, high)
    slack = 1e-6 * (high - low)
    assert marks[0] <= low + slack and marks[-1] >= high - slack
    assert marks == sorted(set(marks))
    assert len(marks) <= 12


def test_a_missing_value_breaks_the_line() -> None:
    assert svg.path([(1, 2), (3, 4), None, (5, 6)]) == "M1 2L3 4M5 6"


def test_a_trend_is_well_formed_and_marks_each_point_that_has_a_value() -> None:
    points = [
        layout.Point(MONTHS[0], 1.0, "improvement"),
        layout.Point(MONTHS[1], None),
        layout.Point(MONTHS[2], 3.0, "concern", reported=True),
        layout.Point(MONTHS[3], 2.0),
    ]
    limits = [Limits(MONTHS[0], MONTHS[3], 2.0, 0.5, 3.5)]
    events = [layout.Event(MONTHS[1], "New <firmware>")]
    trend = layout.lay_out_trend(layout.WIDE, points, limits, events, None, "hubs")
    root = drawn(svg.trend(trend))
    hollow, filled, last = root.findall("g")
    assert [[mark.tag for mark in alike] for alike in (hollow, filled, last)] == [
        ["polygon"], ["polygon"], ["circle"],
    ]  # fmt: skip
    assert (hollow.get("fill"), filled.get("fill")) == ("var(--paper)", "var(--worse)")
    assert "New <firmware>" in "".join(root.itertext())
    assert root.get("aria-label") == "A <b>"


def test_a_sparkline_needs_two_values() -> None:
    assert svg.spark([None, 5.0, None], "common_cause", "", reported=True) == ""
    assert svg.spark([4.0, 5.0], "common_cause", "two months", reported=True).startswith("<svg")


def test_bars_are_as_long_as_their_values() -> None:
    content, size = svg.bars(
        400, [(svg.Bar("A", 10), "10"), (svg.Bar("B", 5), "5"), (svg.Bar("C", None), "")]
    )
    root = ElementTree.fromstring(svg.picture(content, size, kind="bars", label=""))
    lengths = [float(bar.get("width", 0)) for bar in root.findall("rect")]
    assert lengths[0] == pytest.approx(2 * lengths[1], abs=0.2)
    assert len(lengths) == 2, "a bar of nothing looks like a small one"


def test_a_bar_that_is_marked_has_a_shape_a_colour_a_word_and_its_place() -> None:
    worse = svg.Bar("User 22", 5, "Worsening", "concern", "12th of 40")
    steady = svg.Bar("User 01", 10, "No clear change")
    content, _ = svg.bars(400, [(steady, "10"), (worse, "5")])
    root = drawn(content)
    labels = [label.text for label in root.findall("text[@class='bar-label']")]
    assert labels == ["User 01", "User 22 · worsening · 12th of 40"]
    assert [mark.get("stroke") for mark in root.findall("polygon")] == ["var(--worse)"]
    assert [bar.get("stroke") for bar in root.findall("rect")] == ["var(--brand)", "var(--worse)"]
