"""The libraries of notebooks, imported once for all builds of the tests that one process runs.

A build starts a server that imports them for a second before it forks the first notebook. Here it
is itself forked from a process that has imported them, and is otherwise the same: it has the
variables of its build, reads its log, and ends with it. It is what `pool` takes for the source of
workers; tests of the true one ask for the fixture `own_libraries`.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from opsg.execution import forkserver, processes, worker

LONGEST = 1 << 20
BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); import libraries; libraries.main(sys.argv[2])"


class Libraries:
    """The process that has imported them, begun when it is first asked for."""

    def __init__(self) -> None:
        self._control, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST)
        self._process: subprocess.Popen[bytes] | None = None

    def server(self, environment: Mapping[str, str], notebooks: int, life: int) -> None:
        """Fork a server with these variables for the socket `notebooks`; it holds `life` open."""
        self._process = self._process or self._begin()
        asked = json.dumps([str(Path.cwd()), {"PYTHONHASHSEED": "0", **environment}]).encode()
        socket.send_fds(self._control, [asked], [notebooks, life])

    def close(self) -> None:
        for end in (self._control, self._theirs):
            end.close()
        if self._process:
            self._process.wait()

    def _begin(self) -> subprocess.Popen[bytes]:
        number = self._theirs.fileno()
        return subprocess.Popen(
            [sys.executable, "-P", "-c", BEGIN, Path(__file__).parent, str(number)],
            pass_fds=[number],
            # No log is read here: each server has its own.
            env={**os.environ, "PYTHONHASHSEED": "0", "OPSG_DATA": "/nowhere"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def source(libraries: Libraries) -> type[processes.ForkingSource]:
    """A source of workers as builds have it, whose server is forked."""

    class Source(processes.ForkingSource):
        def __init__(self, environment: Mapping[str, str]) -> None:
            self._control, notebooks = socket.socketpair()
            self._life, life = socket.socketpair()
            with notebooks, life:
                libraries.server(environment, notebooks.fileno(), life.fileno())
            self._is_ready = False

        def close(self) -> None:
            self._control.close()
            with self._life:
                self._life.settimeout(processes.PATIENCE_S)
                assert self._life.recv(1) == b"", "the server and what it started are gone"

    return Source


def main(descriptor: str) -> None:
    """Import the libraries, and fork a server for each that is asked for until nobody asks."""
    control = socket.socket(fileno=int(descriptor))
    shell = worker.prepare()
    assert not forkserver.has_run()
    servers: set[int] = set()
    while True:
        asked, descriptors, *_ = socket.recv_fds(control, LONGEST, 2)
        if not descriptors:
            os._exit(0)
        if not (server := os.fork()):
            control.close()
            _serve(shell, *json.loads(asked), descriptors[0])
        servers = {each for each in servers | {server} if os.waitpid(each, os.WNOHANG) == (0, 0)}
        for number in descriptors:
            os.close(number)


def _serve(shell: worker.Shell, folder: str, environment: dict[str, str], notebooks: int) -> None:
    """Become the server of a build; never returns."""

    def prepare() -> worker.Shell:
        worker.hold_log()
        gc.collect()
        gc.freeze()
        return shell

    try:
        os.setsid()
        os.chdir(folder)
        backend = os.environ["MPLBACKEND"]
        os.environ.clear()
        os.environ.update({"MPLBACKEND": backend, **environment})
        shell.init_environment()
        time.tzset()
        tempfile.tempdir = None
        worker.prepare = prepare
        forkserver.main(notebooks)
    finally:
        os._exit(1)
