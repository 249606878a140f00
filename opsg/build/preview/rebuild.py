"""Has the builds made in a process that stays until the program changes; hears what they say."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsg.build.preview import kept
from opsg.core.cache import digests
from opsg.core.cache.inputs import LOCK, PACKAGE

if TYPE_CHECKING:
    from opsg.build.request import Request

PATIENCE_S = 10
"""How long an interrupted build may take to clear up."""


@dataclass
class Outcome:
    """What came of a build: its findings as documents, and the traceback of a bug."""

    succeeded: bool = False
    findings: list[dict[str, Any]] = field(default_factory=list)
    bug: str = ""


@contextmanager
def builder(request: Request) -> Iterator[Callable[[str, Callable[[Path], None]], Outcome]]:
    """What builds the site of a request, as `_Builder.build` does; at the end nothing runs on."""
    made = _Builder(request)
    try:
        yield made.build
    finally:
        made.stop()


class _Builder:
    """Builds the site of a request, again and again."""

    def __init__(self, request: Request) -> None:
        # Without what it has looked at: each build looks for itself.
        self._request = replace(request)
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._program = ""

    def build(self, shown: str, show_first: Callable[[Path], None]) -> Outcome:
        """Build; the page `shown` comes first, in a folder that `show_first` is told of."""
        outcome = Outcome()
        try:
            connection = self._ready()
            connection.send(shown)
            while True:
                kind, value = connection.recv()
                if kind == "first":
                    show_first(Path(value))
                elif kind == "findings":
                    outcome.findings = value
                elif kind == "bug":
                    outcome.bug = value
                else:
                    outcome.succeeded = value == 0
                    break
            if not kept.FORKS:
                self.stop()
        except (EOFError, OSError):
            self.stop()
        if not (outcome.succeeded or outcome.findings or outcome.bug):
            outcome.bug = "The build ended and did not say why."
        return outcome

    def stop(self) -> None:
        """End the process, and a build that is under way."""
        process, self._process = self._process, None
        if process is None:
            return
        assert self._connection and process.pid
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGINT)
        self._connection.close()
        process.join(PATIENCE_S)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()

    def _ready(self) -> Connection:
        """The connection with a process that has the present program."""
        lock = digests.digest_file(self._request.root / LOCK)
        program = digests.digest(digests.digest_tree(PACKAGE), lock)
        if program != self._program:
            self.stop()
        if self._process is None:
            self._program = program
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            with theirs:
                self._process = context.Process(target=kept.main, args=(theirs, self._request))
                self._process.start()
        assert self._connection
        return self._connection
