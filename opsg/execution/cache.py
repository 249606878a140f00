"""Executed notebooks kept from earlier builds, each with all that it was made from.

A notebook depends on its own text, its parameters, the program (this package, the installed
packages, Python) and whatever it read while it ran. The first three are known beforehand and make
the key; see `opsg.core.cache.recorded` for the rest. `run` asks for notebooks and adds those it
runs; `explain` tells why one is not used.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsg.core.cache import digests
from opsg.core.cache.recorded import Recorded
from opsg.core.cache.tracking import Reads
from opsg.execution.plan import Task

_EXECUTED = "executed.ipynb"


class NotebookCache:
    """The executed notebooks among the results of earlier builds that were `recorded`."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self._inputs = recorded.inputs

    def find_all(self, tasks: Iterable[Task]) -> dict[Task, bytes | None]:
        """The executed notebook of each task, if one was made from just what there is now."""
        keys = {task: (_label(task), self._key(task)) for task in tasks}
        found = self.recorded.find_all(keys.values())
        return {
            task: entry.files[_EXECUTED] if (entry := found[key]) else None
            for task, key in keys.items()
        }

    def add(self, task: Task, executed: bytes, reads: Reads) -> None:
        """Take note of a notebook that was executed, to be stored by `store`."""
        files = [*reads.files, str(task.notebook)]
        self.recorded.add(
            _label(task), self._key(task), self.basis(task), {_EXECUTED: executed},
            reads._replace(files=files),
        )  # fmt: skip

    def basis(self, task: Task) -> dict[str, Any]:
        """What an execution is made from, apart from what it reads."""
        return {
            "notebook": self._inputs[task.where],
            "parameters": task.parameters,
            "program": self._inputs.program,
        }

    def latest(self, task: Task) -> dict[str, Any] | None:
        """What the page was last made from, with these parameters if it ever was."""
        earlier = [entry.facts for entry in self.recorded.cache.latest(_label(task))]
        same = [facts for facts in earlier if facts["parameters"] == task.parameters]
        return next(iter(same or earlier), None)

    def _key(self, task: Task) -> str:
        return digests.digest(
            self._inputs[task.where], task.parameters, self._inputs.program_digest
        )


def _label(task: Task) -> str:
    return f"run.{task.page}"
