"""Every issue in one table, with filters: on the home page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import htpy as h

from opsg.analysis import words
from opsg.analysis.measures import Reading
from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import Issue, IssueLog
from opsg.data.published import standing
from opsg.data.published.standing import Standing
from opsg.pages import components, filters, groups, lead
from opsg.pages.groups import Group

Cell = tuple[str, str, str, h.Node]
"""Of a cell its class, its column, what it sorts by, and what it shows."""

SAYS = "What the paper says"


@dataclass(frozen=True)
class Board:
    """The issues of a month with the `readings` of their measures, by slug.

    They are `judged` if there is history enough to judge any of them.
    """

    log: IssueLog
    month: str
    readings: Mapping[str, Reading]
    judged: bool

    @property
    def _groups(self) -> list[Group]:
        return groups.groups(self.log, self.month)

    def show(self) -> Html:
        """The table: stage, latest figure, history, change and signal.

        Where no history is known, what the paper says takes the place of the last three. Columns
        with a name can be sorted by.
        """
        month = months.named(self.month)
        headers = [("Issue", "issue", ""), ("Current stage", "stage", "")]
        if self.judged:
            headers += [
                ("Latest", "", "n"), ("18 months", "", ""),
                (components.on_previous(self.month), "change", "n"), ("Signal", "signal", ""),
            ]  # fmt: skip
        else:
            headers.append((SAYS, "", ""))
        head = [
            h.th(scope="col", data_name=name or None, class_=kind)[title]
            for title, name, kind in headers
        ]
        bodies = [
            h.tbody[
                h.tr(class_="group")[h.th(scope="rowgroup", colspan=len(headers))[group.title]]
                if len(self._groups) > 1
                else None,
                [self._row(issue, index, group) for index, issue in enumerate(group.issues)],
            ]
            for group in self._groups
        ]
        return Html(
            self._filters([(title, name) for title, name, _ in headers if name]),
            components.board(
                "issues", "issues", f"Every issue in {month}", h.thead[h.tr[head]], bodies
            ),
        )

    def _filters(self, orders: Sequence[tuple[str, str]]) -> h.Element:
        """Filters by signal, stage, who is affected and modification."""
        signals = [components.chip_word(reading) for reading in self.readings.values()]
        issues = [issue for group in self._groups for issue in group.issues]
        stages = [issue.stage(self.month) for issue in issues]
        listed = [group.name for group in self._groups]
        choices: dict[str, tuple[str, list[str]]] = {
            **({"listed": ("Listed", listed)} if len(listed) > 1 else {}),
            **({"signal": ("Signal", sorted(set(signals)))} if self.judged else {}),
            "stage": ("Stage", [stage.name for stage in self.log.stages if stage.name in stages]),
            "affects": ("Affects", sorted(set(chain(*(issue.affects for issue in issues))))),
            "modification": (
                "Modification",
                sorted(set(chain(*(self._modifications(each) for each in issues)))),
            ),
        }
        return filters.form(choices, orders=orders, as_it_is="As in the paper")

    def _modifications(self, issue: Issue) -> Sequence[str]:
        """The numbers of the modifications that papers name, as of the month."""
        return [each.number for each in self._register if each.is_named_by(issue)]

    @cached_property
    def _register(self) -> Sequence[Standing]:
        return standing.register(self.log, self.month)

    def _row(self, issue: Issue, index: int, group: Group) -> h.Element:
        reading = self.readings.get(issue.slug)
        stage, since = issue.stage(self.month), self._since(issue, group)
        order = [each.name for each in self.log.stages].index(stage)
        cells: list[Cell] = [
            ("", "Current stage", str(order), _chevrons(self.log, stage, since)),
            *self._measured(issue, reading),
        ]
        tags: dict[str, Sequence[str]] = {
            "signal": [components.chip_word(reading)] if reading else [],
            "listed": [group.name],
            "stage": [stage],
            "affects": issue.affects,
            "modification": self._modifications(issue),
        }
        return h.tr({f"data-{name}": "|".join(values) for name, values in tags.items()})[
            h.th(scope="row", data_sort=index)[components.issue_link(issue)],
            (
                h.td(class_=kind, data_label=column, data_sort=sort)[content]
                for kind, column, sort, content in cells
            ),
        ]

    def _since(self, issue: Issue, group: Group) -> str:
        """Since when an issue is closed, or from which month what is known of it comes."""
        last = issue.entry_by(self.month)
        if group.name == groups.CLOSED:
            return f"since {months.named(issue.closed_in(self.month))}"
        absent = group.name == groups.ABSENT and last
        return f"carried from {months.named(last.month)}" if absent and last else ""

    def _measured(self, issue: Issue, reading: Reading | None) -> list[Cell]:
        if self.judged:
            return self._figures(reading) if reading else [("", "Latest", "", "no measure yet")]
        return [("says", SAYS, "", self._said(issue, reading))]

    def _said(self, issue: Issue, reading: Reading | None) -> h.Node:
        """What the paper says of an issue: its measure's figure, else another, else a sentence."""
        if reading and reading.known is not None:
            return h.span[h.b[components.latest(reading)], f" {reading.measure.name}"]
        said = lead.of_entry(issue.entry_by(self.month) or issue.entry(self.month))
        figure = said.figure
        if figure is None:
            return h.span[said.sentence]
        value = words.number(figure.value, figure.unit, figure.approximate)
        return h.span[h.b[value], f" {figure.label}"]

    def _figures(self, reading: Reading) -> list[Cell]:
        """The cells of a reading: each with its class, its column, what it sorts by, and HTML."""
        figure = h.b[components.latest(reading)], h.span(class_="under")[reading.measure.name]
        change = reading.result.change
        size = change.absolute if reading.result.is_rate else change.percent
        return [
            ("n", "Latest", "", h.span[figure]),
            ("", "18 months", "", components.spark(reading)),
            ("n", components.on_previous(self.month), "" if size is None else f"{size:.6g}",
             components.change(reading)),
            ("", "Signal", _SIGNAL_ORDER.get(components.tone(reading), ""),
             components.chip(reading)),
        ]  # fmt: skip


_SIGNAL_ORDER = {"worse": "0", "notable": "1", "better": "2", "steady": "3", "none": "4"}


def _chevrons(whole: IssueLog, stage: str, since: str) -> h.Element:
    """A stage as small chevrons and as a word, with a word on where it comes from."""
    names = [each.name for each in whole.stages]
    now = names.index(stage)
    marks = [
        h.i(class_="now" if index == now else "done" if index < now else None)
        for index in range(len(names))
    ]
    return h.span[
        h.span(class_="dots", aria_hidden="true")[marks],
        h.span(class_="under")[f"{stage}, {since}" if since else stage],
    ]
