"""An executed notebook is used again only while everything that it was made from is the same."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from opsg.core.cache import inputs
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.recorded import Recorded
from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.execution.cache import NotebookCache
from opsg.execution.explain import list_reasons
from opsg.execution.plan import Plan, Task
from opsg.execution.pool import Workers
from opsg.execution.run import Executed, run_notebooks
from opsg.execution.runner import Runner

Write = Callable[..., Path]

ALERTS = """\
from pathlib import Path
from opsg.data import snapshots
data = Path("..", "data").resolve()
print(snapshots.scan("alerts", until=month, data=data).collect()["raised"].sum())"""


def no_log(names: list[str]) -> dict[str, str]:
    """These notebooks read no log."""
    raise AssertionError(names)


@dataclass
class Project:
    """A project with one notebook, which is run when it must be; `month` is a parameter."""

    root: Path
    runner: Runner
    write: Write
    parameters: dict[str, object] = field(default_factory=lambda: {"month": "2021-02"})

    @property
    def task(self) -> Task:
        return Task(self.root / "notebooks" / "spurious.ipynb", "issues/spurious", self.parameters)

    @property
    def cached(self) -> NotebookCache:
        """Seen anew, as by the next build."""
        inputs = Inputs(self.root, (self.root / "data").resolve())
        return NotebookCache(Recorded(Cache(self.root / ".opsg/cache"), inputs, no_log))

    def cells(self, *sources: str) -> None:
        self.write(self.root / "notebooks" / "spurious.ipynb", *sources)

    def build(self) -> bool:
        """Run the notebook unless it is remembered; whether it was run."""
        return bool(self.run().seconds)

    def run(self) -> Executed:
        plan = Plan((self.task,))
        work = self.root / ".opsg"
        return run_notebooks(plan, self.runner, work, cache=self.cached, report=lambda _: None)

    def why(self) -> list[str]:
        return list_reasons(self.task, self.cached)

    def file(self, month: str, raised: int, *, kind: str = "alerts") -> Path:
        path = self.root / "data" / "snapshots" / kind / f"{month}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "month,alert_code,region,raised,cleared,outstanding,provenance\n"
            f"{month},8F3E,CSP North,{raised},0,0,reported\n"
        )
        return path


@pytest.fixture
def project(tmp_path: Path, workers: Workers, write: Write) -> Project:
    made = Project(tmp_path, Runner("opsg", {"workers": workers}, at_once=2), write)
    made.cells(ALERTS)
    made.file("2021-01", 10)
    made.file("2021-02", 20)
    return made


def test_what_is_the_same_is_not_run_again_and_gives_the_same_notebook(project: Project) -> None:
    assert project.build()
    executed = project.root / ".opsg/executing/issues/spurious.ipynb"
    before = executed.read_bytes()

    assert project.run().recalled == ["spurious"]
    assert executed.read_bytes() == before
    assert project.why() == []


def test_a_notebook_that_was_never_run_is_told_so(project: Project) -> None:
    assert project.why() == ["notebooks/spurious.ipynb has not been run here yet."]


def test_a_changed_figure_counts_even_with_the_same_size_and_time(project: Project) -> None:
    project.build()
    path = project.root / "data/snapshots/alerts/2021-01.csv"
    times = path.stat()
    project.file("2021-01", 11)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size

    assert project.why() == ["data/snapshots/alerts/2021-01.csv has changed."]
    assert project.build()


def test_a_file_that_was_only_touched_does_not_count(project: Project) -> None:
    project.build()
    os.utime(project.root / "data/snapshots/alerts/2021-01.csv", (1, 1))

    assert not project.build()


def test_a_new_months_file_counts(project: Project) -> None:
    project.build()
    project.file("2020-12", 5)

    assert project.why() == ["data/snapshots/alerts/2020-12.csv is new."]
    assert project.build()


def test_the_file_of_a_month_after_those_that_it_reads_does_not_count(project: Project) -> None:
    project.build()
    project.file("2021-03", 5)

    assert not project.build()


def test_a_removed_file_counts(project: Project) -> None:
    project.build()
    (project.root / "data/snapshots/alerts/2021-01.csv").unlink()

    assert project.why() == ["data/snapshots/alerts/2021-01.csv is gone."]
    assert project.build()


def test_the_first_file_of_a_dataset_counts(project: Project) -> None:
    shutil.rmtree(project.root / "data/snapshots/alerts")
    project.build()
    assert not project.build()
    project.file("2021-02", 1)

    assert project.why() == ["data/snapshots/alerts/2021-02.csv is new."]
    assert project.build()


def test_a_dataset_that_it_does_not_read_does_not_count(project: Project) -> None:
    project.build()
    project.file("2021-02", 1, kind="capacity")

    assert not project.build()


def test_a_later_month_does_not_count_by_its_figures(project: Project) -> None:
    later = project.file("2021-03", 1)
    project.build()
    later.write_text("month,alert_code\n")

    assert not project.build()


def test_hidden_files_do_not_count(project: Project) -> None:
    project.build()
    (project.root / "data/snapshots/alerts/.2021-02.csv.swp").touch()

    assert not project.build()


def test_other_parameters_count(project: Project) -> None:
    project.build()
    project.parameters = {"month": "2021-01"}

    assert project.why() == ["The parameter month was 2021-02 and is 2021-01."]
    assert project.build()


def test_an_edited_notebook_counts(project: Project) -> None:
    project.build()
    project.cells(ALERTS, "'more'")

    assert project.why() == ["notebooks/spurious.ipynb has changed."]
    assert project.build()


def test_what_was_undone_is_still_remembered(project: Project) -> None:
    project.build()
    for raised, runs in ((11, True), (10, False), (11, False)):
        project.file("2021-01", raised)
        assert project.build() is runs


def test_the_programs_code_counts(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "words").mkdir(parents=True)
    (package / "charts.py").write_text("old")
    monkeypatch.setattr(inputs, "PACKAGE", package)
    project.build()
    assert not project.build()
    (package / "charts.py").write_text("new")
    (package / "words" / "labels.py").touch()

    assert project.why() == [
        "opsg/charts.py has changed.",
        "opsg/words/labels.py has changed.",
    ]
    assert project.build()


def test_the_versions_of_packages_the_lock_file_and_python_count(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages" / "polars-2.1.0.dist-info"
    installed.mkdir(parents=True)
    monkeypatch.setattr("sys.path", [str(installed.parent)])
    project.build()
    installed.rename(installed.with_name("polars-2.1.1.dist-info"))
    (project.root / "requirements.lock").touch()
    monkeypatch.setattr("sys.version", "3.99.0 (main)")
    said = project.why()
    monkeypatch.undo()

    assert said[0] == "The package polars was 2.1.0 and is 2.1.1."
    assert said[1].startswith("Python was cpython 3.1")
    assert said[1].endswith(" and is cpython 3.99.0.")
    assert said[2] == "requirements.lock has changed."
    assert project.build()


def test_many_changed_files_of_the_program_are_counted(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(inputs, "PACKAGE", package)
    project.build()
    for number in range(7):
        (package / f"m{number}.py").touch()

    assert project.why()[-1] == "2 more files of the program have changed."


def test_a_file_that_is_looked_for_and_not_there_counts_when_it_comes(project: Project) -> None:
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "log", project.root / "data" / "log")
    project.cells(
        "from pathlib import Path\nfrom opsg.data import log\nlog.load(Path('..', 'data', 'log'));"
    )
    project.build()
    assert not project.build()
    (project.root / "data/log/restatements.yml").write_text("[]\n")

    assert project.why() == ["data/log/restatements.yml is new."]
    assert project.build()


def test_a_changed_entry_of_the_log_counts(project: Project) -> None:
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "log", project.root / "data" / "log")
    project.cells(
        "from pathlib import Path\nfrom opsg.data import log\nlog.load(Path('..', 'data', 'log'));"
    )
    project.build()
    entry = project.root / "data/log/issues/han-drops/2021-02.md"
    entry.write_text(entry.read_text().replace("## Status", "## Status\n\nNew words."))

    assert project.why() == ["data/log/issues/han-drops/2021-02.md has changed."]
    assert project.build()


def test_what_a_notebook_opens_by_itself_counts(project: Project) -> None:
    (project.root / "notebooks" / "note.txt").write_text("one")
    (project.root / "notebooks" / "helper.py").write_text("word = 1")
    project.cells("import helper", "open('note.txt').read()", "open('out.txt', 'w').write('x');")
    project.build()
    assert not project.build()

    (project.root / "notebooks" / "note.txt").write_text("two")
    (project.root / "notebooks" / "helper.py").write_text("word = 2")

    assert project.why() == [
        "notebooks/helper.py has changed.",
        "notebooks/note.txt has changed.",
    ]


def test_data_that_changed_while_it_was_read_is_not_remembered(project: Project) -> None:
    project.cells(
        ALERTS,
        "path = data / 'snapshots/alerts/2021-02.csv'",
        "path.write_text(path.read_text().replace(',20,', ',21,'));",
    )
    project.build()

    assert project.build()


def test_a_notebook_that_fails_is_not_remembered(project: Project) -> None:
    project.cells("1 / 0")

    for _ in range(2):
        with pytest.raises(UserError, match="ZeroDivisionError"):
            project.build()


def test_without_reading_the_cache_all_is_run_and_remembered(project: Project) -> None:
    project.build()
    cache = Cache(project.root / ".opsg/cache", read=False)
    cached = NotebookCache(Recorded(cache, Inputs(project.root, project.root / "data"), no_log))
    plan = Plan((project.task,))

    again = run_notebooks(
        plan, project.runner, project.root / ".opsg", cache=cached, report=lambda _: None
    )

    assert again.seconds
    assert not project.build()


def test_the_cache_can_be_carried_to_another_place(project: Project, tmp_path: Path) -> None:
    project.build()
    elsewhere = tmp_path / "elsewhere"
    for part in ("data", "notebooks", ".opsg/cache"):
        shutil.copytree(project.root / part, elsewhere / part)
    shutil.rmtree(project.root / "data")

    assert not replace(project, root=elsewhere).build()


def test_a_damaged_entry_is_run_anew(project: Project) -> None:
    project.build()
    for path in (project.root / ".opsg/cache").iterdir():
        path.write_bytes(path.read_bytes()[:-20])

    assert project.build()
    assert not project.build()
