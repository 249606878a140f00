"""The pictures of charts that readers take away stand alone and say where they are from."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from projects import FEBRUARY

from opsg.charts.chart import FOLDER, Chart
from opsg.core.edition import Edition
from opsg.data.log import load
from opsg.exports import chart_files
from opsg.pages.issue import IssuePage

DATA = FEBRUARY / "data"


@pytest.fixture
def chart(monkeypatch: pytest.MonkeyPatch) -> Chart:
    monkeypatch.setenv("OPSG_DATA", str(DATA))
    log = load(DATA)
    chart = IssuePage(log, log.issue("han-stability"), Edition("2021-02")).trend()
    assert isinstance(chart, Chart)
    return chart


def test_a_chart_is_an_svg_and_a_png_of_it_twice_as_sharp(chart: Chart, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    for name, text in chart.files.items():
        (tmp_path / name).write_text(text)
    chart_files.write(tmp_path, ["han-stability-trend"], ["From OPSG 44", "Not for decisions"])

    drawn = (tmp_path / chart.address("svg")).read_text()
    image = (tmp_path / chart.address("png")).read_bytes()
    root = ElementTree.fromstring(drawn)
    words = " ".join(root.itertext())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not [each for each in ("var(", "class=", "<style") if each in drawn]
    for says in (chart.title, chart.note, "worsening beyond chance", "From OPSG 44"):
        assert says in words
    sizes = [int.from_bytes(image[start : start + 4], "big") for start in (16, 20)]
    assert sizes == [2 * int(root.attrib[side]) for side in ("width", "height")]
    assert b"Not for decisions" in image


def test_a_charts_file_says_what_its_columns_hold(chart: Chart) -> None:
    head, first, *_ = chart.files["downloads/charts/han-stability-trend.csv"].splitlines()
    assert head == "month,esmes,unit,mean,lower_limit,upper_limit,signal,provenance"
    assert first == "2019-09,39803,ESMEs,,,,none,illustrative"
