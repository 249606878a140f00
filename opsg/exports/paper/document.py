"""The month's paper as one Pandoc document, from which both Word and PDF are made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from opsg.analysis import words
from opsg.charts import standalone
from opsg.charts.chart import Chart
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.markdown import escape
from opsg.data.log import Issue, IssueLog, Meeting
from opsg.exports.paper import pictures
from opsg.pages import components, stage, wording
from opsg.pages.issue import IssuePage
from opsg.pages.paper import Report, texts

LANGUAGE = "en-GB"
ASSETS = Path(__file__).parent / "assets"
TEMPLATE = ASSETS / "report.typ"
"""The look of a PDF."""

_ILLUSTRATIVE = "Illustrative edition: not for decisions"


@dataclass(frozen=True)
class Document:
    """A paper: its words as Pandoc Markdown, its pictures as SVG by name, and its page edges.

    Headings are of level 1 to 3; paragraphs that are no text of the paper are in divs with the
    `custom-style` Picture, Stage, Trend or Signed.
    """

    title: str
    day: date
    header: str
    notice: str
    classification: str
    body: str
    pictures: dict[str, str]

    def markdown(self) -> str:
        """The document with its metadata, as Pandoc reads it."""
        metadata = {"title": escape(self.title), "lang": LANGUAGE}
        return f"---\n{json.dumps(metadata, ensure_ascii=False)}\n---\n\n{self.body}\n"

    @property
    def variables(self) -> Mapping[str, str]:
        """What the template of a PDF is told as Typst writes it: texts with JSON's escapes."""
        texts = {
            "name": self.title,
            "header": self.header,
            "notice": self.notice,
            "classification": self.classification,
        }
        day = {"year": self.day.year, "number-of-month": self.day.month, "day": self.day.day}
        return {name: json.dumps(each, ensure_ascii=False) for name, each in (texts | day).items()}


def document(log: IssueLog, edition: Edition) -> Document:
    """The paper for the meeting of the edition's month; every page says that it is an inner one.

    Raises UserError if the month has no meeting.
    """
    report = Report.as_of(log, edition)
    log, meeting = report.log, report.meeting
    drawn: dict[str, str] = {}
    issues = [_issue(report, issue, drawn) for issue in report.issues]
    day = (
        months.long_date(meeting.dated) if meeting.is_published else words.capital(components.DRAFT)
    )
    signed = f"{escape(meeting.team)}\n\n{day}"
    body = "\n\n".join(
        [
            "# Purpose",
            meeting.purpose.strip(),
            "# Actively Managed Issues",
            "This section presents the Issues which are being actively monitored by OPSG.",
            *_wording(report),
            *issues,
            "# Recommendation & Next Steps",
            "The OPSG is requested to:",
            report.asks().text,
            _styled("Signed", signed),
        ]
    )
    return Document(
        title=meeting.title,
        day=meeting.dated,
        header=f"{meeting.paper or f'OPSG {meeting.number}'} – {meeting.title}",
        notice=" · ".join(notices(meeting, edition)),
        classification=f"This document has a Classification of {meeting.classification}",
        body=body,
        pictures=drawn,
    )


def notices(meeting: Meeting, edition: Edition) -> Iterator[str]:
    """What every page says of a document: that it is an inner one, a draft, or illustrative."""
    if edition.inner_note:
        yield edition.inner_note
    if not meeting.is_published:
        yield words.capital(components.DRAFT)
    if not edition.reported_only:
        yield _ILLUSTRATIVE


def _wording(report: Report) -> Iterator[str]:
    """Which words are not the paper's, and which version of it this is."""
    month = report.meeting.month
    for says in (
        wording.of_version(report.log, month),
        wording.of_report_as_text(report.log, month),
    ):
        if says:
            yield _styled("Trend", escape(says))


def _issue(report: Report, issue: Issue, drawn: dict[str, str]) -> str:
    """An issue under the paper's headings; its pictures are added to `drawn`."""
    page = IssuePage(report.log, issue, report.edition)
    return "\n\n".join(
        [
            f"## {escape(issue.title)}",
            "### Current Stage",
            *_stage(page, drawn),
            *(_trend(page, drawn) if issue.headline else ()),
            *(
                _styled("Trend", escape(says))
                for says in (page.restatement_notes() if issue.headline else ())
            ),
            *(f"### {heading}\n\n{text}" for heading, text in texts(page)),
        ]
    )


def _stage(page: IssuePage, drawn: dict[str, str]) -> Iterator[str]:
    names = [stage.name for stage in page.log.stages]
    place = names.index(page.issue.stage(page.month))
    says = f"Current stage: {names[place]}"
    source = stage.brief(page.log, page.issue, page.month)
    count = f"({place + 1} of {len(names)}{f', {source}' if source else ''})."
    yield _picture(f"stage-{place + 1}", pictures.chevrons(names, place), says, drawn)
    yield _styled("Stage", f"{escape(says)} {count}")


def _trend(page: IssuePage, drawn: dict[str, str]) -> Iterator[str]:
    """The picture of the headline's trend with its sentence, or the sentence alone."""
    says, support = words.sentences(page.reading.result)
    chart = page.trend()
    if not isinstance(chart, Chart):
        yield _styled("Trend", escape(f"{says} {support}".strip()))
        return
    label = f"{chart.title}. {says}"
    yield _picture(f"trend-{page.issue.slug}", standalone.trend(chart), label, drawn)
    yield _styled("Trend", f"**{escape(chart.title)}.** {escape(f'{says} {chart.note}')}")


def _picture(name: str, svg: str, label: str, drawn: dict[str, str]) -> str:
    """A picture on a line of its own, with its alternative text; it is added to `drawn`."""
    drawn[name] = svg
    return _styled("Picture", f"![{escape(label)}]({name}){{width=100%}}")


def _styled(name: str, text: str) -> str:
    return f'::: {{custom-style="{name}"}}\n{text}\n:::'
