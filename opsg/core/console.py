"""What the command shows while it works: a live bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from opsg.core.errors import Finding
from opsg.core.github import commands, wanted

if TYPE_CHECKING:
    from rich.progress import Progress

COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
"""What gives the words behind it a colour in a terminal."""


class Console(Protocol):
    """Where a build tells how far it is."""

    def step(self, title: str, total: int | None = None) -> None:
        """A step begins, of `total` items if that is known."""

    def item(self, text: str) -> None:
        """One item of the step is done."""

    def warn(self, finding: Finding) -> None:
        """Something is not as it should be, but does not stop the build."""

    def done(self, text: str) -> None:
        """All is done; `text` says what and where."""


@contextmanager
def console() -> Iterator[Console]:
    """The console that suits where standard output goes."""
    if not sys.stdout.isatty():
        yield Lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[count]:>5}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[latest]}", markup=False),
    ) as progress:
        yield Bars(progress)


class Lines:
    """A line for every step and item, for logs and pipes."""

    def step(self, title: str, total: int | None = None) -> None:
        print(title if total is None else f"{title} ({total})", flush=True)

    def item(self, text: str) -> None:
        print(f"  {text}", flush=True)

    def warn(self, finding: Finding) -> None:
        _tell(finding)

    def done(self, text: str) -> None:
        print(text, flush=True)


class Bars:
    """A bar for every step, with the item that was done last."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def step(self, title: str, total: int | None = None) -> None:
        self._close_last()
        self._progress.add_task(title, total=total, count="", latest="")

    def item(self, text: str) -> None:
        task = self._progress.tasks[-1]
        done = int(task.completed) + 1
        count = f"{done}" if task.total is None else f"{done}/{int(task.total)}"
        self._progress.update(task.id, advance=1, count=count, latest=text)

    def warn(self, finding: Finding) -> None:
        self._progress.console.print(f"warning: {finding}", style="yellow", markup=False)

    def done(self, text: str) -> None:
        self._close_last()
        self._progress.stop()
        self._progress.console.print(text, markup=False, highlight=False)

    def _close_last(self) -> None:
        for task in self._progress.tasks[-1:]:
            self._progress.update(task.id, total=task.completed, latest="")
            self._progress.stop_task(task.id)


def tell(findings: Sequence[Finding]) -> None:
    """Tell findings, one a line: the errors first, then the warnings, and how many there are.

    In GitHub Actions each is shown at its line too.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    warnings = [finding for finding in findings if finding.severity == "warning"]
    for finding in (*errors, *warnings):
        _tell(finding)
    if len(findings) > 1:
        print(f"{counted(errors, warnings)}.", file=sys.stderr)


def counted(errors: Sequence[Finding], warnings: Sequence[Finding]) -> str:
    """How many there are of each: `2 errors, 1 warning`."""
    numbers = [(len(errors), "error"), (len(warnings), "warning")]
    return ", ".join(f"{n} {noun}{'s' if n > 1 else ''}" for n, noun in numbers if n)


def _tell(finding: Finding) -> None:
    print(f"{finding.severity}: {finding}", file=sys.stderr, flush=True)
    for command in commands([finding]) if wanted() else ():
        print(command, file=sys.stderr, flush=True)
