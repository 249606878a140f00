"""A page of the reported edition holds no illustrative row, whatever its notebook does."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opsg.core.edition import Edition
from opsg.core.errors import Finding, UserError
from opsg.data import log, snapshots
from opsg.execution.plan import Done, Task
from opsg.execution.pool import Workers
from opsg.execution.run import run_one
from opsg.execution.runner import Runner, open_runner
from opsg.pages.issue import open_issue

PARAMETERS = 'slug = "spurious-alerts"\nmonth = "latest"\nreported_only = False'
OPEN = "from opsg.pages.issue import open_issue\n"
Run = Callable[..., tuple[Done | Finding, str]]


@pytest.fixture
def run(workers: Workers, write: Callable[..., Path], tmp_path: Path) -> Run:
    """Runs cells as a page of February's reported edition; what came of it, and what it printed."""

    def run(*cells: str, reported_only: bool = True) -> tuple[Done | Finding, str]:
        notebook = write(tmp_path / "notebooks/one.ipynb", *cells, parameters=PARAMETERS)
        parameters = {"slug": "spurious-alerts", "month": "2021-02", "reported_only": reported_only}
        task = Task(notebook, "issues/one", parameters)
        done = run_one(task, runner=Runner("opsg", {"workers": workers}, 1), executed=tmp_path)
        cells_ = json.loads((tmp_path / "issues/one.ipynb").read_text())["cells"]
        outputs = [output for cell in cells_ for output in cell.get("outputs", [])]
        return done, "".join("".join(output.get("text", [])) for output in outputs)

    return run


@pytest.mark.parametrize(
    "opened",
    [
        "open_issue(slug, month)",
        "open_issue(slug)",
        "open_issue(slug, month, reported_only=False)",
        "open_issue(slug, 'latest', reported_only=reported_only)",
        "__import__('os').environ.pop('OPSG_EDITION') and open_issue(slug)",
    ],
)
def test_an_issue_that_is_opened_without_the_edition_has_no_illustrative_row(
    run: Run, opened: str
) -> None:
    shown = (
        f"{OPEN}reported_only = False\nissue = {opened}\n"
        "groups = issue.series(issue.headline_measure, 'region')\n"
        "print([*issue.rows()['provenance'].unique(), *groups['provenance'].unique()])\n"
        "print(issue.reading.illustrative, issue.edition.name, issue.month)"
    )
    done, printed = run(shown)
    assert isinstance(done, Done), done
    assert "illustrative" not in printed
    assert printed.splitlines()[1] == "False reported 2021-02"

    _, printed = run(shown, reported_only=False)
    assert "'illustrative'" in printed


@pytest.mark.parametrize(
    "cell",
    [
        "from opsg.data import snapshots\nrows = snapshots.scan('alerts').collect()",
        "from opsg.data import log, publication\nfrom opsg.core.edition import Edition\n"
        "rows = publication.offer('alerts', log.load(), Edition(month)).rows",
        "from opsg.analysis import sums\nfrom opsg.core.edition import Edition\n"
        f"{OPEN}issue = open_issue(slug)\nfolder = issue.log.folder\n"
        "rows = sums.series(issue.headline_measure, folder, Edition(month), by=['region'])",
        f"from dataclasses import replace\n{OPEN}issue = open_issue(slug)\n"
        "rows = replace(issue, edition=replace(issue.edition, reported_only=False)).rows()",
    ],
)
def test_what_is_below_a_page_gives_no_illustrative_row_either(run: Run, cell: str) -> None:
    shown = f"{cell}\nprint([*rows['provenance']])"
    done, printed = run(shown)
    if isinstance(done, Finding):
        assert "reported edition" in done.problem
    assert "illustrative" not in printed

    done, printed = run(shown, reported_only=False)
    assert "illustrative" in printed, done


def test_a_page_knows_no_later_month_whoever_asks(
    second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(second))
    assert log.load().latest_month == "2021-03"

    monkeypatch.setenv("OPSG_EDITION", "illustrative 2021-02")
    assert log.load().latest_month == open_issue("han-stability").month == "2021-02"
    assert log.load().events
    assert snapshots.scan("alerts").collect()["month"].max() == date(2021, 2, 1)
    with pytest.raises(UserError, match="This page is as of 2021-02, and 2021-03 is later"):
        Edition("2021-03", reported_only=True)
    with pytest.raises(UserError, match="no meeting for '2021-03'"):
        open_issue("han-stability", "2021-03")
    monkeypatch.setenv("OPSG_EDITION", "reported 2021-02")
    assert not [event for event in log.load().events if event.provenance == "illustrative"]


@pytest.mark.parametrize("engine", ["opsg", "kernel"])
def test_every_engine_tells_a_notebook_of_its_edition(
    engine: str, write: Callable[..., Path], tmp_path: Path
) -> None:
    cell = "from opsg.core.edition import Edition\nprint(Edition.of_build())"
    notebook = write(tmp_path / "notebooks/one.ipynb", cell, parameters=PARAMETERS)
    task = Task(notebook, "one", {"month": "2021-01", "reported_only": True, "slug": ""})
    with open_runner(engine, {}) as runner:
        run_one(task, runner=runner, executed=tmp_path)

    executed = (tmp_path / "one.ipynb").read_text()
    assert "Edition(month='2021-01', reported_only=True, ceiling='White')" in executed


@pytest.mark.parametrize(
    "cell",
    [
        "pl.read_csv(facts / 'snapshots/alerts/2021-02.csv')",
        "pl.scan_csv([str(facts / 'snapshots/alerts/2021-02.csv')]).collect()",
        "open(facts / 'issues/han-stability/2021-02.md').read()",
        "list((facts / 'snapshots').iterdir())",
        "(facts / 'meetings.yml').read_text()",
        "open(bytes(facts / 'meetings.yml'))",
        "pl.read_csv(f'file://{facts}/snapshots/alerts/2021-02.csv')",
        "pl.scan_csv((facts / 'snapshots/alerts/2021-02.csv',))",
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "Pool().submit((facts / 'meetings.yml').read_text).result()",
    ],
)
def test_a_cell_cannot_read_the_facts_past_the_edition(run: Run, cell: str) -> None:
    begin = (
        "import polars as pl\nfrom opsg.data.folder import data_folder\nfacts = data_folder()\n"
        f"{OPEN}open_issue(slug).rows()\nprint('well')"
    )
    done, printed = run(begin, cell)
    assert printed == "well\n"
    assert isinstance(done, Finding)
    assert (done.where.cell, "past opsg" in done.problem) == (3, True)


def test_a_folder_whose_name_begins_as_that_of_the_facts_is_not_theirs(run: Run) -> None:
    begin = "from pathlib import Path\nfrom opsg.data.folder import data_folder\n"
    cell = (
        f"{begin}beside = Path(f'{{data_folder()}}2')\nprint((beside / 'x').is_file(), beside.name)"
    )
    _, printed = run(
        cell + "\ntry:\n    open(beside / 'x')\nexcept FileNotFoundError:\n    print('none')"
    )
    assert printed == "False data2\nnone\n"


def test_a_file_that_polars_reads_is_known_to_be_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    own = tmp_path / "notebooks/own.csv"
    own.write_text("a\n1\n")
    done, printed = run("import polars as pl\nprint(pl.read_csv('own.csv').item())")
    assert printed == "1\n"
    assert isinstance(done, Done)
    assert done.reads
    assert str(own) in done.reads.files
