"""Run the notebooks of a plan that must be run, through papermill, many at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding, Place, UserError
from opsg.execution import previous
from opsg.execution.cache import Memory
from opsg.execution.plan import Done, Plan, Task
from opsg.execution.previous import Stale
from opsg.execution.runner import Runner
from opsg.execution.validate import validate_notebook

if TYPE_CHECKING:
    from papermill import PapermillExecutionError

KERNEL = "python3"


@dataclass(frozen=True)
class Executed:
    """The executed notebook of every page; those run now, with their seconds; those recalled.

    `stale` are the pages that are as an earlier build made them.
    """

    notebooks: list[tuple[str, Path]]
    seconds: Mapping[str, float] = field(default_factory=dict)
    recalled: Sequence[str] = ()
    stale: Mapping[str, Stale] = field(default_factory=dict)


def run_notebooks(
    plan: Plan,
    runner: Runner,
    work: Path,
    *,
    memory: Memory | None = None,
    keep_going: bool = False,
    report: Callable[[str], None],
) -> Executed:
    """Run the plan's notebooks that `memory` does not have, longest first.

    They are left in `work/executing`. Those of the last site that was found in order are in
    `work/executed` (`previous.settle`), for builds of single pages. With `keep_going` a notebook
    that fails is replaced by its last executed one. `report` is told of each that is done.
    Raises UserError naming notebook, cell, line and exception: at the first failure, or with all
    failures at the end if `keep_going` and one of them has nothing to replace it.
    """
    last, new = work / "executed", work / "executing"
    _require([*previous.missing(plan.keep, last)])
    recalled = {task: memory.recall(task) if memory else None for task in plan.run}
    to_run = [task for task, content in recalled.items() if content is None]
    failed: dict[Task, Sequence[Finding]] = {}
    if to_run:
        runner.warm_up()
        failed = dict(_unreadable(to_run))
        if not keep_going:
            _require_none(failed)
    shutil.rmtree(new, ignore_errors=True)
    for task, content in recalled.items():
        if content is not None:
            _place(new, task).write_bytes(content)
    for task in plan.keep:
        shutil.copyfile(last / f"{task.page}.ipynb", _place(new, task))
    try:
        seconds, failures = _run_all(
            [task for task in to_run if task not in failed],
            *(runner, work, memory),
            keep_going=keep_going,
            report=report,
        )
    finally:
        if memory and to_run:
            memory.store()
    failed |= failures
    stale = {task: previous.stale(last, task, failed[task]) for task in failed if keep_going}
    if not all(stale.values()) or not keep_going:
        _require_none(failed)
    for task in stale:
        shutil.copyfile(last / f"{task.page}.ipynb", _place(new, task))
    return Executed(
        [(task.page, new / f"{task.page}.ipynb") for task in (*plan.run, *plan.keep)],
        seconds,
        [task.page for task, content in recalled.items() if content is not None],
        {task.page: found for task, found in stale.items() if found},
    )


def _run_all(
    tasks: Sequence[Task],
    runner: Runner,
    work: Path,
    memory: Memory | None,
    *,
    keep_going: bool,
    report: Callable[[str], None],
) -> tuple[dict[str, float], dict[Task, Sequence[Finding]]]:
    """The seconds of each page that ran, and what failed: one only unless `keep_going`."""
    if not tasks:
        return {}, {}
    executed = work / "executing"
    before = _last_seconds(work)
    seconds = {}
    failed: dict[Task, Sequence[Finding]] = {}
    outcomes = _outcomes(_longest_first(tasks, before), runner, executed)
    for task, outcome in outcomes:
        if isinstance(outcome, Finding):
            failed[task] = [outcome]
            report(f"{task.page}  failed")
            if not keep_going:
                outcomes.close()
            continue
        if memory and outcome.reads:
            memory.keep(task, _place(executed, task).read_bytes(), outcome.reads)
        seconds[task.page] = round(outcome.seconds, 3)
        report(f"{task.page}  {outcome.seconds:.2f} s")
    (work / "seconds.json").write_text(json.dumps(before | seconds, indent=1, sort_keys=True))
    return seconds, failed


def _outcomes(
    tasks: Iterable[Task], runner: Runner, executed: Path
) -> Generator[tuple[Task, Done | Finding]]:
    """Each task when it is done, with what came of it; ends all if closed early."""
    one = runner.elsewhere or partial(run_one, runner=runner)
    if runner.at_once == 1:
        for task in tasks:
            yield task, one(task, executed=executed)
        return
    with ThreadPoolExecutor(runner.at_once) as threads:
        running = {threads.submit(one, task, executed=executed): task for task in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            runner.stop()
            raise


def run_one(task: Task, *, runner: Runner, executed: Path) -> Done | Finding:
    """Run the notebook of a task into the folder `executed`; what came of it."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook

    target = _place(executed, task)
    told: list[Reads] = []
    options = dict(runner.options)
    if runner.engine == "opsg":
        options["tell_reads"] = told.append
    try:
        notebook = execute_notebook(
            _literal(task.notebook),
            _literal(target),
            parameters=task.parameters,
            engine_name=runner.engine,
            kernel_name=KERNEL,
            progress_bar=False,
            request_save_on_cell_execute=False,
            resources={"metadata": {"path": str(task.notebook.parent)}},
            **options,
        )
    except PapermillExecutionError as error:
        return _failure(task, error, target)
    except (CellTimeoutError, DeadKernelError) as error:
        return Finding(task.where, str(error))
    if notebook.metadata.papermill.exception:
        return Finding(task.where, "the notebook left its work before the end, by `exit`.")
    # Without the wait for the first worker, which is not the notebook's.
    seconds = sum(cell.metadata.papermill.duration or 0 for cell in notebook.cells)
    return Done(seconds, told[0] if told else None)


def _place(executed: Path, task: Task) -> Path:
    """Where the executed notebook of a task goes; its folder is there then."""
    place = executed / f"{task.page}.ipynb"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _failure(task: Task, error: PapermillExecutionError, target: Path) -> Finding:
    lines = [line for line in error.source.splitlines() if line.strip()]
    message = (error.evalue.strip().splitlines() or [""])[0]
    said = message if error.ename == "WorkerEnded" else f"{error.ename}: {message}"
    return Finding(
        Place(task.where, cell=_number_in_source(task, error.cell_index)),
        f"`{lines[0].strip()}` failed. {said.rstrip('.')}.",
        f"The traceback is in {target}.",
    )


def _number_in_source(task: Task, index: int) -> int:
    """The number, from 1, of a cell in the file, where papermill's own cell is not."""
    cells = json.loads(task.notebook.read_text(encoding="utf-8"))["cells"]
    tagged = ["parameters" in cell["metadata"].get("tags", []) for cell in cells]
    return index + 1 if index <= tagged.index(True) else index


def _unreadable(tasks: Iterable[Task]) -> Iterator[tuple[Task, Sequence[Finding]]]:
    for task in tasks:
        try:
            validate_notebook(task.notebook, task.parameters, where=task.where)
        except UserError as error:
            yield task, error.findings


def _last_seconds(work: Path) -> dict[str, float]:
    try:
        seconds: dict[str, float] = json.loads((work / "seconds.json").read_text())
    except (OSError, ValueError):
        return {}
    return seconds


def _longest_first(tasks: Iterable[Task], seconds: Mapping[str, float]) -> list[Task]:
    """By the time each took last; those never timed come first, the largest file before all."""
    return sorted(
        tasks,
        key=lambda task: (seconds.get(task.page, float("inf")), task.notebook.stat().st_size),
        reverse=True,
    )


def _require(findings: list[Finding]) -> None:
    if findings:
        raise UserError.of(findings)


def _require_none(failed: Mapping[Task, Sequence[Finding]]) -> None:
    _require([finding for findings in failed.values() for finding in findings])


def _literal(path: Path) -> str:
    """A path for papermill, which would take braces for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")
