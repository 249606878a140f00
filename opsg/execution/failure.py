"""What went wrong in a notebook, told by its cell and line as its analyst counts them.

Everything is read from the executed notebook, which an engine of ours and a kernel leave alike.
`run` calls `describe` for a notebook that did not come to its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opsg.core.console import COLOUR
from opsg.core.errors import Finding, Place, UserError
from opsg.execution import cells
from opsg.execution.plan import Task

ENDED = "WorkerEnded"
"""The name of the error of a cell whose process ended; it is ours and tells an analyst nothing."""

MOST_OUTPUT = 4 * 2**20
"""How much a cell may show, in bytes of the executed notebook."""

_IN_CELL = re.compile(r"^\s*Cell In\[(\w+)\], line (\d+)", re.MULTILINE)
# What a UserError says at its end.
_AT_LINE = re.compile(r"^At line (\d+) of the cell\.$", re.MULTILINE)
_IN_CODE = re.compile(r'File "(?:[^"\n]*/)?(\d+\.py)", line (\d+)')
# What a SyntaxError says of its place, which is told in the cell's own terms.
_CODE = re.compile(r" \(\d+\.py, line \d+\)$")
_NAMED = re.compile(r"`([^`\n]+)`")
_EXIT = re.compile(r"\bexit\(")

Cell = Mapping[str, Any]


def describe(task: Task, executed: Path, otherwise: str = "") -> Finding:
    """What ended a task's notebook, whose executed copy is at `executed`.

    `otherwise` is what is said of it where no cell has an error: its process has died. A traceback
    that says more is written beside the copy, as text.
    """
    numbered = list(cells.numbered(json.loads(executed.read_text(encoding="utf-8"))["cells"]))
    begun = [(number, cell) for number, cell in numbered if _status(cell, "start_time")]
    number, cell = next(
        (each for each in numbered if _status(each[1], "exception")), (begun or numbered)[-1]
    )
    name, message, traceback = _error(cell, otherwise)
    source = "".join(cell["source"])
    where, line = cells.place(
        Place(task.where, cell=number), source, _line(cell, source, name, message, traceback)
    )
    ours = name == UserError.__name__  # which says all that there is to say
    problem = f"{name}: {message}" if name and message and not ours else message or name
    if name == "SystemExit":
        problem = "It leaves the notebook before its end"
    told = f"`{line}` failed. {problem.rstrip('.')}." if line else f"{problem.rstrip('.')}."
    more = "" if ours else _keep(traceback, executed.with_suffix(".txt"))
    return Finding(where, told, more)


def find_large(task: Task, executed: Sequence[Cell]) -> Finding | None:
    """The first cell of an executed notebook whose outputs are more than a page can carry."""
    for number, cell in cells.numbered(executed):
        size = len(json.dumps(cell.get("outputs", [])))
        if size > MOST_OUTPUT:
            return Finding(
                Place(task.where, cell=number),
                f"the cell shows {size / 2**20:.1f} MB; a page takes {MOST_OUTPUT // 2**20} MB of a"
                " cell.",
                "Show fewer rows or points, or a summary of them.",
            )
    return None


def _status(cell: Cell, name: str) -> Any:
    return cell["metadata"].get("papermill", {}).get(name)


def _error(cell: Cell, otherwise: str) -> tuple[str, str, str]:
    """The name of a cell's error, its message and its traceback; all may be empty."""
    printed = ""
    for output in cell.get("outputs", ()):
        if output["output_type"] == "error":
            traceback = COLOUR.sub("", "\n".join(output["traceback"]))
            message = _CODE.sub("", (output["evalue"].strip().splitlines() or [""])[0])
            return "" if output["ename"] == ENDED else output["ename"], message, traceback
        if output.get("name") == "stderr":
            printed += "".join(output["text"])
    # IPython only prints what is wrong with a magic command, and the errors of a group.
    lines = [line.strip(" |+-") for line in printed.splitlines() if line.strip(" |+-")]
    said = next((line for line in lines if "ExceptionGroup:" in line), "".join(lines[-1:]))
    return "", otherwise or said or "it failed and did not say why", printed


def _line(cell: Cell, source: str, name: str, message: str, traceback: str) -> int | None:
    """The line that failed: the innermost of the cell itself, as far as can be told."""
    count = str(cell.get("execution_count"))
    # The last is that of the error itself; those before it are of its causes.
    lines = [int(line) for each, line in _IN_CELL.findall(traceback) if each == count]
    lines += [int(line) for line in _AT_LINE.findall(traceback)[-1:]]
    if lines:
        return cells.blank(source) + lines[-1]
    frames = _IN_CODE.findall(traceback)
    if frames:
        # The outermost is the cell's, of which the innermost line is meant.
        line = next(int(line) for code, line in frames if code == frames[-1][0])
        return cells.blank(source) + line
    if name == "SystemExit":
        return cells.line_with(source, _EXIT)
    for words in _NAMED.findall(message):
        if words in source:
            return source[: source.index(words)].count("\n") + 1
    # An error of no line is one of showing a result, or of the process.
    return cells.last_statement(source) if name else cells.only_statement(source)


def _keep(traceback: str, file: Path) -> str:
    """Where a traceback can be read, if there is more in it than the line."""
    if not traceback:
        return ""
    file.write_text(f"{traceback}\n", encoding="utf-8")
    return f"Its traceback is in {file}."
