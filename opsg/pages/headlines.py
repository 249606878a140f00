"""The headline of each issue in a month, as the feed and `headlines.json` give it out.

The overview makes them, `opsg.exports.feeds` writes them, and the page of the data explains them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from opsg.data.models import Meeting

FEED = "feed.xml"
HEADLINES = "headlines.json"
HOME = "index.html"

SCHEMA_VERSION = 1
"""Of `headlines.json`. Fields may be added to a version; taking one away or changing what it
means makes a new one."""

FIELDS = {
    "slug": "The issue's name in addresses, the same every month",
    "title": "The issue as the paper prints it",
    "url": "The issue's page",
    "stage": "Its stage in the month; inferred from the paper where the issue’s page says so",
    "name": "What the headline measures",
    "value": "The figure of the month; null where there is none",
    "unit": "What the figure counts, or %",
    "provenance": "reported or illustrative; null where there is no figure",
    "change_percent": "Change on the month before in percent; null where it cannot be given",
    "change_approximate": "Whether a paper rounds one of the two figures, and the change with it",
    "signal": "The rule by which the figure stands out from chance, or none",
    "direction": "What that means: common_cause, improvement, concern, neutral_high, neutral_low",
    "sentence": "The headline in words",
    "known_value": "The latest figure there is, which may be of an earlier month; null if none",
    "known_month": "The month of the latest figure there is, YYYY-MM; null if none",
}
"""The fields of each issue in `headlines.json`, in order, with their meanings."""


@dataclass(frozen=True)
class HeadlineRow:
    """An issue's headline in a month; `value` in `unit` is None where there is no figure.

    `known_value` is then the latest there is, of `known_month`.
    """

    slug: str
    title: str
    stage: str
    name: str
    unit: str
    value: float | None
    reported: bool
    change_percent: float | None
    signal: str
    direction: str
    sentence: str
    known_value: float | None = None
    known_month: date | None = None
    change_approximate: bool = False

    @property
    def provenance(self) -> str | None:
        """`reported` or `illustrative`, None where there is no figure."""
        if self.value is None:
            return None
        return "reported" if self.reported else "illustrative"


OTHER_FIELDS = {
    "slug": "The issue's name in addresses, the same every month",
    "title": "The issue as the paper prints it",
    "url": "The issue's page",
    "listed": "not in the paper, which is of an open issue, or closed",
    "stage": "Its stage, as far as the log knows it",
    "month": "The last month that names it, or that in which it was closed",
}
"""The fields of each of `other_issues` in `headlines.json`, in order, with their meanings."""


@dataclass(frozen=True)
class OtherIssue:
    """An issue on the log that is not one of a month's paper; `month` as OTHER_FIELDS has it."""

    slug: str
    title: str
    listed: str
    stage: str
    month: str


@dataclass(frozen=True)
class Update:
    """A meeting as the feeds tell of it: its headline and its issues.

    `corrected` is the last day on which its paper was issued again or its figures were replaced.
    """

    meeting: Meeting
    headline: str
    rows: Sequence[HeadlineRow]
    others: Sequence[OtherIssue] = ()
    corrected: date | None = None

    @property
    def updated(self) -> date:
        """The day since which it is as it is told."""
        return max(self.meeting.dated, self.corrected or self.meeting.dated)
