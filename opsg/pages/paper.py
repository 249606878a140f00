"""The monthly paper as a page, made from the log and its figures, in the form of OPSG_44_0203.

A notebook shows the pieces between the paper's own headings. Its words are those of the log, and it
says whether they are the paper's. The stages are drawn, and every issue gets a picture of the trend
with its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.charts.chart import Chart
from opsg.core import markdown, months
from opsg.core.html import Html, Markdown, table
from opsg.data import report_parts
from opsg.data.log import Issue, Meeting
from opsg.pages import components, wording
from opsg.pages.as_of import MonthPage
from opsg.pages.issue import IssuePage


@dataclass(frozen=True)
class Report(MonthPage):
    """The paper for one meeting, in one edition."""

    @cached_property
    def issues(self) -> Sequence[Issue]:
        """The issues that the paper tells of, in its order."""
        return report_parts.issues(self.log, self.month)

    @cached_property
    def parts(self) -> list[Sequence[Issue]]:
        """The issues of each of its parts; one where this page has all."""
        return report_parts.parts(self.issues)

    @property
    def is_parted(self) -> bool:
        """Whether its issues are on pages of their own."""
        return len(self.parts) > 1

    @property
    def numbers(self) -> range:
        """The numbers of its parts."""
        return range(1, len(self.parts) + 1)

    def page_title(self) -> Markdown:
        """Names the page after the meeting's month as well, so that reports can be told apart."""
        return components.page_title(self.title)

    @property
    def title(self) -> str:
        """What the page is called where others are."""
        return f"{self.meeting.title} ({months.named(self.month)})"

    def heading(self) -> Html:
        """The paper's title, with its meeting, number, date and classification, and its issues."""
        pages = [self.part_page(number) if self.is_parted else "" for number in self.numbers]
        contents = [
            h.li[h.a(href=f"{page}#{issue.slug}")[issue.title]]
            for page, part in zip(pages, self.parts, strict=True)
            for issue in part
        ]
        return Html(
            self.above(h.a(href="index.html")["All reports"]),
            h.h1(data_pagefind_meta=f"title:{self.title}")[self.meeting.title],
            h.nav(aria_label="Issues in this paper")[h.ol(class_="contents")[contents]],
            h.p(class_="note")[self._sources()],
        )

    def above(self, back: h.Element) -> h.Element:
        """The line above the title: what is around the page, its meeting and its other forms."""
        links: list[str | h.Element] = [
            back,
            *components.facts(self.meeting),
            f"Classification: {self.meeting.classification}",
            h.a(href=f"{self.month}.docx")["Word"],
            h.a(href=f"{self.month}.pdf")["PDF"],
            h.a(href=f"{self.month}-briefing.html")["Briefing"],
        ]
        return h.p(class_="note")[Markup(" · ").join(links)]

    def part_page(self, number: int) -> str:
        """Where a part is, counted from 1, as the report's pages lead to it."""
        return f"{self.month}-part-{number}.html"

    def part_issues(self, number: int) -> str:
        """Which issues a part has, as they are counted in the whole: `issues 21 to 40`."""
        before = sum(map(len, self.parts[: number - 1]))
        return f"issues {before + 1} to {before + len(self.parts[number - 1])}"

    def part_link(self, number: int) -> h.Element:
        """A link to a part, which names its issues."""
        return h.a(href=self.part_page(number))[words.capital(self.part_issues(number))]

    def _sources(self) -> h.Node:
        whose = wording.of_report(self.log, self.month)
        version = wording.of_version(self.log, self.month)
        says = [f"{version} " if version else "", whose, ". The stages are drawn from the log"]
        if self.edition.reported_only:
            return [says, ", and what is said of trends is made from published figures alone."]
        meaning = "../method.html#what-the-colours-and-shapes-mean"
        return [
            says,
            ", and each trend is drawn from the monthly figures (",
            h.a(href=meaning)["what its marks mean"],
            "): what is illustrative there says so.",
        ]

    def purpose(self) -> Markdown:
        """What the paper says of its purpose."""
        return Markdown(self.meeting.purpose)

    def sections(self) -> list[Html | Markdown]:
        """Every issue under the paper's headings, in order, to be displayed one after another.

        Of many issues the pages that have them.
        """
        if self.is_parted:
            return [Html(h.ul[(h.li[self.part_link(number)] for number in self.numbers)])]
        return self.sections_of(self.issues)

    def sections_of(self, issues: Sequence[Issue]) -> list[Html | Markdown]:
        """Some issues under the paper's headings."""
        return [piece for issue in issues for piece in self._section(issue)]

    def _section(self, issue: Issue) -> Iterator[Html | Markdown]:
        page = IssuePage(self.log, issue, self.edition)
        stage = f"#### Current Stage {{#{issue.slug}-current-stage}}"
        yield Markdown(f"### {markdown.escape(issue.title)} {{#{issue.slug}}}\n\n{stage}")
        yield page.stages()
        if issue.headline:
            yield _trend(page)
            yield from (Html(h.p(class_="note")[says]) for says in page.restatement_notes())
        yield Markdown(
            "\n\n".join(
                f"#### {heading} {{#{issue.slug}-{heading.lower().replace(' ', '-')}}}\n\n{text}"
                for heading, text in texts(page)
            )
        )

    def asks(self) -> Markdown:
        """What the OPSG is requested to do, as the paper's list."""
        asks = [f"- {ask.verb} {markdown.escape(ask.what)}" for ask in self.meeting.asks]
        ends = [*[";"] * (len(asks) - 2), "; and", "."][-len(asks) :]
        return Markdown("\n\n".join(map(str.__add__, asks, ends)))

    def signature(self) -> Html:
        """The team and the date."""
        day = words.capital(components.facts(self.meeting)[-1])
        return Html(h.div(class_="signed")[h.p[self.meeting.team], h.p[day]])


open_month = Report.open_month


@dataclass(frozen=True)
class Index(MonthPage):
    """The reports of all meetings of a log."""

    @property
    def meetings(self) -> Sequence[Meeting]:
        """The meetings, newest first."""
        return self.log.meetings[::-1]

    def newest(self) -> Html:
        """The newest report, and what it asks for; of a draft, that it is one."""
        meeting = self.meetings[0]
        draft = "" if meeting.is_published else ", a draft"
        return Html(
            h.p(class_="lede")["The newest: ", _link(meeting), f"{draft}."],
            h.div(class_="ask")[components.asks(meeting)],
        )

    def table(self) -> Html:
        """Every report, the newest first."""
        rows: list[list[h.Node]] = [
            [
                _link(meeting),
                meeting.paper if meeting.is_published else components.DRAFT,
                months.long_date(meeting.dated) if meeting.is_published else "–",
                str(sum(meeting.month in issue.entries for issue in self.log.issues)),
                _briefing(meeting),
            ]
            for meeting in self.meetings
        ]
        headers = ["Report", "Paper", "Date", "Issues", "Briefing"]
        return Html(table(headers, rows, caption="All reports", numeric=[3], kind="board"))


open_index = Index.open_month


def texts(page: IssuePage) -> list[tuple[str, str]]:
    """The paper's words on an issue as Markdown, each below its heading.

    Footnotes are the issue's own, so that many issues may share a page.
    """
    slug, entry = page.issue.slug, page.entry
    return [
        ("Issue and Impact", markdown.own_notes(page.issue.impact(page.month), f"{slug}-impact")),
        ("Status", markdown.own_notes(entry.status, slug)),
        ("Next Steps", markdown.own_notes(entry.next_steps, f"{slug}-next")),
    ]


def _trend(page: IssuePage) -> Html:
    """The picture of the headline's trend with its sentence, or the sentence alone."""
    chart = page.trend()
    says, support = words.sentences(page.reading.result)
    if not isinstance(chart, Chart):
        return components.absent(f"{says} {support}".strip())
    # The narrow picture suits a column of text, and its labels stay readable on a phone.
    return Html(
        h.figure(class_="picture")[
            h.div(class_="plot")[Markup(chart.pictures[-1])],
            h.figcaption[h.b[chart.title], f". {says} {chart.note}"],
        ]
    )


def _link(meeting: Meeting) -> h.Element:
    name = f"OPSG {meeting.number}, {months.named(meeting.month)}"
    return h.a(href=f"{meeting.month}.html")[name]


def _briefing(meeting: Meeting) -> h.Element:
    page, pdf = (f"{meeting.month}-briefing.{ending}" for ending in ("html", "pdf"))
    return h.span[h.a(href=page)["Page"], " · ", h.a(href=pdf)["PDF, two pages"]]
