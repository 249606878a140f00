"""One of the two states of the log that are compared, in an edition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.core import months
from opsg.core.errors import UserError
from opsg.data import log
from opsg.pages.changes import states

if TYPE_CHECKING:
    from opsg.build.request import Request
    from opsg.core.edition import Edition
    from opsg.data.log import Entry, Issue, IssueLog
    from opsg.pages.changes.model import State


@dataclass(frozen=True)
class Side:
    """A state of the log, in an edition as of its month."""

    log: IssueLog
    edition: Edition

    @cached_property
    def states(self) -> dict[str, State]:
        """What is known of every issue as of each month, as the what-changed page has it."""
        return {state.month: state for state in states(self.log, self.edition)}

    @property
    def state(self) -> State:
        """What the site says as of its month."""
        return self.states[self.edition.month]

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """The issues that have a page, by their names in addresses."""
        return {issue.slug: issue for issue in self.log.issues_by(self.edition.month)}

    def entry(self, slug: str) -> Entry | None:
        """The entry that an issue's page shows."""
        issue = self.issues.get(slug)
        return issue.entry_by(self.edition.month) if issue else None

    @property
    def is_draft(self) -> bool:
        """Whether the month's paper is not out yet."""
        return not self.log.meeting(self.edition.month).is_published

    @property
    def month_name(self) -> str:
        """The month in words, and whether it is a draft."""
        name = months.named(self.edition.month)
        return f"{name} (a draft)" if self.is_draft else name


def read_present(request: Request) -> Side | None:
    """The log that the request builds from, in its edition, if there is that edition of it.

    Raises UserError as a build does.
    """
    return _read(request, log.load(request.data))


def read_base(request: Request, base: str, folder: Path) -> Side | None:
    """The log in `folder`, which `base` names, in the same edition, if there is that one of it.

    It is as of the request's month, where the log has that. Raises UserError as `readable` does.
    """
    with readable(base):
        whole = log.load(folder)
    has_it = any(meeting.month == request.month for meeting in whole.meetings)
    return _read(request if has_it else replace(request, month=None), whole)


def _read(request: Request, whole: IssueLog) -> Side | None:
    """A log in an edition; None before the first paper for the edition of what is published."""
    if request.reported_only and not (request.month or whole.published_month):
        return None
    edition = request.edition(whole)
    return Side(whole.known_to(edition), edition)


@contextmanager
def readable(base: str) -> Iterator[None]:
    """What goes wrong is told of the base, as a UserError: the present data is in order by then."""
    import polars.exceptions as polars

    try:
        yield
    except (UserError, polars.PolarsError) as error:
        problem = (
            error.findings[0] if isinstance(error, UserError) else str(error).partition("\n")[0]
        )
        raise UserError(
            f"This program cannot read the data as it was: {problem}",
            where=base,
            remedy="Compare with a later revision.",
        ) from error
