"""Looks through a finished site for what must not be in it: names, meters, devices, people.

    from opsg import secrets
    secrets.scan(Path("_site"), secrets.listed(data))   # [] if there is none

No finding repeats what was found: where it stands is enough to mend it, and logs are public.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from opsg.core.errors import Finding
from opsg.verification.secrets import allowlist as allowed
from opsg.verification.secrets.allowlist import digest
from opsg.verification.secrets.extraction import texts
from opsg.verification.secrets.names import KIND, Names, listed
from opsg.verification.secrets.patterns import found

__all__ = ["Names", "allowed", "listed", "scan"]

_MEND = "Take it out where it comes from: the month's entry, the snapshot or the notebook."
_ALLOW = (
    "If it is none, say so in data/allowed.yml: a `digest`, the SHA-256 of its letters and digits,"
    " all small, and a `reason`."
)


def scan(
    folder: Path,
    hidden: Names | None = None,
    allowed: frozenset[str] = frozenset(),
    *,
    passed: Set[str] = frozenset(),
) -> list[Finding]:
    """Every secret in the files of `folder`, in their names and in what their formats carry.

    `hidden` has the real names of the private list of Parties, where there is one; what has an
    `allowed` digest was reviewed and is none (`opsg.verification.secrets.allowlist`). The files
    named in `passed` were looked through before with the same result, and are left out.
    """
    look = partial(_places, hidden=hidden, allowed=allowed)
    findings: dict[Finding, None] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in passed:
            continue
        kinds = [kind for _, kind in look(name)]
        for kind in kinds:
            above = name.rpartition("/")[0]
            # Its own name must not be told, nor the folder's if that would tell the secret too.
            shown = above if above and not list(look(above)) else folder.name
            what = f"what looks like {kind} stands in the file's name."
            findings[Finding(f"a file in {shown}", what, _remedy(kind))] = None
        if kinds:
            continue
        for text in texts(path, name):
            for place, kind in look(text.content):
                where = replace(text.where, line=text.line(place)) if text.lines else text.where
                what = f"what looks like {kind} stands here."
                findings[Finding(where, what, _remedy(kind))] = None
    return list(findings)


def _places(
    text: str, *, hidden: Names | None, allowed: frozenset[str]
) -> Iterator[tuple[int, str]]:
    for hit in found(text):
        if not allowed or digest(hit.text) not in allowed:
            yield hit.place, hit.kind
    if hidden:
        yield from hidden.found(text)


def _remedy(kind: str) -> str:
    """What to do; a name on the private list is a name."""
    return _MEND if kind == KIND else f"{_MEND} {_ALLOW}"
