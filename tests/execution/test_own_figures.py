"""What cells show without being asked how, under both engines."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from papermill import PapermillExecutionError, execute_notebook
from test_run import runner, tasks  # noqa: F401

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.execution import run
from opsg.execution.runner import Runner, quiet_kernels

IMPORTS = {"plt.": "import matplotlib.pyplot as plt", "px.": "import plotly.express as px"}
OPENED = """
import polars as pl
from opsg.pages.issue import open_issue
issue = open_issue("han-stability", month)
rows = issue.rows().group_by("month").agg(pl.col("esmes").sum()).sort("month")
"""
SHOWN = [
    'px.line(rows, x="month", y="esmes", title="Dropped")',
    "rows.tail(2)",
    "rows.tail(2);",
    'px.bar(rows, x="month", y="esmes", title="Dropped").show()',
    "fig, axes = plt.subplots()\naxes.plot(rows['month'], rows['esmes'])\n"
    "issue.figure(fig, title='Drawn', sentence='It rises.', data=rows)",
]
LINE = 'issue.figure(fig, title="…", sentence="…")'
REFUSED = {
    'px.line(rows, x="month", y="esmes")': 'fig.update_layout(title="…")',
    "%matplotlib inline\nplt.plot([1, 2])\nplt.show()": LINE,
    "fig, axes = plt.subplots()\nfig": LINE,
    "plt.plot([1, 2]);": LINE,
    "display(pl.DataFrame({'a': [1]}))": "it has `pl.DataFrame({'a': [1]})`",
    "import altair\naltair.Chart(rows).mark_line()": "altair.vegalite",
}

Execute = Callable[..., nbformat.NotebookNode]


def opened(*cells: str) -> str:
    """The cell above others, which imports of the slow libraries those that they use."""
    used = [line for name, line in IMPORTS.items() if any(name in cell for cell in cells)]
    return "\n".join([*used, OPENED])


def kinds(executed: nbformat.NotebookNode) -> list[list[str]]:
    """The types of each output of the cells after those that open the issue."""
    shown = [
        {kind for output in cell.outputs for kind in output.get("data", {})}
        for cell in executed.cells[-len(SHOWN) :]
    ]
    return [sorted(each - {"text/plain"}) for each in shown]


BUILD = Edition("2021-02", reported_only=False).told
DRESSED = ["application/vnd.opsg.files+json", "text/html"]


def test_figures_and_frames_are_dressed_under_the_engine(execute: Execute) -> None:
    executed = execute(opened(*SHOWN), *SHOWN, environment=BUILD)
    assert kinds(executed) == [DRESSED, DRESSED, [], DRESSED, DRESSED]
    drawn = executed.cells[-1].outputs[0].data["text/html"]
    assert 'aria-label="Drawn. It rises."' in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize("cell", REFUSED)
def test_what_says_too_little_fails_the_cell_and_shows_the_line_to_write(
    execute: Execute, cell: str
) -> None:
    with pytest.raises(PapermillExecutionError) as error:
        execute(opened(cell), cell)
    assert REFUSED[cell] in error.value.evalue
    told = error.value.evalue.splitlines()
    assert error.value.traceback[: len(told)] == told
    last = f"At line {len(cell.splitlines())} of the cell."
    assert error.value.traceback[len(told) :] == ([] if cell.endswith(";") else [last])


@pytest.mark.slow
def test_an_ordinary_kernel_shows_and_refuses_the_same(
    tmp_path: Path, write: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in BUILD.items():
        monkeypatch.setenv(name, value)

    def run_in_kernel(*cells: str) -> nbformat.NotebookNode:
        return execute_notebook(
            write(tmp_path / "in.ipynb", *cells),
            tmp_path / "out.ipynb",
            progress_bar=False,
            config=quiet_kernels(tmp_path),
        )

    assert kinds(run_in_kernel(opened(*SHOWN), *SHOWN)) == [DRESSED, DRESSED, [], DRESSED, DRESSED]
    for cell, says in REFUSED.items():
        with pytest.raises(PapermillExecutionError) as error:
            run_in_kernel(opened(cell), cell)
        assert says in error.value.evalue


def test_an_error_is_told_in_its_own_words_with_its_cell(
    tasks: Callable[..., run.Plan],  # noqa: F811
    runner: Runner,  # noqa: F811
    tmp_path: Path,
) -> None:
    cell = 'px.line(rows, x="month", y="esmes")'
    planned = tasks(one=[opened(cell), cell])
    with pytest.raises(UserError) as error:
        run.run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)
    assert "one.ipynb, cell 3" in str(error.value)
    assert "failed. The figure has no title. Write:" in str(error.value)
    assert "Traceback" not in str(error.value)


def test_outputs_that_are_too_large_are_told_with_their_cell(
    tasks: Callable[..., run.Plan],  # noqa: F811
    runner: Runner,  # noqa: F811
    tmp_path: Path,
) -> None:
    planned = tasks(one=["from IPython.display import HTML", "HTML('x' * 5_000_000)"])
    with pytest.raises(UserError, match=r"cell 3: the cell shows 4\.8 MB; a page takes 4 MB"):
        run.run_notebooks(planned, runner, tmp_path / "work", report=lambda _: None)


def test_the_site_s_files_of_a_figure_come_with_it(execute: Execute) -> None:
    executed = execute(opened(SHOWN[0]), SHOWN[0], environment=BUILD)
    files = executed.cells[-1].outputs[0].data[DRESSED[0]]
    assert sorted(files) == [
        "downloads/charts/han-stability-own-dropped.csv",
        "downloads/charts/han-stability-own-dropped.svg",
    ]
    assert json.dumps(files)
