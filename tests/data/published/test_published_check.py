"""What the check refuses of sources, modifications and series of context: file, line and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from editing import change
from projects import FEBRUARY, GOLDEN

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.published import context

MP119 = "modifications/MP119.yml"
MP090 = "modifications/MP090.yml"
SOURCES = "sources.yml"
METERS = "context/connected_meters.csv"

MISTAKES = [
    (MP119, "source: sec-mp119}\n  -", "source: sec-mp19}\n  -",
     "MP119.yml:8: There is no source 'sec-mp19'. Did you mean 'sec-mp119'?"),
    (MP119, "page: sec-mp119", "page: sec-119", "MP119.yml:3: There is no source 'sec-119'. Di"),
    (MP119, "OPSG_44_0203", "OPSG_45_0302",
     "MP119.yml:11: OPSG_45_0302 is no paper of the log. Did you mean 'OPSG_44_0203'?"),
    (MP090, "source: sec-mp090}\n  - {date: 2021", "source: OPSG_44_0203}\n  - {date: 2021",
     "MP090.yml:21: OPSG_44_0203 does not name MP090. Give the source that says so."),
    (MP119, "2021-01", "2020-01", "MP119.yml:9: The steps are not in order. List them from th"),
    (MP119, "2021-01", "2120-01", "MP119.yml:9: January 2120 is yet to come. What is planned is"),
    (MP119, "2021-01", "2021-13", "MP119.yml:9: '2021-13' is no date. Write YYYY-MM or YYYY-MM-DD"),
    (MP119, "id: MP119", "id: mp119", "MP119.yml:1: 'mp119' is not what it may be called. Write"),
    (MP119, "id: MP119", "id: MP120", "MP119.yml:1: The file of MP120 is not called MP120.yml."),
    (MP119, "[spurious-alerts]", "[spurious-alert]",
     "MP119.yml:6: There is no issue 'spurious-alert'. Did you mean 'spurious-alerts'?"),
    (MP119, "[spurious-alerts]", "[capacity-management]",
     "MP119.yml:6: The papers name MP119 in 'capacity-management'. Take it out"),
    (MP119, "stage: Development", "stage: Developing",
     "MP119.yml:8: 'Developing' is not a valid stage. Did you mean 'Development'?"),
    (MP119, "what: Working Group", "what: Working Group, until: 2020-12-01",
     "MP119.yml:9: 'until' is not after 'date'."),
    (MP119, "title: CH", "aliases: [MP090]\ntitle: CH", "MP090.yml has MP090 too. Keep it in one"),
    (MP119, "title: CH", "titel: CH", "MP119.yml:2: 'titel' is not a key here. Did you mean 'ti"),
    (SOURCES, "url: https", "url: http", "sources.yml:4: 'http://"),
    (SOURCES, "id: sec-mp090", "id: sec-mp119", "There are two sources with the id 'sec-mp119'."),
    (SOURCES, "read: 2026-11", "read: 2926-11", "sources.yml:5: It is read in November 2926, w"),
    (METERS, "10000000", "ten million",
     "connected_meters.csv:3: 'value' should be a whole number, not 'ten million'."),
    (METERS, "10000000", "-5", "connected_meters.csv:3: 'value' should be greater than 0, not"),
    (METERS, ",utility-week-2021-02", ",utility-week",
     "connected_meters.csv:3: There is no source 'utility-week'. Did you mean"),
    (METERS, "2021-02-01,All meters", "2021-02-01,All hubs",
     "connected_meters.csv:3: 'All hubs' is nothing that the series counts. Use one of: All me"),
    (METERS, "2021-02-01", "2021-02-31", "connected_meters.csv:3: '2021-02-31' is no date."),
    (METERS, "at,what", "at,wat", "connected_meters.csv:2: 'wat' is not a key here."),
    (METERS, ",,utility-week-2021-02,,", ",,utility-week-2021-02", "meters.csv:3: It has 5"),
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))


def findings(data: Path) -> str:
    try:
        return "\n".join(map(str, context.check(log.load(data))))
    except UserError as error:
        return str(error)


@pytest.mark.parametrize(("file", "old", "new", "says"), MISTAKES)
def test_a_mistake_is_told_with_its_line(
    data: Path, file: str, old: str, new: str, says: str
) -> None:
    assert findings(data) == ""
    change(data / file, old, new)
    assert says in findings(data)


def test_a_second_figure_of_the_same_is_refused(data: Path) -> None:
    with (data / METERS).open("a") as file:
        file.write("2021-08-31,All meters,15000000,,utility-week-2021-08,,\n")
    assert "connected_meters.csv:5: There is a second figure for 2021-08-31" in findings(data)


def test_a_series_that_nobody_described_is_refused(data: Path) -> None:
    (data / METERS).rename(data / "context/connected_meter.csv")
    assert "There is no such series of context. Did you mean 'connected_meters.csv'?" in findings(
        data
    )


def test_a_log_without_anything_published_elsewhere_is_in_order(data: Path) -> None:
    for name in ("modifications", "context"):
        shutil.rmtree(data / name)
    (data / "sources.yml").unlink()
    assert findings(data) == ""


def test_sources_that_cannot_be_read_are_told_once(data: Path) -> None:
    (data / SOURCES).write_text("- id: [")
    assert findings(data).count("\n") == 0
    (data / SOURCES).unlink()
    assert findings(data) == "data/sources.yml: It cannot be read: No such file or directory."


def test_a_file_that_is_no_modification_is_refused(data: Path) -> None:
    (data / "modifications/notes.txt").write_text("MP119")
    assert "notes.txt: This is not a modification's file. Name it like MP119.yml." in findings(data)


def test_no_published_fact_repeats_words_or_names_of_its_source_at_length() -> None:
    """Short phrases of our own: what is longer might be somebody else's sentence."""
    for one in log.load(FEBRUARY / "data").modifications:
        for step in one.steps:
            assert len(step.what) < 90, f"{one.id}: {step.what}"
