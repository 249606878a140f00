"""What is offered beside the pages is made again only if what it is made from has changed."""

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import projects
import pytest
from editing import change

from opsg.build import jobs
from opsg.build.jobs import report_keys
from opsg.build.request import Request
from opsg.core.edition import Edition
from opsg.data.log import load
from opsg.execution.calls import call
from opsg.execution.runner import Runner
from opsg.exports.paper.document import document
from opsg.intake.rounds import new_month

ROOT = Path(__file__).parents[2]
FEBRUARY, MARCH = "2021-02", "2021-03"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = Path(shutil.copytree(projects.FEBRUARY / "data", tmp_path / "data"))
    monkeypatch.setenv("OPSG_DATA", str(data))
    return data


def _add_march(data: Path) -> None:
    """A month in which an issue moves on, something happens, and a file of figures comes."""
    new_month(load(data), MARCH, classification="White")
    with (data / "events.yml").open("a") as events:
        events.write(
            f"- month: {MARCH}\n  title: Firmware out\n  kind: firmware\n"
            "  issues: [han-stability]\n  rebase: true\n  provenance: illustrative\n"
        )
    issue = data / "issues" / "han-stability"
    spell = "  - {stage: Investigating, since: 2020-05, provenance: illustrative}\n"
    later = spell.replace("Investigating", "Solution design").replace("2020-05", MARCH)
    change(issue / "issue.md", spell, spell + later)
    change(issue / f"{MARCH}.md", "stage: Investigating", "stage: Solution design")
    february = data / "snapshots" / "han_stability" / f"{FEBRUARY}.csv"
    text = february.read_text().replace(f"{FEBRUARY},", f"{MARCH},")
    february.with_name(f"{MARCH}.csv").write_text(text.replace(",reported", ",illustrative"))


def _keys(data: Path, month: str = MARCH) -> dict[str, str]:
    return report_keys(str(data.parent), str(data), {"month": month})


def test_a_later_month_leaves_a_paper_what_it_is(data: Path) -> None:
    before = _keys(data, FEBRUARY)
    paper = document(load(data), Edition(FEBRUARY))
    _add_march(data)
    after = _keys(data)

    assert list(after) == [FEBRUARY, MARCH]
    assert after[FEBRUARY] == before[FEBRUARY]
    assert document(load(data), Edition(FEBRUARY)) == paper
    assert document(load(data).until(FEBRUARY), Edition(FEBRUARY)) == paper


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("issues/han-stability/2021-02.md", "HAN", "Home Area Network"),
        ("issues/han-stability/issue.md", "title: Stability", "title: Instability"),
        ("snapshots/capacity/2020-03.csv", "CSP North,", "CSP North,9"),
        ("meetings.yml", "Issues Log", "Issue Log"),
        ("events.yml", "title: ", "title: The "),
    ],
)
def test_whatever_a_paper_is_made_from_changes_its_key(
    data: Path, file: str, old: str, new: str
) -> None:
    before = _keys(data)
    change(data / file, old, new)

    assert _keys(data)[FEBRUARY] != before[FEBRUARY]


def _offered(data: Path, runner: Runner) -> dict[str, bool]:
    request = Request(data.parent, data, data.parent / "_site")
    project = data.parent / "_build"
    with ThreadPoolExecutor() as aside:
        begun = jobs.begin(request, project, Edition(FEBRUARY), runner, aside)
        return {kind: made.result() for kind, made in begun.items()}


@pytest.fixture
def runner(data: Path) -> Runner:
    """A runner whose calls are noted by name, and make nothing that takes long."""
    project = data.parent / "_build"
    project.mkdir()
    shutil.copyfile(ROOT / "_quarto.yml", project / "_quarto.yml")

    def call_(function: str, arguments: Mapping[str, object]) -> object:
        return call(function, arguments) if function.endswith("report_keys") else None

    return Runner(None, {}, at_once=2, call=call_)


def test_what_was_made_from_the_same_data_is_not_made_again(data: Path, runner: Runner) -> None:
    assert all(_offered(data, runner).values())
    assert not any(_offered(data, runner).values())

    change(data / "snapshots/capacity/2020-03.csv", "CSP North,", "CSP North,9")
    assert all(_offered(data, runner).values())


def test_what_was_made_while_the_data_changed_is_not_kept(data: Path, runner: Runner) -> None:
    file = data / "snapshots" / "capacity" / "2020-03.csv"
    before = file.read_text()

    def change(function: str, arguments: Mapping[str, object]) -> object:
        file.write_text(before.replace("CSP North,", "CSP North,9"))
        return runner.call(function, arguments)

    _offered(data, Runner(None, {}, at_once=1, call=change))
    file.write_text(before)

    assert all(_offered(data, runner).values())
