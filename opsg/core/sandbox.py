"""Runs a reader of untrusted files as a process of its own, with limits on time and memory."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from opsg.core.errors import UserError

_OUTPUT = 5_000_000


def output(arguments: Sequence[str | Path], *, seconds: float, name: str, what: str) -> bytes:
    """What a program prints. `name` is the file that it reads, `what` the kind of file.

    Raises UserError if it fails, prints too much, or is not done in time; it is ended then.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        try:
            result = subprocess.run(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=said,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UserError(
                f"It could not be read within {seconds:g} seconds.",
                where=name,
                remedy=f"Save it anew as {what}, or as plain text.",
            ) from None
        if result.returncode:
            said.seek(0)
            lines = said.read(2000).decode("utf-8", "replace").strip().splitlines()
            reason = lines[0].strip(" .;")[:200] if lines else "the reader gave up"
            raise UserError(
                f"It cannot be read as {what}: {reason}.",
                where=name,
                remedy=f"Save it anew as {what}, or as plain text.",
            )
        if printed.tell() > _OUTPUT:
            raise UserError("It holds far more text than a paper.", where=name)
        printed.seek(0)
        return printed.read()
