"""Whether what a cell shows is made from the log alone, by its code."""

import pytest

from opsg.pages.own.origin import origin

OPENED = [
    "import polars as pl\nimport plotly.express as px\nimport plotly.graph_objects as go\n"
    "import numpy as np\nfrom opsg.pages.issue import open_issue",
    "issue = open_issue(slug, month)\nrows = issue.rows()\nshown = 3",
]
PARAMETERS = ['month = "2021-02"\nslug = "power-outage-reporting"\nreported_only = False']


def origin_of(*cells: str):  # type: ignore[no-untyped-def]
    return origin([*PARAMETERS, *OPENED, *cells])


@pytest.mark.parametrize(
    "cells",
    [
        ["rows"],
        ["rows.tail(5)"],
        ['px.line(rows, x="month", y="late", height=300, range_y=[0, 100])'],
        ["fig = px.line(rows)\nfig.update_layout(margin=dict(t=5), yaxis_range=[0, 1])\nfig"],
        ["share = rows.with_columns(share=pl.col('late') / pl.col('expected') * 100)", "share"],
        ["rows.filter(pl.col('dno').is_in(['A', 'B']), pl.col('late').is_between(1, 9))"],
        ["late = [each for each in rows['late']]", "go.Figure(go.Bar(x=rows['dno'], y=late))"],
        ["def share(frame):\n    return frame.head(shown)", "share(rows)"],
        ["numbers = [1, 2]", "rows"],
        ["rows = pl.DataFrame({'a': [1]})", "rows = issue.rows()", "rows"],
        ["pl.DataFrame({'dno': rows['dno'], 'late': rows['late']}, schema=['dno', 'late'])"],
        ["from datetime import date\nrows.filter(pl.col('month') > date(2020, 1, 1))"],
    ],
)
def test_what_is_worked_out_from_an_issue_is_known(cells: list[str]) -> None:
    assert origin_of(*cells) == (True, ())


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["px.bar(x=['a', 'b'], y=[3, 5])"], "[3, 5]"),
        (["pl.DataFrame({'dno': ['A'], 'late': ['5']})"], "pl.DataFrame"),
        (["frame = pl.read_csv('late.csv')", "frame"], "read_csv"),
        (["rows.with_columns(late=pl.lit(42))"], "pl.lit(42)"),
        (["rows.with_columns(late=np.random.normal(size=rows.height))"], "np.random"),
        (["import requests\ndata = requests.get('https://a.example').json()", "data"], "requests"),
        (["fig = px.line(rows)\nfig.add_hline(y=95)\nfig"], "y=95"),
        (["fig = px.line(rows)", "other = fig", "other.add_scatter(y=[1, 2])", "fig"], "[1, 2]"),
        (["fig = px.line(rows)", "fig = fig.add_trace(go.Bar(y=[7]))", "fig"], "[7]"),
        (["target = 95\ngo.Figure(go.Bar(x=['a'], y=[target]))"], "[target]"),
        (["go.Figure(go.Scatter(x=rows['month'], y=[0.95 for _ in rows['month']]))"], "0.95"),
        (["px.scatter(px.data.iris())"], "px.data"),
        (["values = '1,2,3'.split(',')", "go.Figure(go.Bar(y=values))"], "split"),
        (["frame = get_ipython().getoutput('cat late.csv')", "frame"], "getoutput"),
        (["for number in range(3):\n    rows = rows.vstack(rows)", "rows"], "range(3)"),
        (["def made():\n    return [5, 6]", "go.Figure(go.Bar(y=made()))"], "[5, 6]"),
        (["go.Figure(go.Bar(x=[secret], y=[secret]))"], "`secret`, which no cell here defines"),
        (["go.Figure(go.Bar(y={'a': 5}.values()))"], "`5`"),
    ],
)
def test_what_is_written_out_or_read_is_not(cells: list[str], says: str) -> None:
    assert any(says in each for each in origin_of(*cells).elsewhere), origin_of(*cells)


def test_what_uses_no_issue_is_not_from_the_log() -> None:
    assert not origin(["import plotly.graph_objects as go\ngo.Figure(go.Bar(x=['a']))"]).log
