"""The network around the issues: figures of others, their sources and gaps, later ones apart."""

from __future__ import annotations

import pytest
from pieces import soup, text
from projects import FEBRUARY

from opsg.pages import elsewhere, network


@pytest.fixture(autouse=True)
def data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


def test_the_home_page_tells_of_the_network_in_a_line() -> None:
    for reported_only in (True, False):
        line = network.open_month("2021-02", reported_only=reported_only).line()
        assert text(line).startswith(
            "The network around it: 10 million meters connected to the DCC’s network on 1 February"
            " 2021, as Utility Week published."
        )


def test_a_month_without_a_figure_is_a_gap_in_the_line_and_is_named() -> None:
    shown = soup(network.open_month("2021-02").series("installations"))
    wide = shown.select_one("svg.wide")
    assert wide and len(wide.select(".published")) == 10
    # Of ten months seven follow another one with a figure.
    assert len(wide.select("path.run")) == 7
    assert (
        "no figure was found: February 2020, March 2020, May 2020."
        in shown.select("figure > .note")[0].get_text()
    )


def test_no_figure_published_after_the_paper_is_in_a_chart() -> None:
    page = network.open_month("2021-02")
    for name in ("connected_meters", "installations", "smart_meters", "messages"):
        shown = page.series(name)
        assert "December 2020: 23.6" not in text(shown)
        assert "2021-03" not in "".join(shown.files.values()) and "2022" not in text(shown)
    later = text(page.later())
    assert "31 December 2020 smart and advanced about 23.6 million Energy Live News" in later


def test_every_figure_has_its_source_and_is_called_published() -> None:
    shown = network.open_month("2021-02").series("connected_meters")
    rows = soup(shown).select("tbody tr")
    assert rows and all(row.select("a[href^=https]") for row in rows)
    csv = shown.files["downloads/charts/network-connected-meters.csv"]
    assert csv.splitlines()[1].startswith("2019-05-21,SMETS2 meters,1000000,")
    assert all(line.endswith("published") for line in csv.splitlines()[1:])


def test_the_data_page_has_the_steps_and_the_sources() -> None:
    shown = elsewhere.open_month("2021-02").section()
    lines = shown.files[elsewhere.STEPS].splitlines()
    assert lines[0].startswith("modification,title,date,until,step,stage")
    mp116 = [line for line in lines if line.startswith("MP116")]
    assert [("reported" in line, line.split(",")[-2]) for line in mp116] == [
        (True, "false"), (False, "true"),
    ]  # fmt: skip
    assert "November 2026, in a stored copy" in text(shown)
    messages = shown.files["downloads/published/messages.csv"].splitlines()
    assert [line.rpartition(",")[2] for line in messages[1:]] == ["false"] * 3 + ["true"] * 5


def test_without_figures_of_others_pages_say_so_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.context, "load", lambda *_: [])
    page = network.open_month("2021-02")
    assert text(page.summary()) == "No figures of the network are held."
    assert not page.line().html and not page.series("messages").html and not page.later().html
