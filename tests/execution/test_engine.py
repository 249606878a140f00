"""A notebook comes out of the engine as it comes out of a kernel."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from papermill import PapermillExecutionError

from opsg.execution.runner import quiet_kernels

NOTEBOOKS = {
    "streams, results and displays": [
        "print('one'); print('two')\nimport sys; print('three', file=sys.stderr)\n'result'",
        # A kernel passes on what a child process writes from a thread of its own: give it time.
        "import os, time\nos.system('echo from a child process')\ntime.sleep(0.5)",
        "!echo from the shell",
        "2 + 2;",
        "",
        "from IPython.display import HTML, Markdown, display\n"
        "print('before')\ndisplay(HTML('<b>bold</b>'))\nprint('after')\nMarkdown('# heading')",
        "display({'text/plain': 'x', 'application/json': {'a': [1, 2]}}, raw=True)",
        "handle = display(HTML('first'), display_id='the id')",
        "handle.update(HTML('second'))\ndisplay(HTML('third'), display_id='the id')",
        "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('kept')",
        "print('gone too')\nclear_output(wait=True)\ndisplay(HTML('kept too'))",
        "import warnings\nwarnings.warn('careful')",
        "%%capture caught\nprint('unseen')",
        "caught.stdout",
        "%precision 2\n3.14159",
        "import asyncio\nawait asyncio.sleep(0.01)\nasyncio.get_event_loop().is_running()",
        "In[1], Out[3] if 3 in Out else None, _",
        "__name__, get_ipython().__class__.__name__, sys.stdout.isatty(), os.environ['TERM']",
        "class Odd:\n    def _repr_html_(self):\n        raise ValueError('no HTML')\nOdd;",
        "from pathlib import Path\nPath.cwd().name == Path(os.environ['PWD']).name or 'elsewhere'",
    ],
    "an exception": ["print('so far')", "def f():\n    return 1 / 0\n\nf()", "print('never')"],
    "a syntax error": ["print('so far')", "1 +", "print('never')"],
    "an exception while a result is shown": [
        "class Odd:\n    def __repr__(self):\n        raise ValueError('no text')\nOdd()",
        "print('never')",
    ],
    "an exit": ["import sys\nsys.exit()", "print('never')"],
    "an interrupt": ["raise KeyboardInterrupt", "print('never')"],
    "libraries": [
        "import polars as pl\npl.DataFrame({'a': [1, 2]}).select(pl.col('a').sum())",
        "import plotly.graph_objects as go, plotly.io\nplotly.io.renderers.default",
        "go.Figure(go.Bar(x=['a'], y=[1]))",
    ],
}


CODE_FOLDER = re.compile(r"/[\w./-]+/ipykernel_\d+/")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_puts_out_what_it_does_under_a_kernel(
    name: str, execute: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Under it a kernel does not take what its child processes write.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    quiet = {"config": quiet_kernels(tmp_path)}
    ours, error = _run(execute, tmp_path, NOTEBOOKS[name], "opsg", {})
    kernels, kernels_error = _run(execute, tmp_path, NOTEBOOKS[name], "nbclient", quiet)

    assert [_plain(cell) for cell in ours.cells] == [_plain(cell) for cell in kernels.cells]
    assert error == kernels_error


def _run(
    execute: Any, folder: Path, sources: list[str], engine: str, options: dict[str, Any]
) -> tuple[nbformat.NotebookNode, tuple[Any, ...] | None]:
    error = None
    try:
        execute(*sources, engine=engine, **options)
    except PapermillExecutionError as raised:
        error = (raised.cell_index, raised.exec_count, raised.ename, raised.evalue)
    return nbformat.read(folder / f"{engine}.ipynb", as_version=4), error


def _plain(cell: Any) -> tuple[Any, ...]:
    """A cell without what may differ: the folder of a cell's code and the cuts of streams."""
    outputs: list[dict[str, Any]] = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            if not outputs or outputs[-1].get("name") != output.name:
                outputs.append({"name": output.name, "text": ""})
            # A cut may go through the folder's name.
            outputs[-1]["text"] = CODE_FOLDER.sub("", outputs[-1]["text"] + output.text)
        else:
            outputs.append(dict(output))
    status = cell.metadata.papermill.status if "papermill" in cell.metadata else None
    return cell.source, cell.get("execution_count"), outputs, status
