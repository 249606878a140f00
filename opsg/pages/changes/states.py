"""What is known of every issue as of each month: the states between which changes are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import polars as pl

from opsg.analysis import measures, words
from opsg.analysis.measures import SHOWN_MONTHS, Reading
from opsg.analysis.statistics.status import assess
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import datasets
from opsg.data.issues import CLOSED
from opsg.data.log import Entry, Issue, IssueLog, Meeting
from opsg.pages import components, wording
from opsg.pages.changes import steps, textdiff
from opsg.pages.changes.model import (
    UNKNOWN,
    Figure,
    PaperEntry,
    Signal,
    Standing,
    State,
    Subject,
)
from opsg.pages.components import TONES


def states(
    whole: IssueLog,
    edition: Edition,
    readings: Mapping[str, Reading] = MappingProxyType({}),
    *,
    last_change: bool = False,
) -> list[State]:
    """The log as of each of the last months up to the edition's, at most 18, oldest first.

    `readings` are those of the headline measures, by slug, that were read already. The reported
    edition knows the months with a meeting alone; the illustrative one has every month since its
    first figure. For the `last_change` of a month with a meeting there are it and the one that it
    is compared with alone, if there is one.
    """
    month = edition.month
    meetings = {meeting.month: meeting for meeting in whole.meetings if meeting.month <= month}
    histories = [
        _History(whole, issue, edition, readings.get(issue.slug))
        for issue in whole.issues_by(month)
    ]
    if edition.reported_only:
        known = sorted(meetings)
    else:
        last = months.first_day(month)
        first = min(day for day in (last, *(history.first for history in histories)) if day)
        known = [months.text(day) for day in months.span(first, last)]
    known = known[-SHOWN_MONTHS:]
    if last_change and known[:-1]:
        known = [month_before(month, known[:-1], meetings), month]
    return [
        State(
            each,
            meetings[each].paper_name if each in meetings else "",
            tuple(history.standing(each, meetings.get(each)) for history in histories),
        )
        for each in known
    ]


def month_before(month: str, earlier: Sequence[str], papers: Collection[str]) -> str:
    """The month to compare one with: for one of the `papers` the latest of them, if any is."""
    before = [each for each in earlier if each in papers]
    return before[-1] if month in papers and before else earlier[-1]


class _History:
    """An issue month by month: its headline measure is read once, for all of them."""

    def __init__(
        self, whole: IssueLog, issue: Issue, edition: Edition, reading: Reading | None
    ) -> None:
        self.issue = issue
        self.log = whole
        self.edition = edition
        self.reading = reading
        if issue.headline and reading is None:
            self.reading = measures.read(issue.headline, whole, issue, edition)
        self.subject = Subject(
            issue.slug,
            issue.title,
            issue.headline.name if issue.headline else "",
            bool(issue.headline and issue.headline.of),
        )

    @property
    def first(self) -> date | None:
        """The first month of the headline measure."""
        return self.reading.frame["month"][0] if self.reading else None

    def standing(self, month: str, meeting: Meeting | None) -> Standing:
        entry = self.issue.entries.get(month)
        stage, made_up = self._stage(month, meeting)
        figure = self._figure(month)
        hidden = self._is_hidden(month)
        last = None if figure or hidden else self._last_known(month)
        return Standing(
            self.subject,
            None if last or hidden else self._signal(month),
            stage,
            made_up,
            stage == CLOSED,
            figure,
            self._paper_entry(entry) if entry else None,
            tuple(self._restated(month)),
            self._signal(last) if last else None,
            self._known(last) if last else "",
            self.issue.entry_by(month) is not None,
        )

    def _is_hidden(self, month: str) -> bool:
        row = self._row(month)
        return self.reading is not None and row is not None and self.reading.frame["hidden"][row]

    def _last_known(self, month: str) -> str | None:
        """The last month before one with a figure."""
        row = self._row(month)
        if self.reading is None or row is None:
            return None
        there = self.reading.frame.head(row).filter(pl.col("value").is_not_null())
        return months.text(there["month"][-1]) if there.height else None

    def _known(self, month: str) -> str:
        figure = self._figure(month)
        return f"{figure.text} in {months.named(month)}" if figure else ""

    def _stage(self, month: str, meeting: Meeting | None) -> tuple[str | None, bool]:
        """The stage as of the month, and whether it is illustrative.

        In a month with a paper the paper decides. Else it is the latest known, from a paper or,
        in the illustrative edition, from the stage history.
        """
        entry = self.issue.entry_by(month)
        if meeting:
            told = entry and not self.issue.is_absent(month)
            return (self.issue.stage(month) if told else None), False
        spells = () if self.edition.reported_only else self.issue.stages_until(month)
        if spells and (entry is None or spells[-1].since > entry.month):
            return spells[-1].stage, spells[-1].provenance == "illustrative"
        return (entry.stage if entry else None), False

    def _row(self, month: str) -> int | None:
        """The place of the month in the headline's series."""
        day = months.first_day(month)
        if not self.reading or day < self.reading.frame["month"][0]:
            return None
        return months.between(self.reading.frame["month"][0], day)

    def _figure(self, month: str) -> Figure | None:
        entry = self.issue.entries.get(month)
        place = self._row(month)
        if self.reading is None or place is None:
            return None
        row = self.reading.frame.row(place, named=True)
        value = row["value"]
        if value is None:
            return None
        figures = entry.figures if entry else ()
        given = [figure for figure in figures if figure.headline and figure.value == value]
        rounded = any(figure.approximate for figure in given)
        reported = row["provenance"] == "reported"
        unit = self.reading.measure.unit
        exact = reported and not rounded
        text = words.full(value, unit) if exact else words.number(value, unit, rounded)
        for day in [figure.as_at for figure in given if figure.as_at]:
            text += "" if months.text(day) == month else f" as at {months.long_date(day)}"
        without = self.reading.without.get(row["month"], ())
        text += f" without {words.listed(without)}" if without else ""
        return Figure(value, text, illustrative=not reported, rounded=rounded, without=without)

    def _signal(self, month: str) -> Signal:
        """What the chart said when the month was its latest."""
        place = self._row(month)
        if self.reading is None or place is None:
            return UNKNOWN
        rows = self.reading.frame.head(place + 1)
        status = assess(rows)
        return Signal(
            words.chip(status),
            "none" if status.too_short else TONES[status.direction],
            words.rule(status.signal),
            "illustrative" in rows.filter(rows["value"].is_not_null())["provenance"],
        )

    def _restated(self, month: str) -> Iterator[str]:
        """What is told of the month's figures that were replaced, and of a paper issued again."""
        yield from wording.notes(self.log, self.issue.slug, month)
        if self.issue.headline:
            dataset = datasets.dataset(self.issue.headline.dataset)
            yield from components.restatement_notes(
                [each for each in self.log.restatements_of(dataset.name) if each.month == month],
                dataset,
                replace(self.edition, month=month),
            )

    def _paper_entry(self, entry: Entry) -> PaperEntry:
        if len(self.issue.entries) < 2:  # there is nothing to set its texts against
            return PaperEntry((), (), steps.of_entry(entry))
        return PaperEntry(
            textdiff.blocks(entry.status),
            textdiff.blocks(entry.next_steps),
            steps.of_entry(entry),
        )
