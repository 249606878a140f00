"""Sections of new issues that nobody has written yet.

They are a warning where the next month is prepared. What is published must not show them: they
are errors in the reported edition, if it knows the month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from opsg.core.errors import Finding

if TYPE_CHECKING:
    from opsg.core.edition import Edition
    from opsg.data.check import Outline
    from opsg.data.log import Issue, IssueLog

TO_BE_WRITTEN = "To be written."
"""What stands in the sections of a new issue until somebody writes them."""

Unwritten = tuple[str, Finding]
"""The month from which pages show a section, and the warning that it is not written."""


def unwritten(log: IssueLog) -> Iterator[Unwritten]:
    """Every section that still says that it is to be written."""
    for issue in log.issues:
        for month, file, title, text in _sections(issue):
            if TO_BE_WRITTEN in (text or "").splitlines():
                where = f"{log.folder.name}/issues/{issue.slug}/{file}.md"
                problem = f"The section '{title}' is not written yet."
                yield month, Finding(where, problem, "Write it.", "warning")


def in_edition(
    sections: Iterable[Unwritten], edition: Edition, log: IssueLog | Outline
) -> list[Finding]:
    """What an edition has to say of the sections: errors where it publishes them."""
    return [
        replace(finding, severity="error")
        if edition.reported_only and edition.knows(log.meeting(month))
        else finding
        for month, finding in sections
    ]


def _sections(issue: Issue) -> Iterator[tuple[str, str, str, str | None]]:
    """The month from which each section is shown, its file, its title and its text."""
    yield min(issue.entries), "issue", "Issue and Impact", issue.issue_and_impact
    for month, entry in sorted(issue.entries.items()):
        yield month, month, "Issue and Impact", entry.issue_and_impact
        yield month, month, "Status", entry.status
        yield month, month, "Next Steps", entry.next_steps
