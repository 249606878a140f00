"""An executed notebook's cells as its analyst counts them, and the line that an output comes from.

`failure` names by them what went wrong while a notebook ran, and rendering what it cannot show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opsg.core import syntax
from opsg.core.errors import Place

INJECTED = "injected-parameters"
"""The tag of the cell that papermill adds; it is in no file."""

_ADDED = {INJECTED, "papermill-error-cell-tag"}
_WARNED = re.compile(r"\d+\.py:(\d+): ")
_PRINTS = re.compile(r"\bprint\(|^\s*!")
_SHOWS = re.compile(r"\bdisplay\(|\.show\(")


def numbered(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    """Each cell with its number in the analyst's file, None for what papermill has added.

    >>> added = {"metadata": {"tags": ["injected-parameters"]}}
    >>> [number for number, _ in numbered([{"metadata": {}}, added, {"metadata": {}}])]
    [1, None, 2]
    """
    count = 0
    for cell in cells:
        if _ADDED.isdisjoint(cell["metadata"].get("tags", ())):
            count += 1
            yield count, cell
        else:
            yield None, cell


def place(where: Place, source: str, line: int | None) -> tuple[Place, str]:
    """A line of a cell at `where`, and the words that stand there; of neither if it is unknown."""
    lines = source.splitlines()
    if line is None or not 0 < line <= len(lines):
        return where, ""
    return Place(where.name, line=line, cell=where.cell), lines[line - 1].strip()


def line_of(source: str, output: Mapping[str, Any]) -> int | None:
    """The line of a cell that gave an output, as far as can be told."""
    kind = output["output_type"]
    if kind == "execute_result":
        return last_statement(source)
    if kind == "stream":
        warned = _WARNED.search("".join(output["text"]))
        if warned:
            return blank(source) + int(warned[1])
        return line_with(source, _PRINTS)
    return line_with(source, _SHOWS)


def blank(source: str) -> int:
    """How many empty lines a cell begins with, which IPython does not count."""
    lines = source.splitlines()
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))


def line_with(source: str, pattern: re.Pattern[str]) -> int | None:
    """The first line in which a pattern is found; the only statement's where there is but one."""
    for number, line in enumerate(source.splitlines(), 1):
        if pattern.search(line):
            return number
    return only_statement(source)


def last_statement(source: str) -> int | None:
    """The line on which the last statement begins, whose value a cell shows."""
    code = syntax.parsed(source)
    return code.body[-1].lineno if code and code.body else None


def only_statement(source: str) -> int | None:
    """The line of a cell's statement, if it is the only one, or the only line that has any."""
    code = syntax.parsed(source)
    lines = {statement.lineno for statement in code.body} if code else set()
    return lines.pop() if len(lines) == 1 else None
