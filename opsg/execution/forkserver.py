"""The process that worker processes are forked from, with all libraries imported and nothing run.

It speaks with the build over one socket. Each request for a child carries two sockets: the
notebook's, which the child keeps, and the child's fate, over which the build learns how the child
ended and, by closing it, ends the child. Another has the log read anew. When the build is gone, so
are its sockets and with them all children.

`processes.ForkingSource` starts it. Python's own fork server (`multiprocessing.forkserver`) was
tried in its place and starts a notebook more slowly; it reaps a child before what that one
started can be ended, so that a process group might by then be another's; and it refuses to start
from the daemonic processes that workers of a Dask cluster are.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import socket
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from opsg.execution import worker
from opsg.execution.processes import READY, REFRESH, STATUS, UNSAFE

_PR_SET_PDEATHSIG = 1
_HARMLESS = ("jemalloc", "polars-ooc")


def main(descriptor: int) -> None:
    """Serve requests that come over the socket `descriptor` until it is closed."""
    control = socket.socket(fileno=descriptor)
    shell = worker.prepare()
    unsafe = has_run()
    with suppress(ConnectionError):
        control.sendall(UNSAFE if unsafe else READY)
    if not unsafe:
        _Server(control, shell).serve()


def has_run() -> bool:
    """Whether importing has started threads that children would wait for in vain."""
    if threading.active_count() > 1:
        return True
    own = Path("/proc/self/comm").read_text()
    names = [(task / "comm").read_text() for task in Path("/proc/self/task").iterdir()]
    return not all(name.startswith((own, *_HARMLESS)) for name in names)


class _Server:
    """Forks children on request, and ends them; knows the fate's socket of each by its number."""

    def __init__(self, control: socket.socket, shell: worker.Shell) -> None:
        self._control = control
        self._shell = shell
        self._children: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._woken, self._waker = socket.socketpair()

    def serve(self) -> None:
        """Answer requests; never returns."""
        for end in (self._woken, self._waker):
            end.setblocking(False)
        # The handler does nothing, but without one Python would not write to the wake-up socket.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    self._answer()
                elif key.fileobj is self._woken:
                    self._woken.recv(4096)
                    self._reap()
                elif key.data in self._children:
                    # The build has closed the fate; its end of it stays open for the exit code.
                    _kill(key.data)
                    self._selector.unregister(key.fileobj)

    def _answer(self) -> None:
        asked, descriptors = _receive(self._control)
        if asked == REFRESH:
            worker.hold_log()
            return
        if not descriptors:
            for process in self._children:
                _kill(process)
            os._exit(0)
        notebook, fate = descriptors
        process = os.fork()
        if process == 0:
            # Held open here, they would hide from the build that the server is gone.
            self._selector.close()
            for inherited in (self._control, self._woken, self._waker, *self._children.values()):
                inherited.close()
            os.close(fate)
            _become_worker(notebook, self._shell)
        os.close(notebook)
        self._children[process] = socket.socket(fileno=fate)
        self._selector.register(self._children[process], selectors.EVENT_READ, process)

    def _reap(self) -> None:
        # WNOWAIT: what the notebook started and left running ends with it, and before the child
        # is reaped, as its number might then be another's.
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while self._children and (ended := os.waitid(os.P_ALL, 0, look)):
            _kill(ended.si_pid)
            process, status = os.waitpid(ended.si_pid, 0)
            fate = self._children.pop(process)
            if fate.fileno() in self._selector.get_map():
                self._selector.unregister(fate)
            with fate, suppress(OSError):
                fate.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """A request and the sockets that come with it; none when the build is gone."""
    try:
        return socket.recv_fds(control, 1, 2)[:2]
    except ConnectionError:
        return b"", []


def _become_worker(descriptor: int, shell: worker.Shell) -> None:
    """Become a worker; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # Should this server be killed, nobody else would end its children.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        _reseed()
        worker.work(Connection(descriptor), shell)
    finally:
        os._exit(0)


def _reseed() -> None:
    """Python's own generator starts anew in a fork, NumPy's does not."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()


def _kill(process: int) -> None:
    """End a child and what it started; the child leads a process group of its own."""
    for kill in (os.kill, os.killpg):
        with suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)
