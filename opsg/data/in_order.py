"""The files of the data that were found in order, each by itself: they are so until they change.

A month's file that has been checked is not read again because another month is new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from opsg.core.cache.store import Cache
from opsg.core.errors import Finding


class InOrder:
    """Those of the `files` of a `kind`, by the names that findings have, which are in order.

    `files` has their digests. They were looked at by the `program` of that digest, when there was
    nothing to link to but what is among `pages` now.
    """

    def __init__(
        self,
        cache: Cache,
        kind: str,
        program: str,
        files: Mapping[str, str],
        pages: Collection[str] = (),
    ) -> None:
        self._cache, self._kind, self._program = cache, kind, program
        self._files, self._pages = files, sorted(pages)
        self.names = {
            name
            for entry in cache.find(kind, program)
            if set(entry.facts["pages"]).issubset(pages)
            for name, digest in entry.facts["files"].items()
            if files.get(name) == digest
        }

    def note(self, findings: Iterable[Finding]) -> None:
        """Take all files for looked at, and those in order of which nothing was found."""
        self.names = self._files.keys() - {finding.where.name for finding in findings}

    def keep(self) -> None:
        """Let later checks know."""
        files = {name: self._files[name] for name in self.names}
        self._cache.keep(self._kind, self._program, {"files": files, "pages": self._pages}, {})
