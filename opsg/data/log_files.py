"""The files of the issue log, read one by one; what is wrong with each is kept. `log` asks."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field

from opsg.core import months
from opsg.core.cache import tracking
from opsg.core.errors import Finding, UserError
from opsg.data import content_policy
from opsg.data.consistency import EntryFile, IssueFolder, Read
from opsg.data.frontmatter import Source, parse, read_text, split
from opsg.data.issues import Entry, EntryFront, Issue, IssueFront
from opsg.data.models import Meeting, Stage
from opsg.data.papers import PaperText
from opsg.data.papers import files as paper_files
from opsg.data.published.models import Modification
from opsg.data.validation import validate

RESTATEMENTS = "restatements.yml"
SOURCES = "sources.yml"
MODIFICATIONS = "modifications"
FILES = ("stages.yml", "meetings.yml", "events.yml", "glossary.yml", RESTATEMENTS, SOURCES)
ISSUE_SECTIONS = ("Issue and Impact",)
ENTRY_SECTIONS = ("Status", "Next Steps")

Value = TypeVar("Value")
Stages = Annotated[tuple[Stage, ...], Field(min_length=1)]
Meetings = Annotated[tuple[Meeting, ...], Field(min_length=1)]


def state_of(folder: Path) -> dict[str, tuple[int, ...]]:
    """When the files of a log were last written, and how long they are.

    Every notebook asks for it: to read them would take longer than many a notebook. That they held
    the same all the time is seen to by the build, by their digests.
    """
    state: dict[str, tuple[int, ...]] = {}
    folders = ("issues", paper_files.FOLDER, MODIFICATIONS)
    for path in (*(folder / name for name in FILES), *(folder / name for name in folders)):
        state |= _times(path)
    return state


def _times(path: Path | os.DirEntry[str]) -> dict[str, tuple[int, ...]]:
    try:
        status = path.stat()
        below = os.scandir(path) if stat.S_ISDIR(status.st_mode) else ()
    except OSError:
        return {}
    times: dict[str, tuple[int, ...]] = {
        os.fspath(path): (status.st_mtime_ns, status.st_ctime_ns, status.st_size)
    }
    for each in below:
        if not each.name.startswith("."):
            times |= _times(each)
    return times


class Reader:
    """Reads the files of a data folder one by one, and keeps what is wrong with each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "issues"
        self.findings: list[Finding] = []

    def name(self, path: Path) -> str:
        """A path as messages show it: from the data folder's own name on."""
        return path.relative_to(self.folder.parent).as_posix()

    def file(self, file: str, kind: type[Value]) -> Read[Value] | None:
        """A YAML file of the data folder."""
        path = self.folder / file

        def read() -> Read[Value]:
            return self._read(kind, parse(read_text(path, self.name(path)), self.name(path)))

        return self._attempt(read)

    def optional(self, file: str, kind: type[Value]) -> Read[Value] | None:
        """A YAML file of the data folder, or None if there is none."""
        tracking.file(self.folder / file)
        return self.file(file, kind) if (self.folder / file).exists() else None

    def issues(self) -> list[IssueFolder]:
        """All issues, by the names of their folders."""
        return [
            self._issue(folder) for folder in self._listing(self.root) if self._is_issue(folder)
        ]

    def papers(self) -> list[PaperText]:
        """The words of all papers that were imported."""
        tracking.folder(self.folder / paper_files.FOLDER)
        read = (
            self._attempt(partial(paper_files.read, path, self.name(path)))
            for path in paper_files.names(self.folder)
        )
        return [paper for paper in read if paper]

    def modifications(self) -> list[Read[Modification]]:
        """What others published of modifications, by their numbers."""
        root = self.folder / MODIFICATIONS
        tracking.folder(root)
        paths = self._listing(root) if root.exists() else []
        read = (
            self.file(f"{MODIFICATIONS}/{path.name}", Modification)
            for path in paths
            if self._is_modification(path)
        )
        return [one for one in read if one]

    def _is_modification(self, path: Path) -> bool:
        if path.suffix != ".yml":
            self._refuse(path, "This is not a modification's file.", "Name it like MP119.yml.")
        return path.suffix == ".yml"

    def _is_issue(self, path: Path) -> bool:
        if not path.is_dir():
            self._refuse(path, "This is not an issue's folder.", "Take it out of data/issues.")
        return path.is_dir()

    def _issue(self, folder: Path) -> IssueFolder:
        front, sections = self._page(folder / "issue.md", IssueFront, ISSUE_SECTIONS)
        entries = {}
        for path in self._listing(folder):
            if path.name == "issue.md" or not self._is_entry(path):
                continue
            entry, text = self._page(path, EntryFront, ENTRY_SECTIONS, ISSUE_SECTIONS)
            entries[path.stem] = EntryFile(self.name(path), entry, text)
        return IssueFolder(folder.name, self.name(folder), front, sections, entries)

    def _is_entry(self, path: Path) -> bool:
        problem = "This is neither issue.md nor a month's entry."
        try:
            months.first_day(path.stem)
        except UserError as error:
            problem = error.findings[0].problem if path.suffix == ".md" else problem
        else:
            if path.suffix == ".md":
                return True
        self._refuse(path, problem, "Name an entry YYYY-MM.md, e.g. 2021-02.md.")
        return False

    def _page(
        self, path: Path, kind: type[Value], wanted: Sequence[str], optional: Sequence[str] = ()
    ) -> tuple[Read[Value] | None, dict[str, str] | None]:
        name = self.name(path)
        page = self._attempt(lambda: split(read_text(path, name), name))
        if page is None:
            return None, None

        self.findings += content_policy.in_markdown(page.body, name, page.body_line)
        front = self._attempt(lambda: self._read(kind, page.source()))
        return front, self._attempt(lambda: page.sections(wanted, optional))

    def _read(self, kind: type[Value], source: Source) -> Read[Value]:
        self.findings += content_policy.in_values(source)
        return Read(validate(kind, source), source)

    def _listing(self, folder: Path) -> list[Path]:
        if not folder.is_dir():
            self._refuse(folder, "There is no such folder.", "")
            return []
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))

    def _refuse(self, path: Path, problem: str, remedy: str) -> None:
        self.findings.append(Finding(self.name(path), problem, remedy))

    def _attempt(self, read: Callable[[], Value]) -> Value | None:
        try:
            return read()
        except UserError as error:
            self.findings += error.findings
            return None


def issue_of(folder: IssueFolder) -> Issue:
    """The issue that was read from a folder in which nothing is wrong."""
    assert folder.front and folder.sections
    return Issue(
        **dict(folder.front.value),
        issue_and_impact=folder.sections["Issue and Impact"],
        entries={month: _entry(file) for month, file in sorted(folder.entries.items())},
    )


def _entry(file: EntryFile) -> Entry:
    assert file.front and file.sections
    return Entry(
        **dict(file.front.value),
        issue_and_impact=file.sections.get("Issue and Impact"),
        status=file.sections["Status"],
        next_steps=file.sections["Next Steps"],
    )
