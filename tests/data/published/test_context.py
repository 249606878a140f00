"""Series of context as of a day."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.data import log
from opsg.data.published import context


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FEBRUARY / "data", tmp_path / "data"))


def test_a_figure_is_known_from_the_day_on_which_it_was_published(data: Path) -> None:
    series = {each.series.name: each for each in context.load(log.load(data), date(2021, 2, 23))}
    counted = series["smart_meters"]
    assert max(point.at for point in counted.known) == date(2020, 9, 30)
    assert date(2020, 12, 31) in {point.at for point in counted.later}, "published on 9 March 2021"
    installed = series["installations"]
    assert installed.known[-1].at == "2021-01"
    assert installed.later[0].at == "2021-02"


def test_a_source_that_is_dated_later_makes_a_figure_later(data: Path) -> None:
    sources = data / "sources.yml"
    text = sources.read_text("utf-8")
    assert "dated: 2021-02-01" in text
    sources.write_text(text.replace("dated: 2021-02-01", "dated: 2021-02-24"))
    loaded = log.load(data)
    known = next(context.load(loaded, day) for day in [date(2021, 2, 23)])[0].known
    assert date(2021, 2, 1) not in {point.at for point in known}
