"""The papermill engine that runs notebooks in worker processes instead of kernels.

Parameters, metadata, progress and error reports are papermill's own; the engine runs the cells.
It is papermill's engine `opsg` by an entry point of this package, also on papermill's command
line. Papermill imports it: to import it before papermill is a circle.

nbclient with ipykernel in a forked process was tried in its place: a notebook of one cell took some
0.4 s instead of 0.02 s, for the start of the kernel's sockets and their end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbformat import from_dict
from papermill.engines import Engine, NotebookExecutionManager

from opsg.core.cache.tracking import Reads
from opsg.execution.failure import ENDED
from opsg.execution.pool import Worker, WorkerEnded, Workers

_log = logging.getLogger(__name__)

TIME_LIMIT_S = 600
MEMORY_LIMIT_BYTES = 4 * 2**30


class OpsgEngine(Engine):  # type: ignore[misc]
    """Runs each notebook in a fresh IPython shell in a process of its own."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        workers: Workers | None = None,
        resources: dict[str, Any] | None = None,
        execution_timeout: float | None = TIME_LIMIT_S,
        memory_limit: int | None = MEMORY_LIMIT_BYTES,
        environment: Mapping[str, str] = MappingProxyType({}),
        report_reads: Callable[[Reads], None] | None = None,
        **_: Any,
    ) -> None:
        """Run the cells of the notebook, and stop at the first that fails.

        `workers` are those of a build, else the notebook gets its own; `resources` names the
        working folder as nbclient has it (`{"metadata": {"path": …}}`), else it is the present
        one. It finds the variables of `environment` besides the workers'. A cell may take
        `execution_timeout` seconds, the notebook `memory_limit` bytes; None sets no limit. What
        ends the process is recorded as an error of the cell that ran.
        `report_reads` is called with what a notebook that ran to its end has read, if its process
        is still there to tell: the last cell may have ended it by `exit()`.
        """
        folder = Path(((resources or {}).get("metadata") or {}).get("path") or Path.cwd())
        with (
            # Those of a build end with the build, one's own with the notebook.
            nullcontext(workers) if workers else Workers() as source,
            source.worker(folder, environment) as worker,
        ):
            target = nb_man.nb.metadata.papermill.get("output_path")
            _log.debug("process %d runs the notebook for %s", worker.number, target)
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    succeeded = not _is_run(cell) or _run(
                        worker, nb_man.nb.cells, index, execution_timeout, memory_limit
                    )
                    if not succeeded:
                        # Papermill reads the error from the outputs, once the engine is done.
                        nb_man.cell_exception(cell, cell_index=index)
                finally:
                    nb_man.cell_complete(cell, cell_index=index)
                if not succeeded:
                    return
            if report_reads:
                with suppress(WorkerEnded):
                    report_reads(worker.reads())


def _is_run(cell: Any) -> bool:
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and "skip-execution" not in tags


def _run(
    worker: Worker, cells: Any, index: int, time_limit: float | None, memory_limit: int | None
) -> bool:
    """Run one cell and give it its outputs; whether the notebook may go on."""
    cell = cells[index]
    try:
        reply = worker.run(index, cell.source, time_limit=time_limit, memory_limit=memory_limit)
    except WorkerEnded as end:
        error = {
            "ename": ENDED,
            "evalue": str(end),
            "traceback": [end.frames] if end.frames else [],
        }
        cell.outputs = [from_dict({"output_type": "error"} | error)]
        return False
    cell.outputs = from_dict(reply["outputs"])
    cell.execution_count = reply["execution_count"]
    for earlier, outputs in reply["earlier"].items():
        cells[int(earlier)].outputs = from_dict(outputs)
    return reply["succeeded"] or "raises-exception" in cell.metadata.get("tags", [])
