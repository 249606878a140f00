"""Reads files that may be harmful in a process of its own, with limits on time, memory and output.

A damaged or malicious file can make a reader crash, or take any amount of time and memory; only
its own process pays. Intake runs Pandoc and its Python readers so: a reader in Python first calls
`begin`, and `refuse` where it will not read a file.
"""

from __future__ import annotations

import io
import json
import os
import resource
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
_REFUSED = 3


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
    """What a reader prints about the file that messages call `where`; it has so many `seconds`.

    Raises UserError if it refuses the file, fails, crashes or runs into a limit.
    """
    with TemporaryFile() as output, TemporaryFile() as errors:
        try:
            code = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env={**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"},
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            problem = f"It could not be read within {seconds:.0f} seconds."
            raise UserError(problem, where=where, remedy=kind.slow) from None
        output.seek(0)
        if code == _REFUSED:
            refusal = json.load(output)
            raise UserError(refusal["problem"], where=where, remedy=refusal["remedy"])
        if code:
            problem = f"It cannot be read as {kind.name}{_reason(errors)}."
            raise UserError(problem, where=where, remedy=kind.remedy)
        yield output


def reader(module: str, *arguments: str, seconds: float, memory: int = _MEMORY) -> list[str]:
    """The command that runs a Python module as a reader, which may use `memory` bytes."""
    limits = (str(int(seconds) + 1), str(memory))
    return [sys.executable, "-P", "-m", module, *limits, *arguments]


def begin() -> list[str]:
    """The first thing that a reader does: takes its limits upon itself; returns its arguments."""
    seconds, memory, *arguments = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What Python and Polars say of a crash means nothing to who wants to read the file.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    return arguments


def refuse(problem: str, remedy: str) -> NoReturn:
    """What a reader does with a file that it will not read, before it has printed anything."""
    json.dump({"problem": problem, "remedy": remedy}, sys.stdout)
    sys.stdout.flush()
    raise SystemExit(_REFUSED)


def _reason(errors: IO[bytes]) -> str:
    """What a reader says of a file that it cannot read: its first line, if it says anything."""
    errors.seek(0)
    lines = errors.read(2000).decode("utf-8", "replace").strip().splitlines()
    return f": {lines[0].strip(' .;')[:200]}" if lines else ""
