"""Reads files that may be harmful in a process of its own, with limits on time, memory and output.

A damaged or malicious file can make a reader crash, or take any amount of time and memory; only
its own process pays. Intake runs Pandoc and its Python readers so: a reader in Python first calls
`begin`, and `refuse` where it will not read a file. The time that is limited is the processor's,
so that a busy machine refuses no sound file.
"""

from __future__ import annotations

import errno
import io
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, NoReturn

from opsg.core.errors import UserError

# Polars reserves far more address space than it fills.
_MEMORY = 3_000_000_000
_OUTPUT = 400_000_000
# A reader that waits for a busy machine is let be for so many seconds.
_PATIENCE = 60
_REFUSED = 3
_TOO_LARGE = 4


@dataclass(frozen=True)
class Untrusted:
    """A kind of file as messages call it, and what to do if its reader gives up or is too slow."""

    name: str
    remedy: str
    slow: str


@contextmanager
def run(
    command: Sequence[str], *, where: str, seconds: float, kind: Untrusted
) -> Iterator[IO[bytes]]:
    """What a reader prints about the file that messages call `where`.

    It has so many `seconds` of a processor. Raises UserError if it refuses the file, fails,
    crashes or runs into a limit.
    """
    # The shell takes the limit upon itself, and becomes the reader.
    limited = ["/bin/sh", "-c", 'ulimit -S -t "$0" && exec "$@"', f"{seconds:.0f}", *command]
    with TemporaryFile() as output, TemporaryFile() as errors:
        try:
            code = subprocess.run(
                limited,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env={**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"},
                timeout=seconds + _PATIENCE,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            problem = (
                f"This machine did not get to read it within {seconds + _PATIENCE:.0f} seconds."
            )
            remedy = "Try again when it is less busy."
            raise UserError(problem, where=where, remedy=remedy) from None
        output.seek(0)
        if code == -signal.SIGXCPU:
            problem = f"Reading it takes more than {seconds:.0f} seconds of the processor's time."
            raise UserError(problem, where=where, remedy=kind.slow)
        if code == _TOO_LARGE:
            problem = "Reading it takes more memory than a reader may have."
            raise UserError(problem, where=where, remedy=kind.slow)
        if code == _REFUSED:
            refusal = json.load(output)
            raise UserError(refusal["problem"], where=where, remedy=refusal["remedy"])
        if code:
            problem = f"It cannot be read as {kind.name}{_reason(errors)}."
            raise UserError(problem, where=where, remedy=kind.remedy)
        yield output


def reader(module: str, *arguments: str, memory: int = _MEMORY) -> list[str]:
    """The command that runs a Python module as a reader, which may use `memory` bytes."""
    return [sys.executable, "-P", "-m", module, str(memory), *arguments]


def begin() -> list[str]:
    """The first thing that a reader does: takes its limits upon itself; returns its arguments."""
    memory, *arguments = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What Python and Polars say of a crash means nothing to who wants to read the file.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    sys.excepthook = _fail
    return arguments


def _fail(kind: type[BaseException], error: BaseException, _: object) -> None:
    too_large = isinstance(error, OSError) and error.errno == errno.EFBIG
    os._exit(_TOO_LARGE if too_large or issubclass(kind, MemoryError) else 1)


def refuse(problem: str, remedy: str) -> NoReturn:
    """What a reader does with a file that it will not read, whatever it has printed of it."""
    sys.stdout.flush()
    sys.stdout.seek(0)
    sys.stdout.truncate()
    json.dump({"problem": problem, "remedy": remedy}, sys.stdout)
    sys.stdout.flush()
    raise SystemExit(_REFUSED)


def _reason(errors: IO[bytes]) -> str:
    """What a reader says of a file that it cannot read: its first line, if it says anything."""
    errors.seek(0)
    lines = errors.read(2000).decode("utf-8", "replace").strip().splitlines()
    return f": {lines[0].strip(' .;')[:200]}" if lines else ""
