"""The stage timeline, as a picture and as tables."""

from __future__ import annotations

import pytest
from pieces import soup
from projects import FEBRUARY

from opsg.pages import timeline


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def test_time_in_a_stage_counts_its_first_and_its_present_month() -> None:
    rows = soup(timeline.open_month("2021-02").table()).select("tbody tr")
    found = {row.th.get_text(): [cell.get_text() for cell in row.select("td")] for row in rows}
    assert found["Communications Hub Exceptions"] == ["Implementing", "September 2020", "6"]


def test_the_timeline_marks_events_and_lists_them_in_a_table() -> None:
    shown = soup(timeline.open_month("2021-02").picture())
    marks = [mark.get_text() for mark in shown.select("svg.wide polygon.event title")]
    assert "Spurious Alerts: New CH Firmware Version released, Aug 2020" in marks
    rows = [row.get_text(" ") for row in shown.select("table")[1].select("tbody tr")]
    assert "August 2020 New CH Firmware Version released Spurious Alerts" in rows
    assert len(rows) == len(marks)
