"""Small notebooks made of cells, and workers shared by all tests to save their start."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from papermill import execute_notebook
from projects import GOLDEN

from opsg.execution.pool import Workers

Execute = Callable[..., nbformat.NotebookNode]


@pytest.fixture(scope="session", autouse=True)
def small_log() -> Iterator[None]:
    """Processes that run notebooks read a log as they begin: here that of the small project."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPSG_DATA", str(GOLDEN / "data"))
        yield


def notebook(*sources: str, parameters: str = 'month = "2021-02"') -> nbformat.NotebookNode:
    """A notebook with a parameters cell and then cells of these sources."""
    tagged = nbformat.v4.new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]})
    cells = [
        nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)
    ]
    made = nbformat.v4.new_notebook(cells=[tagged, *cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "P", "language": "python"}
    made.metadata.language_info = {"name": "python"}
    return made


@pytest.fixture
def write() -> Callable[..., Path]:
    """Writes a notebook of these cells to a path, and returns the path."""

    def write(path: Path, *sources: str, parameters: str = 'month = "2021-02"') -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(*sources, parameters=parameters), path)
        return path

    return write


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


@pytest.fixture
def execute(workers: Workers, write: Callable[..., Path], tmp_path: Path) -> Execute:
    """Runs cells in a notebook under the engine `opsg`, or another, and returns it executed."""

    def execute(*sources: str, engine: str = "opsg", **options: Any) -> nbformat.NotebookNode:
        if engine == "opsg":
            options = {"workers": workers, **options}
        return execute_notebook(
            write(tmp_path / "in.ipynb", *sources),
            tmp_path / f"{engine}.ipynb",
            engine_name=engine,
            progress_bar=False,
            request_save_on_cell_execute=False,
            resources={"metadata": {"path": str(tmp_path)}},
            **options,
        )

    return execute
