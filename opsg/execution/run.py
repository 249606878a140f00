"""Runs the notebooks of a plan that must be run, through papermill, many at a time.

The build calls `run_notebooks`; a worker of a Dask cluster calls `run_one`.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from opsg.core import records
from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding, UserError
from opsg.execution import failure, previous
from opsg.execution.cache import NotebookCache
from opsg.execution.plan import Done, Plan, Task
from opsg.execution.previous import Stale
from opsg.execution.runner import TIME_LIMIT_S, Runner, variables
from opsg.execution.validate import validate_notebook

_log = logging.getLogger(__name__)

_KERNEL = "python3"


class Put(Protocol):
    """Takes executed notebooks by their pages, with those of the pages that are `stale`."""

    def __call__(
        self, notebooks: Iterable[tuple[str, Path]], *, stale: Mapping[str, Stale]
    ) -> None: ...


@dataclass(frozen=True)
class Executed:
    """The executed notebook of every page by its path; by name, the seconds of those run now, and
    those recalled.

    `stale` are the pages, by their paths, that are as an earlier build made them.
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
    cache: NotebookCache | None = None,
    keep_going: bool = False,
    report: Callable[[str], None],
    put: Put = lambda *_, **__: None,
) -> Executed:
    """Run the plan's notebooks that `cache` does not have, longest first.

    They are left in `work/executing`. Those of the last site that was found in order are in
    `work/executed` (`previous.settle`), for builds of single pages. With `keep_going` a notebook
    that fails is replaced by its last executed one. `report` is called with a line for each that is
    done, `put` with those that need not run, while what runs the others gets ready, and with the
    others in the end. A notebook to keep that the last site has not is run too. Raises UserError
    naming notebook, cell, line and exception: at the first failure, or with all failures at the end
    if `keep_going` and one of them has nothing to replace it.
    """
    last, new = work / "executed", work / "executing"
    keep = [task for task in plan.keep if previous.has(last, task)]
    wanted = [task for task in (*plan.run, *plan.keep) if task not in keep]
    recalled = cache.find_all(wanted) if cache else dict.fromkeys(wanted)
    to_run = [task for task, content in recalled.items() if content is None]
    _log.debug("%d of %d notebooks come from the cache", len(wanted) - len(to_run), len(wanted))
    failed: dict[Task, Sequence[Finding]] = {}
    if to_run:
        runner.warm_up()
        failed = dict(_invalid(to_run))
        if not keep_going:
            _require_none(failed)
    shutil.rmtree(new, ignore_errors=True)
    for task, content in recalled.items():
        if content is not None:
            _target(new, task).write_bytes(content)
    for task in keep:
        _log.debug("%s is kept from the last build", task.name)
        shutil.copyfile(last / f"{task.page}.ipynb", _target(new, task))
    notebooks = {task: (task.page, new / f"{task.page}.ipynb") for task in (*wanted, *keep)}
    put([notebook for task, notebook in notebooks.items() if task not in to_run], stale={})
    try:
        seconds, failures = _run_all(
            [task for task in to_run if task not in failed],
            *(runner, work, cache),
            keep_going=keep_going,
            report=report,
        )
    finally:
        # Also after a failure: what ran well need not run again once the notebook is mended.
        if cache and to_run:
            cache.recorded.store()
    failed |= failures
    stale = {task: previous.find_stale(last, task, failed[task]) for task in failed if keep_going}
    if not all(stale.values()) or not keep_going:
        _require_none(failed)
    for task in stale:
        _log.debug("%s failed and is as an earlier build made it", task.name)
        shutil.copyfile(last / f"{task.page}.ipynb", _target(new, task))
    replaced = {task.page: page for task, page in stale.items() if page}
    put([notebooks[task] for task in to_run], stale=replaced)
    return Executed(
        [*notebooks.values()],
        seconds,
        [task.name for task, content in recalled.items() if content is not None],
        replaced,
    )


def run_one(task: Task, *, runner: Runner, executed: Path) -> Done | Finding:
    """Run the notebook of a task into the folder `executed`; what came of it."""
    # Late, as papermill takes half a second: `runner.warm_up` imports it while workers get ready.
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook

    target = _target(executed, task)
    reads: list[Reads] = []
    options, told = dict(runner.options), task.edition.told
    if runner.engine == "opsg":
        options |= {"report_reads": reads.append, "environment": told}
    _log.debug("%s is run for the page %s", task.where, task.name)
    try:
        # A kernel takes its variables from this process, and runs alone.
        with variables(told) if runner.engine is None else nullcontext():
            notebook = execute_notebook(
                _literal(task.notebook),
                _literal(target),
                parameters=task.parameters,
                engine_name=runner.engine,
                kernel_name=_KERNEL,
                progress_bar=False,
                request_save_on_cell_execute=False,
                resources={"metadata": {"path": str(task.notebook.parent)}},
                **options,
            )
    except PapermillExecutionError:
        return failure.describe(task, target)
    except CellTimeoutError:
        return failure.describe(task, target, f"it took more than {TIME_LIMIT_S} s and was stopped")
    except DeadKernelError:
        return failure.describe(task, target, "the notebook's process ended")
    if notebook.metadata.papermill.exception:
        return failure.describe(task, target)
    if large := failure.find_large(task, notebook.cells):
        return large
    # Without the wait for the first worker, which is not the notebook's.
    seconds = sum(cell.metadata.papermill.duration or 0 for cell in notebook.cells)
    return Done(seconds, reads[0] if reads else None)


def _require_none(failed: Mapping[Task, Sequence[Finding]]) -> None:
    if findings := [finding for each in failed.values() for finding in each]:
        raise UserError.of(findings)


def _invalid(tasks: Iterable[Task]) -> Iterator[tuple[Task, Sequence[Finding]]]:
    for task in tasks:
        try:
            validate_notebook(task.notebook, task.parameters, where=task.where)
        except UserError as error:
            yield task, error.findings


def _run_all(
    tasks: Sequence[Task],
    runner: Runner,
    work: Path,
    cache: NotebookCache | None,
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
            report(f"{task.name}  failed")
            if not keep_going:
                outcomes.close()  # ends those that run, and with them this loop
            continue
        if cache and outcome.reads:
            cache.add(task, _target(executed, task).read_bytes(), outcome.reads)
        seconds[task.name] = round(outcome.seconds, 3)
        report(f"{task.name}  {outcome.seconds:.2f} s")
    (work / "seconds.json").write_text(json.dumps(before | seconds, indent=1, sort_keys=True))
    return seconds, failed


def _outcomes(
    tasks: Iterable[Task], runner: Runner, executed: Path
) -> Generator[tuple[Task, Done | Finding]]:
    """Each task when it is done, with what came of it; ends all if closed early."""
    run = runner.elsewhere or partial(run_one, runner=runner)
    if runner.at_once == 1:
        for task in tasks:
            yield task, run(task, executed=executed)
        return
    with ThreadPoolExecutor(runner.at_once) as threads:
        running = {threads.submit(run, task, executed=executed): task for task in tasks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            runner.stop()
            raise


def _last_seconds(work: Path) -> dict[str, float]:
    noted = records.read(work / "seconds.json")
    return {name: each for name, each in noted.items() if isinstance(each, int | float)}


def _longest_first(tasks: Iterable[Task], seconds: Mapping[str, float]) -> list[Task]:
    """By the time each took last; those never timed come first, the largest file before all."""
    return sorted(
        tasks,
        key=lambda task: (seconds.get(task.name, float("inf")), task.notebook.stat().st_size),
        reverse=True,
    )


def _target(executed: Path, task: Task) -> Path:
    """Where the executed notebook of a task goes; its folder is there then."""
    path = executed / f"{task.page}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _literal(path: Path) -> str:
    """A path for papermill, which would take braces for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")
