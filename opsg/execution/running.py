"""Run the notebooks of a plan that must be run, through papermill, many at a time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.errors import Finding, UserError
from opsg.execution.planning import Plan, Task
from opsg.execution.remembering import Memory
from opsg.execution.runners import Runner
from opsg.reads import Reads

if TYPE_CHECKING:
    from papermill import PapermillExecutionError

KERNEL = "python3"


@dataclass(frozen=True)
class Executed:
    """The executed notebook of every page; those run now, with their seconds; those recalled."""

    notebooks: list[tuple[str, Path]]
    seconds: Mapping[str, float] = field(default_factory=dict)
    recalled: Sequence[str] = ()


def run(
    plan: Plan,
    runner: Runner,
    work: Path,
    *,
    memory: Memory | None = None,
    keep_going: bool = False,
    report: Callable[[str], None],
) -> Executed:
    """Run the plan's notebooks that `memory` does not have, longest first.

    The executed notebooks are left in `work/executed`, where a later build of single pages finds
    the others. `report` is told of each that is done. Raises UserError naming notebook, cell,
    line and exception: at the first failure, or with all failures at the end if `keep_going`.
    """
    executed = work / "executed"
    _require([*_not_kept(plan.keep, executed)])
    recalled = {task: memory.recall(task) if memory else None for task in plan.run}
    to_run = [task for task, content in recalled.items() if content is None]
    if to_run:
        runner.warm_up()
        _require([*_unreadable(to_run)])
    if not plan.keep:
        # What a failed build leaves must never be taken for a part of a complete one.
        shutil.rmtree(executed, ignore_errors=True)
    for task, content in recalled.items():
        if content is not None:
            _place(executed, task).write_bytes(content)
    try:
        seconds = _run_all(to_run, runner, work, memory, keep_going=keep_going, report=report)
    finally:
        if memory and to_run:
            memory.store()
    return Executed(
        [(task.page, executed / f"{task.page}.ipynb") for task in (*plan.run, *plan.keep)],
        seconds,
        [task.page for task in plan.run if task.page not in seconds],
    )


def _run_all(
    tasks: Sequence[Task],
    runner: Runner,
    work: Path,
    memory: Memory | None,
    *,
    keep_going: bool,
    report: Callable[[str], None],
) -> dict[str, float]:
    """Run the notebooks and return the seconds of each page. Raises UserError as `run` does."""
    if not tasks:
        return {}
    executed = work / "executed"
    before = _last_seconds(work)
    seconds = {}
    findings = []
    outcomes = _outcomes(_longest_first(tasks, before), runner, executed)
    for task, outcome in outcomes:
        if isinstance(outcome, Finding):
            findings.append(outcome)
            report(f"{task.page}  failed")
            if not keep_going:
                outcomes.close()
            continue
        if memory and outcome.reads:
            memory.keep(task, _place(executed, task).read_bytes(), outcome.reads)
        seconds[task.page] = round(outcome.seconds, 3)
        report(f"{task.page}  {outcome.seconds:.2f} s")
    _require(findings)
    (work / "seconds.json").write_text(json.dumps(before | seconds, indent=1, sort_keys=True))
    return seconds


@dataclass(frozen=True)
class _Done:
    """A notebook that ran to its end: how long its cells took, what it read if that was told."""

    seconds: float
    reads: Reads | None


def _outcomes(
    tasks: Iterable[Task], runner: Runner, executed: Path
) -> Generator[tuple[Task, _Done | Finding]]:
    """Each task when it is done, with what came of it; ends all if closed early."""
    if runner.at_once == 1:
        for task in tasks:
            yield task, _run_one(task, runner, executed)
        return
    with ThreadPoolExecutor(runner.at_once) as threads:
        running = {threads.submit(_run_one, task, runner, executed): task for task in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            runner.stop()
            raise


def _run_one(task: Task, runner: Runner, executed: Path) -> _Done | Finding:
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
    return _Done(seconds, told[0] if told else None)


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
        f"{task.where}, cell {_number_in_source(task, error.cell_index)}",
        f"`{lines[0].strip()}` failed. {said.rstrip('.')}.",
        f"The traceback is in {target}.",
    )


def _number_in_source(task: Task, index: int) -> int:
    """The number, from 1, of a cell in the file, where papermill's own cell is not."""
    cells = json.loads(task.notebook.read_text(encoding="utf-8"))["cells"]
    tagged = ["parameters" in cell["metadata"].get("tags", []) for cell in cells]
    return index + 1 if index <= tagged.index(True) else index


def _unreadable(tasks: Iterable[Task]) -> Iterator[Finding]:
    from opsg.execution import source

    for task in tasks:
        try:
            source.check(task.notebook, task.parameters, where=task.where)
        except UserError as error:
            yield from error.findings


def _not_kept(tasks: Iterable[Task], executed: Path) -> Iterator[Finding]:
    for task in tasks:
        if not _is_complete(executed / f"{task.page}.ipynb", task.parameters):
            yield Finding(
                task.where,
                "the last build has no finished page of this notebook, month and edition to keep.",
                "Build everything once, without --only.",
            )


def _is_complete(path: Path, parameters: Mapping[str, object]) -> bool:
    try:
        recorded = json.loads(path.read_text(encoding="utf-8"))["metadata"]["papermill"]
    except (OSError, ValueError, KeyError):
        return False
    return recorded["parameters"] == parameters and not recorded["exception"]


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


def _literal(path: Path) -> str:
    """A path for papermill, which would take braces for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")
