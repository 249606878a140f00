"""The home page: the month in a headline, what is asked, and every issue at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import htpy as h

from opsg.analysis import measures, words
from opsg.analysis.measures import Reading
from opsg.analysis.words.labels import NO_TREND_YET
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html
from opsg.data.log import Issue, IssueLog
from opsg.pages import components, groups, tally
from opsg.pages.as_of import MonthPage
from opsg.pages.board import Board
from opsg.pages.headlines import HeadlineRow, OtherIssue, Update
from opsg.pages.next_steps import NextSteps

WORTH_KNOWING = 3
"""How many readings the line below the headline tells of."""


def update(whole: IssueLog, edition: Edition) -> Update:
    """The meeting of the edition's month as the feeds tell of it."""
    corrected = max(_corrections(whole, edition), default=None)
    return replace(Overview.as_of(whole, edition).update(), corrected=corrected)


def _corrections(whole: IssueLog, edition: Edition) -> Iterator[date]:
    """The days on which the month's paper came again, or figures up to it were replaced."""
    for paper in whole.papers:
        if paper.month == edition.month and paper.version > 1:
            yield paper.paper_date or paper.imported
    for one in whole.restatements:
        if one.month <= edition.month and (one.was == "reported" or not edition.reported_only):
            yield one.when


@dataclass(frozen=True)
class Overview(MonthPage):
    """All issues as of one meeting, in one edition."""

    @property
    def issues(self) -> Sequence[Issue]:
        """The issues that are actively managed in the month, in the paper's order."""
        return self.log.active(self.month)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Each issue's headline measure, read up to the month, by slug; not of issues without."""
        return self._read(self.issues)

    @cached_property
    def _others(self) -> dict[str, Reading]:
        """The same of the issues that the paper does not name, and of those that are closed."""
        return self._read([*self.log.absent(self.month), *self.log.closed(self.month)])

    def _read(self, issues: Sequence[Issue]) -> dict[str, Reading]:
        return {
            issue.slug: measures.read(issue.headline, self.log, issue, self.edition)
            for issue in issues
            if issue.headline
        }

    @property
    def _judged(self) -> bool:
        """Whether there is history enough to judge any issue."""
        return any(components.tone(reading) != "none" for reading in self.readings.values())

    @property
    def _stale(self) -> int:
        """How many issues have no figure of the month, though an earlier one."""
        return sum(reading.stale for reading in self.readings.values())

    def headline(self) -> Html:
        """The meeting, the month in one headline, and the two or three things to know."""
        facts = [
            f"OPSG {self.meeting.number}",
            months.named(self.month),
            components.DRAFT,
        ]
        if self.meeting.is_published:
            facts[1:] = [f"paper {self.meeting.paper_name}", months.long_date(self.meeting.dated)]
        return Html(
            h.p(class_="note")[" · ".join(facts)],
            h.h1[self._title()],
            self._to_know(),
        )

    def _title(self) -> str:
        total = words.several(len(self.issues), "issue").capitalize()
        tones = [components.tone(reading) for reading in self.readings.values()]
        if self._stale and self._stale == len(self.readings):
            return f"{total}, no figures for {months.named(self.month)} yet"
        if not self._judged:
            steps = len(NextSteps(self.log, self.edition).to_approve)
            return f"{total}, {words.several(steps, 'next step')} to approve"
        better, worse = tones.count("better"), tones.count("worse")
        says = f"{total}, {words.count(better)} improving, {words.count(worse)} getting worse"
        if self._stale:
            says += f", {words.count(self._stale)} without figures yet"
        illustrative = any(reading.illustrative for reading in self.readings.values())
        return f"{says} (illustrative)" if illustrative else says

    def _to_know(self) -> h.Element:
        """The two or three readings worth knowing before the meeting, each with its link."""
        readings = [item for item in self.readings.items() if item[1].latest is not None]
        if self._judged:
            signals = [item for item in readings if components.tone(item[1]) in ("worse", "better")]
            readings = sorted(signals, key=lambda item: _importance(item[1]))
        elif not readings:
            known = [item for item in self.readings.items() if item[1].stale]
            readings = sorted(known, key=lambda item: item[1].known_month or date.min, reverse=True)
        if not readings:
            without = f" {words.count(self._stale).capitalize()} have no figures yet."
            says = "No issue moved beyond chance." if self._judged else NO_TREND_YET
            says += without if self._stale else ""
            return h.p(class_="lede")[says]
        return h.ul(class_="know")[
            (
                h.li[
                    h.span(class_=f"chip {components.tone(reading)}")[
                        components.issue_link(self.log.issue(slug))
                    ],
                    " ",
                    words.brief(reading.result),
                ]
                for slug, reading in readings[:WORTH_KNOWING]
            )
        ]

    def strip(self) -> Html:
        """How many issues there are, and how many improve, worsen or show no clear change."""
        others = [
            (len(group.issues), "steady", group.title[0].lower() + group.title[1:])
            for group in groups.groups(self.log, self.month)
            if group.name != groups.NAMED
        ]
        papers = sum(meeting.is_published for meeting in self.log.meetings)
        return tally.strip([*self.readings.values()], len(self.issues), others, papers=papers)

    def board(self) -> Html:
        """Every issue in one table."""
        return Board(self.log, self.month, self.readings | self._others, self._judged).show()

    def update(self) -> Update:
        """The month as the feeds tell of it."""
        rows = []
        for issue in self.issues:
            reading = self.readings.get(issue.slug)
            if reading is None:
                continue
            status, change = reading.result.status, reading.result.change
            rows.append(
                HeadlineRow(
                    slug=issue.slug, title=issue.title, stage=issue.stage(self.month),
                    name=reading.measure.name, unit=reading.measure.unit, value=reading.latest,
                    reported=reading.reported, change_percent=change.percent,
                    change_approximate=reading.result.series.latest.rounded,
                    signal=status.signal, direction=status.direction,
                    sentence=words.sentences(reading.result)[0],
                    known_value=None if reading.hidden else reading.known,
                    known_month=reading.known_month if not reading.hidden else None,
                )
            )  # fmt: skip
        others = [
            OtherIssue(issue.slug, issue.title, group.name.lower(), issue.stage(self.month),
                       issue.closed_in(self.month) if group.name == groups.CLOSED
                       else (issue.entry_by(self.month) or issue.entry(self.month)).month)
            for group in groups.groups(self.log, self.month)
            for issue in group.issues
            if group.name != groups.NAMED
        ]  # fmt: skip
        return Update(self.meeting, self._title(), rows, others)


open_month = Overview.open_month


def _importance(reading: Reading) -> tuple[bool, float]:
    """What worsens comes first, then the largest change."""
    return components.tone(reading) != "worse", -abs(reading.result.change.percent or 0)
