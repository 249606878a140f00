"""Runs notebooks on a Dask cluster that is there already, through its executor.

The build opens it with `--dask`; `dask_worker` is what it has the workers do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from opsg.core.cache.inputs import Inputs
from opsg.core.errors import Finding, UserError
from opsg.execution import failure
from opsg.execution.dask_worker import (
    Equipment,
    Home,
    home_of,
    inspect_worker,
    pack,
    run_on_worker,
    versions,
)
from opsg.execution.plan import Done, Task
from opsg.execution.runner import Runner

if TYPE_CHECKING:
    from distributed import Client

_log = logging.getLogger(__name__)

OPTION = "--dask"
PATIENCE_S = 15
"""How long a scheduler may take to answer, and a cluster to have a worker (again)."""


@contextmanager
def open_cluster(address: str, local: Runner, inputs: Inputs) -> Iterator[Runner]:
    """A runner whose notebooks run on the cluster of the scheduler at `address`.

    All else stays with the runner `local`. Workers that find the build's folders with the same
    contents under the same paths read them there; else all workers are sent an archive of them.
    A notebook whose worker is lost is run again on another.

    Raises UserError if Dask is not installed, no scheduler answers, there is no worker, or a
    worker's versions are not this machine's.
    """
    if local.engine != "opsg":
        raise UserError("a cluster runs notebooks with the engine opsg only.", where=OPTION)
    home = home_of(inputs)
    with _client(address) as client:
        packed = None if _share_folders(client, home, inputs) else pack(inputs)
        _log.debug(
            "%d workers at %s, which %s",
            len(client.nthreads()),
            address,
            "find the folders" if packed is None else f"are sent {len(packed)} bytes",
        )
        # Workers get the archive from each other, and it is made again when one is lost.
        archive = client.submit(bytes, packed, pure=False) if packed is not None else None
        with client.get_executor(pure=False) as executor:

            def run(task: Task, *, executed: Path) -> Done | Finding:
                future = executor.submit(run_on_worker, task, home, archive)
                return _wait_for(future, client, task, executed)

            def stop() -> None:
                executor.shutdown(wait=False)
                local.stop()

            # Two for each thread, so that none waits for its next one.
            at_once = 2 * sum(client.nthreads().values())
            yield replace(local, elsewhere=run, at_once=at_once, stop=stop)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        remedy = "Run: pip install -e '.[dask]'"
        raise UserError("Dask is not installed.", where=OPTION, remedy=remedy) from None
    try:
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except ValueError as error:
        remedy = "Write it like tcp://scheduler:8786."
        raise UserError(f"'{address}' is no address: {error}.", where=OPTION, remedy=remedy) from (
            error
        )
    except OSError as error:
        raise UserError(
            f"no Dask scheduler answers at {address}.",
            where=OPTION,
            remedy="Start it there with `dask scheduler`, or mend the address.",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError:
            remedy = f"Start some with: dask worker {address}"
            raise UserError("the cluster has no workers.", where=address, remedy=remedy) from None
        yield client


def _share_folders(client: Client, home: Home, inputs: Inputs) -> bool:
    """Whether every worker finds the build's folders. Raises UserError if versions differ."""
    ours = versions(inputs)
    equipment: dict[str, Any] = client.run(inspect_worker, home, on_error="return")
    findings = []
    for worker, theirs in equipment.items():
        where = f"{OPTION}, worker {worker}"
        if not isinstance(theirs, Equipment):
            problem = f"it cannot use this program: {theirs}."
            findings.append(Finding(where, problem, "Install the same state of it there."))
            continue
        findings += [
            Finding(
                where,
                f"{name} is {theirs.versions.get(name)} there and {version} here.",
                "Install the versions of requirements.lock on both, and the same state of opsg.",
            )
            for name, version in ours.items()
            if theirs.versions.get(name) != version
        ]
    if findings:
        raise UserError.of(findings)
    return all(theirs.shares for theirs in equipment.values())


def _wait_for(
    future: Future[tuple[Done | Finding, bytes | None]], client: Client, task: Task, executed: Path
) -> Done | Finding:
    """What came of a notebook, once it has; the executed one is in its place then."""
    from distributed import KilledWorker

    last_seen = monotonic()
    # An executor never gives up: without workers its futures wait for ever.
    while not wait([future], timeout=1).done:
        if client.nthreads():
            last_seen = monotonic()
        elif monotonic() - last_seen > PATIENCE_S:
            raise UserError(
                "the cluster has lost all its workers.",
                where=OPTION,
                remedy="See why in their logs, and start some again.",
            )
    try:
        outcome, content = future.result()
    except KilledWorker as killed:
        problem = f"the worker that ran it died, {killed.allowed_failures + 1} times in all."
        return Finding(task.where, problem, "Perhaps memory: see the workers' logs.")
    except CancelledError:
        raise UserError(
            "the connection with the scheduler is lost.", where=OPTION, remedy="Build again."
        ) from None
    if content is not None:
        path = executed / f"{task.page}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if isinstance(outcome, Finding):
            # Told again, with the traceback where it can be read here.
            return failure.describe(task, path)
    return outcome
