"""From which month's paper an issue's actions are, so that old ones are not taken for new.

Actions are typed in by hand beside a paper's words, and may stay behind when the words change. The
check warns of it, and an issue's page says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from opsg.data.frontmatter import plain
from opsg.data.issues import CLOSED, Action, Entry, EntryFront
from opsg.data.papers.compare import TYPOGRAPHY


class Listed(NamedTuple):
    """A month's actions beside the Next Steps that they stand for; `by_hand` names their month."""

    actions: tuple[Action, ...]
    next_steps: str
    by_hand: str | None = None
    closed: bool = False

    @classmethod
    def of(cls, front: EntryFront, next_steps: str) -> Listed:
        """Those of an entry."""
        return cls(front.actions, next_steps, front.actions_from, front.stage == CLOSED)


def behind(listed: Mapping[str, Listed]) -> dict[str, str]:
    """The months whose actions are an earlier month's, as their Next Steps say other words.

    With each the earlier month; also where there are none any more, then it is the month that had
    some. Actions that are of their month, or of one with the same words, are not behind.
    """
    since: dict[str, str] = {}
    before = None
    for month, now in sorted(listed.items()):
        if now.by_hand in listed:
            since[month] = str(now.by_hand)
        elif before and _stays(listed[before].actions, now.actions):
            since[month] = since[before]
        else:
            since[month] = month
        before = month
    return {
        month: first
        for month, first in since.items()
        if not listed[month].closed
        and not _says(listed[first].next_steps, listed[month].next_steps)
    }


def of_entries(entries: Mapping[str, Entry]) -> dict[str, Listed]:
    """The actions of an issue's entries by month."""
    return {month: Listed.of(entry, entry.next_steps) for month, entry in entries.items()}


def _stays(was: tuple[Action, ...], now: tuple[Action, ...]) -> bool:
    """Whether actions are those from before but for what was done, or are left out."""
    still_open = tuple(action for action in was if not action.done)
    return now in (was, still_open) or bool(still_open and not now)


def _says(one: str, other: str) -> bool:
    """Whether two texts say the same words."""
    return one == other or _words(one) == _words(other)


def _words(text: str) -> str:
    return plain(text).translate(TYPOGRAPHY)
