"""What is offered beside the pages is made again only if what it is made from has changed."""

import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import projects
import pytest
from editing import change

from opsg.build import jobs
from opsg.build.request import Request
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.recorded import Recorded
from opsg.core.edition import Edition
from opsg.data.log import load
from opsg.execution.runner import Runner, open_runner
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


def _report(data: Path, *, after: str = "") -> dict[str, str]:
    """What February's report uses of the log, and the datasets' months that it reads.

    It is made `after` something else that the same process made.
    """
    folders = {"project": str(data.parent / "_build"), "data": str(data)}
    arguments = {**folders, "edition": asdict(Edition(FEBRUARY))}
    with open_runner("opsg", {"OPSG_DATA": str(data)}) as ours, ours.maker() as make:
        if after:
            make(f"opsg.build.jobs:{after}", arguments)
        reads = make("opsg.build.jobs:report", arguments)
    assert reads
    inputs = Inputs(data.parent, data)
    names = [inputs.name(path) or "" for path in reads.files]
    return {**reads.facts, **{name: inputs[name] for name in names if name}}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the report uses where nothing has been changed."""
    root = tmp_path_factory.mktemp("before")
    _project(root / "_build")
    return _report(Path(shutil.copytree(projects.FEBRUARY / "data", root / "data")))


def test_a_later_month_leaves_a_paper_what_it_is(
    data: Path, runner: Runner, before: dict[str, str]
) -> None:
    paper = document(load(data), Edition(FEBRUARY))
    _add_march(data)

    assert _report(data) == before
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
def test_whatever_a_paper_is_made_from_is_known_of_it(
    data: Path, runner: Runner, before: dict[str, str], file: str, old: str, new: str
) -> None:
    change(data / file, old, new)

    assert _report(data) != before


@pytest.mark.parametrize("other", ["report", "feed"])
def test_what_a_paper_is_made_from_is_known_though_the_process_had_read_it_before(
    data: Path, runner: Runner, before: dict[str, str], other: str
) -> None:
    assert _report(data, after=other) == before


def _offered(data: Path, runner: Runner) -> dict[str, bool]:
    request = Request(data.parent, data, data.parent / "_site")
    project = data.parent / "_build"
    recorded = Recorded(request.cache, request.inputs, dict.fromkeys)
    with ThreadPoolExecutor() as aside:
        parts = jobs.parts(request, project, Edition(FEBRUARY), [FEBRUARY])
        begun = jobs.begin(parts, project, recorded, runner, aside, nullcontext)
        return {kind: made.result() for kind, made in begun.items()}


def _project(folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(ROOT / "_quarto.yml", folder / "_quarto.yml")


@pytest.fixture
def runner(data: Path) -> Runner:
    """A runner that makes nothing, and does not tell what was read."""
    _project(data.parent / "_build")
    return Runner(None, {}, at_once=2, maker=lambda: nullcontext(lambda *asked: None))


def test_what_was_made_from_the_same_data_is_not_made_again(data: Path, runner: Runner) -> None:
    assert all(_offered(data, runner).values())
    assert not any(_offered(data, runner).values())

    change(data / "snapshots/capacity/2020-03.csv", "CSP North,", "CSP North,9")
    assert all(_offered(data, runner).values())


def test_what_was_made_while_the_data_changed_is_not_kept(data: Path, runner: Runner) -> None:
    file = data / "snapshots" / "capacity" / "2020-03.csv"
    before = file.read_text()

    def change(function: str, arguments: Mapping[str, object]) -> None:
        file.write_text(before.replace("CSP North,", "CSP North,9"))

    _offered(data, Runner(None, {}, at_once=1, maker=lambda: nullcontext(change)))
    file.write_text(before)

    assert all(_offered(data, runner).values())


def test_a_build_keeps_when_it_began_to_make_each_file_and_how_long_it_took(golden: Path) -> None:
    summary = json.loads((golden / "_build" / "summary.json").read_text())

    kinds = ("report.2021-02", "feeds.2021-02", "downloads", "abbreviations", "charts", "search")
    assert set(kinds) == summary["spans"].keys()
    whole = sum(summary["seconds"].values())
    for span in summary["spans"].values():
        assert 0 < span["began"] < span["began"] + span["seconds"] < whole
