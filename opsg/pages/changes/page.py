"""The what-changed page: what moved between this month and the last, or any two that are chosen.

The page is complete without JavaScript for the two months it opens with. For others
`site/scripts/changes.js` compares the states that the page carries, and shows the same HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html
from opsg.data import log
from opsg.data.log import IssueLog, Meeting
from opsg.pages.changes import html, payload
from opsg.pages.changes import states as standings
from opsg.pages.changes.compare import between
from opsg.pages.changes.model import Changes, State

LARGEST_DATA = 80_000
"""How many characters of data the page may carry; the oldest months give way."""


def open_month(month: str, *, reported_only: bool = False) -> WhatChanged:
    """The page as of a month that has a meeting; raises UserError if it has none."""
    whole = log.load()
    meeting = whole.meeting(month)
    states = standings.states(whole, Edition(month, reported_only))
    return WhatChanged(whole, meeting, tuple(states))


@dataclass(frozen=True)
class WhatChanged:
    """The page as of one meeting, over the states between which a reader may choose."""

    log: IssueLog
    meeting: Meeting
    known: tuple[State, ...]

    @cached_property
    def states(self) -> tuple[State, ...]:
        """As many of the latest states as the page may carry, oldest first; at least two."""
        states = self.known
        while len(states) > 2 and len(payload.written(states)) > LARGEST_DATA:
            states = states[1:]
        return states

    @cached_property
    def default(self) -> Changes | None:
        """What changed since the paper before, or since last month; None if this is the first."""
        *before, latest = self.states
        if not before:
            return None
        papers = [state for state in before if state.paper]
        return between((papers or before)[-1], latest)

    def chooser(self) -> Html:
        """The two months to compare, which a reader may choose where scripts run."""
        if self.default is None:
            return Html()
        chosen = {"from": self.default.earlier, "to": self.default.later}
        fields = "".join(
            f'<label>{label}<select name="{name}">{_options(self.states, chosen[name])}'
            "</select></label>"
            for name, label in (("from", "From"), ("to", "To"))
        )
        return Html(
            Markup(f'<form class="filters choose" autocomplete="off" hidden>{fields}</form>')
        )

    def summary(self) -> Html:
        """What changed in one sentence, or that there is nothing yet to compare with."""
        if self.default is None:
            paper = h.a(href=f"reports/{self.meeting.month}.html")["Read the paper"]
            return Html(h.p(class_="lede")[self._first()], h.p[paper])
        return _part("summary", html.summary(self.default))

    def _first(self) -> str:
        issues = self.log.issues_by(self.meeting.month)
        figures = sum(
            len(entry.figures)
            for issue in issues
            if (entry := issue.entries.get(self.meeting.month))
        )
        paper, day = self.meeting.paper_name, self.meeting.paper_date
        dated = f" of {months.long_date(day)}" if day else ""
        return (
            f"One paper is on the log, {paper}{dated}. It tells of {words.count(len(issues))}"
            f" issues and gives {words.count(figures)} figures. There is nothing to compare it with"
            " yet: once there is a second paper, this page says what changed between the two."
        )

    def issues(self) -> Html:
        """Issues opened, closed, or left out of the later paper."""
        return self._section("came", "Issues opened and closed", html.came)

    def stages(self) -> Html:
        """Issues that moved from one stage to another."""
        return self._section("moves", "Stages moved", html.moves)

    def signals(self) -> Html:
        """Signals that appeared, turned or ended."""
        return self._section("turns", "Signals that appeared or ended", html.turns)

    def actions(self) -> Html:
        """Next steps that are new, done, late or not listed any more."""
        return self._section("actions", "Next steps done, late or new", html.actions)

    def words(self) -> Html:
        """Words that were added to Status and Next Steps or removed from them."""
        return self._section("words", "Words of Status and Next Steps", html.texts)

    def figures(self) -> Html:
        """The headline figures of both months, side by side."""
        return self._section("figures", "Figures", html.figures)

    def _section(self, name: str, title: str, show: Callable[[Changes], str]) -> Html:
        if self.default is None:
            return Html()
        return Html(h.h2(id=name)[title], _part(name, show(self.default)))

    def data(self) -> Html:
        """The states and the script that compares them."""
        if self.default is None:
            return Html()
        written = payload.written(self.states).replace("<", "\\u003c")
        return Html(
            Markup(f'<script type="application/json" class="changes-data">{written}</script>'),
            Markup('<script defer src="scripts/changes.js"></script>'),
        )


def _part(name: str, content: str) -> Html:
    status = ' role="status"' if name == "summary" else ""
    return Html(Markup(f'<div data-part="{name}"{status}>{content}</div>'))


def _options(states: Sequence[State], chosen: State) -> str:
    return "".join(
        f'<option value="{state.month}"{" selected" if state is chosen else ""}>'
        f"{escape(state.name)}</option>"
        for state in reversed(states)
    )
