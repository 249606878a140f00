"""The contents of what a build reads, looked at once, so that all of it is from one moment.

Made once for each build; by it caches know what a result depends on, and the build what changed.

An input is called by its path: `data/…` below the folder of facts, `opsg/…` below this package,
anything else below the project's folder; with a `/` at its end it is the list of a folder's names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any

from opsg.core import bucket
from opsg.core.cache import digests
from opsg.core.cache.tracking import UNTIL
from opsg.core.errors import Finding

PACKAGE = Path(__file__).parents[2]
FOLDERS = ("data", "opsg", "site", "notebooks")
CONFIGURATION = "_quarto.yml"
LOCK = "requirements.lock"
_OUTPUTS = ("_build", "_site")


class Inputs:
    """What the project in `root` and the facts in `data` hold, as this object first saw them.

    It looks at what a build always reads when it is made, at other files when they are asked for.
    """

    def __init__(self, root: Path, data: Path) -> None:
        self.root = root.resolve()
        self.data = data
        self._names: dict[str, str | None] = {}
        self._roots = {"data": data, "opsg": PACKAGE, ".": self.root}
        self._folders = {folder: self._tree(folder) for folder in FOLDERS}
        self._digests = {name: self._now(name) for name in (CONFIGURATION, LOCK)}
        if (self.root / CONFIGURATION).is_symlink():
            self._digests[CONFIGURATION] = digests.LINK
        for tree in self._folders.values():
            self._digests |= tree

    def __getitem__(self, name: str) -> str:
        """The digest of a file or the names in a folder, as they were when first looked at."""
        if name not in self._digests:
            folder, until, last = name.removesuffix("/").rpartition(f"/{UNTIL}")
            # What is known of a folder already is from the moment that counts.
            known = until and self._digests.get(f"{folder}/")
            self._digests[name] = digests.up_to(known, last) if known else self._now(name)
        return self._digests[name]

    def below(self, folder: str) -> dict[str, str]:
        """Everything in one of FOLDERS, by name."""
        return self._folders[folder]

    @property
    def seen(self) -> dict[str, str]:
        """Everything that was looked at, by name, as it was then."""
        return dict(self._digests)

    @cached_property
    def program(self) -> dict[str, Any]:
        """What the program is: its code, the packages it uses, the lock file and Python itself."""
        version = sys.version.split()[0]
        return {
            "code": self.below("opsg"),
            "packages": _packages(),
            LOCK: self[LOCK],
            "Python": f"{sys.implementation.name} {version}",
        }

    @cached_property
    def program_digest(self) -> str:
        """One digest for all of `program`."""
        return digests.digest(self.program)

    def name(self, path: str) -> str | None:
        """What the file or folder at a path is called; None if no build depends on it."""
        # All notebooks read the same hundred files.
        if path not in self._names:
            self._names[path] = self._named(path)
        return self._names[path]

    def _named(self, path: str) -> str | None:
        if path.endswith(".pyc"):
            path = source_from_cache(path)
        if Path(path).is_relative_to(sys.prefix):
            return None
        # As it was written first: a link below the folders counts as the file it is called by.
        for each in map(Path, (path, os.path.realpath(path))):
            for prefix, root in self._roots.items():
                if each.is_relative_to(root):
                    return self._name_below(prefix, each.relative_to(root).as_posix())
        return None

    def path(self, name: str) -> Path:
        """Where the file or folder that is called so is."""
        first, _, rest = name.partition("/")
        return self._roots[first] / rest if first in self._roots else self._roots["."] / name

    def irregular(self) -> Iterator[Finding]:
        """The links, pipes and devices below the folders: a build follows and waits for none."""
        remedy = "Put the file itself in its place, or take it away."
        for name, digest in sorted(self._digests.items()):
            if digest in (digests.LINK, digests.SPECIAL):
                yield Finding(name, f"this is {digest}.", remedy)

    def changed_among(self, names: Iterable[str]) -> list[str]:
        """Those of some inputs that are no longer what they were when first looked at."""
        bucket.refresh(self.data)
        return [name for name in names if self[name] != self._now(name)]

    def changed(self) -> list[str]:
        """All inputs that are no longer what they were, but for the program's own code."""
        names = sorted(self._digests)
        return self.changed_among(name for name in names if not name.startswith("opsg/"))

    def _name_below(self, prefix: str, relative: str) -> str | None:
        """The name below a root; None for the code, which always counts, and for what is made."""
        first = relative.split("/")[0]
        if prefix == "opsg" or (prefix == "." and (first.startswith(".") or first in _OUTPUTS)):
            return None
        if prefix == ".":
            # A folder `data` of the project that is not the folder of facts.
            return f"./{relative}" if first in self._roots else relative
        return prefix if relative == "." else f"{prefix}/{relative}"

    def _tree(self, folder: str) -> dict[str, str]:
        tree = digests.digest_tree(self.path(folder))
        return {f"{folder}/{name.removeprefix('./')}": digest for name, digest in tree.items()}

    def _now(self, name: str) -> str:
        path = self.path(name)
        if not name.endswith("/"):
            return digests.digest_file(path)
        if not path.name.startswith(UNTIL):
            return digests.list_folder(path)
        return digests.up_to(digests.list_folder(path.parent), path.name.removeprefix(UNTIL))


def _packages() -> dict[str, str]:
    """The version of every installed package, by the names of their folders."""
    versions: dict[str, str] = {}
    # Read from the names of folders: importlib.metadata would open a file for each package.
    for folder in filter(None, sys.path):
        for name in digests.split_names(digests.list_folder(Path(folder))):
            if name.endswith(".dist-info/"):
                package, _, version = name.removesuffix(".dist-info/").rpartition("-")
                versions.setdefault(package, version)
    return versions
