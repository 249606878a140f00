"""Results kept with all that they turned out to be made from, known only once they were made.

What is known beforehand makes a result's key. The files, folders and facts of the log that were
read for it are looked at again when a result is found under that key: it holds as long as all of
them are what they were. Executed notebooks and the files beside the pages are kept so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

from opsg.core.cache import digests
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache, Entry
from opsg.core.cache.tracking import Reads

_log = logging.getLogger(__name__)

LATEST = 8
"""How many results of a key are looked at, those used last first: somebody may undo a few steps."""

Ask = Callable[[list[str]], Mapping[str, str]]
"""What some facts of the log are now, as `opsg.core.cache.facts.current` has them."""


class Result(NamedTuple):
    """A result by its label and key, with its facts, its files and the inputs that it read."""

    label: str
    key: str
    facts: Mapping[str, Any]
    files: Mapping[str, bytes]
    read: list[str]
    log: Mapping[str, str]


class Recorded:
    """The results of a cache, seen from the present `inputs`; `ask` tells of the log.

    What it once told is remembered for as long as the files of the log are the same.
    """

    def __init__(self, cache: Cache, inputs: Inputs, ask: Ask) -> None:
        self.cache = cache
        self.inputs = inputs
        self._ask = ask
        self._new: list[Result] = []
        self._log_key = digests.digest(self._log_files(), inputs.program_digest)
        self._known: dict[str, str] = {}
        self._guard = Lock()
        for entry in cache.find("facts", self._log_key):
            self._known |= entry.facts
        self._remembered = len(self._known)

    def find(self, label: str, key: str) -> Entry | None:
        """The result under a key that was made from just what there is now."""
        return self.find_all([(label, key)])[label, key]

    def find_all(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry | None]:
        """The same for several; the log is asked once for all of them."""
        candidates = {
            each: [
                entry
                for entry in islice(self.cache.find(*each), LATEST)
                if self.current(entry.facts["read"]) == entry.facts["read"]
            ]
            for each in keys
        }
        self._learn(
            {name for entries in candidates.values() for e in entries for name in e.facts["log"]}
        )
        return {
            each: next((entry for entry in entries if self._holds(entry.facts["log"])), None)
            for each, entries in candidates.items()
        }

    def add(
        self,
        label: str,
        key: str,
        facts: Mapping[str, Any],
        files: Mapping[str, bytes],
        reads: Reads | None,
    ) -> None:
        """Take note of a result, to be stored by `store`; without `reads`, it read all data."""
        read = self._names(reads) if reads else sorted(self.inputs.below("data"))
        self._new.append(Result(label, key, facts, files, read, reads.facts if reads else {}))

    def store(self) -> None:
        """Store what was added, but for what was made from something that changed meanwhile."""
        code, log = self.inputs.program["code"], self._log_files()
        with self._guard:
            new, self._new = self._new, []
            if not new and len(self._known) == self._remembered:
                return
            used = {name for each in new for name in each.read}
            # All are looked at once, at the end: to look for each would take too long.
            changed = set(self.inputs.changed_among({*used, *code, *log}))
            for each in new:
                if changed.isdisjoint((*code, *each.read)):
                    self._store(each)
                else:
                    _log.debug("%s is not kept: what it was made from has changed", each.label)
            if changed.isdisjoint((*code, *log)):
                self._remember(new)

    def current(self, read: Iterable[str]) -> dict[str, str]:
        """What there is now of all files and folders that were read."""
        return {name: self.inputs[name] for name in read}

    def changed_facts(self, facts: Mapping[str, str]) -> list[str]:
        """Those facts of the log that are not what they were."""
        self._learn(facts)
        return [name for name, value in facts.items() if self._known[name] != value]

    def _holds(self, facts: Mapping[str, str]) -> bool:
        return all(self._known.get(name) == value for name, value in facts.items())

    def _learn(self, names: Iterable[str]) -> None:
        with self._guard:
            missing = sorted(name for name in names if name not in self._known)
            if missing:
                _log.debug("%d facts of the log are looked at", len(missing))
                self._known |= self._ask(missing)

    def _store(self, each: Result) -> None:
        read = self.current(each.read)
        facts = {**each.facts, "read": read, "log": each.log}
        variant = digests.digest(read, each.log)
        self.cache.keep(each.label, each.key, facts, each.files, variant)

    def _remember(self, new: Iterable[Result]) -> None:
        for each in new:
            self._known |= each.log
        if len(self._known) > self._remembered:
            self.cache.keep("facts", self._log_key, self._known, {})
            self._remembered = len(self._known)

    def _log_files(self) -> dict[str, str]:
        return {
            name: digest
            for name, digest in self.inputs.below("data").items()
            if not name.startswith("data/snapshots/")
        }

    def _names(self, reads: Reads) -> list[str]:
        """The inputs among what was read. Only of the data do lists of names matter."""
        files = {self.inputs.name(path) for path in reads.files}
        folders = {self.inputs.name(path) for path in reads.folders}
        listed = {f"{name}/" for name in folders if name and f"{name}/".startswith("data/")}
        return sorted(listed | {name for name in files if name})
