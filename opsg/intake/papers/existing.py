"""What the log already holds, as far as an import needs it.

It reads less than `opsg.data.log`, and accepts a log that is not complete: an issue that an import
has just begun lacks what an analyst is yet to add, and the import must still run again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from opsg.core import months
from opsg.core.errors import Finding, UserError
from opsg.core.records import rows
from opsg.data import frontmatter
from opsg.data.issues import CLOSED
from opsg.data.log_files import ENTRY_SECTIONS, ISSUE_SECTIONS


@dataclass(frozen=True)
class File:
    """A Markdown file of the log: its front matter as text and as values, and its sections."""

    name: str
    front: str
    values: Mapping[str, object]
    sections: Mapping[str, str]

    @property
    def month(self) -> str:
        """The month that an entry is of, by its name."""
        return PurePosixPath(self.name).stem

    def value(self, key: str) -> str:
        """A value of the front matter as text; empty if it is not there."""
        return str(self.values.get(key) or "")


@dataclass(frozen=True)
class LogIssue:
    """An issue of the log with the months for which it has entries, oldest first."""

    folder: Path
    title: str
    order: int
    file: File
    months: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses, which is that of its folder."""
        return self.folder.name

    def before(self, month: str) -> File | None:
        """Its last entry before `month`. Raises UserError with what is wrong with it."""
        last = max((one for one in self.months if one < month), default=None)
        return entry(self.folder / f"{last}.md") if last else None

    def is_closed(self, month: str) -> bool:
        """Whether its stage history has it closed before `month`."""
        history = rows(self.file.values, "stage_history")
        past = [row for row in history if str(row.get("since")) < month]
        return bool(past) and past[-1].get("stage") == CLOSED


def name_of(path: Path, data: Path) -> str:
    """A path as messages show it: from the data folder's own name on."""
    return path.relative_to(data.parent).as_posix()


def front(text: str, name: str) -> dict[str, Any]:
    """The front matter of a page as values; empty if it has no keys."""
    values = frontmatter.split(text, name).source().value
    return values if isinstance(values, dict) else {}


def entry(path: Path) -> File:
    """An issue's entry. Raises UserError with what is wrong with it."""
    return _read(path, ENTRY_SECTIONS, ISSUE_SECTIONS)


def _read(path: Path, wanted: Sequence[str], optional: Sequence[str] = ()) -> File:
    name = name_of(path, path.parents[2])
    page = frontmatter.split(frontmatter.read_text(path, name), name)
    values = page.source().value
    if not isinstance(values, dict):
        raise UserError("The front matter has no keys and values.", where=f"{name}:1")
    return File(name, page.front, values, page.sections(wanted, optional))


def issues(data: Path) -> list[LogIssue]:
    """The issues of the log in order. Raises UserError with every one that cannot be read."""
    log_issues: list[LogIssue] = []
    findings: list[Finding] = []
    root = data / "issues"
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            file = _read(folder / "issue.md", ISSUE_SECTIONS)
            title = file.value("title")
            if not title:
                raise UserError("'title' is missing.", where=file.name)
            order = file.values.get("order")
            log_issues.append(
                LogIssue(
                    folder,
                    title,
                    order if isinstance(order, int) else 0,
                    file,
                    tuple(sorted(path.stem for path in folder.iterdir() if _is_entry(path))),
                )
            )
        except UserError as error:
            findings += error.findings
    if findings:
        raise UserError.of(findings)
    return sorted(log_issues, key=lambda issue: issue.order)


def stages(data: Path) -> list[str]:
    """The names of the stages. Raises UserError if they cannot be read."""
    path = data / "stages.yml"
    name = name_of(path, data)
    value = frontmatter.parse(frontmatter.read_text(path, name), name).value
    rows = value if isinstance(value, list) else []
    return [str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")]


def _is_entry(path: Path) -> bool:
    try:
        months.first_day(path.stem)
    except UserError:
        return False
    return path.suffix == ".md"
