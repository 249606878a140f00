"""Looks through a finished site for what must not be in it: names, meters, devices, people.

    from opsg.verification import secrets
    secrets.scan(Path("_site"), names.read(data))   # [] if there is none

No finding repeats what was found: where it stands is enough to mend it, and logs are public.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from opsg.core.errors import Finding
from opsg.verification.secrets import allowlist, patterns
from opsg.verification.secrets.extraction import Unreadable, texts
from opsg.verification.secrets.folding import fold
from opsg.verification.secrets.names import KIND, Names

_MEND = "Take it out where it comes from: the month's entry, the snapshot or the notebook."
UNREADABLE = "Take it out, or put a sound file in its place."
"""What to do about a file that cannot be looked through; nobody else should read it either."""

_ALLOW = (
    "If it is none, say so in data/allowed.yml: a `digest`, the SHA-256 of its letters and digits,"
    " all small, and a `reason`."
)


def scan(
    folder: Path,
    names: Names | None = None,
    allowed: Set[str] = frozenset(),
    *,
    passed: Set[str] = frozenset(),
) -> list[Finding]:
    """Every secret in the files of `folder`, in their names and in what their formats carry.

    `names` are the real ones of the private list of Parties, where there is one; what has an
    `allowed` digest was reviewed and is none (`opsg.verification.secrets.allowlist`). The files
    named in `passed` were looked through before with the same result, and are left out.
    """
    search = partial(_find, names=names, allowed=allowed)
    findings: dict[Finding, None] = {}
    for path in sorted(
        path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    ):
        name = path.relative_to(folder).as_posix()
        if name in passed:
            continue
        kinds = [kind for _, kind in search(fold(name))]
        for kind in kinds:
            above = name.rpartition("/")[0]
            # Its own name must not be told, nor the folder's if that would tell the secret too.
            shown = above if above and not list(search(fold(above))) else folder.name
            problem = f"what looks like {kind} stands in the file's name."
            findings[Finding(f"a file in {shown}", problem, _remedy(kind))] = None
        if kinds:
            continue
        try:
            for text in texts(path, name):
                for start, kind in search(text.content):
                    where = replace(text.where, line=text.line(start)) if text.lines else text.where
                    problem = f"what looks like {kind} stands here."
                    findings[Finding(where, problem, _remedy(kind))] = None
        except Unreadable as error:
            problem = f"it cannot be looked through for secrets: {error}."
            findings[Finding(name, problem, UNREADABLE)] = None
    return list(findings)


def _find(text: str, *, names: Names | None, allowed: Set[str]) -> Iterator[tuple[int, str]]:
    """Where in a text each secret begins, and its kind."""
    for match in patterns.find(text):
        if not allowed or allowlist.digest(match.text) not in allowed:
            yield match.start, match.kind
    if names:
        yield from names.find(text)


def _remedy(kind: str) -> str:
    """What to do; a name on the private list is one and cannot be allowed."""
    return _MEND if kind == KIND else f"{_MEND} {_ALLOW}"
