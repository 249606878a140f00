"""What runs and is made again after an edit: what shows it, and nothing else."""

import shutil
from pathlib import Path

import pytest
from editing import change
from projects import copied

from opsg.build import jobs
from opsg.build.check import plan
from opsg.build.request import Request
from opsg.core.edition import Edition
from opsg.data.check import check_data
from opsg.execution.cache import NotebookCache
from opsg.execution.calls import call
from opsg.execution.explain import list_reasons
from opsg.execution.plan import Task

MONTH = "2021-02"
ALERTS, HAN, CAPACITY = (
    "issues/spurious-alerts",
    "issues/han-stability",
    "issues/capacity-management",
)
REPORT, BRIEFING = f"reports/{MONTH}", f"reports/{MONTH}-briefing"
PAPER = f"report.{MONTH}"


class Built:
    """The small project as its build left it, and what the next build would run and make."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self._root = root

    def stale(self) -> set[str]:
        """The pages whose notebooks would run, and the files that would be made."""
        request, notebooks = self._now()
        found = notebooks.find_all(self._tasks(request))
        kinds = jobs.parts(request, self._root / "_build", Edition(MONTH), [MONTH])
        parts = [part for kind in kinds.values() for part in kind]
        files = notebooks.recorded.find_all([(part.label, part.key) for part in parts])
        pages = {task.page for task, executed in found.items() if executed is None}
        return pages | {label for (label, _), entry in files.items() if entry is None}

    def why(self, page: str) -> list[str]:
        """What `why` tells of a page."""
        request, notebooks = self._now()
        task = next(task for task in self._tasks(request) if task.page == page)
        return list_reasons(task, notebooks)

    def _now(self) -> tuple[Request, NotebookCache]:
        request = Request(self._root, self.data, self._root / "_site")
        return request, NotebookCache(request.recorded(call))

    def _tasks(self, request: Request) -> tuple[Task, ...]:
        return plan(request, check_data(request.data, request.inputs, request.cache)).run


@pytest.fixture
def built(golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    root = copied(golden, tmp_path / "elsewhere")
    shutil.copytree(golden / ".opsg" / "cache", root / ".opsg" / "cache")
    (root / "_build").mkdir()
    shutil.copyfile(root / "_quarto.yml", root / "_build" / "_quarto.yml")
    monkeypatch.chdir(root)
    return Built(root)


def test_nothing_runs_where_nothing_has_changed(built: Built) -> None:
    assert built.stale() == set()


FEEDS = {f"feeds.{MONTH}", "index"}
EVENT = {*FEEDS, "method", "stage-timeline", "what-changed", REPORT, BRIEFING, PAPER}
MODIFICATION = {"data", "modifications", "stage-timeline"}
STEPS = {"index", "next-steps", "service-users", "what-changed", BRIEFING, PAPER}
EDITS: dict[str, tuple[str, str, str, set[str]]] = {
    "the Status": (f"{ALERTS}/{MONTH}.md", "few live", "handful of live", {ALERTS, REPORT, PAPER}),
    "the Next Steps": (f"{ALERTS}/{MONTH}.md", "We expect", "All expect", {ALERTS, REPORT, PAPER}),
    "an action": (f"{ALERTS}/{MONTH}.md", "owner: DCC", "owner: SECAS", {ALERTS, *STEPS}),
    "whom it affects": (f"{ALERTS}/issue.md", "affects: [", "affects: [OPSG, ", {ALERTS, "index"}),
    "an issue's event": ("events.yml", "Tracker (HANSIT) estab", "Tracker estab", {HAN, *EVENT}),
    "a term": ("glossary.yml", "meaning: ", "meaning: So ", {"glossary", "abbreviations"}),
    "the paper's title": ("meetings.yml", "title: ", "title: The ", {"downloads", REPORT, PAPER}),
    "a source": ("sources.yml", "title: ", "title: The ", {"data"}),
    "a modification": (
        "modifications/MP119.yml", "title: ", "title: The ", {ALERTS, CAPACITY, *MODIFICATION},
    ),
}  # fmt: skip
"""By what is edited: the file, what stood there and stands there now, and what is made of it."""


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_runs_what_shows_it_and_nothing_else(built: Built, what: str) -> None:
    file, old, new, expected = EDITS[what]
    change(built.data / file, old, new)

    assert built.stale() == expected


def test_a_dataset_of_another_issue_does_not_count(built: Built) -> None:
    path = built.data / "snapshots/capacity/2020-11.csv"
    header, first, *rest = path.read_text().splitlines()
    column = header.split(",").index("peak_demand")
    cells = first.split(",")
    cells[column] = str(int(cells[column]) - 1)
    path.write_text("\n".join([header, ",".join(cells), *rest, ""]))

    stale = built.stale()

    assert {page for page in stale if page.startswith("issues/")} == {CAPACITY}
    assert not {"glossary", "modifications", "next-steps", "stage-timeline"} & stale


def test_why_names_what_has_changed_in_the_words_of_the_log(built: Built) -> None:
    change(built.data / f"{ALERTS}/{MONTH}.md", "a few live assets", "some live assets")

    assert built.why(ALERTS) == ["The Status of spurious-alerts, February 2021, has changed."]
    assert built.why(HAN) == []
