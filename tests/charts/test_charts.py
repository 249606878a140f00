"""A chart of many months shows the latest; its CSV file has all."""

import io
from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl
import pytest
from bs4 import BeautifulSoup, Tag
from projects import FEBRUARY

from opsg.charts import layout
from opsg.charts.chart import Chart
from opsg.core.edition import Edition
from opsg.data import log
from opsg.pages.breakdown import Breakdown
from opsg.pages.issue import IssuePage

MONTHS = 18


@pytest.fixture
def page() -> IssuePage:
    whole = log.load(FEBRUARY / "data")
    return IssuePage(whole, whole.issue("communications-hub-exceptions"), Edition("2021-02"))


def _trend(page: IssuePage) -> Chart:
    chart = page.trend()
    assert isinstance(chart, Chart)
    return chart


def _lines(page: IssuePage) -> Chart:
    found = page.breakdown("region", title="By region")
    assert isinstance(found, Breakdown)
    return found.chart


@pytest.mark.parametrize("drawn", [_trend, _lines])
def test_plotly_knows_all_that_a_figure_says(
    page: IssuePage, drawn: Callable[[IssuePage], Chart]
) -> None:
    figure = drawn(page).figure

    for size in figure["sizes"].values():
        told = {key: value for key, value in size.items() if key != "width"}
        go.Figure(figure["data"], figure["layout"]).update_layout(told)


@pytest.mark.parametrize(("drawn", "traces"), [(_trend, 1), (_lines, 3)])
def test_a_chart_of_more_months_than_it_shows_says_so(
    page: IssuePage, monkeypatch: pytest.MonkeyPatch, drawn: type[Chart], traces: int
) -> None:
    monkeypatch.setattr(layout, "LONGEST", 12)
    chart = drawn(page)
    shown = BeautifulSoup(chart.html(), "html.parser")
    held = pl.read_csv(io.StringIO(chart.files[chart.address("csv")]))

    assert (
        shown.select("figure > .note")[0]
        .get_text()
        .endswith("The last 12 of 18 months are shown; the CSV file has all.")
    )
    assert [len(trace["y"]) for trace in chart.figure["data"]] == [12] * traces
    assert held["month"].n_unique() == MONTHS
    rows = shown.select("tbody tr")
    assert [row.th.get_text() for row in (rows[0], rows[-1])] == ["March 2020", "February 2021"]
    assert len(rows) == 12


def test_the_picture_has_as_many_marks_and_no_event_before_them(
    page: IssuePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = BeautifulSoup(_trend(page).pictures[0], "html.parser")
    monkeypatch.setattr(layout, "LONGEST", 3)
    latest = BeautifulSoup(_trend(page).pictures[0], "html.parser")

    assert (_marks(whole), _marks(latest)) == (MONTHS, 3)
    assert whole.select("text.event")
    assert not latest.select("text.event")


def _marks(picture: Tag) -> int:
    return len(picture.select("g > circle, g > polygon"))


def test_what_is_said_rests_on_all_months(page: IssuePage, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _trend(page)
    monkeypatch.setattr(layout, "LONGEST", 3)
    latest = _trend(page)

    assert latest.sentence == whole.sentence
    assert latest.data.equals(whole.data)


def test_a_chart_of_fewer_months_shows_them_all(page: IssuePage) -> None:
    chart = _trend(page)

    assert "months are shown" not in chart.note
    assert len(BeautifulSoup(chart.html(), "html.parser").select("tbody tr")) == MONTHS
