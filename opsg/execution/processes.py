"""The ways to start a worker process: fork one that has imported the libraries, or spawn one.

`pool` chooses between the two sources; what they start behaves alike.

A forked child and the build share two sockets: the notebook's, and the child's fate, over which
the child's end is told, and by closing which the child is ended.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Protocol

PATIENCE_S = 60
READY, UNSAFE = b"R", b"U"
START, REFRESH = b"+", b"="
STATUS = struct.Struct("i")


class Process(Protocol):
    """A running worker process, however it was started."""

    connection: Connection

    def exit_code(self) -> int | None:
        """How the process ended: its exit code, or minus the signal; None if not known."""

    def kill(self) -> None:
        """End the process and all that it started, if it has not ended."""

    def close(self) -> None:
        """Give up what connects with the process; the last thing to be called."""


class Source(Protocol):
    """A way to start worker processes."""

    def start(self) -> Process:
        """A new worker process."""

    def close(self) -> None:
        """End what is kept running to start others."""


class UnsafeToFork(Exception):
    """Importing the libraries has started threads that forked processes would wait for."""


class ForkingSource:
    """Starts workers by forking a process that has imported the libraries."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._server = subprocess.Popen(
                # -P keeps a polars.py in the working folder from being taken for the library.
                [
                    sys.executable,
                    "-P",
                    "-c",
                    f"from opsg.execution.forkserver import main; main({number})",
                ],
                pass_fds=[number],
                # Else the order of a set, and with it a page, might differ between builds.
                env={"PYTHONHASHSEED": "0", **environment},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._is_ready = False

    def start(self) -> Process:
        self.wait()
        return ForkedProcess(self._control)

    def wait(self) -> None:
        """Wait until a worker can be forked. Raises UnsafeToFork if none can."""
        if not self._is_ready:
            self._control.settimeout(PATIENCE_S)
            if self._control.recv(1) != READY:
                raise UnsafeToFork
            self._is_ready = True

    def refresh(self) -> None:
        """Have the log read anew, if it has changed, for all processes from now on."""
        with suppress(OSError):  # it is gone, which the next start tells
            self._control.sendall(REFRESH)

    def close(self) -> None:
        if not self._is_ready:
            # It has no children yet, and would finish its imports first.
            self._server.kill()
        self._control.close()
        self._server.wait()


class ForkedProcess:
    """A child of the fork server."""

    def __init__(self, control: socket.socket) -> None:
        mine, theirs = socket.socketpair()
        self._fate, their_fate = socket.socketpair()
        with theirs, their_fate:
            socket.send_fds(control, [START], [theirs.fileno(), their_fate.fileno()])
        self.connection = Connection(mine.detach())

    def exit_code(self) -> int | None:
        self._fate.settimeout(PATIENCE_S)
        with suppress(OSError):
            status = self._fate.recv(STATUS.size)
            if status:
                return int(STATUS.unpack(status)[0])
        return None

    def kill(self) -> None:
        # Half of it only: the exit code still comes over the other half.
        with suppress(OSError):
            self._fate.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.connection.close()
        self._fate.close()


class SpawningSource:
    """Starts workers as new Python processes; one is always being made ready in advance."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._next = SpawnedProcess(self._environment)

    def start(self) -> Process:
        process, self._next = self._next, SpawnedProcess(self._environment)
        return process

    def close(self) -> None:
        self._next.kill()
        self._next.close()


class SpawnedProcess:
    """A worker that imports the libraries itself."""

    def __init__(self, environment: dict[str, str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(
                target=_work_in_new_process, args=(theirs, environment), daemon=True
            )
            self._process.start()

    def exit_code(self) -> int | None:
        self._process.join(PATIENCE_S)
        return self._process.exitcode

    def kill(self) -> None:
        if hasattr(os, "killpg") and self._process.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()

    def close(self) -> None:
        self.connection.close()
        self._process.join()


def describe_end(exit_code: int | None) -> str:
    """How a worker process ended, as a sentence for the analyst whose notebook it ran."""
    if exit_code is None:
        return "The notebook's process ended."
    if exit_code >= 0:
        return f"The notebook's process ended with exit code {exit_code}."
    name = signal.Signals(-exit_code).name
    hint = " Perhaps the system was out of memory." if name == "SIGKILL" else ""
    return f"The notebook's process was ended by {name}.{hint}"


def _work_in_new_process(connection: Connection, environment: dict[str, str]) -> None:
    if hasattr(os, "setsid"):
        os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    # Only now: libraries read variables when they are imported.
    from opsg.execution.worker import work

    work(connection)
    # Without the end of `multiprocessing`, which would wait for threads of the notebook.
    os._exit(0)
