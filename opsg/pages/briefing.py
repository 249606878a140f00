"""The briefing of a meeting: what to take there, in the order in which it is gone through.

A notebook shows its pieces as a page of the site, and `opsg.exports.paper.briefing` sets them on
two pages of A4. It says what the home page, the page of next steps and what changed say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.core import months
from opsg.core.html import Html, Markdown, table
from opsg.data.log import Issue
from opsg.pages import changes, components, lead
from opsg.pages.as_of import MonthPage
from opsg.pages.asked import Asked
from opsg.pages.changes import WhatChanged, counts, sections
from opsg.pages.changes.model import Changes, SignalChange, Subject, TextChange
from opsg.pages.changes.textdiff import BREAK, LEAST_SAME, Run
from opsg.pages.components import Titled
from opsg.pages.next_steps import NextSteps
from opsg.pages.overview import Overview

WORDS = 40
"""How many of the new words of a text are quoted; an issue's own page has them all."""

SPEAKING = ("worse", "notable", "better")
"""The tones of signals, in the order in which they are told."""


@dataclass(frozen=True)
class Briefing(MonthPage):
    """What is to be known for one meeting, in one edition."""

    @property
    def title(self) -> str:
        """What it is called, with its meeting and month."""
        return f"Briefing for OPSG {self.meeting.number}, {months.named(self.month)}"

    @cached_property
    def _steps(self) -> NextSteps:
        return NextSteps(self.log, self.edition)

    @cached_property
    def _overview(self) -> Overview:
        return Overview(self.log, self.edition)

    @cached_property
    def _changes(self) -> Changes | None:
        """What changed since the paper before; None if this is the first."""
        states = changes.states(self.log, self.edition, self._overview.readings, last_change=True)
        return WhatChanged(self.log, self.edition, tuple(states)).changes

    def page_title(self) -> Markdown:
        """Names the page after its meeting, so that briefings can be told apart."""
        return components.page_title(self.title)

    def heading(self) -> Html:
        """The title, with the paper's number and date, its classification and other forms."""
        month = self.month
        above: list[str | h.Element] = [
            h.a(href="index.html")["All reports"],
            *components.facts(self.meeting),
            f"Classification: {self.meeting.classification}",
            h.a(href=f"{month}.html")["The paper"],
            h.a(href=f"{month}-briefing.pdf")["PDF, two pages"],
        ]
        return Html(
            h.p(class_="note")[Markup(" · ").join(above)],
            h.h1(data_pagefind_meta=f"title:{self.title}")[self.title],
        )

    def pieces(self, limit: int = WORDS) -> list[Html]:
        """All sections, in order; of each text that changed so many words are quoted."""
        return [
            self.asks(), self.next_steps(), self.figures(), self.signals(), self.changed(limit)
        ]  # fmt: skip

    def asks(self) -> Html:
        """What the OPSG is asked to do, and the month in a sentence."""
        return Html(
            h.h2(id="asks")["What the OPSG is asked to do"],
            components.asks(self.meeting),
            h.p[f"The log in short: {self._overview.update().headline}."],
        )

    def next_steps(self) -> Html:
        """Every next step to approve, and those that were done or are no longer listed."""
        steps = self._steps
        ended = [each for each in steps.marked if not each.is_asked(steps.month)]
        headers = ["Issue", "Next step", "Owner", "Due", "Asked for since"]
        caption = f"Next steps to approve in {months.named(steps.month)}"
        rows = [self._step(each) for each in steps.to_approve]
        return Html(
            h.h2(id="next-steps")["Next steps to approve"],
            h.p[steps.sentence(), steps.waiting()],
            table(headers, rows, caption=caption, kind="board brief-steps") if rows else None,
            h.ul[(h.li[self._ended(each)] for each in ended)] if ended else None,
        )

    def _step(self, each: Asked) -> list[h.Node]:
        step = each.step
        was = f"before: {each.was}" if "changed" in each.marks(self.month) else ""
        papers = words.several(len(each.papers), "paper") if len(each.papers) > 1 else ""
        return [
            _link(each.issue),
            h.span[self._steps.tags(each), step.what, components.under(was)],
            h.span[words.capital(step.owner)],
            h.span[words.capital(step.when), components.under(step.progress)],
            h.span(class_="nowrap")[
                months.short(months.first_day(each.papers[0])), components.under(papers)
            ],
        ]

    def _ended(self, each: Asked) -> h.Node:
        issue = _link(each.issue)
        return [self._steps.tags(each), each.step.what, " (", issue, f", {each.step.owner})"]

    def figures(self) -> Html:
        """The latest figure of every issue with its change and its signal.

        Of an issue whose measure has none it is another that the paper gives.
        """
        issues = self.log.active(self.month)
        rows = {issue.title: row for issue in issues if (row := self._figure(issue))}
        headers = ["Issue", "Figure of", "Latest", components.on_previous(self.month),
                   "Signal"]  # fmt: skip
        caption = f"Figures in {months.named(self.month)}"
        without = words.listed([issue.title for issue in issues if issue.title not in rows])
        kind = "board brief-figures"
        return Html(
            h.h2(id="figures")["Figures"],
            table(headers, [*rows.values()], caption=caption, numeric=[2, 3], kind=kind)
            if rows
            else None,
            h.p[f"The paper gives no figure for {without}."] if without else None,
        )

    def _figure(self, issue: Issue) -> list[h.Node]:
        """An issue's figure: of what, how large, its change and its signal; nothing without one."""
        name = _link(issue)
        reading = self._overview.readings.get(issue.slug)
        if reading and (reading.known is not None or reading.hidden):
            source = "" if reading.reported or reading.stale else "illustrative"
            latest = h.span[h.b[components.latest(reading)], components.under(source)]
            moved, signal = components.change(reading), components.chip(reading)
            return [name, h.span[reading.measure.name], latest, moved, signal]
        figure = lead.of_entry(issue.entry(self.month)).figure
        if figure is None:
            return []
        value = words.number(figure.value, figure.unit, figure.approximate)
        return [name, h.span[figure.label], h.b[value], "–", "–"]

    def signals(self) -> Html:
        """The issues that are better or worse beyond chance, which are new in it, what ended."""
        readings = self._overview.readings
        new = {change.subject.slug for change in self._signals("appeared", "turned")}
        items = [
            self._signal(slug, reading, is_new=slug in new)
            for tone in SPEAKING
            for slug, reading in readings.items()
            if components.tone(reading) == tone
        ]
        items += [
            [h.b["Ended: "], _link(each.subject),
             f", {each.before.label.lower()} before."]
            for each in self._signals("ended")
        ]  # fmt: skip
        judged = any(components.tone(reading) != "none" for reading in readings.values())
        none = (
            "No issue is better or worse beyond what chance alone explains."
            if judged
            else "There is not enough history yet to tell a signal."
        )
        return Html(
            h.h2(id="signals")["Signals"],
            h.ul[(h.li[item] for item in items)] if items else h.p[none],
        )

    def _signals(self, *kinds: str) -> list[SignalChange]:
        signals = self._changes.signals if self._changes else ()
        return [each for each in signals if each.kind in kinds]

    def _signal(self, slug: str, reading: Reading, *, is_new: bool) -> h.Node:
        return [
            [h.span(class_="tag new")["New"], " "] if is_new else None,
            h.b[components.chip_word(reading)],
            ": ",
            _link(self.log.issue(slug)),
            f". {words.brief(reading.result)}",
        ]

    def changed(self, limit: int = WORDS) -> Html:
        """What changed since the paper before: counted, and issue by issue in the papers' words."""
        heading, found = h.h2(id="words")["What changed in words"], self._changes
        if found is None:
            first = "This is the first paper on the log: there is none to compare it with."
            return Html(heading, h.p[first])
        items = [*_moves(found)]
        if not found.without_paper:
            items += [(text.subject, f": {_said(text, limit)}.") for text in found.texts]
        return Html(
            heading,
            h.p[counts.sentence(found)],
            h.ul[(h.li[_link(of), says] for of, says in items)] if items else None,
            (
                h.p[f"No paper of {state.name} is public, so its words cannot be compared."]
                for state in found.without_paper
            ),
        )


open_month = Briefing.open_month


def _moves(found: Changes) -> list[tuple[Subject, str]]:
    """Issues that came and went, and those that moved to another stage."""
    return [
        *((each.subject, f" {sections.ISSUES[each.kind]}.") for each in found.issues),
        *((each.subject, f" moved from {each.before} to {each.after}.") for each in found.stages),
    ]


def _said(text: TextChange, limit: int) -> str:
    """The words that are new in an issue's texts, up to a limit for each."""
    texts = {"Status": text.status, "Next Steps": text.next_steps}
    return "; ".join(f"{name} {_new(runs, limit)}" for name, runs in texts.items() if runs)


def _new(runs: Sequence[Run], limit: int) -> str:
    added = [[word for word in run.words if word != BREAK] for run in runs if run.kind == "added"]
    longer = [part for part in added if len(part) >= LEAST_SAME] or added
    new = " … ".join(" ".join(part) for part in longer).split()
    if not new or not limit:
        return "has other words" if new else "has lost words"
    return f"now says “{' '.join(new[:limit]).rstrip('.')}{' …' if len(new) > limit else ''}”"


def _link(issue: Titled) -> h.Element:
    return components.issue_link(issue, "../")
