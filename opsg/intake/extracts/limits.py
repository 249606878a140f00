"""How much an extract may hold, and a process with limits to open those that may be harmful."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NoReturn

from opsg.core.errors import UserError

LARGEST_FILE = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 500

# What a reader may use. Polars reserves far more address space than it fills.
_MEMORY = 3_000_000_000
_OUTPUT = 400_000_000
_REFUSED = 3


@dataclass(frozen=True)
class Untrusted:
    """A kind of file that is read apart, by which module, and what to do if that gives up."""

    name: str
    module: str
    remedy: str


WORKBOOK = Untrusted(
    "an Excel workbook",
    "opsg.intake.extracts.workbook",
    "It is damaged, has a cell far from the table, or is far too large; copy the table to a new "
    "workbook, or save it as CSV.",
)
PARQUET = Untrusted(
    "Parquet", "opsg.intake.extracts.parquet", "It is damaged or far too large; export it again."
)


@contextmanager
def read_apart(*arguments: str, where: str, size: int, kind: Untrusted) -> Iterator[IO[str]]:
    """What a reader prints about a file of `size` bytes: it is run in a process of its own.

    Its time, memory and output are limited, and it may crash: some damaged files make Polars
    abort. Raises UserError if it refuses the file, crashes or runs into a limit.
    """
    seconds = 4 + size / 2_000_000
    with TemporaryFile("w+", encoding="utf-8", newline="") as printed:
        try:
            code = subprocess.run(
                [sys.executable, "-P", "-m", kind.module, str(int(seconds) + 1), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"},
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise UserError(
                f"It could not be read within {seconds:.0f} seconds.",
                where=where,
                remedy="Save what is needed of it as CSV.",
            ) from None
        printed.seek(0)
        if code == _REFUSED:
            told = json.load(printed)
            raise UserError(told["problem"], where=where, remedy=told["remedy"])
        if code:
            raise UserError(f"It cannot be read as {kind.name}.", where=where, remedy=kind.remedy)
        yield printed


def begin() -> list[str]:
    """The first thing that a reader does: takes its limits upon itself; returns its arguments."""
    seconds, *arguments = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    return arguments


def refuse(problem: str, remedy: str) -> NoReturn:
    """What a reader does with a file that it will not read, before it has printed anything."""
    json.dump({"problem": problem, "remedy": remedy}, sys.stdout)
    sys.stdout.flush()
    raise SystemExit(_REFUSED)


def check_size(file: Path, where: str) -> int:
    """The size of a file in bytes. Raises UserError if it is not one, or too large."""
    try:
        if file.is_dir():
            raise UserError("This is a folder.", where=where, remedy="Name the extract's file.")
        # Opening a pipe or a device would wait, perhaps for ever.
        if file.exists() and not file.is_file():
            raise UserError("This is not a file.", where=where, remedy="Name the extract's file.")
        size = file.stat().st_size
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one"
        raise UserError(f"It cannot be read: {reason}.", where=where) from None
    if size > LARGEST_FILE:
        raise UserError(
            f"It is larger than {LARGEST_FILE // 1_000_000} MB.",
            where=where,
            remedy="Is this one month's extract of one dataset?",
        )
    return size
