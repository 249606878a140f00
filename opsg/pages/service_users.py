"""The page by Service User: every User and DNO, and what each holds of every issue.

Who is getting worse beyond chance comes first. An issue is here if its measure is counted by User
or by DNO; the trends are those of its own ranking, which looks at all of its groups together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import htpy as h
from markupsafe import Markup

from opsg.analysis import holders, words
from opsg.analysis.holders import Across, Holder, Holders
from opsg.core import months
from opsg.core.html import Html, table
from opsg.data.log import Figure, Issue
from opsg.pages import across, asked, components, figures, groups, next_steps, parties
from opsg.pages.as_of import MonthPage
from opsg.pages.asked import Asked

NAMED = 10
"""How many that are getting worse are told of above the table, which has all."""

_ADDRESSED = re.compile(r"\b(Users?|Suppliers?|DNOs?|Network Operators?|Part(y|ies))\b", re.I)


@dataclass(frozen=True)
class ServiceUsers(MonthPage):
    """All Users and DNOs as of one month, in one edition."""

    @cached_property
    def holders(self) -> Holders:
        """Every User and DNO, and what each holds."""
        return holders.read(self.log, self.edition)

    def summary(self) -> Html:
        """Who is getting worse beyond chance, and in which issue; or that no figure is by User."""
        if not self.holders.issues:
            paper = words.capital(groups.paper_of(self.log.meeting(self.month)))
            return Html(
                h.p(class_="lede")[f"{paper} gives no figure by Service User or DNO."],
                h.p["Once it does, each of them is listed here, who is getting worse first."],
            )
        return Html(h.p(class_="lede")[f"{self._sentence()}."], self._named(), self._how())

    def _sentence(self) -> str:
        worse = len(self.holders.worsening)
        verb = "is" if worse == 1 else "are"
        end = " (illustrative)" if self.holders.illustrative else ""
        counts = self.holders.counts
        among = " and ".join(across.plural(count, by) for by, count in counts.items() if count)
        who = words.count(worse).capitalize() if worse else "None"
        return f"{who} of {among} {verb} getting worse beyond chance in at least one issue{end}"

    def _named(self) -> h.Node:
        told = [(row, column) for row in self.holders.worsening for column in self.holders.issues
                if column.issue.slug in row.worsening]  # fmt: skip
        if not told:
            return None
        more = len(told) - NAMED
        return [
            h.ul(class_="know")[(h.li[self._worse(*each)] for each in told[:NAMED])],
            h.p(class_="note")[f"{words.count(more).capitalize()} more stand first in the table."]
            if more > 0
            else None,
        ]

    def _worse(self, row: Holder, column: Across) -> Iterator[h.Node]:
        cell, measure = row.cells[column.issue.slug], column.ranking.measure
        yield h.span(class_="chip worse")[parties.link(row.name)]
        yield f" {measure.name}: {words.full(cell['latest'], measure.unit)}, typically "
        yield f"{words.signed(cell['per_month'], 'points' if measure.of else '')} a month; "
        yield f"{across.standing(cell, column.ranking)}. "
        yield components.issue_link(column.issue)

    def _how(self) -> h.Element:
        return h.p(class_="note")[
            "Among many some look bad by chance. In each issue all Users are tested together, so"
            " that of those named as getting worse or better at most one in twenty is expected to"
            " be so by chance. ",
            h.a(href="method.html")["How we tell a signal from noise"],
            ".",
        ]

    def next_steps(self) -> Html:
        """The next steps of the month's paper that name Users, Suppliers, DNOs or Parties."""
        steps = [each for each in asked.every_step(self.log)
                 if each.is_asked(self.month) and _ADDRESSED.search(_words(each))]  # fmt: skip
        heading = h.h2["Next steps that address Users"]
        if not steps:
            return Html(heading, components.absent("No next step of the paper names them."))
        # Those that Users are to do come first.
        steps.sort(key=lambda each: not _ADDRESSED.search(each.step.owner))
        rows: list[list[h.Node]] = [
            [
                each.step.what,
                components.issue_link(each.issue),
                words.capital(each.step.owner),
                words.capital(each.step.when),
            ]
            for each in steps
        ]
        headers = ["Next step", "Issue", "Owner", "Due"]
        caption = f"Next steps that name Users, Suppliers or DNOs, {months.named(self.month)}"
        every = h.p(class_="note")[h.a(href=next_steps.PAGE)["All next steps"], "."]
        return Html(heading, table(headers, rows, caption=caption, kind="board"), every)

    def reported(self) -> Html:
        """What the month's paper says of all Users or DNOs together; nothing if it gives none."""
        said = [(issue, figure) for issue in self.log.active(self.month)
                for figure in issue.entry(self.month).figures
                if figure.snapshot and holders.column_of(figure.snapshot.dataset)]  # fmt: skip
        if not said:
            return Html()
        # How many Users there are in it comes first.
        said.sort(key=lambda pair: bool(pair[1].snapshot and pair[1].snapshot.aggregate == "sum"))
        paper = groups.paper_of(self.log.meeting(self.month))
        return Html(
            h.h2["For all Users together"],
            h.p(class_="note")[f"What {paper} gives; its own words are on each issue’s page."],
            h.ul[(h.li[_said(*pair)] for pair in said)],
        )

    def register(self) -> Html:
        """Every User and DNO against every issue; nothing if no figure is by one of them."""
        return across.register(self.holders, self.month) if self.holders.issues else Html()

    def line(self) -> Html:
        """For the home page: who is getting worse, and where all are."""
        page = h.a(href=parties.PAGE)["By Service User"]
        if not self.holders.worsening:
            says = "every User and DNO across all issues, and the next steps that address them."
            return Html(h.p[page, f": {says}"])
        names = [parties.link(row.name) for row in self.holders.worsening[: words.NAMED]]
        return Html(
            h.p[
                h.span(class_="chip worse")["Users getting worse beyond chance"],
                " in at least one issue: ",
                Markup(", ").join(names),
                components.more(len(self.holders.worsening) - len(names)),
                " (illustrative). " if self.holders.illustrative else ". ",
                page,
            ]
        )


open_month = ServiceUsers.open_month


def _words(each: Asked) -> str:
    return f"{each.step.owner} {each.step.what}"


def _said(issue: Issue, figure: Figure) -> Iterator[h.Node]:
    yield f"{figure.label}: "
    yield h.b[words.figure(figure)]
    yield f", {figures.describe_as_at(figure)}. "
    yield components.issue_link(issue)
