"""An analyst's own figures and tables, as pieces of an issue's page."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import plotly.express as px
import plotly.graph_objects as go
import plotly.io
import polars as pl
import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.charts.chart import Chart
from opsg.charts.own import browser, reading, template, values
from opsg.core.errors import UserError
from opsg.core.html import Html
from opsg.pages.issue import IssuePage, open_issue


@pytest.fixture
def issue(monkeypatch: pytest.MonkeyPatch) -> IssuePage:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    return open_issue("power-outage-reporting", "2021-02")


@pytest.fixture
def late(issue: IssuePage) -> pl.DataFrame:
    """Late Alerts by month and DNO."""
    rows = issue.rows().group_by("month", "dno").agg(pl.col("late").sum())
    return rows.sort("dno", "month")


def rows_of(chart: Chart) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(chart.files[chart.address("csv")])))


def test_a_figure_of_plotly_express_has_all_that_a_chart_of_the_house_has(
    issue: IssuePage, late: pl.DataFrame
) -> None:
    figure = px.line(late, x="month", y="late", color="dno", title="Late <b>Alerts</b>")
    chart = issue.figure(figure)
    shown = soup(chart)
    assert shown.figure["class"] == ["chart"]
    assert shown.h3.text == "Late Alerts"
    assert {picture["class"][0] for picture in shown.select(".plot svg")} == {"wide", "narrow"}
    assert shown.select_one("svg.wide")["aria-label"].startswith("Late Alerts. Lines of Late by")
    assert [head.text for head in shown.select("th[scope=col]")][:2] == ["Month", "DNO A"]
    assert "illustrative" in shown.select("figure > .note")[0].text
    assert rows_of(chart)[0] == {
        "Dno": "DNO A",
        "Month": "2019-09",
        "Late": str(late["late"][0]),
        "provenance": "illustrative",
    }


def test_two_figures_of_one_title_have_names_and_addresses_of_their_own(
    issue: IssuePage, late: pl.DataFrame
) -> None:
    figure = px.line(late, x="month", y="late", color="dno", title="Late")
    one, other = issue.figure(figure), issue.figure(figure)
    assert one.anchor != other.anchor
    assert one.files.keys().isdisjoint(other.files)


def test_a_figure_without_title_shows_the_line_to_write(
    issue: IssuePage, late: pl.DataFrame
) -> None:
    with pytest.raises(UserError, match=r'fig\.update_layout\(title="…"\)'):
        issue.figure(px.line(late, x="month", y="late", color="dno"))


def test_values_of_all_kinds_are_the_same_in_picture_table_and_file(issue: IssuePage) -> None:
    figure = go.Figure(
        go.Scatter(
            x=[date(2021, 1, 1), date(2021, 2, 1), date(2021, 3, 1), None],
            y=[Decimal("0.5"), float("nan"), None, 3],
        ),
        {"title": "All kinds", "yaxis": {"tickformat": ".0%"}},
    )
    chart = issue.figure(figure)
    assert [row["Value"] for row in rows_of(chart)] == ["0.5", "", "", "3"]
    cells = [cell.text for cell in soup(chart).select("tbody th, tbody td")]
    assert cells == ["January 2021", "0.5", "February 2021", "–", "March 2021", "–", "–", "3.0"]


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (go.Figure(go.Scattergeo(lat=[1], lon=[1])), "'scattergeo' cannot be shown: a map asks"),
        (go.Figure(go.Scatter3d(x=[1], y=[1], z=[1])), "'scatter3d' cannot be shown"),
        (go.Figure(go.Scatter(y=[1, float("inf")])), "infinite"),
        (go.Figure(go.Scatter(y=[1]), frames=[go.Frame()]), "animation frames"),
        (go.Figure(go.Scatter(y=list(range(5_001)))), "5,001 points; a page shows 5,000"),
        (go.Figure(), "has no data"),
        (go.Figure(go.Scatter(y=[1]), {"sliders": [{}]}), "sliders"),
    ],
)
def test_what_a_page_cannot_show_is_refused_by_name(
    issue: IssuePage, figure: go.Figure, says: str
) -> None:
    with pytest.raises(UserError, match=says):
        issue.figure(figure, title="Refused")


def test_series_that_look_the_same_are_refused(issue: IssuePage) -> None:
    bars = [go.Bar(x=["a"], y=[1], name=str(number)) for number in range(7)]
    with pytest.raises(UserError, match="7 series cannot be told apart"):
        issue.figure(go.Figure(bars), title="Many")


def named(kind: type, **options: object) -> go.Figure:
    """Three series of one kind."""
    return go.Figure(
        [kind(x=["a", "b"], y=[1, 2], name=str(number), **options) for number in range(3)]
    )


def test_lines_of_one_kind_are_told_apart_without_colour(issue: IssuePage) -> None:
    shown = soup(issue.figure(named(go.Scatter), title="Three"))
    dashes = [path.get("stroke-dasharray") for path in shown.select("svg.wide path")]
    assert len(set(dashes)) == 3


def test_points_of_one_kind_are_told_apart_without_colour(issue: IssuePage) -> None:
    chart = issue.figure(named(go.Scatter, mode="markers"), title="Three")
    shapes = [group.find(True).name for group in soup(chart).select("svg.wide > g")]
    assert shapes[0] == "circle" and shapes.count("circle") == 1
    assert len({trace["marker"]["symbol"] for trace in chart.figure["data"]}) == 3


@pytest.mark.parametrize("barmode", ["stack", "group"])
def test_bars_of_several_series_have_a_hatch_of_their_own(issue: IssuePage, barmode: str) -> None:
    chart = issue.figure(named(go.Bar).update_layout(barmode=barmode), title="Three")
    shown = soup(chart)
    for drawing in shown.select("svg.wide"):
        fills = [bar["fill"] for bar in drawing.select("& > rect")]
        assert len(fills) == 6 and len(set(fills)) == 3
        # What is illustrative stays an outline, the first series with nothing in it.
        assert fills[0] == "var(--paper)"
        for hatched in {*fills} - {fills[0]}:
            pattern = drawing.find(id=hatched.removeprefix("url(#").removesuffix(")"))
            assert pattern.rect["fill"] == "var(--paper)"
    ids = [each["id"] for each in shown.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [trace["marker"].get("pattern", {}).get("shape") for trace in chart.figure["data"]] == [
        None, "/", ".",
    ]  # fmt: skip
    ElementTree.fromstring(chart.files[chart.address("svg")])


def test_bars_that_share_no_place_are_as_wide_as_plotly_draws_them(issue: IssuePage) -> None:
    apart = go.Figure([go.Bar(x=[place], y=[1], name=place) for place in "abc"])
    beside = named(go.Bar).update_layout(barmode="group")
    wide, narrow = (
        float(soup(issue.figure(figure, title="Bars")).select("svg.wide > rect")[0]["width"])
        for figure in (apart, beside)
    )
    assert wide > narrow * 1.9


def test_numbers_of_a_column_have_the_same_digits_after_the_point(issue: IssuePage) -> None:
    shares = (
        issue.rows()
        .head(3)
        .select(share=pl.Series([75.0, 77.6, None]), whole=pl.Series([2.0, 1300.0, 4.0]))
    )
    shown = soup(issue.table(shares, caption="Shares"))
    cells = [[cell.text for cell in row.select("th, td")] for row in shown.select("tbody tr")]
    assert cells == [["75.0", "2"], ["77.6", "1,300"], ["–", "4"]]


def test_a_frame_becomes_a_table_with_its_file(issue: IssuePage) -> None:
    piece = issue.table(issue.rows().tail(2), caption="The last rows")
    shown = soup(piece)
    assert shown.caption.text == "The last rows"
    assert [head.text for head in shown.select("thead th")][:2] == ["Month", "Dno"]
    assert "illustrative" in text(piece)
    (address,) = piece.files
    assert shown.a["href"] == f"../{address}"
    assert piece.files[address].splitlines()[0].startswith("month,dno,")


def test_a_column_that_no_table_can_show_is_named(issue: IssuePage) -> None:
    with pytest.raises(UserError, match=r"column 'late'.*frame\.drop"):
        issue.table(issue.rows().group_by("dno").agg("late"), caption="Lists")


def test_a_long_frame_says_what_is_not_shown(issue: IssuePage) -> None:
    frame = pl.concat([issue.rows()] * 20)
    piece = issue.table(frame, caption="Long")
    assert len(soup(piece).select("tbody tr")) == 200
    assert f"the first 200 of {frame.height:,} rows; the CSV file has all" in text(piece)


@pytest.mark.browser
def test_other_figures_are_drawn_by_a_browser_in_the_colours_of_the_page(
    issue: IssuePage, late: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/usr/bin/chromium")
    monkeypatch.setattr(plotly.io.templates, "_default", plotly.io.templates.default)
    template.use()
    figure = px.box(late, x="dno", y="late", title="Spread")
    shown = soup(issue.figure(figure))
    wide = shown.select_one(".plot svg.wide")
    assert "var(--series-1)" in str(wide)
    assert not wide.select("[style], [class], style")
    assert "illustrative" in wide.get_text(" ")
    assert shown.select_one(".plot-data")["data-library"] == "plotly-whole"
    assert len(rows_of(issue.figure(figure, title="Again"))) == late.height


def test_without_a_browser_a_figure_that_needs_one_is_refused_by_name(
    issue: IssuePage, late: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kaleido", None)
    browser._kaleido.cache_clear()
    with pytest.raises(UserError, match="has type 'box' and Kaleido is not installed"):
        issue.figure(px.box(late, x="dno", y="late", title="Spread"))


def test_a_table_tells_the_parts_of_a_figure_apart(issue: IssuePage, late: pl.DataFrame) -> None:
    facets = px.line(late, x="month", y="late", facet_col="dno")
    read = reading.read(facets.to_dict())
    assert values.frame_of(read).columns == ["Dno", "Month", "Late"]
    nameless = go.Figure([go.Scatter(y=[1]), go.Scatter(y=[2])])
    with pytest.raises(UserError, match="not each has a name of its own"):
        issue.figure(nameless, title="Nameless")


def test_where_no_paper_gives_the_rows_a_figure_says_no_more_than_its_title(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    issue = open_issue("power-outage-reporting", "2021-02", reported_only=True)
    for piece in (
        issue.figure(px.bar(issue.rows(), x="late", y="dno"), title="Late Alerts"),
        issue.table(issue.rows(), caption="Late Alerts"),
    ):
        assert isinstance(piece, Html)
        assert piece.absent == "Late Alerts"


def test_an_address_does_not_change_with_the_month_of_a_title(issue: IssuePage) -> None:
    figure = px.line(x=[1, 2], y=[1, 2])
    chart = issue.figure(figure, title=f"Alerts of {issue.month_of(issue.rows())}, by DNO")
    assert chart.title == "Alerts of February 2021, by DNO"
    assert chart.name.endswith("/own-alerts-of-by-dno")


def test_a_month_without_a_value_has_no_provenance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    issue = open_issue("han-stability", "2021-02", reported_only=True)
    empty = {
        "value": [None, 1],
        "hidden": [False, False],
        "provenance": ["illustrative", "reported"],
    }
    issue._given(pl.DataFrame(empty))
    assert issue.provenances == {"reported"}
