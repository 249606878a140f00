"""Executed notebooks kept from earlier builds, each with all that it was made from.

A notebook depends on its own text, its parameters, the program (this package, the installed
packages, Python) and whatever it read while it ran. The first three are known beforehand and make
the key; what it read is looked at again when an executed notebook is found under that key. `run`
asks for notebooks and adds those it runs; `explain` tells why one is not used.
"""

from __future__ import annotations

import logging
from typing import Any

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache, Entry
from opsg.core.cache.tracking import Reads
from opsg.execution.plan import Task

_log = logging.getLogger(__name__)

_EXECUTED = "executed.ipynb"


class NotebookCache:
    """The executed notebooks of a cache, seen from the present `inputs`."""

    def __init__(self, cache: Cache, inputs: Inputs) -> None:
        self._cache = cache
        self._inputs = inputs
        self._new: list[tuple[Task, bytes, list[str]]] = []

    def find(self, task: Task) -> bytes | None:
        """The executed notebook, if one was made from just what there is now."""
        for entry in self._cache.find(_label(task), self._key(task)):
            if self._is_current(entry):
                return entry.files[_EXECUTED]
        return None

    def add(self, task: Task, executed: bytes, reads: Reads) -> None:
        """Take note of a notebook that was executed, to be stored by `store`."""
        self._new.append((task, executed, self._names(reads)))

    def store(self) -> None:
        """Store what was executed, but for what was made from something that changed meanwhile."""
        code = self._inputs.program["code"]
        used = {name for task, _, names in self._new for name in (task.where, *names)}
        # All are looked at once, at the end: a look for each notebook would cost more than it runs.
        changed = set(self._inputs.changed_among({*used, *code}))
        for task, executed, names in self._new:
            if changed.isdisjoint((*code, task.where, *names)):
                self._store(task, executed, names)
            else:
                _log.debug("%s is not kept: what it was made from has changed", task.page)
        self._new.clear()

    def basis(self, task: Task) -> dict[str, Any]:
        """What an execution is made from, apart from what it reads."""
        return {
            "notebook": self._inputs[task.where],
            "parameters": task.parameters,
            "program": self._inputs.program,
        }

    def latest(self, task: Task) -> dict[str, Any] | None:
        """What the page was last made from, with these parameters if it ever was."""
        earlier = [entry.facts for entry in self._cache.latest(_label(task))]
        same = [facts for facts in earlier if facts["parameters"] == task.parameters]
        return next(iter(same or earlier), None)

    def current(self, read: dict[str, str]) -> dict[str, str]:
        """What is there now of all that was read."""
        return {name: self._inputs[name] for name in read}

    def _store(self, task: Task, executed: bytes, names: list[str]) -> None:
        read = {name: self._inputs[name] for name in names}
        facts = {**self.basis(task), "read": read}
        self._cache.keep(
            _label(task), self._key(task), facts, {_EXECUTED: executed}, digests.digest(read)
        )

    def _key(self, task: Task) -> str:
        return digests.digest(
            self._inputs[task.where], task.parameters, self._inputs.program_digest
        )

    def _is_current(self, entry: Entry) -> bool:
        read: dict[str, str] = entry.facts["read"]
        return self.current(read) == read

    def _names(self, reads: Reads) -> list[str]:
        """The inputs among what was read. Only of the data do lists of names matter."""
        files = {self._inputs.name(path) for path in reads.files}
        folders = {self._inputs.name(path) for path in reads.folders}
        listed = {f"{name}/" for name in folders if name and f"{name}/".startswith("data/")}
        return sorted(listed | {name for name in files if name})


def _label(task: Task) -> str:
    return f"run.{task.page}"
