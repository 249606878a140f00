"""The stage timeline: which stage each issue was in, month by month, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import NamedTuple

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.charts import svg
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data.log import Issue
from opsg.data.models import Event
from opsg.pages import components
from opsg.pages.as_of import MonthPage

ABSENT = "Not in the paper"
ROW = 34
LABEL_HEIGHT = 14
MONTH_LABEL = 70


class Spell(NamedTuple):
    """An issue's time in one stage, from its first month to its last, both included."""

    issue: Issue
    stage: str
    start: date
    end: date

    @property
    def length(self) -> int:
        """How many months, the first and the last counted."""
        return months.between(self.start, self.end) + 1


@dataclass(frozen=True)
class StageTimeline(MonthPage):
    """All issues' stages up to a month, in one edition."""

    @property
    def _today(self) -> date:
        return months.first_day(self.month)

    @property
    def _issues(self) -> Sequence[Issue]:
        return self.log.issues_by(self.month)

    def _stage(self, issue: Issue) -> str:
        return ABSENT if issue.is_absent(self.month) else issue.stage(self.month)

    def spells(self, issue: Issue) -> Sequence[Spell]:
        """The issue's stages in order, and the months whose papers do not name it.

        The reported edition begins with the first paper that names it.
        """
        return self._spells[issue.slug]

    @cached_property
    def _spells(self) -> Mapping[str, Sequence[Spell]]:
        """The spells of all issues, which picture, tables and sentence ask for again and again."""
        return {issue.slug: self._spells_of(issue) for issue in self._issues}

    def _spells_of(self, issue: Issue) -> Sequence[Spell]:
        first = min(issue.entries)
        if not self.edition.reported_only:
            first = min(first, *(spell.since for spell in issue.stages_until(self.month)))
        spells: list[Spell] = []
        for month in months.span(months.first_day(first), self._today):
            stage = self._stage_in(issue, months.text(month)) or spells[-1].stage
            if spells and spells[-1].stage == stage:
                spells[-1] = spells[-1]._replace(end=month)
            else:
                spells.append(Spell(issue, stage, month, month))
        return spells

    def _stage_in(self, issue: Issue, month: str) -> str:
        """The stage of a month; that a paper does not name it; nothing where it is as before."""
        meetings = self._meetings
        if month in meetings and issue.is_absent(month):
            return ABSENT
        if self.edition.reported_only or month in issue.entries:
            return issue.stage(month) if month in meetings else ""
        spells = [spell for spell in issue.stages_until(month) if spell.since == month]
        return spells[-1].stage if spells else ""

    @cached_property
    def _meetings(self) -> Set[str]:
        return {meeting.month for meeting in self.log.meetings}

    @property
    def _papers(self) -> int:
        return sum(meeting.month <= self.month for meeting in self.log.meetings)

    def sentence(self) -> Html:
        """How many issues are in each stage, and which has been longest in its own."""
        stages = [self._stage(issue) for issue in self._issues]
        counts = [
            f"{words.count(stages.count(stage.name))} {stage.name}"
            for stage in self.log.stages
            if stage.name in stages
        ]
        if ABSENT in stages:
            counts.append(f"{words.count(stages.count(ABSENT))} not in the paper")
        says = f"In {months.name(self._today)}: {', '.join(counts)}."
        if not self.edition.reported_only:
            open_issues = [issue for issue in self._issues if not issue.is_closed(self.month)]
            current = [self.spells(issue)[-1] for issue in open_issues or self._issues]
            last = max(current, key=lambda spell: spell.length)
            says += (
                f" Longest in its stage: {last.issue.title}, {last.stage} for"
                f" {words.count(last.length)} months (illustrative)."
            )
        return Html(h.p(class_="lede")[says])

    def picture(self) -> Html:
        """All issues against months, a bar a stage, with the month itself marked."""
        if self.edition.reported_only and self._papers < 2:
            return components.absent(
                "Not enough history yet: one paper is public, and it gives each issue’s current"
                " stage alone."
            )
        label = f"Stage of each issue by month to {months.name(self._today)}; the table has all."
        pictures = "".join(
            svg.picture(self._draw(width), (width, self._height), kind=kind, label=label)
            for width, kind in ((960, "wide"), (380, "narrow"))
        )
        key = [
            h.li[h.i(class_=f"stage-{number}"), stage.name]
            for number, stage in enumerate(self.log.stages)
        ]
        if any(ABSENT in (s.stage for s in self.spells(issue)) for issue in self._issues):
            key.append(h.li[h.i(class_="stage-absent"), ABSENT])
        mark = svg.tag("svg", _mark(8, 9), width=16, height=16, aria_hidden="true")
        return Html(
            h.figure(class_="chart")[
                h.div(class_="plot timeline")[Markup(pictures)],
                h.ul(class_="legend stages")[key, h.li[Markup(mark), "event"]],
                h.figcaption[self._caption()],
            ],
            h.details[
                h.summary["Show the stages and events as tables"],
                self._spell_table(),
                self._event_table(),
            ],
        )

    def _caption(self) -> str:
        says = "Each bar is an issue’s time in one stage."
        if self.edition.reported_only:
            return f"{says} It begins with the first paper that names the issue."
        papers = [each.month for each in self.log.meetings if each.month <= self.month]
        return f"{says} Months before {months.named(papers[0])} are illustrative."

    @property
    def _height(self) -> int:
        return ROW * len(self._issues) + 30

    @cached_property
    def _first(self) -> date:
        return min(self.spells(issue)[0].start for issue in self._issues)

    def _draw(self, width: int) -> str:
        bottom = ROW * len(self._issues)
        span = months.span(self._first, self._today)
        step = width / len(span)
        kinds = {stage.name: str(number) for number, stage in enumerate(self.log.stages)}
        kinds[ABSENT] = "absent"
        parts = []
        for index, month in enumerate(span):
            room = months.between(month, self._today) * step > MONTH_LABEL
            if room and (month.month == 1 or (month.month == 7 and width > 600)):
                parts.append(svg.tag("line", x1=f"{index * step:.1f}", x2=f"{index * step:.1f}",
                                     y1=0, y2=bottom, class_="grid"))  # fmt: skip
                parts.append(svg.text(index * step + 3, bottom + 16, months.short(month)))
        for row, issue in enumerate(self._issues):
            top = row * ROW
            parts.append(svg.text(0, top + LABEL_HEIGHT - 2, issue.title, kind="bar-label"))
            for spell in self.spells(issue):
                start = months.between(self._first, spell.start) * step
                title = (
                    f"{issue.title}: {spell.stage}, {months.short(spell.start)} to"
                    f" {months.short(spell.end)}"
                )
                parts.append(
                    svg.tag("rect", svg.tag("title", escape(title)), x=f"{start:.1f}",
                            y=top + LABEL_HEIGHT + 3, height=11,
                            width=f"{max(spell.length * step - 1.5, 1):.1f}",
                            class_=f"stage-{kinds[spell.stage]}")
                )  # fmt: skip
            for event in self._events(issue):
                at = months.between(self._first, months.first_day(event.month)) * step
                title = (
                    f"{issue.title}: {event.title}, {months.short(months.first_day(event.month))}"
                )
                parts.append(_mark(at, top + LABEL_HEIGHT + 3, title))
        parts.append(svg.tag("line", x1=width - step / 2, x2=width - step / 2, y1=0, y2=bottom,
                             class_="today"))  # fmt: skip
        parts.append(
            svg.text(width - 2, bottom + 16, months.short(self._today), anchor="end", kind="event")
        )
        return "".join(parts)

    def _events(self, issue: Issue) -> list[Event]:
        """What happened to an issue while the timeline shows it."""
        first = months.text(self.spells(issue)[0].start)
        return [
            event
            for event in self.log.events
            if issue.slug in event.issues and first <= event.month <= self.month
        ]

    def _event_table(self) -> h.Element:
        rows = [
            [months.named(event.month), event.title, issue.title]
            for issue in self._issues
            for event in self._events(issue)
        ]
        return table(["Month", "Event", "Issue"], rows, caption="Events, by issue")

    def _spell_table(self) -> h.Element:
        names = [stage.name for stage in self.log.stages]
        rows = []
        for issue in self._issues:
            since = {spell.stage: months.short(spell.start) for spell in self.spells(issue)}
            rows.append([issue.title, *(since.get(name, "–") for name in names)])
        return table(["Issue", *names], rows, caption="Month in which each stage was entered")

    def table(self) -> Html:
        """Each issue's current stage, since when and for how long, the longest first."""
        current = [self.spells(issue)[-1] for issue in self._issues]
        if self._dated:
            current.sort(key=lambda spell: -spell.length)
        rows = [self._row(spell) for spell in current]
        headers = ["Issue", "Current stage", "Since", "Months in it"]
        caption = f"Stages in {months.name(self._today)}"
        return Html(table(headers, rows, caption=caption, numeric=[3], kind="board"))

    def _row(self, spell: Spell) -> Sequence[h.Node]:
        since, length = months.name(spell.start), str(spell.length)
        if self.edition.reported_only and spell.start == months.first_day(min(spell.issue.entries)):
            # The first paper that names an issue does not say since when it is in its stage.
            since, length = f"{since} or before", f"{length} or more"
        return [
            components.issue_link(spell.issue),
            spell.stage,
            since if self._dated else "not reported",
            length if self._dated else "not reported",
        ]

    @property
    def _dated(self) -> bool:
        """Whether the edition knows more than one month's stages."""
        return not self.edition.reported_only or self._papers > 1

    def meanings(self) -> Html:
        """What each stage means."""
        items = [[h.dt[stage.name], h.dd[stage.meaning]] for stage in self.log.stages]
        return Html(h.dl(class_="terms")[items])


open_month = StageTimeline.open_month


def _mark(x: float, y: float, title: str = "") -> str:
    """An event's mark: a triangle whose tip stands at a place."""
    label = svg.tag("title", escape(title)) if title else ""
    corners = f"{x:.1f},{y + 4} {x - 5:.1f},{y - 5} {x + 5:.1f},{y - 5}"
    return svg.tag("polygon", label, points=corners, class_="event")
