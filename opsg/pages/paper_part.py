"""A page with some issues of a monthly paper that has many (`opsg.data.report_parts`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from opsg.core.edition import LATEST
from opsg.core.errors import UserError
from opsg.core.html import Html, Markdown
from opsg.data import report_parts
from opsg.data.log import Issue
from opsg.pages import components, paper
from opsg.pages.paper import Report


def open_month(month: str = LATEST, part: int = 1, *, reported_only: bool = False) -> Part:
    """A part of the report of the meeting of `month`, counted from 1.

    Raises UserError if there is no such meeting, or its report has no such part.
    """
    report = paper.open_month(month, reported_only=reported_only)
    if part not in report.numbers:
        count = len(report.parts)
        raise UserError(f"the report of {report.month} has no part {part} of {count}.")
    return Part(report, part)


@dataclass(frozen=True)
class Part:
    """A page with some issues of a report of many; `number` counts from 1."""

    report: Report
    number: int

    def page_title(self) -> Markdown:
        """Names the page after its meeting's month and its issues."""
        return components.page_title(f"{self.report.title}, {self._which}")

    @property
    def _which(self) -> str:
        return self.report.part_issues(self.number)

    @property
    def _issues(self) -> Sequence[Issue]:
        return self.report.parts[self.number - 1]

    def heading(self) -> Html:
        """The paper's title with the issues that are here, and the way to the others."""
        contents = [h.li[h.a(href=f"#{issue.slug}")[issue.title]] for issue in self._issues]
        start = 1 + (self.number - 1) * report_parts.PART
        whole = h.a(href=f"{self.report.month}.html")["The whole report"]
        return Html(
            self.report.above(whole),
            h.h1(data_pagefind_meta=f"title:{self.report.title}, {self._which}")[
                f"{self.report.meeting.title}: {self._which}"
            ],
            h.nav(aria_label="Issues on this page")[h.ol(class_="contents", start=start)[contents]],
        )

    def sections(self) -> list[Html | Markdown]:
        """Its issues under the paper's headings, in order, to be displayed one after another."""
        return self.report.sections_of(self._issues)

    def others(self) -> Html:
        """The parts before and after."""
        around = [each for each in self.report.numbers if abs(each - self.number) == 1]
        links = Markup(" · ").join(map(self.report.part_link, around))
        return Html(h.nav(aria_label="Other issues of this paper")[h.p[links]])
