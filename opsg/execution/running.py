"""Run the notebooks of a plan through papermill, many at a time, longest first."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from opsg.errors import Finding, UserError
from opsg.execution import source
from opsg.execution.planning import Plan, Task

if TYPE_CHECKING:
    from papermill import PapermillExecutionError

KERNEL = "python3"


@dataclass(frozen=True)
class Runner:
    """What runs notebooks: a papermill engine, its options, how many at a time, how to stop."""

    engine: str | None
    options: Mapping[str, Any]
    at_once: int
    stop: Callable[[], None]


@contextmanager
def runner(name: Literal["opsg", "kernel"], *, data: Path) -> Iterator[Runner]:
    """What runs notebooks, which find `data` in the environment variable `OPSG_DATA`.

    `opsg` runs as many at a time as there are cores, each in a process of its own; `kernel` is
    papermill's ordinary engine, one notebook after another.
    """
    if name == "kernel":
        with _environment_variable("OPSG_DATA", str(data)), TemporaryDirectory() as sockets:
            options = {"config": quiet_kernels(Path(sockets))}
            yield Runner(None, options, at_once=1, stop=lambda: None)
    else:
        from opsg.execution.workers import Workers

        with Workers(os.environ | {"OPSG_DATA": str(data)}) as workers:
            yield Runner("opsg", {"workers": workers}, at_once=_cores(), stop=workers.stop)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(
    plan: Plan,
    runner: Runner,
    work: Path,
    *,
    keep_going: bool = False,
    report: Callable[[str], None],
) -> list[tuple[str, Path]]:
    """Run the plan's notebooks and return every page with its executed notebook.

    The executed notebooks are left in `work/executed`, where a later build of single pages finds
    the others. `report` is told of each that is done. Raises UserError naming notebook, cell,
    line and exception: at the first failure, or with all failures at the end if `keep_going`.
    """
    executed = work / "executed"
    _require([*_unreadable(plan.run), *_not_kept(plan.keep, executed)])
    if not plan.keep:
        # What a failed build leaves must never be taken for a part of a complete one.
        shutil.rmtree(executed, ignore_errors=True)
    seconds = _last_seconds(work)
    findings = []
    outcomes = _outcomes(_longest_first(plan.run, seconds), runner, executed)
    for task, outcome in outcomes:
        if isinstance(outcome, Finding):
            findings.append(outcome)
            report(f"{task.page}  failed")
            if not keep_going:
                outcomes.close()
        else:
            seconds[task.page] = round(outcome, 3)
            report(f"{task.page}  {outcome:.2f} s")
    _require(findings)
    (work / "seconds.json").write_text(json.dumps(seconds, indent=1, sort_keys=True))
    return [(task.page, executed / f"{task.page}.ipynb") for task in (*plan.run, *plan.keep)]


def _outcomes(
    tasks: Iterable[Task], runner: Runner, executed: Path
) -> Generator[tuple[Task, float | Finding]]:
    """Each task when it is done, with its seconds or what was wrong; ends all if closed early."""
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


def _run_one(task: Task, runner: Runner, executed: Path) -> float | Finding:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook

    target = executed / f"{task.page}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
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
            **runner.options,
        )
    except PapermillExecutionError as error:
        return _failure(task, error, target)
    except (CellTimeoutError, DeadKernelError) as error:
        return Finding(task.where, str(error))
    if notebook.metadata.papermill.exception:
        return Finding(task.where, "the notebook left its work before the end, by `exit`.")
    # Without the wait for the first worker, which is not the notebook's.
    return sum(cell.metadata.papermill.duration or 0 for cell in notebook.cells)


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


def quiet_kernels(sockets: Path) -> Any:
    """Kernels that talk over local sockets; over TCP each would warn that it is not encrypted."""
    from traitlets.config import Config

    return Config({"KernelManager": {"transport": "ipc", "ip": str(sockets / "kernel")}})


@contextmanager
def _environment_variable(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
