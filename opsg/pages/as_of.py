"""The log as of the month and in the edition that a notebook opens; every page begins here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from opsg.core.edition import LATEST, Edition
from opsg.data import log
from opsg.data.log import IssueLog, Meeting
from opsg.pages.own import formatters


def open_log(month: str = LATEST, *, reported_only: bool = False) -> tuple[IssueLog, Edition]:
    """The log as an edition knows it as of `month`, and the edition; LATEST is its newest month.

    In a build the page's own edition holds, whatever the notebook asks for: `reported_only` can
    only leave more out. Raises UserError if the month has no meeting or is later than the page.
    """
    formatters.refuse()
    whole = log.load()
    page = Edition.of_build()
    reported_only |= page is not None and page.reported_only
    asked = (page.month if page else None) if month == LATEST else month
    edition = Edition.of(whole, asked, reported_only=reported_only)
    return whole.known_to(edition), edition


@dataclass(frozen=True)
class MonthPage:
    """A page about one month, in one edition, made from the log as that edition knows it."""

    log: IssueLog
    edition: Edition

    @classmethod
    def open_month(cls, month: str = LATEST, *, reported_only: bool = False) -> Self:
        """The page as of `month`. Raises UserError if it has no meeting."""
        return cls(*open_log(month, reported_only=reported_only))

    @classmethod
    def as_of(cls, whole: IssueLog, edition: Edition) -> Self:
        """The page of a log that may know more. Raises UserError if the month has no meeting."""
        return cls(whole.known_to(edition), edition)

    @property
    def month(self) -> str:
        """The month as data writes it."""
        return self.edition.month

    @property
    def meeting(self) -> Meeting:
        """The month's meeting."""
        return self.log.meeting(self.month)
