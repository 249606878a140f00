"""What a piece of a page brings along in an editor, and that a build publishes none of it."""

import re
from base64 import b64decode
from collections.abc import Callable
from itertools import accumulate
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from projects import FEBRUARY, ROOT

from opsg.core.html import Markdown
from opsg.pages.issue import IssuePage, open_issue

Bundle = dict[str, str]


@pytest.fixture
def issue(monkeypatch: pytest.MonkeyPatch) -> IssuePage:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    monkeypatch.chdir(ROOT / "notebooks")
    return open_issue("power-outage-reporting", "2021-02")


@pytest.fixture
def workbench(issue: IssuePage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a notebook that somebody has open."""
    monkeypatch.setattr("IPython.get_ipython", object)


def bundle(piece: object) -> Bundle:
    made: Bundle = piece._repr_mimebundle_()  # type: ignore[attr-defined]
    return made


@pytest.mark.usefixtures("workbench")
def test_a_chart_is_one_picture_with_colours_of_its_own(issue: IssuePage) -> None:
    chart = issue.trend()
    shown = bundle(chart)
    assert shown.keys() == {"image/svg+xml", "text/plain"}
    assert shown["text/plain"].startswith("Power outage Alerts on time by month. ")
    assert "var(" not in shown["image/svg+xml"]
    drawn = ElementTree.fromstring(shown["image/svg+xml"])
    assert not any("class" in element.attrib for element in drawn.iter())


@pytest.mark.usefixtures("workbench")
def test_a_chart_within_a_piece_is_such_a_picture_beside_its_table(issue: IssuePage) -> None:
    shown = BeautifulSoup(
        bundle(issue.breakdown("dno", title="By DNO"))["text/html"], "html.parser"
    )
    (picture,) = shown.select("figure.chart img")
    kind, drawn = str(picture["src"]).split(",")
    assert kind == "data:image/svg+xml;base64"
    assert "var(" not in b64decode(drawn).decode()
    assert str(picture["alt"]).startswith("By DNO. ")
    assert shown.select("figure.chart svg, script") == []
    assert len(shown.select("table.board tbody tr")) == 6
    assert len(shown.select("figure.chart details table tbody tr")) == 18


@pytest.mark.usefixtures("workbench")
def test_a_piece_brings_the_sites_rules_for_itself_alone(issue: IssuePage) -> None:
    shown = bundle(issue.stages())["text/html"]
    piece = BeautifulSoup(shown, "html.parser")
    (style,) = piece.select("div.opsg-piece > style")
    assert piece.select_one("div.opsg-piece > ol.chevrons")
    rules = style.get_text()
    assert ".chevrons li.now {" in rules and "--brand: light-dark(" in rules
    # One rule holds all others, from the first brace to the last.
    assert re.match(r"(\.opsg-piece){3} \{", rules)
    braces = [1 if brace == "{" else -1 for brace in re.findall("[{}]", rules)]
    assert list(accumulate(braces)).index(0) == len(braces) - 1
    assert not re.search(r"(?m)^(:root|html|body|\*/)", rules)


@pytest.mark.usefixtures("workbench")
def test_text_is_read_as_the_site_reads_it() -> None:
    shown = bundle(Markdown("Said.[^1]\n\n[^1]: By *whom*.\n\n1) one\n2) two"))["text/html"]
    piece = BeautifulSoup(shown, "html.parser")
    assert "By whom." in piece.select(".footnotes")[0].get_text()
    assert [item.get_text() for item in piece.select("ol")[0].select("li")] == ["one", "two"]


SHOWS: list[Callable[[IssuePage], object]] = [
    IssuePage.stages, IssuePage.trend, IssuePage.status,
    lambda issue: issue.breakdown("dno", title="By DNO"),
]  # fmt: skip


@pytest.mark.parametrize("show", SHOWS)
def test_a_build_publishes_the_same_whether_a_notebook_runs_or_not(
    show: Callable[[IssuePage], object], issue: IssuePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = bundle(show(issue))
    monkeypatch.setattr("IPython.get_ipython", object)
    assert bundle(show(issue)) != plain
    monkeypatch.setenv("OPSG_EDITION", "illustrative 2021-02")
    assert bundle(show(issue)) == plain
