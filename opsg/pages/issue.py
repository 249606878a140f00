"""The pieces of an issue's page, one method each; a notebook shows them in its own order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import htpy as h

from opsg.analysis.measures import Reading
from opsg.charts.chart import Chart
from opsg.charts.lines import trend_chart
from opsg.core.edition import LATEST
from opsg.core.html import Html, Markdown
from opsg.core.markdown import own_notes
from opsg.data import datasets
from opsg.data.log import Headline, Reference
from opsg.pages import (
    breakdown,
    components,
    figures,
    groups,
    history,
    latest,
    parts,
    ranking,
    sidebar,
    stage,
    ways,
    wording,
)
from opsg.pages.as_of import open_log
from opsg.pages.breakdown import Breakdown
from opsg.pages.catalogue import Catalogue
from opsg.pages.context import IssueContext
from opsg.pages.own import formatters
from opsg.pages.own.pieces import Pieces


def open_issue(slug: str, month: str = LATEST, *, reported_only: bool = False) -> IssuePage:
    """The page of an issue as of `month`; `reported_only` leaves out all illustrative figures."""
    whole, edition = open_log(month, reported_only=reported_only)
    issue = IssuePage(whole, whole.issue(slug), edition)
    formatters.begin(issue.own)
    return issue


class IssuePage(IssueContext):
    """The pieces of one issue's page, beside the data from which an analyst makes more.

    Breakdowns and rankings are methods too, as a notebook then needs this one name alone.
    """

    def opening(self) -> parts.Pieces:
        """What every page begins with: stages, the latest figure, and what the paper says."""
        return parts.shown(self, parts.OPENING)

    def closing(self) -> parts.Pieces:
        """What every page ends with: modifications, earlier papers, references and data."""
        return parts.shown(self, parts.CLOSING)

    def stages(self) -> Html:
        """The stages as chevrons, with the month in which each was entered."""
        return stage.chevrons(self)

    def headline(self) -> Html:
        """The latest figure, its sentence, and where the figure comes from.

        Without any figure of the measure it is what the paper does say.
        """
        return latest.tell(self)

    def restatement_notes(self) -> list[str]:
        """What the month's paper tells of replaced figures: its own and those of the one before."""
        papers = [each.month for each in self.log.meetings if each.month <= self.month][-2:]
        dataset = datasets.dataset(self.headline_measure.dataset)
        notes = components.restatement_notes(
            [each for each in self.log.restatements_of(dataset.name) if each.month in papers],
            dataset,
            self.edition,
        )
        return [f"Restated: {says}" for says in notes]

    def trend(self) -> Chart | Html:
        """The XmR chart of the headline measure."""
        return self._chart(self.reading, "trend", headline=True)

    def chart(self, measure: Headline, name: str) -> Chart | Html:
        """The XmR chart of any measure; `name` is the chart's address on the page."""
        return self._chart(self.read(measure), name)

    def _chart(self, reading: Reading, name: str, *, headline: bool = False) -> Chart | Html:
        """The XmR chart of a reading; below a `headline` it does not repeat its sentence."""
        measure = reading.measure
        if reading.month_count < 2:
            short = "not enough history yet for a chart"
            why = short if reading.month_count else components.latest(reading)
            return components.absent(f"{measure.name}: {why}.", f"{measure.name} by month")
        return trend_chart(
            reading,
            name=f"{self.issue.slug}/{name}",
            title=f"{measure.name} by month",
            note=components.provenance_note([reading]),
            headline=headline,
            workbook=lambda: self.workbook,
        )

    def issue_and_impact(self) -> Markdown:
        """Issue and Impact as the log has it."""
        return Markdown(own_notes(self.issue.impact(self.month), "impact"))

    def status(self) -> Markdown:
        """Status as the log has it: below the stages it says if that is not as the paper has it."""
        return Markdown(own_notes(self.entry.status, "status"))

    def next_steps(self) -> Markdown:
        """Next Steps as the log has it."""
        return Markdown(own_notes(self.entry.next_steps, "next"))

    def figures(self) -> Html:
        """Every figure that papers give for the issue, with its evidence."""
        return figures.list_figures(self)

    def sidebar(self) -> Html:
        """What stands beside the text: next steps as actions, and the issue's stage history."""
        return sidebar.next_steps_and_history(self.log, self.issue, self.edition)

    def breakdown(
        self, by: str, *, title: str, measure: Headline | None = None, whole: bool = True
    ) -> Breakdown | Html:
        """The measure by the values of a column: a chart, and a table with each one's signal.

        Where the groups make no `whole`, the table gives no shares.
        """
        return breakdown.split(self, measure or self.headline_measure, by, title=title, whole=whole)

    def together(self, measures: Sequence[Headline], name: str, *, title: str) -> Breakdown | Html:
        """Several measures of one unit on one chart, such as raised against closed."""
        return breakdown.combine(self, measures, name, title=title)

    def ranking(self, by: str = "party", *, title: str) -> Breakdown | Html:
        """Who holds the measure, and who is getting worse beyond chance among all of them."""
        return ranking.rank(self, by, title=title)

    def change(self, by: str = "party") -> Html:
        """Which groups made this month's change; the contributions add up exactly."""
        return ranking.explain_change(self, by)

    def forecasts(self, by: str, *, title: str) -> Html:
        """Forecast error and bias by the values of a column, against last year's same month."""
        return ranking.score_forecasts(self, by, title=title)

    @cached_property
    def own(self) -> Pieces:
        """What an analyst's own figures and tables on the page are made by."""
        return Pieces(self.issue.slug, self.edition, provenances=self.provenances)

    def figure(
        self,
        fig: Any,
        *,
        title: str = "",
        sentence: str = "",
        data: Any = None,
        source: str = "",
    ) -> Chart | Html:
        """A Plotly figure as a chart of the house, as a bare one becomes it, but with more said.

        `title` is the figure's own by default, `sentence` says above it what it shows, `data` is a
        frame for its table and CSV file in place of the figure's values, `source` is where values
        come from that are none of the log's.
        """
        return self.own.figure(fig, title=title, sentence=sentence, data=data, source=source)

    def table(self, frame: Any, *, caption: str, source: str = "") -> Html:
        """A frame as a table of the house, with its CSV file; `source` is as for a figure."""
        return self.own.table(frame, caption=caption, source=source)

    def downloads(self) -> Html:
        """Where the issue's datasets can be had, and the notebook that made the page."""
        return Catalogue(self.log, self.edition).files(self.issue.datasets, self.workbook)

    def history(self) -> Html:
        """What earlier papers said, and which words changed."""
        papers = history.compare_papers(self.issue, self.month)
        again = wording.reissues(self.log, self.issue, self.month)
        return Html(papers, again) if again else papers

    def modifications(self) -> Html:
        """The way of each modification that the papers name, and of those of the same subject."""
        return ways.of_issue(self.log, self.issue, self.month)

    def references(self) -> Html:
        """Problem records, Service Requests, Alert codes and the like, with their links."""
        references = [each for each in self.issue.references if each.kind != "modification"]
        if not references:
            return components.absent(
                "The paper names no request, record or Alert code here.",
                "a request, record or Alert code",
            )
        return Html(h.ul[(h.li[_reference(each)] for each in references)])

    def since_paper(self) -> Html:
        """What was published later than the month's paper, apart from all else."""
        return ways.since_paper(self.log, self.issue, self.month)

    def neighbours(self) -> Html:
        """Links to the previous and the next issue of the log."""
        issues = [i for group in groups.groups(self.log, self.month) for i in group.issues]
        index = [each.slug for each in issues].index(self.issue.slug)
        parts = [h.span, None]
        if index:
            before = issues[index - 1]
            parts[0] = h.a(href=f"{before.slug}.html", rel="prev")[f"← {before.title}"]
        if index + 1 < len(issues):
            after = issues[index + 1]
            parts[1] = h.a(href=f"{after.slug}.html", rel="next")[f"{after.title} →"]
        return Html(h.nav(class_="steps", aria_label="Other issues")[parts])


def _reference(reference: Reference) -> h.Node:
    name = reference.id + (f" {reference.title}" if reference.title else "")
    says = h.a(href=reference.url)[name] if reference.url else name
    others = f" · also {', '.join(reference.aliases)}" if reference.aliases else ""
    note = f" {reference.note}" if reference.note else ""
    return [says, " ", h.span(class_="note")[f"{reference.kind}{others}.{note}"]]
