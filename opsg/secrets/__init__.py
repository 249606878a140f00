"""Looks through a finished site for what must not be in it: names, meters, devices, people.

    from opsg import secrets
    secrets.scan(Path("_site"), secrets.listed(data))   # [] if there is none

No finding repeats what was found: where it stands is enough to mend it, and logs are public.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from opsg.errors import Finding
from opsg.secrets.hidden import Names, listed
from opsg.secrets.patterns import found
from opsg.secrets.texts import Text, texts

__all__ = ["Names", "listed", "scan"]

_REMEDY = "Take it out where it comes from: the month's entry, the snapshot or the notebook."


def scan(folder: Path, hidden: Names | None = None) -> list[Finding]:
    """Every secret in the files of `folder`, in their names and in what their formats carry.

    `hidden` has the real names of the private list of Parties, where there is one.
    """
    findings: dict[Finding, None] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        number = len(findings)
        for what in _in(Text("", name), hidden):
            findings[Finding(f"a file in {_safe(name, folder, hidden)}", what, _REMEDY)] = None
        if len(findings) > number:
            # Its own name must not be told either.
            continue
        for text in texts(path, name):
            for line, what in _lines(text, hidden):
                where = f"{text.where}:{line}" if text.lines else text.where
                findings[Finding(where, what, _REMEDY)] = None
    return list(findings)


def _in(text: Text, hidden: Names | None) -> Iterator[str]:
    for _, kind in _places(text, hidden):
        yield f"what looks like {kind} stands in the file's name."


def _lines(text: Text, hidden: Names | None) -> Iterator[tuple[int, str]]:
    for place, kind in _places(text, hidden):
        yield text.line(place), f"what looks like {kind} stands here."


def _places(text: Text, hidden: Names | None) -> Iterator[tuple[int, str]]:
    yield from found(text.content)
    if hidden:
        yield from hidden.found(text.content)


def _safe(name: str, folder: Path, hidden: Names | None) -> str:
    """The folder of a file, or the site's if that would tell the secret as well."""
    above = name.rpartition("/")[0]
    return above if above and not list(_places(Text("", above), hidden)) else folder.name
