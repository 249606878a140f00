"""The executed notebooks of the last site of an edition that was found in order.

`run` takes pages from there that it need not run or cannot; the build puts new ones there.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from opsg.core import records
from opsg.core.errors import Finding
from opsg.execution.plan import Task


@dataclass(frozen=True)
class Stale:
    """An executed notebook of an earlier build, for a page whose notebook fails now, and why.

    `made` is the day, in UTC, and `month` the month that it was executed for.
    """

    made: date
    month: str
    findings: Sequence[Finding]


def settle(work: Path) -> None:
    """Let what was run now be what later builds keep; the site made from it is in order."""
    shutil.rmtree(work / "executed", ignore_errors=True)
    (work / "executing").rename(work / "executed")


def has(last: Path, task: Task) -> bool:
    """Whether the last site has a notebook that ran to its end with the task's parameters."""
    record = _read_record(last / f"{task.page}.ipynb")
    return record["parameters"] == task.parameters and not record["exception"]


def find_stale(last: Path, task: Task, findings: Sequence[Finding]) -> Stale | None:
    """What an earlier run made of a task's page, if it did."""
    record = _read_record(last / f"{task.page}.ipynb")
    if record["exception"]:
        return None
    made = datetime.fromisoformat(record["end_time"]).date()
    return Stale(made, record["parameters"]["month"], findings)


def _read_record(path: Path) -> dict[str, Any]:
    """What papermill has noted in an executed notebook; an exception if there is none."""
    noted = records.read(path).get("metadata")
    record = noted.get("papermill") if isinstance(noted, dict) else None
    return {"parameters": None, "exception": True} | (record if isinstance(record, dict) else {})
