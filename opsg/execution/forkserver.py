"""The process that worker processes are forked from, with all libraries imported and nothing run.

It speaks with the build over one socket. Each request carries two sockets: the notebook's, which
the child keeps, and the child's fate, over which the build learns how the child ended and, by
closing it, ends the child. When the build is gone, so are its sockets and with them all children.
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
from opsg.execution.processes import READY, STATUS, UNSAFE

_DIE_WITH_PARENT = 1
_HARMLESS = ("jemalloc", "polars-ooc")


def main(descriptor: int) -> None:
    """Serve requests that come over the socket `descriptor` until it is closed."""
    control = socket.socket(fileno=descriptor)
    shell = worker.prepare()
    unsafe = has_run()
    with suppress(ConnectionError):
        control.sendall(UNSAFE if unsafe else READY)
    if unsafe:
        return
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    woken.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    children: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is control:
                    descriptors = _asked(control)
                    if not descriptors:
                        for process in children:
                            _kill(process)
                        os._exit(0)
                    process = os.fork()
                    if process == 0:
                        selector.close()
                        for mine in (control, woken, waker, *children.values()):
                            mine.close()
                        os.close(descriptors[1])
                        _be_worker(descriptors[0], shell)
                    os.close(descriptors[0])
                    children[process] = fate = socket.socket(fileno=descriptors[1])
                    selector.register(fate, selectors.EVENT_READ, process)
                elif key.fileobj is woken:
                    woken.recv(4096)
                    _reap(children, selector)
                elif key.data in children:
                    _kill(key.data)
                    selector.unregister(key.fileobj)


def _asked(control: socket.socket) -> list[int]:
    """The sockets that come with a request; none when the build is gone."""
    try:
        return socket.recv_fds(control, 1, 2)[1]
    except ConnectionError:
        return []


def _be_worker(descriptor: int, shell: worker.Shell) -> None:
    """Become a worker; never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
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


def _reap(children: dict[int, socket.socket], selector: selectors.BaseSelector) -> None:
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while children and (ended := os.waitid(os.P_ALL, 0, look)):
        # What the notebook started and left running ends with it; before the child is reaped,
        # so that its number cannot yet be another's.
        _kill(ended.si_pid)
        process, status = os.waitpid(ended.si_pid, 0)
        fate = children.pop(process)
        if fate.fileno() in selector.get_map():
            selector.unregister(fate)
        with fate, suppress(OSError):
            fate.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))


def _kill(process: int) -> None:
    """End a child and what it started; the child leads a process group of its own."""
    for kill in (os.kill, os.killpg):
        with suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)


def has_run() -> bool:
    """Whether importing has started threads that children would wait for in vain."""
    if threading.active_count() > 1:
        return True
    own = Path("/proc/self/comm").read_text()
    names = [(task / "comm").read_text() for task in Path("/proc/self/task").iterdir()]
    return not all(name.startswith((own, *_HARMLESS)) for name in names)
