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


def behind(listed: Mapping[str, Listed], month: str) -> str | None:
    """The earlier month of which the actions of `month` are, if its Next Steps say other words.

    Also where there are none any more: then it is the month that had some. None if the actions are
    of the month, or of one with the same words.
    """
    now = listed[month]
    if now.closed:
        return None
    since = _since(listed, month)
    same = since == month or _words(listed[since].next_steps) == _words(now.next_steps)
    return None if same else since


def of_entries(entries: Mapping[str, Entry]) -> dict[str, Listed]:
    """The actions of an issue's entries by month."""
    return {month: Listed.of(entry, entry.next_steps) for month, entry in entries.items()}


def _since(listed: Mapping[str, Listed], month: str) -> str:
    """The month since which the actions are the same but for those that are done."""
    now = listed[month]
    if now.by_hand in listed:
        return str(now.by_hand)
    before = max((each for each in listed if each < month), default=None)
    if before is None:
        return month
    was = listed[before].actions
    still_open = tuple(action for action in was if not action.done)
    if now.actions in (was, still_open) or (still_open and not now.actions):
        return _since(listed, before)
    return month


def _words(text: str) -> str:
    return plain(text).translate(TYPOGRAPHY)
