"""Every place that names an issue: whoever renames one is told all that name it still, at once.

`check` calls it, whether or not the log can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from opsg.core import notebook_file
from opsg.core.errors import Finding, Place, nearest

_SLUG = re.compile(r"^slug: *[\"']?([\w-]+)", re.MULTILINE)
_LINK = re.compile(r"(?<![\w/.-])(?:\.\.?/)*issues/([\w-]+)\.html")
_CALL = re.compile(r"\b(?:issue\(|slug *= *)[\"']([\w-]+)[\"']")
_PRINTED = re.compile(r"^## .*\{#([\w-]+)\}$", re.MULTILINE)
_PROPOSAL = re.compile(r"^ +issue: *[\"']?([\w-]+)", re.MULTILINE)
# In the lists that are held against the log where they are read.
_WORD = re.compile(r"(?<![\w-])([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])")


class Text(NamedTuple):
    """A file, or a `cell` of one, and what finds the names of issues in it."""

    file: str
    cell: int | None
    text: str
    pattern: re.Pattern[str]

    def place(self, found: re.Match[str]) -> Place:
        """The line in which a name stands."""
        before = self.text[: found.end(1)]
        return Place(self.file, line=len(before.splitlines()), cell=self.cell)


def check(root: Path, data: Path) -> Iterator[Finding]:
    """The places that name an issue which is not there, or whose folder and `slug` differ."""
    slugs = {path.parent.name: _slug(path) for path in _files(data, "issues/*/issue.md")}
    torn = {name for names in slugs.items() if names[0] != names[1] for name in names}
    for text in _texts(root, data):
        for found in text.pattern.finditer(text.text):
            name = found[1]
            if name in torn:
                problem = f"This names the issue '{name}', whose folder and slug are not the same."
                yield Finding(text.place(found), problem, "Give it one name everywhere.")
            elif name not in slugs and text.pattern is not _WORD:
                problem = f"There is no issue '{name}'."
                yield Finding(text.place(found), problem, nearest(name, list(slugs)))


def _slug(path: Path) -> str:
    found = _SLUG.search(path.read_text("utf-8", "replace"))
    return found[1] if found else path.parent.name


def _texts(root: Path, data: Path) -> Iterator[Text]:
    files = (
        (data, "events.yml", _WORD),
        (data, "modifications/*.yml", _WORD),
        (data, "proposals.yml", _PROPOSAL),
        (data, "papers/*.md", _PRINTED),
        (data, "issues/*/*.md", _LINK),
        (root / "site", "**/*.qmd", _LINK),
    )
    for folder, names, pattern in files:
        for path in _files(folder, names):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            yield Text(name, None, path.read_text("utf-8", "replace"), pattern)
    for path in sorted(root.glob("notebooks/*.ipynb")):
        for cell, (kind, text) in enumerate(notebook_file.texts(path), 1):
            pattern = _CALL if kind == "code" else _LINK
            yield Text(f"notebooks/{path.name}", cell, text, pattern)


def _files(folder: Path, names: str) -> Iterator[Path]:
    return filter(Path.is_file, sorted(folder.glob(names)))
