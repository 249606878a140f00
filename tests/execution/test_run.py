"""Notebooks are run with their parameters, and what goes wrong is told so that it can be mended."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.execution import previous
from opsg.execution.plan import Plan, Task
from opsg.execution.pool import Workers
from opsg.execution.run import run_notebooks
from opsg.execution.runner import Runner

LOAD = "from pathlib import Path\nfrom opsg.data.log import load\n"
PARAMETERS = 'month = "2020-01"\nreported_only = False'
Write = Callable[..., Path]
Tasks = Callable[..., Plan]


@pytest.fixture
def runner(workers: Workers) -> Runner:
    # Without `stop`, which would end the workers of the other tests.
    return Runner("opsg", {"workers": workers}, at_once=2)


@pytest.fixture
def tasks(tmp_path: Path, write: Write) -> Tasks:
    """A plan of notebooks, each named and made of these cells."""

    def tasks(**sources: list[str]) -> Plan:
        parameters = {"month": "2021-02", "reported_only": True}
        return Plan(
            tuple(
                Task(
                    write(tmp_path / "notebooks" / f"{name}.ipynb", *cells, parameters=PARAMETERS),
                    f"issues/{name}",
                    parameters,
                )
                for name, cells in sources.items()
            )
        )

    return tasks


def _outputs(path: Path) -> list[str]:
    cells = json.loads(path.read_text())["cells"]
    return [output["text"] for cell in cells for output in cell.get("outputs", [])]


def test_the_executed_notebook_has_used_and_recorded_its_parameters(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    planned = tasks(one=["print(month, reported_only)"])

    done = run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)

    ((page, executed),) = done.notebooks
    assert page == "issues/one"
    assert "".join(_outputs(executed)[0]) == "2021-02 True\n"
    recorded = json.loads(executed.read_text())["metadata"]["papermill"]["parameters"]
    assert recorded == {"month": "2021-02", "reported_only": True}


def test_every_notebook_is_reported_when_it_is_done(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    told: list[str] = []

    run_notebooks(
        tasks(one=["1"], two=["2"], three=["3"]), runner, tmp_path / "work", report=told.append
    )

    assert sorted(line.split()[0] for line in told) == ["one", "three", "two"]


def test_a_failing_cell_is_named_with_its_number_line_and_exception(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    planned = tasks(one=["print('well')", "\nfigure = 1 / 0\nfigure"])

    with pytest.raises(UserError) as raised:
        run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)

    (finding,) = raised.value.findings
    assert str(finding.where) == "notebooks/one.ipynb, cell 3, line 2"
    assert finding.problem == "`figure = 1 / 0` failed. ZeroDivisionError: division by zero."
    assert "ZeroDivisionError" in Path(finding.remedy.split()[-1].removesuffix(".")).read_text()


def test_a_failure_in_the_parameters_cell_is_numbered_as_the_analyst_sees_it(
    tasks: Tasks, runner: Runner, tmp_path: Path, write: Write
) -> None:
    planned = tasks(one=["1"])
    write(planned.run[0].notebook, "1", parameters=f"{PARAMETERS}\nwrong")

    with pytest.raises(UserError, match=r"cell 1, line 3: `wrong` failed. NameError: name"):
        run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)


def test_the_others_still_run_when_asked_to_keep_going_and_all_failures_are_told(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    planned = tasks(one=["1 / 0"], two=["print('two')"], three=["undefined"])
    work = tmp_path / "work"

    with pytest.raises(UserError) as raised:
        run_notebooks(planned, runner, work, keep_going=True, report=lambda _: None)

    assert sorted(str(finding.where) for finding in raised.value.findings) == [
        "notebooks/one.ipynb, cell 2, line 1",
        "notebooks/three.ipynb, cell 2, line 1",
    ]
    assert _outputs(work / "executing/issues/two.ipynb")


def test_without_it_nothing_new_is_begun_after_the_first_failure(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    planned = tasks(**{f"n{number}": ["1 / 0"] for number in range(6)})

    with pytest.raises(UserError) as raised:
        run_notebooks(planned, replace(runner, at_once=1), tmp_path / "work", report=lambda _: None)

    assert len(raised.value.findings) == 1


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("x = 1\ny = = 2", 2, "`y = = 2` failed. SyntaxError: invalid syntax."),
        ("def f():\n    return 1 / 0\n\nf()", 2, "`return 1 / 0` failed. ZeroDivisionError: "),
        (
            "from opsg.data import log\nfrom pathlib import Path\nlog.load(\n    Path('nowhere'))",
            3,
            "`log.load(` failed. ",
        ),
        (f"{LOAD}x = 1\nload(Path('nowhere'))\nx = 2\nx", 4, "`load(Path('nowhere'))` failed. "),
        (f"{LOAD}try:\n    1 / 0\nexcept Exception:\n    load(Path('x'))\nx", 6, "`load("),
        (f"{LOAD}def read():\n    load(Path('nowhere'))\n\nread()\nx", 4, "`load("),
        ("try:\n    1 / 0\nexcept Exception:\n    raise ValueError('x')", 4, "ValueError: x."),
        ("x = 1\nraise ExceptionGroup('many', [ValueError('a')])", 2, "ExceptionGroup: many"),
        ("x = 1\n%nosuch", 2, "`%nosuch` failed. UsageError: Line magic function"),
        (
            "class Odd:\n    def _repr_mimebundle_(self, **_):\n        raise ValueError('no')\n\n"
            "odd = Odd()\nodd",
            3,
            "ValueError: no.",
        ),
        (
            "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('careful')",
            3,
            "`warnings.warn('careful')` failed. UserWarning: careful.",
        ),
        ("x = 1\nimport sys\nsys.exit()", 3, "`sys.exit()` failed. It leaves the notebook"),
        ("x = 1\nif x:\n    exit()", 3, "`exit()` leaves the notebook before its end."),
        ("import ctypes\nctypes.string_at(0)", 2, "process was ended by SIGSEGV."),
        ("import os; os._exit(3)", 1, "`import os; os._exit(3)` failed. The notebook's process"),
        ("x = 1\nwhile True:\n    x += 1", (2, 3), "took more than 2 s and was stopped."),
        (
            "x = 1\ny = b'x' * (600 * 2**20)\nwhile True:\n    pass",
            (2, 3, 4),
            "used more than 0.5 GiB of memory and was stopped.",
        ),
    ],
)
def test_every_kind_of_failure_names_the_line_as_the_analyst_counts_it(
    source: str,
    line: int | tuple[int, ...],
    told: str,
    tasks: Tasks,
    runner: Runner,
    tmp_path: Path,
) -> None:
    limits = {"execution_timeout": 2 if "2 s" in told else None, "memory_limit": 2**29}
    limited = replace(runner, options={**runner.options, **limits})

    with pytest.raises(UserError) as raised:
        run_notebooks(tasks(one=["1", source]), limited, tmp_path / "work", report=lambda _: None)

    (finding,) = raised.value.findings
    assert (finding.where.name, finding.where.cell) == ("notebooks/one.ipynb", 3)
    assert finding.where.line in (line if isinstance(line, tuple) else (line,))
    assert told in finding.problem
    assert ".ipynb" not in finding.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("no JSON", "this is not a notebook"),
        ("{}", "it has no 'metadata'"),
        ('{"metadata": {}}', "old format 1"),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "metadata":'
            ' {"language_info": {"name": "python"}}}',
            "missing an expected key: cells",
        ),
        ('{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "old format 3"),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec":'
            ' {"name": "ir", "display_name": "R", "language": "R"}}, "cells": []}',
            "the notebook is in R",
        ),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec":'
            ' {"name": "p", "display_name": "P", "language": "python"}}, "cells": []}',
            "no cell tagged 'parameters'",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_runs(
    tasks: Tasks, runner: Runner, tmp_path: Path, content: str, problem: str
) -> None:
    planned = tasks(one=["1"], two=["1"])
    planned.run[1].notebook.write_text(content)
    told: list[str] = []

    with pytest.raises(UserError, match=problem) as raised:
        run_notebooks(planned, runner, tmp_path / "work", report=told.append)

    assert str(raised.value.findings[0].where).endswith("two.ipynb")
    assert told == []


def test_a_parameter_that_the_notebook_does_not_have_is_refused(
    tasks: Tasks, runner: Runner, tmp_path: Path, write: Write
) -> None:
    planned = tasks(one=["1"])
    write(planned.run[0].notebook, "1", parameters='month = "2020-01"')

    with pytest.raises(UserError, match="does not set 'reported_only'"):
        run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)


def test_single_pages_can_be_run_when_the_others_are_there(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    one, two = tasks(one=["print('one')"], two=["print('two')"]).run
    work = tmp_path / "work"
    run_notebooks(Plan((one, two)), runner, work, report=lambda _: None)
    previous.settle(work)
    told: list[str] = []

    pages = run_notebooks(Plan((two,), keep=(one,)), runner, work, report=told.append).notebooks

    assert [page for page, _ in pages] == ["issues/two", "issues/one"]
    assert all(_outputs(executed) for _, executed in pages)
    assert len(told) == 1


@pytest.mark.parametrize("before", ["never built", "another month", "failed", "cut off"])
def test_a_page_that_is_not_there_to_keep_is_made_too(
    tasks: Tasks, runner: Runner, tmp_path: Path, before: str
) -> None:
    one, two = tasks(one=["1 / 0" if before == "failed" else "1"], two=["2"]).run
    work = tmp_path / "work"
    if before == "another month":
        other = replace(one, parameters={**one.parameters, "month": "2021-01"})
        run_notebooks(Plan((other,)), runner, work, report=lambda _: None)
        previous.settle(work)
    if before == "failed":
        with pytest.raises(UserError):
            run_notebooks(Plan((one,)), runner, work, report=lambda _: None)
    if before == "cut off":
        run_notebooks(Plan((one,)), runner, work, report=lambda _: None)
        previous.settle(work)
        (work / "executed/issues/one.ipynb").write_text('{"cells": [')

    told: list[str] = []

    if before == "failed":
        with pytest.raises(UserError, match=r"one.ipynb, cell 2, line 1: `1 / 0` failed"):
            run_notebooks(Plan((two,), keep=(one,)), runner, work, report=told.append)
        return
    pages = run_notebooks(Plan((two,), keep=(one,)), runner, work, report=told.append).notebooks

    assert sorted(page for page, _ in pages) == ["issues/one", "issues/two"]
    assert len(told) == 2


def test_what_took_longest_the_last_time_is_begun_first(
    tasks: Tasks, runner: Runner, tmp_path: Path
) -> None:
    planned = tasks(quick=["1"], slow=["import time\ntime.sleep(0.5)"], other=["2"])
    work = tmp_path / "work"
    run_notebooks(planned, runner, work, report=lambda _: None)
    told: list[str] = []

    run_notebooks(planned, replace(runner, at_once=1), work, report=told.append)

    assert told[0].startswith("slow")
