"""Keeps what the benchmarks measured in `bench/RESULTS.md`, a section each, with the machine."""

from __future__ import annotations

import os
import platform
import re
import time
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("RESULTS.md")
_TITLE = "# What the benchmarks measured\n\nEach section is written by its script, which see.\n"
_PACKAGES = ("polars", "plotly", "papermill", "ipykernel", "pypandoc_binary")


def machine() -> str:
    """The machine, its load in the last minute, and the versions of what matters, in a sentence."""
    cores = len(os.sched_getaffinity(0))
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {cores} cores, {_memory():.0f} GB; {_system()}, Python "
        f"{platform.python_version()}, {packages}; load {os.getloadavg()[0]:.1f}."
    )


def aims(*measured: tuple[str, float, float]) -> str:
    """A table of aims: what is measured, what it should be at most, and what it is."""
    lines = ["| aim | at most | measured | |\n| --- | ---: | ---: | --- |\n"]
    for what, most, found in measured:
        outcome = "met" if found <= most else f"missed by {found - most:.2f}"
        lines.append(f"| {what} | {most:g} | {found:.2f} | {outcome} |\n")
    return "".join(lines)


def settle(patience_s: float = 60) -> None:
    """Wait for a moment in which others leave this machine alone, if one comes in time."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        idle, total = _ticks()
        time.sleep(0.5)
        idle_later, total_later = _ticks()
        if idle_later - idle > 0.9 * (total_later - total):
            return


def _ticks() -> tuple[int, int]:
    """The processors' time so far: without work, and in all."""
    counts = [int(count) for count in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    return counts[3] + counts[4], sum(counts)


def write(heading: str, text: str) -> None:
    """Put a section into the file, in place of the one with the same heading."""
    content = FILE.read_text(encoding="utf-8") if FILE.is_file() else _TITLE
    first, *sections = re.split(r"(?m)^(?=## )", content)
    kept = [section for section in sections if not section.startswith(f"## {heading}\n")]
    kept.append(f"## {heading}\n\n{text.strip()}\n\n")
    FILE.write_text(f"{first.rstrip()}\n\n{''.join(sorted(kept)).rstrip()}\n", encoding="utf-8")


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.processor() or platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _system() -> str:
    return str(platform.freedesktop_os_release().get("PRETTY_NAME", platform.system()))
