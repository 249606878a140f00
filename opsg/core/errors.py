"""What goes wrong through input that a user can mend, told so that they can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the input: where it is, what is wrong, and what to do."""

    where: str
    problem: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text} {self.remedy}".rstrip()


class UserError(Exception):
    """An error that the user can mend; the command prints its findings without a traceback.

    Raise it with one problem, or with many through `UserError.of(findings)`.
    """

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
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


def nearest(word: str, words: Sequence[str]) -> str:
    """A remedy that names the valid word nearest to `word`, or all of them if none is near."""
    close = get_close_matches(word, words, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Use one of: {', '.join(words)}."
