"""The what-changed page: this month against the last, and every earlier month.

Its notebook shows one section after the other. The page's own comparison is told in full. Below it
each earlier month is compared with the one before and with the newest, in disclosures that work
without JavaScript; `site/scripts/changes.js` keeps the one that is opened in the page's address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import htpy as h

from opsg.analysis import words
from opsg.core import months
from opsg.core.edition import LATEST
from opsg.core.html import Html
from opsg.data.published import standing
from opsg.data.published.standing import Standing, Steps
from opsg.pages.as_of import MonthPage, open_log
from opsg.pages.changes import sections
from opsg.pages.changes import states as standings
from opsg.pages.changes.compare import compare
from opsg.pages.changes.model import Changes, State
from opsg.pages.ways import Ways

LARGEST = 135_000
"""How many bytes the sections may have together; the oldest months give way.

With what stands around them the page stays below what the last look at a site allows.
"""


@dataclass(frozen=True)
class WhatChanged(MonthPage):
    """The page as of one meeting, over the states that it compares, oldest first."""

    states: tuple[State, ...]

    @classmethod
    def open_month(cls, month: str = LATEST, *, reported_only: bool = False) -> Self:
        """The page as of `month`. Raises UserError if it has no meeting."""
        whole, edition = open_log(month, reported_only=reported_only)
        return cls(whole, edition, tuple(standings.states(whole, edition)))

    @cached_property
    def changes(self) -> Changes | None:
        """What changed since the paper before, or since last month; None if this is the first."""
        *before, latest = self.states
        if not before:
            return None
        earlier = _previous(latest, before)
        return replace(compare(earlier, latest), modifications=tuple(self._steps_since(earlier)))

    def _steps_since(self, earlier: State) -> Iterator[tuple[Standing, Steps]]:
        """The steps of modifications; that a paper names one is news only after another paper."""
        for each, steps in standing.steps_since(self.log, self.month, earlier.month):
            told = tuple(step for step in steps if earlier.paper or step.what != standing.NAMED)
            if told:
                yield each, told

    def summary(self) -> Html:
        """What changed in one sentence, or that there is nothing yet to compare with."""
        if self.changes is None:
            paper = h.a(href=f"reports/{self.month}.html")["Read the paper"]
            return Html(h.p(class_="lede")[self._first()], h.p[paper])
        down = h.p(class_="note")[h.a(href="#earlier")["Earlier months"]] if self._earlier else ""
        return Html(sections.summary(self.changes), down)

    def _first(self) -> str:
        issues = self.log.issues_by(self.month)
        entries = [issue.entries.get(self.month) for issue in issues]
        figures = sum(len(entry.figures) for entry in entries if entry)
        paper, day = self.meeting.paper_name, self.meeting.paper_date
        dated = f" of {months.long_date(day)}" if day else ""
        return (
            f"One paper is on the log, {paper}{dated}. It tells of {words.count(len(issues))}"
            f" issues and gives {words.count(figures)} figures. There is nothing to compare it with"
            " yet: once there is a second paper, this page says what changed between the two."
        )

    def signals(self) -> Html:
        """Signals that appeared, turned or ended."""
        return self._section("turns", "Signals that appeared or ended", sections.signals)

    def stages(self) -> Html:
        """Issues that moved from one stage to another."""
        return self._section("moves", "Stages moved", sections.stages)

    def issues(self) -> Html:
        """Issues opened, closed, or left out of the later paper."""
        return self._section("came", "Issues opened and closed", sections.issues)

    def actions(self) -> Html:
        """Next steps that are new, done, late or not listed any more."""
        return self._section("actions", "Next steps done, late or new", sections.next_steps)

    def modifications(self) -> Html:
        """Steps of modifications that became known between the two months."""
        return self._section("modifications", "Modifications", self._modifications)

    def _modifications(self, changes: Changes) -> h.Node:
        if not changes.modifications:
            return h.p(class_="absent")["No step of a modification became known."]
        return Ways(self.log, "").by_name(changes.modifications)

    def figures(self) -> Html:
        """The headline figures of both months, side by side."""
        return self._section("figures", "Figures", sections.figures)

    def words(self) -> Html:
        """Words that were added to Status and Next Steps or removed from them."""
        return self._section("words", "Words of Status and Next Steps", sections.texts)

    def _section(self, name: str, title: str, show: Callable[[Changes], h.Node]) -> Html:
        if self.changes is None:
            return Html()
        return Html(h.h2(id=name)[title], show(self.changes))

    def earlier(self) -> Html:
        """Each earlier month against the one before and against the newest, the newest first."""
        if not self._earlier:
            return Html()
        return Html(
            # A search for an issue is to find this month's changes, not all that there ever were.
            h.section(data_pagefind_ignore="all")[
                h.h2(id="earlier")["Earlier months"], self._earlier
            ],
            h.script(defer=True, src="scripts/changes.js"),
        )

    @cached_property
    def _earlier(self) -> list[h.Fragment]:
        """As many of the latest months as the page may carry."""
        own = (
            self.signals, self.stages, self.issues, self.actions, self.modifications, self.figures,
            self.words,
        )  # fmt: skip
        size = sum(len(show().html.encode()) for show in own)
        shown = []
        for month in _months(self.states):
            size += len(str(month).encode())
            if size > LARGEST:
                reports = h.a(href="reports/index.html")["all reports"]
                shown.append(h.fragment[h.p["Months before these: ", reports, "."]])
                break
            shown.append(month)
        return shown


open_month = WhatChanged.open_month


def _months(states: Sequence[State]) -> Iterator[h.Fragment]:
    """The comparisons of each month but the latest, which are not the page's own."""
    *earlier, latest = states
    for index, state in reversed([*enumerate(earlier)]):
        pairs = [(_previous(state, earlier[:index]), state)] if index else []
        if state is not _previous(latest, earlier):
            pairs.append((state, latest))
        if pairs:
            shown = [_comparison(state, compare(*pair)) for pair in pairs]
            yield h.fragment[h.h3[state.name], shown]


def _comparison(month: State, changes: Changes) -> h.Element:
    earlier, later = changes.earlier, changes.later
    other = f"Since {earlier.name}" if month is later else f"Until {later.name}"
    name = f"{earlier.month}-to-{later.month}"
    return h.details(class_="comparison")[
        h.summary[sections.title(changes, other)],
        # What an address names is inside: so the browser opens the disclosure by itself.
        h.div(id=name)[sections.brief(changes)],
    ]


def _previous(state: State, before: Sequence[State]) -> State:
    """The state of the month to compare with."""
    by_month = {each.month: each for each in before}
    papers = {each.month for each in (*before, state) if each.paper}
    return by_month[standings.month_before(state.month, list(by_month), papers)]
