"""What the words that say where a finding is mean: a file, and a line, row or cell of it."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACE = re.compile(
    r"(?P<file>[^,:]+\.\w+)(?::(?P<at>\d+)|, line (?P<line>\d+)|, row (?P<row>\d+)"
    r"|, cell (?P<cell>\d+))?(?:,.*)?"
)


class Place(NamedTuple):
    """Where a finding is, as far as it says. All numbers are from 1."""

    file: str | None = None
    line: int | None = None
    row: int | None = None
    cell: int | None = None


def place(where: str) -> Place:
    """The place that a finding's `where` names; nothing is known of an option or a folder."""
    match = _PLACE.fullmatch(where)
    if not match:
        return Place()
    line, row, cell = (
        int(said) if said else None
        for said in (match["at"] or match["line"], match["row"], match["cell"])
    )
    return Place(match["file"], line, row, cell)
