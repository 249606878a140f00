"""A lock on a folder, held by one process at a time, that says who holds it.

The lock is the operating system's (`flock`), which ends with the process that holds it however
that ends. What a dead process has left in the file is therefore never taken for a lock.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from opsg.core import records
from opsg.core.errors import UserError


@contextmanager
def lock(path: Path, *, what: str) -> Iterator[None]:
    """Hold the lock file `path`; `what` completes "another …" for those who find it held.

    Raises UserError naming the holder's process, host and start if another process holds it.
    """
    descriptor = _acquire(path, what)
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, json.dumps(_holder()).encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _acquire(path: Path, what: str) -> int:
    while True:
        descriptor = _open(path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise UserError(
                f"another {what}{_described(path)}.",
                where=str(path),
                remedy="Wait until it has ended.",
            ) from None
        if _is_still_at(path, descriptor):
            return descriptor
        # The last holder removed the file between the opening and the locking.
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise UserError(
            f"nothing can be written here: {error.strerror}.",
            where=str(path.parent),
            remedy="Allow writing there, or build elsewhere.",
        ) from error


def _is_still_at(path: Path, descriptor: int) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)


def _holder() -> dict[str, str | int]:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": os.getpid(), "host": socket.gethostname(), "started": started}


def _described(path: Path) -> str:
    holder = records.read(path)
    if not holder:
        return ""
    process, host, started = map(holder.get, ("process", "host", "started"))
    return f" (process {process} on {host}, since {started})"
