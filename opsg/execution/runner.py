"""What runs notebooks: worker processes of this project, or papermill's ordinary kernels.

A build opens one runner for all its notebooks and calls; `dask_client` puts a cluster in its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Literal, Protocol

from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding, UserError
from opsg.execution.calls import call
from opsg.execution.plan import Done, Task
from opsg.execution.pool import WorkerEnded, Workers

TIME_LIMIT_S = 600

_ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""For processes that work side by side, and together use all cores."""

Make = Callable[[str, Mapping[str, object]], Reads | None]
"""Calls a function by its name, and returns what it has read if that was told."""


@contextmanager
def _maker() -> Iterator[Make]:
    yield call


class Elsewhere(Protocol):
    """Runs the notebook of a task on another machine, as `run.run_one` does on this one."""

    def __call__(self, task: Task, *, executed: Path) -> Done | Finding: ...


@dataclass(frozen=True)
class Runner:
    """What runs notebooks: a papermill engine, its options, and how many at a time.

    `warm_up` may be called when notebooks will be run soon, `stop` ends what runs. `call` calls a
    function by its name in a process of this machine, and raises UserError as it does; what
    `maker` opens does so too, all in one process, which need not parse the same files again and
    again. With `elsewhere` the notebooks run there instead. One that `is_warm` has its libraries
    imported.
    """

    engine: str | None
    options: Mapping[str, Any]
    at_once: int
    stop: Callable[[], None] = lambda: None
    warm_up: Callable[[], None] = lambda: None
    call: Callable[[str, Mapping[str, object]], Any] = call
    maker: Callable[[], AbstractContextManager[Make]] = _maker
    elsewhere: Elsewhere | None = None
    is_warm: bool = False


@contextmanager
def open_runner(
    name: Literal["opsg", "kernel"], environment: Mapping[str, str], *, in_turn: bool = False
) -> Iterator[Runner]:
    """What runs notebooks, which find the variables of `environment` besides the present ones.

    `opsg` runs as many at a time as there are cores, each in a process of its own, or all that it
    does `in_turn`; `kernel` is papermill's ordinary engine, one notebook after another.
    """
    if name == "kernel":
        with variables(environment), TemporaryDirectory() as sockets:
            options = {
                "config": quiet_kernels(Path(sockets)),
                "execution_timeout": TIME_LIMIT_S,
            }
            yield Runner(None, options, at_once=1)
    else:
        kept = _kept
        with nullcontext(kept) if kept else _workers(environment, in_turn) as workers:
            yield Runner(
                "opsg",
                {"workers": workers},
                at_once=1 if in_turn else _cores(),
                stop=workers.stop,
                warm_up=partial(_warm_up, workers),
                call=partial(_call, workers),
                maker=partial(_open_maker, workers),
                is_warm=kept is not None,
            )


_kept: Workers | None = None


def keep(environment: Mapping[str, str], *, in_turn: bool = False) -> None:
    """Have what runs notebooks ready for all runners of this process and of its forks.

    They all have the variables of `environment`. Where workers cannot be forked nothing is kept.
    """
    global _kept
    workers = _workers(environment, in_turn)
    if workers.wait_until_ready():
        _kept = workers
    else:
        workers.stop()


def _workers(environment: Mapping[str, str], in_turn: bool) -> Workers:
    environment = os.environ | environment
    return Workers(environment, 1) if in_turn else Workers(_ONE_THREAD | environment)


def refresh() -> None:
    """Have what is kept ready know the log as it is now."""
    if _kept:
        _kept.refresh()


def quiet_kernels(sockets: Path) -> Any:
    """Kernels that talk over local sockets; over TCP each would warn that it is not encrypted."""
    from traitlets.config import Config

    return Config({"KernelManager": {"transport": "ipc", "ip": str(sockets / "kernel")}})


@contextmanager
def variables(environment: Mapping[str, str]) -> Iterator[None]:
    """Give this process, and those that it starts, more environment variables for a while."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _warm_up(workers: Workers) -> None:
    """Let libraries be imported at the same time: there those of notebooks, here papermill."""
    workers.warm_up()
    # In a thread of its own: this process has other things to do until a worker is ready.
    Thread(target=import_papermill).start()


def import_papermill() -> None:
    """Import papermill, and let nbformat make the code by which it checks notebooks."""
    # If it cannot be imported, that is told where a notebook is run.
    with suppress(ImportError):
        import_module("papermill")
        nbformat = import_module("nbformat")
        nbformat.validate(nbformat.v4.new_notebook())


def _call(workers: Workers, function: str, arguments: Mapping[str, object]) -> Any:
    """What a function returns in a process of its own."""
    with _calling(function), workers.worker(Path.cwd()) as worker:
        return worker.call(function, arguments, time_limit=TIME_LIMIT_S)


@contextmanager
def _open_maker(workers: Workers) -> Iterator[Make]:
    """What calls functions in one process and tells of each what it has read."""

    def make(function: str, arguments: Mapping[str, object]) -> Reads:
        with _calling(function):
            worker.call(function, arguments, time_limit=TIME_LIMIT_S, record=True)
            return worker.reads()

    with _calling(_open_maker.__module__), workers.worker(Path.cwd()) as worker:
        yield make


@contextmanager
def _calling(function: str) -> Iterator[None]:
    try:
        yield
    except WorkerEnded as end:
        raise UserError(str(end), where=function) from None


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
