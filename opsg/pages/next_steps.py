"""What the OPSG is asked to approve: on the home page, and every next step on a page of its own.

`opsg.pages.asked` knows the steps; here they are counted, marked and listed by issue. The table of
all of them is that of `opsg.pages.step_table`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import Issue
from opsg.pages import asked, components, groups, step_table
from opsg.pages.as_of import MonthPage
from opsg.pages.asked import Asked
from opsg.pages.changes.model import StepKind
from opsg.pages.changes.steps import BECAME

PAGE = "next-steps.html"
SHOWN = 6
"""How many of the marked steps stand on the home page outside of the list by issue."""

_COUNTED: dict[StepKind, tuple[str, str]] = {
    "new": ("is new", "are new"),
    "changed": ("is changed", "are changed"),
    "late": ("is late", "are late"),
    "done": ("was done", "were done"),
    "gone": ("is no longer listed", "are no longer listed"),
}


@dataclass(frozen=True)
class NextSteps(MonthPage):
    """The next steps as of one meeting, of a log that knows no later one."""

    @property
    def paper(self) -> str:
        """The month's paper or its draft, in words."""
        return groups.paper_of(self.meeting)

    @cached_property
    def every(self) -> list[Asked]:
        """All steps of all papers."""
        return asked.every_step(self.log)

    @property
    def to_approve(self) -> list[Asked]:
        """The steps that the month's paper asks for, by issue."""
        return [each for each in self.every if each.is_asked(self.month)]

    @property
    def marked(self) -> list[Asked]:
        """The steps of which there is something new, and those that are late."""
        return [each for each in self.every if each.marks(self.month)]

    @property
    def is_first(self) -> bool:
        """Whether there is no paper before the month's to compare its steps with."""
        return len(self.log.meetings) == 1

    @cached_property
    def unlisted(self) -> list[Issue]:
        """The issues whose next steps are not known one by one."""
        return asked.unlisted(self.log, self.month)

    def sentence(self) -> str:
        """How many steps there are, and how many of them are new, changed, late or done."""
        total = words.several(len(self.to_approve), "next step")
        issues = words.several(len({each.issue.slug for each in self.to_approve}), "issue")
        paper = words.capital(self.paper)
        if not self.to_approve:
            return f"{paper} lists no next step."
        says = f"{paper} recommends {total} for {issues}"
        if self.is_first:
            return f"{says}. It is the first on the log: none can be told to be new or changed yet."
        *others, last = self._counts() or ["all stand as before"]
        return f"{says}: {', '.join(others)} and {last}." if others else f"{says}: {last}."

    def _counts(self) -> list[str]:
        kinds = [kind for each in self.marked for kind in each.marks(self.month)]
        return [
            f"{words.count(kinds.count(kind))} {several if kinds.count(kind) > 1 else one}"
            for kind, (one, several) in _COUNTED.items()
            if kind in kinds
        ]

    def waiting(self) -> str:
        """Of which issues the steps are not known one by one, as a sentence; else nothing."""
        if not self.unlisted:
            return ""
        titles = words.listed([issue.title for issue in self.unlisted])
        return f" Not listed one by one, and to be read in the paper: those of {titles}."

    # On the home page

    def asks(self) -> Html:
        """What the paper asks of the OPSG, where to read it, and the next steps to approve."""
        paper = "Read the paper" if self.meeting.is_published else "Read the draft"
        forms = {
            ".html": paper, ".docx": "Word", ".pdf": "PDF",
            "-briefing.html": "Briefing for the meeting", "-briefing.pdf": "Briefing as PDF",
        }  # fmt: skip
        links = [h.a(href=f"reports/{self.month}{end}")[name] for end, name in forms.items()]
        every = h.a(href=PAGE)["All next steps, by owner, issue and state"]
        return Html(
            h.div(class_="ask")[components.asks(self.meeting), h.p[Markup(" · ").join(links)]],
            h.p[self.sentence(), self.waiting(), " ", every, "."],
            self._marked(),
            self._by_issue(),
        )

    def _marked(self) -> h.Node:
        """The first of the steps of which there is something new; the others are in the list."""
        if not self.marked:
            return None
        more = len(self.marked) - SHOWN
        rest = f"{words.capital(words.count(more))} more below." if more > 0 else None
        return [
            h.ul(class_="asked")[
                (h.li[self._step(each, named=True)] for each in self.marked[:SHOWN])
            ],
            h.p(class_="note")[rest] if rest else None,
        ]

    def _by_issue(self) -> h.Node:
        month = self.month
        shown = [each for each in self.every if each.is_listed(month) or each.gone == month]
        if not shown:
            return None
        return h.details[
            h.summary["Every next step by issue"],
            h.div(class_="asked by-issue")[
                (
                    self._section(issue, steps)
                    for issue in self.log.issues
                    if (steps := [each for each in shown if each.issue is issue])
                )
            ],
        ]

    def _section(self, issue: Issue, steps: list[Asked]) -> h.Element:
        entry = issue.entries.get(self.month)
        carried = entry and entry.carried_forward
        tag = h.span(class_="tag")["carried forward from the month before"]
        return h.section[
            h.h3[components.issue_link(issue), [" ", tag] if carried else None],
            h.ul[(h.li[self._step(each)] for each in steps)],
        ]

    def _step(self, each: Asked, *, named: bool = False) -> Iterator[h.Node]:
        yield self.tags(each)
        yield each.step.what
        yield h.small[
            [components.issue_link(each.issue), " · "] if named else None,
            " · ".join(self.facts(each)),
        ]

    def tags(self, each: Asked) -> h.Node:
        """What the month's paper changes of a step, as tags to stand before it."""
        return [
            [h.span(class_=f"tag {kind}")[BECAME[kind]], " "] for kind in each.marks(self.month)
        ]

    def facts(self, each: Asked) -> Iterator[str]:
        """Who is to do a step and when, how far it is, and since when it is asked for."""
        yield each.step.owner
        yield each.step.when
        if each.step.progress:
            yield each.step.progress
        if "changed" in each.marks(self.month):
            yield f"before: {each.was}"
        if since := self.since(each):
            yield f"asked for since {since}"

    def since(self, each: Asked) -> str:
        """The first paper that asks for a step; nothing of new ones, or where there is but one."""
        papers = len(each.papers)
        if papers == 1 and (self.is_first or each.kind == "new"):
            return ""
        return f"{months.named(each.papers[0])}, in {words.several(papers, 'paper')}"

    # On the page of all steps

    def summary(self) -> Html:
        """How many steps there are, and how to read the table."""
        return Html(
            h.p(class_="lede")[self.sentence(), self.waiting()],
            h.p[
                "A step is one and the same in the papers in which it stands with the same words,"
                " one after another. It is late once the month is past in which it was due."
            ],
        )

    def table(self) -> Html:
        """Every step through time, with filters by owner, issue and state."""
        if not self.every:
            return components.absent("No paper lists a next step.")
        return step_table.show(self)


open_month = NextSteps.open_month
