"""The months of a log by its meetings: of the log itself, and of the outline that builds go by."""

from __future__ import annotations

from typing import Generic, TypeVar

from opsg.core.cache.facts import Node, fact
from opsg.core.edition import Dated
from opsg.core.errors import UserError

Held = TypeVar("Held", bound=Dated)


class Calendar(Node, Generic[Held]):
    """What has `meetings`, at least one, by month."""

    meetings: tuple[Held, ...]

    @property
    @fact
    def latest_month(self) -> str:
        """The month of the latest meeting, `YYYY-MM`."""
        return self.meetings[-1].month

    @property
    @fact
    def published_month(self) -> str | None:
        """The newest month whose paper is out, `YYYY-MM`; None before the first."""
        published = [meeting.month for meeting in self.meetings if meeting.is_published]
        return published[-1] if published else None

    @fact
    def meeting(self, month: str) -> Held:
        """The meeting of `month`. Raises UserError that names the months there are."""
        for meeting in self.meetings:
            if meeting.month == month:
                return meeting
        remedy = f"There is one for: {', '.join(each.month for each in self.meetings)}."
        raise UserError(f"There is no meeting for '{month}'.", remedy=remedy)
