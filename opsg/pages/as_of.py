"""The log as of the month and in the edition that a notebook opens; every page begins here."""

from __future__ import annotations

from opsg.core.edition import LATEST, Edition
from opsg.data import log
from opsg.data.log import IssueLog
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
