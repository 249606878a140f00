"""What Quarto says while it renders, read line by line: pages, warnings, and why it failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from opsg.core.console import COLOUR
from opsg.core.errors import Finding, Place, UserError

_PAGE = re.compile(r"^\[\s*\d+/\d+\]\s+(\S.*?)\s*$")
_ERROR = re.compile(
    r"^(?:(?:ERROR|FATAL):?\s*(?:\([^)]*:\d+\)\s*)?|(?=Error (?:running filter|at|pars)))(.*)"
)
_WARNING = re.compile(
    r"^(?:WARN(?:ING)?:?\s*(?:\([^)]*\)\s*|(?=Unable to resolve))|\[WARNING\]\s*)(.*)"
)
"""Warnings that concern a page: of Quarto's filters, of Pandoc, and of links that lead nowhere."""
_TRACE = re.compile(r"^\s*stack trace", re.IGNORECASE)
# What only says that there was an error, or repeats the file's own lines.
_EMPTY = re.compile(
    r"Render failed due to invalid YAML\.|Validation of YAML front matter failed\."
    r"|FATAL QUARTO ERROR|An error occurred:|\d+: .*|[\s~^]*"
)
# How errors name the file: of settings, of YAML, of a filter, of an include.
_FILE = (
    re.compile(r"In file (?P<file>\S+?):? \(line (?P<line>\d+)"),
    re.compile(r"In file (?P<file>\S+) \((?P<line>\d+):\d+\)"),
    re.compile(r"YAMLError: (?P<file>\S+?):? .*?at line (?P<line>\d+)"),
    re.compile(r"Error running filter \S+ (?P<file>\S+\.lua):(?P<line>\d+):"),
    re.compile(r"[Ii]n file (?P<file>[^\s,:]+)"),
    re.compile(r"\(line (?P<line>\d+)"),
)


class Log:
    """What Quarto says of a project in a folder, or of one `page` of it."""

    def __init__(self, report: Callable[[str], None], project: Path, page: str | None) -> None:
        self._report = report
        self._project = project.resolve()
        self._page = page or ""
        self._warnings: list[tuple[str, list[str]]] = []
        self._errors: list[tuple[str, list[str]]] = []
        self._open: list[str] | None = None
        self._last = ""
        if page:
            report(_target(page))

    def add(self, line: str) -> None:
        """Take in one line."""
        line = COLOUR.sub("", line).rstrip()
        if not line.strip():
            return
        self._last = line.strip()
        if page := _PAGE.match(line):
            self._page = page[1]
            self._open = None
            self._report(_target(page[1]))
            return
        if not line.startswith(" "):
            self._report(line)
        if error := _ERROR.match(line):
            self._open = [error[1]]
            self._errors.append((self._page, self._open))
        elif warning := _WARNING.match(line):
            message = [warning[1]] if warning[1] else []
            self._warnings.append((self._page, message))
            self._open = None if message else message
        elif _TRACE.match(line):
            self._open = None
        elif self._open is not None:
            self._open.append(line.strip())
            if not any(self._open is lines for _, lines in self._errors):
                self._open = None

    def judge(self, code: int) -> None:
        """Raise UserError if Quarto failed with `code` or warned of what must not be published."""
        findings = [
            Finding(page, f"Quarto says: {' '.join(lines)}") for page, lines in self._warnings
        ]
        if code:
            reasons = [
                (page, kept)
                for page, lines in self._errors
                if (kept := [line for line in lines if not _EMPTY.fullmatch(line)])
            ]
            last = [self._last or f"exit code {code}"]
            findings += [self._failure(*each) for each in reasons or [(self._page, last)]]
        if findings:
            raise UserError.of(findings)

    def _failure(self, page: str, lines: list[str]) -> Finding:
        text = " ".join(lines)
        matches = [match for pattern in _FILE if (match := pattern.search(text))]
        named = next((match for match in matches if "file" in match.groupdict()), None)
        lined = named or next(iter(matches), None)
        line = lined.groupdict().get("line") if lined else None
        file = self._name(named["file"], page) if named else page
        # A notebook's lines are those of a cell, and Quarto does not say of which.
        if line is None or file.endswith(".ipynb"):
            return Finding(file, f"Quarto failed: {text}")
        return Finding(Place(file, line=int(line)), f"Quarto failed: {text}")

    def _name(self, file: str, page: str) -> str:
        """A file as Quarto names it, from the project's folder; the page if it is none there."""
        for folder in (self._project, self._project / PurePosixPath(page).parent):
            path = (folder / file).resolve()
            if path.is_file() and path.is_relative_to(self._project):
                return path.relative_to(self._project).as_posix()
        return page


def _target(source: str) -> str:
    return str(PurePosixPath(source).with_suffix(".html"))
