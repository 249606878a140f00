"""The pictures of Word and PDF look like those of the site."""

import re

import pytest
from february import DATA, MONTH
from projects import ROOT

from opsg.charts import standalone
from opsg.charts.chart import Chart
from opsg.core.edition import Edition
from opsg.data.log import IssueLog
from opsg.exports.paper import pictures
from opsg.pages.issue import IssuePage


def test_the_colours_are_the_light_half_of_the_sites() -> None:
    site = (ROOT / "site/styles/base.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}),", site))
    assert standalone.palette().items() <= light.items()


def test_a_picture_brings_its_colours_and_the_charts_legend(
    log: IssueLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(DATA))
    chart = IssuePage(log, log.issue("han-stability"), Edition(MONTH)).trend()
    assert isinstance(chart, Chart)
    drawn = standalone.trend(chart)
    assert "var(" not in drawn
    assert all(label in drawn for label in ("worsening beyond chance", "reported (filled)"))


def test_a_png_is_as_wide_as_the_text_of_a_page() -> None:
    stages = ["Raised", "Monitoring", "Closed"]
    made = pictures.png({"one": pictures.chevrons(stages, 1)})["one"]
    assert made.startswith(b"\x89PNG")
    width = int.from_bytes(made[16:20], "big")
    assert abs(width - pictures.WIDTH * pictures.RESOLUTION / 72) <= 1


def test_no_picture_is_no_file() -> None:
    assert pictures.png({}) == {}
