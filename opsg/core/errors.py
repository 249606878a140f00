"""What goes wrong through input that a user can mend, told so that they can mend it."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any, Literal

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""The system's numbers for a disk that takes no more."""


@dataclass(frozen=True, order=True)
class Place:
    """Where a finding is: in a file, an option or a folder, by the name that its user knows.

    `line`, `row` and `cell` (of a notebook; the line is the cell's then) count from 1. A line of a
    table is a `line` as an editor counts it, or a `row` where the file has no lines; it has the
    `column` that is meant, empty for all of them. `part` says in words what else of it is meant.

    >>> print(Place("data/stages.yml", line=4))
    data/stages.yml:4
    >>> print(Place("alerts.csv", line=12, column="raised"))
    alerts.csv, line 12, column raised
    >>> print(Place("notebooks/method.ipynb", cell=3, line=2))
    notebooks/method.ipynb, cell 3, line 2
    """

    name: str = ""
    line: int | None = None
    row: int | None = None
    cell: int | None = None
    column: str | None = None
    part: str = ""

    @classmethod
    def in_table(
        cls, name: str, word: Literal["line", "row"], number: int, column: str = ""
    ) -> Place:
        """A line or a row of a table, or the value that it has in a column."""
        if word == "line":
            return cls(name, line=number, column=column)
        return cls(name, row=number, column=column)

    @property
    def file(self) -> str | None:
        """The name, if it is that of a file on this machine."""
        is_file = PurePosixPath(self.name).suffix and "://" not in self.name
        return self.name if is_file else None

    def __str__(self) -> str:
        in_words = self.column is not None or self.cell is not None
        words = [
            self.name,
            f"cell {self.cell}" if self.cell else "",
            f"line {self.line}" if self.line and in_words else "",
            f"row {self.row}" if self.row else "",
            f"column {self.column}" if self.column else "",
            self.part,
        ]
        text = ", ".join(filter(None, words))
        return f"{text}:{self.line}" if self.line and not in_words else text


@dataclass(frozen=True, init=False)
class Finding:
    """One thing wrong with the input: where it is, what is wrong, and what to do."""

    where: Place
    problem: str
    remedy: str
    severity: Literal["error", "warning"]

    def __init__(
        self,
        where: Place | str,
        problem: str,
        remedy: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        # Most findings are about a whole file or option, whose name is all there is to say.
        place = Place(where) if isinstance(where, str) else where
        for name, value in (
            ("where", place),
            ("problem", problem),
            ("remedy", remedy),
            ("severity", severity),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def restore(cls, values: Mapping[str, Any]) -> Finding:
        """The finding whose values `dataclasses.asdict` gave."""
        return cls(**{**values, "where": Place(**values["where"])})

    def document(self) -> dict[str, Any]:
        """Plain values for another program; None for what the place does not have."""
        where = self.where
        return {
            "severity": self.severity,
            "where": str(where),
            "file": where.file,
            "line": where.line,
            "row": where.row,
            "cell": where.cell,
            "problem": self.problem,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where.name else self.problem
        return f"{text} {self.remedy}".rstrip()


class UserError(Exception):
    """An error that the user can mend; the command prints its findings without a traceback.

    Raise it with one problem, or with many through `UserError.of(findings)`.
    """

    def __init__(self, problem: str, *, where: Place | str = "", remedy: str = "") -> None:
        super().__init__(problem, where, remedy)
        self.findings: tuple[Finding, ...] = (Finding(where, problem, remedy),)

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> UserError:
        """An error that carries every finding of a run. Raises ValueError if there is none."""
        if not findings:
            raise ValueError("an error needs at least one finding")
        error = cls(findings[0].problem, where=findings[0].where, remedy=findings[0].remedy)
        error.findings = tuple(findings)
        return error

    def __reduce__(self) -> tuple[object, ...]:
        return (UserError.of, (self.findings,))

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of the error in a notebook, in place of a traceback."""
        line = self._line_of_cell()
        return [*str(self).splitlines(), *([f"At line {line} of the cell."] if line else [])]

    def _line_of_cell(self) -> int | None:
        """The line of a notebook's cell that called what failed; none if no cell is running."""
        from IPython import get_ipython

        shell = get_ipython()
        if shell is None:
            return None
        # What is shown on demand is told from within the cell, another error once it has ended.
        frames = [*[*traceback.walk_stack(None)][::-1], *traceback.walk_tb(self.__traceback__)]
        cells = [
            (frame.f_code.co_filename, line)
            for frame, line in frames
            if frame.f_globals is shell.user_module.__dict__
        ]
        # The outermost is the cell's, of which the innermost line is meant.
        return next((line for file, line in reversed(cells) if file == cells[0][0]), None)


def display(path: Path) -> str:
    """A path as a user would type it: from the working folder where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def nearest(word: str, words: Sequence[str]) -> str:
    """A remedy that names the valid word nearest to `word`, or all of them if none is near."""
    close = get_close_matches(word, words, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Use one of: {', '.join(words)}."
