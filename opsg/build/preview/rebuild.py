"""Runs the build in a process of its own, and hears what it complains of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

PATIENCE_S = 10
"""How long an interrupted build may take to clear up."""


def run(build: Sequence[str]) -> str:
    """Run the command `build` to its end; what it complained of if it failed, else nothing.

    What it says goes to the terminal as well. If this process is interrupted, so is the build.
    """
    with subprocess.Popen(
        build, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", start_new_session=True
    ) as process:
        try:
            lines = []
            assert process.stderr
            for line in process.stderr:
                print(line, end="", file=sys.stderr, flush=True)
                lines.append(line)
            failed = process.wait() != 0
        except BaseException:
            _stop(process)
            raise
    return _complaint(lines) if failed else ""


def _complaint(lines: list[str]) -> str:
    """The lines from the first error on; all of them where a bug told something else."""
    first = next((index for index, line in enumerate(lines) if line.startswith("error:")), 0)
    return "".join(lines[first:]).strip() or "The build failed and did not say why."


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
