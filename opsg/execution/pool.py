"""The build's side of the worker processes: it asks for them, speaks with them and ends them.

Every notebook gets a process of its own, so that nothing passes from one notebook to the next
and a crash is the notebook's alone. On Linux it is forked, in a few milliseconds, from a process
that has imported the libraries (see `forkserver`); elsewhere, or if importing has started threads
that forked processes would wait for, it is spawned and imports them itself.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from opsg.core.cache.tracking import Reads
from opsg.core.errors import Finding, UserError
from opsg.execution.processes import (
    PATIENCE_S,
    ForkingSource,
    Process,
    Source,
    SpawningSource,
    UnsafeToFork,
    describe_end,
)

_log = logging.getLogger(__name__)

POLL_S = 0.1

MOST = 64
"""How many workers there may be at once where nobody says."""


class WorkerEnded(Exception):
    """The worker process ended while a cell was running; the message says how.

    `frames` is where in its code it was, as Python's faulthandler writes it, if that is known.
    """

    def __init__(self, message: str, frames: str = "") -> None:
        super().__init__(message)
        self.frames = frames


class Worker:
    """A process that runs the cells of one notebook; `number` is the system's for it."""

    def __init__(self, process: Process, folder: Path, environment: Mapping[str, str]) -> None:
        self._process = process
        self._connection = process.connection
        self._frames: BinaryIO | None = None
        begun = self._receive(PATIENCE_S, None)
        self.number: int = begun["process"]
        frames = Path(begun["frames"])
        self._frames = frames.open("rb", buffering=0)
        frames.unlink()
        self._memory = Path(f"/proc/{self.number}/statm")
        self._send({"folder": str(folder), "environment": dict(environment)})

    def run(
        self, cell: int, source: str, *, time_limit: float | None, memory_limit: int | None
    ) -> dict[str, Any]:
        """Run a cell and return its outputs, those it changed of earlier cells, and its number.

        Raises WorkerEnded if the process ends, or if it must be ended because the cell takes more
        than `time_limit` seconds or `memory_limit` bytes.
        """
        self._send({"ask": "run", "cell": cell, "source": source})
        return self._receive(time_limit, memory_limit)

    def reads(self) -> Reads:
        """What was read there so far. Raises WorkerEnded if its process ends."""
        self._send({"ask": "reads"})
        return Reads(**self._receive(PATIENCE_S, None))

    def call(
        self,
        function: str,
        arguments: Mapping[str, object],
        *,
        time_limit: float | None,
        record: bool = False,
    ) -> Any:
        """Call a function there by its name, as `opsg.execution.calls.call` does.

        With `record`, `reads` tells then what it has read, and nothing of earlier calls.

        Raises UserError as the function does, OSError where there is no room for what it writes,
        and WorkerEnded if the process ends or it takes more than `time_limit` seconds.
        """
        ask = {"ask": "call", "function": function, "arguments": arguments, "record": record}
        self._send(ask)
        reply = self._receive(time_limit, None)
        if "findings" in reply:
            raise UserError.of([Finding.restore(finding) for finding in reply["findings"]])
        if "no room" in reply:
            raise OSError(*reply["no room"])
        return reply["returned"]

    def close(self) -> None:
        """Give up what tells where the process is."""
        if self._frames:
            self._frames.close()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._connection.send_bytes(json.dumps(message).encode())
        except OSError:
            raise WorkerEnded(describe_end(self._process.exit_code())) from None

    def _receive(self, time_limit: float | None, memory_limit: int | None) -> dict[str, Any]:
        started = time.monotonic()
        try:
            # In steps, as nobody tells when a notebook takes more than its memory.
            while not self._connection.poll(POLL_S):
                if time_limit and time.monotonic() - started > time_limit:
                    raise WorkerEnded(
                        f"It took more than {time_limit:g} s and was stopped.", self._ask_frames()
                    )
                if memory_limit and self._memory_used() > memory_limit:
                    raise WorkerEnded(
                        f"The notebook used more than {memory_limit / 2**30:g} GiB of memory and"
                        " was stopped.",
                        self._ask_frames(),
                    )
            reply: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            end = describe_end(self._process.exit_code())
            raise WorkerEnded(end, self._read_frames()) from None
        if "broken" in reply:
            raise RuntimeError(f"the worker process failed:\n{reply['broken']}")
        return reply

    def _ask_frames(self) -> str:
        """Where the process is, which has not ended; nothing if it does not answer."""
        if not hasattr(signal, "SIGUSR1"):
            return ""
        os.kill(self.number, signal.SIGUSR1)
        for _ in range(int(1 / POLL_S)):
            if frames := self._read_frames():
                return frames
            time.sleep(POLL_S)
        return ""

    def _read_frames(self) -> str:
        """Where the process was when it crashed or was asked."""
        return self._frames.read().decode("utf-8", "replace") if self._frames else ""

    def _memory_used(self) -> int:
        """Resident memory in bytes; 0 where the system does not tell."""
        try:
            return int(self._memory.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError):
            return 0


class Workers:
    """Where worker processes come from; a context, at whose end all of them are gone.

    `environment` is what the notebooks find as their environment variables. No more than `most`
    processes work at once.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, most: int = MOST) -> None:
        self._environment = dict(os.environ if environment is None else environment)
        self._room = threading.Semaphore(most)
        self._source: Source | None = None
        self._running: set[Process] = set()
        self._guard = threading.Lock()
        self._stopped = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def warm_up(self) -> None:
        """Begin to import the libraries, which the first worker would wait for."""
        with self._guard:
            self._prepared()

    def wait_until_ready(self) -> bool:
        """Whether workers are forked, which can be done at once from then on."""
        with self._guard:
            source = self._prepared()
            if not isinstance(source, ForkingSource):
                return False
            try:
                source.wait()
            except UnsafeToFork:
                return False
            return True

    def refresh(self) -> None:
        """Have the log read anew, if it has changed, where workers are forked."""
        with self._guard:
            if isinstance(self._source, ForkingSource):
                self._source.refresh()

    def stop(self) -> None:
        """End all workers; what still runs ends with WorkerEnded, and nothing can be started."""
        with self._guard:
            self._stopped = True
            source, self._source = self._source, None
            running = list(self._running)
        for process in running:
            process.kill()
        if source:
            source.close()

    @contextmanager
    def worker(
        self, folder: Path, environment: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Worker]:
        """A fresh worker for one notebook, with its working folder and variables of its own."""
        with self._room:
            process = self._start()
            try:
                with closing(Worker(process, folder, environment)) as worker:
                    yield worker
            finally:
                with self._guard:
                    self._running.discard(process)
                    process.kill()
                    process.close()

    def _start(self) -> Process:
        with self._guard:
            if self._stopped:
                raise WorkerEnded("The build was stopped.")
            source = self._prepared()
            try:
                process = source.start()
            except UnsafeToFork:
                _log.debug("importing has started threads: workers are spawned, not forked")
                source.close()
                self._source = SpawningSource(self._environment)
                process = self._source.start()
            self._running.add(process)
            return process

    def _prepared(self) -> Source:
        if self._source is None:
            forks = sys.platform == "linux"
            _log.debug("workers are %s from now on", "forked" if forks else "spawned")
            self._source = (ForkingSource if forks else SpawningSource)(self._environment)
        return self._source
