"""The pieces of an issue's page, one method each; a notebook shows them in its own order."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.charts.chart import Chart, trend_chart
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html, Markdown, details, link, table
from opsg.data import datasets, log
from opsg.data.log import Figure, Headline, Reference
from opsg.pages import breakdown, components, history, ranking, sidebar
from opsg.pages.breakdown import Breakdown
from opsg.pages.catalogue import Catalogue
from opsg.pages.context import IssueContext


def open_issue(slug: str, month: str, *, reported_only: bool = False) -> IssuePage:
    """The page of an issue as of `month`; `reported_only` leaves out all illustrative figures."""
    whole = log.load()
    return IssuePage(whole, whole.issue(slug), Edition(month, reported_only))


class IssuePage(IssueContext):
    """The pieces of one issue's page, beside the data from which an analyst makes more.

    Breakdowns and rankings are methods too, as a notebook then needs this one name alone.
    """

    def stages(self) -> Html:
        """The stages as chevrons, with the month in which each was entered."""
        spells = {spell.stage: spell for spell in self.issue.stages_until(self.month)}
        current = self.entry.stage
        items = []
        reached = True
        for stage in self.log.stages:
            now = stage.name == current
            state = "now" if now else "done" if reached else ""
            reached = reached and not now
            spell = spells.get(stage.name)
            since = ""
            if spell and not self.edition.reported_only and state:
                since = months.short(months.first_day(spell.since))
                since = f"<small>{'since ' if now else ''}{since}</small>"
            current_step = ' aria-current="step"' if now else ""
            items.append(
                f'<li class="{state}"{current_step} title="{escape(stage.meaning)}">'
                f"{escape(stage.name)}{since}</li>"
            )
        return Html(
            f'<ol class="chevrons" aria-label="Stages">{"".join(items)}</ol>'
            f'<p class="note">{self._stage_note()}</p>{self._draft_note()}'
        )

    def _draft_note(self) -> str:
        """That the text is not the month's own yet; nothing if it is."""
        meeting = self.log.meeting(self.month)
        if self.entry.carried_forward:
            return '<p class="absent">The text below is carried forward from the month before.</p>'
        if meeting.paper is None:
            return f'<p class="absent">A draft: {escape(meeting.paper_name)}.</p>'
        return ""

    def _stage_note(self) -> str:
        entry = self.entry
        says = "Stage as the paper gives it."
        if entry.stage_source == "inferred":
            reason = escape(entry.stage_reason.rstrip("."))
            says = (
                f"Stage inferred from the paper’s words: <q>{reason}</q>."
                if reason
                else "Stage inferred from the paper’s text."
            )
        if not self.edition.reported_only:
            says += " The months in which stages were entered are illustrative."
        return says

    def headline(self) -> Html:
        """The latest figure, its sentence, and where the figure comes from."""
        reading = self.reading
        bold, rest = words.sentences(reading.result)
        if reading.latest is None:
            return Html(
                f'<p class="big steady">{escape(words.capital(components.latest(reading)))}</p>'
                f'<p class="say"><b>{escape(bold)}</b></p>'
            )
        name = escape(reading.measure.name)
        more = "" if reading.known > 1 else f" {escape(rest)}"  # else the chart says it
        return Html(
            f'<p class="big {components.tone(reading)}">{escape(components.latest(reading))}'
            f" <small>{name}</small></p>"
            f'<p class="say">{components.chip(reading)}</p>'
            f'<p class="say"><b>{escape(bold)}</b>{more}</p>{self._evidence()}'
        )

    def _evidence(self) -> str:
        figures = [figure for figure in self.entry.figures if figure.headline]
        if figures:
            return details("Where this figure comes from", "".join(map(_evidence, figures)))
        if self.reading.reported:
            return ""
        return '<p class="note">The paper reports no such figure; this one is illustrative.</p>'

    def restated(self) -> list[str]:
        """What the month's paper tells of replaced figures: its own and those of the one before."""
        papers = [each.month for each in self.log.meetings if each.month <= self.month][-2:]
        told = components.restated(
            [each for each in self.log.restatements if each.month in papers],
            datasets.dataset(self.headline_measure.dataset),
            self.edition,
        )
        return [f"Restated: {says}" for says in told]

    def trend(self) -> Chart | Html:
        """The XmR chart of the headline measure."""
        return self._chart(self.reading, "trend", headline=True)

    def chart(self, measure: Headline, name: str) -> Chart | Html:
        """The XmR chart of any measure; `name` is the chart's address on the page."""
        return self._chart(self.read(measure), name)

    def _chart(self, reading: Reading, name: str, *, headline: bool = False) -> Chart | Html:
        """The XmR chart of a reading; below a `headline` it does not repeat its sentence."""
        measure = reading.measure
        if reading.known < 2:
            why = (
                "not enough history yet for a chart"
                if reading.known
                else components.latest(reading)
            )
            return components.absent(f"{measure.name}: {why}.")
        return trend_chart(
            reading,
            name=f"{self.issue.slug}/{name}",
            title=f"{measure.name} by month",
            note=components.provenance_note([reading]),
            headline=headline,
        )

    def issue_and_impact(self) -> Markdown:
        """Issue and Impact in the paper's words."""
        return Markdown(self.issue.impact(self.month))

    def status(self) -> Markdown:
        """Status in the paper's words."""
        return Markdown(self.entry.status)

    def next_steps(self) -> Markdown:
        """Next Steps in the paper's words."""
        return Markdown(self.entry.next_steps)

    def figures(self) -> Html:
        """Every figure that the paper gives for the issue, with its evidence."""
        if not self.entry.figures:
            return components.absent("The paper gives no figure for this issue.")
        rows = [
            [
                escape(figure.label),
                escape(words.figure(figure)),
                escape(_as_at(figure)),
                escape(figure.kind),
                details("Sentence", f"<blockquote>{escape(figure.quote)}</blockquote>"),
            ]
            for figure in self.entry.figures
        ]
        headers = ["Figure", "Value", "As at", "Kind", "In the paper"]
        caption = f"Figures reported in {self.log.meeting(self.month).paper}"
        return Html(table(headers, rows, caption=caption, numeric=[1], kind="board"))

    def beside(self) -> Html:
        """What stands beside the text: next steps as actions, and the issue's stage history."""
        return sidebar.aside(self.issue, self.entry, self.edition)

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

    def downloads(self) -> Html:
        """Where the issue's datasets can be had, and the notebook that made the page."""
        catalogue = Catalogue(self.log, self.log.meeting(self.month), self.edition)
        return catalogue.files(self.issue.datasets)

    def history(self) -> Html:
        """What earlier papers said, and which words changed."""
        return history.compare_papers(self.issue, self.month)

    def references(self) -> Html:
        """Modifications, problem records, Service Requests and Alert codes, with their links."""
        if not self.issue.references:
            return components.absent(
                "The paper names no modification, request or record for this issue."
            )
        items = "".join(f"<li>{_reference(reference)}</li>" for reference in self.issue.references)
        return Html(f"<ul>{items}</ul>")

    def neighbours(self) -> Html:
        """Links to the previous and the next issue of the log."""
        issues = self.log.issues_by(self.month)
        place = issues.index(self.issue)
        parts = ["<span></span>", ""]
        if place:
            before = issues[place - 1]
            parts[0] = link(f"{before.slug}.html", f"← {before.title}", rel="prev")
        if place + 1 < len(issues):
            after = issues[place + 1]
            parts[1] = link(f"{after.slug}.html", f"{after.title} →", rel="next")
        return Html(f'<nav class="steps" aria-label="Other issues">{"".join(parts)}</nav>')


def _as_at(figure: Figure) -> str:
    return months.long_date(figure.as_at) if figure.as_at else "not dated"


def _evidence(figure: Figure) -> str:
    exact = "approximate" if figure.approximate else "exact"
    return (
        f"<p>{escape(figure.label)}: {escape(words.figure(figure))} "
        f"({escape(figure.kind)}, {exact}, {escape(_as_at(figure))}).</p>"
        f"<blockquote>{escape(figure.quote)}</blockquote>"
    )


def _reference(reference: Reference) -> str:
    name = reference.id + (f" {reference.title}" if reference.title else "")
    says = link(reference.url, name) if reference.url else escape(name)
    facts: list[str] = [reference.kind]
    if reference.stage:
        inferred = " (inferred)" if reference.stage_source == "inferred" else ""
        facts.append(f"{reference.stage}{inferred}")
    if reference.aliases:
        facts.append(f"also {', '.join(reference.aliases)}")
    note = f" {escape(reference.note)}" if reference.note else ""
    return f'{says} <span class="note">{escape(" · ".join(facts))}.{note}</span>'
