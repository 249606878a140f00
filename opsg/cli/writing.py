"""What commands share that read the log or write into it: its lock, and what can be undone."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from opsg.core.errors import UserError

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.data.log import IssueLog

arguments: list[str] = []
"""The arguments of the command that runs, for the record of what it writes."""


def own(context: typer.Context, *, dry_run: bool = False) -> Path:
    """The data folder, to write into; what is written can be undone from now on.

    A dry run needs no room for that.

    Raises UserError if it only mirrors a bucket.
    """
    from opsg.core import bucket
    from opsg.core import undo as journal

    bucket.require_own(context.obj.data)
    data: Path = context.obj.data
    if dry_run:
        return data
    folder = journal_of(context.obj)
    command = shlex.join(["python", "build.py", *arguments])
    half = journal.interrupted(folder)
    if half and half != command:
        raise UserError(
            f"'{half}' was interrupted while it wrote.",
            remedy="Take back what it wrote with: python build.py undo",
        )
    context.with_resource(writing(context.obj))
    journal.keep(folder, command)
    context.call_on_close(journal.stop)
    return data


def writing(request: Request) -> AbstractContextManager[None]:
    """The lock of commands that write, of which one runs at a time."""
    from opsg.core.lock import lock

    return lock(request.work / "writing.lock", what="command writes into the log")


def journal_of(request: Request) -> Path:
    """Where a project keeps what the last command replaced."""
    return request.work / "undo"


def log_of(context: typer.Context, *, to_write: bool = False) -> IssueLog:
    """The log that the command is about; `to_write` into its folder as well."""
    from opsg.data import log

    data = own(context) if to_write else context.obj.data
    return log.load(data)


def tell_odds(data: Path) -> None:
    """Print which figures the tables contradict, once a command has written either."""
    from opsg.data.check import figures_at_odds

    tell(f"The check refuses this now: {finding}" for finding in figures_at_odds(data))


def tell(lines: Iterable[str]) -> None:
    """Print lines on standard output."""
    for line in lines:
        typer.echo(line)
