"""Which figures a site may show, up to which classification, and as of which month.

A build asks for an edition once and hands it on; whoever shows, exports or looks over anything is
given it as one. The levels are those of the SEC Panel Information Policy (SEC Section M4.13),
White the lowest.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from opsg.core import months
from opsg.core.errors import UserError, nearest

Level = Literal["White", "Green", "Amber", "Red"]
LEVELS: tuple[str, ...] = get_args(Level)
PUBLIC = "White"

Provenance = Literal["reported", "illustrative"]
PROVENANCES: tuple[str, ...] = get_args(Provenance)

LATEST = "latest"
"""The month that notebooks name: the newest of their edition. A build puts its own in its place."""

VARIABLE = "OPSG_EDITION"
"""By which a build tells the process of a notebook of what it makes a page: `reported 2021-02`."""

COMMENT = "#"
"""What a line of a CSV file begins with that is not data."""

_NOTES = {
    "illustrative": "Illustrative edition: the history and the breakdowns are made up to show what"
    " the site does. Not for decisions.",
    "reported": "Reported edition: published figures only.",
}


class Dated(Protocol):
    """A meeting as far as an edition asks: its number, month, and whether its paper is out."""

    @property
    def number(self) -> int: ...
    @property
    def month(self) -> str: ...
    @property
    def is_published(self) -> bool: ...


class Months(Protocol):
    """What is to be known of a log's months to say as of which an edition is.

    They are that of the latest meeting and the newest whose paper is out, None before the first.
    Asked for the meeting of another, it raises UserError.
    """

    @property
    def latest_month(self) -> str: ...
    @property
    def published_month(self) -> str | None: ...
    def meeting(self, month: str) -> object: ...


@dataclass(frozen=True)
class Edition:
    """One edition of the site.

    `month` is the last that it knows, `YYYY-MM`; a `reported_only` edition has published figures
    alone; nothing in it is classified above `ceiling`, one of LEVELS.
    """

    month: str
    reported_only: bool = False
    ceiling: str = PUBLIC

    def __post_init__(self) -> None:
        """Raises UserError for what the page that this process makes for a build may not show."""
        told = _told()
        if told is None:
            return
        month, reported_only = told
        if self.month > month:
            raise UserError(
                f"This page is as of {month}, and {self.month} is later.",
                remedy="Leave the month to the parameter `month`.",
            )
        if reported_only and not self.reported_only:
            raise UserError(
                "This page is of the reported edition, and this asks for illustrative figures.",
                remedy="Take the edition from what is opened: issue.edition",
            )

    @classmethod
    def of_build(cls) -> Edition | None:
        """The edition that this process makes a page of for a build, whatever its notebook says.

        None on somebody's workbench: in JupyterLab, an editor or a test.
        """
        told = _told()
        return cls(*told) if told else None

    @classmethod
    def of(
        cls, log: Months, month: str | None, *, reported_only: bool, ceiling: str = PUBLIC
    ) -> Edition:
        """The edition of a log as of `month`; LATEST or None is the month that is its own.

        The reported edition is as of the newest month whose paper is out. The illustrative one is
        what the next month is prepared in, and is as of the latest, drafts included.

        Raises UserError if `month` has no meeting, or no paper is out.
        """
        if month in (None, LATEST):
            month = log.published_month if reported_only else log.latest_month
        if month is None:
            raise UserError(
                "No paper is published yet, so there is nothing that is reported.",
                where="data/meetings.yml",
                remedy="Give a meeting its paper and paper_date once its paper is out, or see the"
                f" draft: python build.py --reported-only --month {log.latest_month}",
            )
        log.meeting(month)
        return cls(month, reported_only, ceiling)

    def knows(self, meeting: Dated) -> bool:
        """Whether what a meeting's paper says belongs to the edition.

        Of later months it knows nothing. The reported one knows no draft but the one that it is
        itself as of, where somebody asked for that.
        """
        if meeting.month >= self.month or not self.reported_only:
            return meeting.month <= self.month
        return meeting.is_published

    @property
    def name(self) -> str:
        """`reported` or `illustrative`."""
        return "reported" if self.reported_only else "illustrative"

    @property
    def folder(self) -> str:
        """Where what is made for it is kept: what an inner one holds must not get into another."""
        return self.name if self.ceiling == PUBLIC else f"{self.name}-{self.ceiling.lower()}"

    @property
    def told(self) -> dict[str, str]:
        """The variable by which the process of a notebook is told of it (`of_build`)."""
        return {VARIABLE: f"{self.name} {self.month}"}

    @property
    def note(self) -> str:
        """What every page says of its figures."""
        return _NOTES[self.name]

    @property
    def inner_note(self) -> str:
        """What every page and file of an inner edition says; of the public one nothing."""
        return inner_note(self.ceiling)


_settled: str | None = None


def settle() -> None:
    """Take note of what the build tells this process, as its notebook may change the variable."""
    global _settled
    _settled = os.environ.get(VARIABLE)


def _told() -> tuple[str, bool] | None:
    """The month of the page that this process makes for a build, and whether it is reported."""
    told = _settled or os.environ.get(VARIABLE)
    if not told:
        return None
    name, _, month = told.partition(" ")
    if name not in _NOTES or not month:
        remedy = f"Unset {VARIABLE}: only a build sets it."
        raise UserError(f"'{told}' is no edition.", where=VARIABLE, remedy=remedy)
    return month, name == "reported"


def inner_note(ceiling: str) -> str:
    """What every page and file of an edition with this ceiling says; of the public one nothing."""
    if ceiling == PUBLIC:
        return ""
    return f"Inner edition: it may hold material up to {ceiling}. Not for publication."


def draft_note(meeting: Dated) -> str:
    """What everything says that shows a draft; of a published month nothing."""
    if meeting.is_published:
        return ""
    month = months.named(meeting.month)
    return (
        f"Draft: the paper for OPSG {meeting.number}, {month}, is not published yet. What is said"
        " of the month may still change."
    )


def ceiling_of(word: str) -> str:
    """The level that `--ceiling` names, in any case. Raises UserError with the nearest."""
    if word.capitalize() not in LEVELS:
        remedy = nearest(word.lower(), [level.lower() for level in LEVELS])
        raise UserError(f"There is no classification '{word}'.", where="--ceiling", remedy=remedy)
    return word.capitalize()


def marked(csv: str, note: str) -> str:
    """A CSV text under its edition's note, where there is one."""
    return f"{COMMENT} {note}\n{csv}" if note else csv
