"""The home page: the month in a headline, what is asked, and every issue at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain

import htpy as h
from markupsafe import Markup

from opsg.analysis import measures, words
from opsg.analysis.measures import Reading
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html
from opsg.data import log
from opsg.data.log import Issue, IssueLog, Meeting
from opsg.data.published import standing
from opsg.data.published.standing import Standing
from opsg.pages import components, groups, lead, tally
from opsg.pages.groups import Group
from opsg.pages.headlines import HOME, HeadlineRow, OtherIssue, Update

Cell = tuple[str, str, str, h.Node]

SAYS = "What the paper says"
WORTH_KNOWING = 3
"""How many readings the line below the headline tells of."""


def open_month(month: str, *, reported_only: bool = False) -> Overview:
    """The home page as of a month that has a meeting; raises UserError if it has none."""
    return _as_of(Edition(month, reported_only), log.load())


def updates(whole: IssueLog, edition: Edition) -> list[Update]:
    """Every meeting up to the edition's month as the feeds tell of it."""
    return [
        replace(
            _as_of(replace(edition, month=meeting.month), whole).update(),
            page=HOME if meeting.month == edition.month else f"reports/{meeting.month}.html",
        )
        for meeting in whole.meetings
        if edition.knows(meeting)
    ]


def _as_of(edition: Edition, whole: IssueLog) -> Overview:
    known = whole.known_to(edition)
    return Overview(known, known.meeting(edition.month), edition)


@dataclass(frozen=True)
class Overview:
    """All issues as of one meeting, in one edition."""

    log: IssueLog
    meeting: Meeting
    edition: Edition

    @property
    def month(self) -> str:
        """The month as data writes it."""
        return self.meeting.month

    @property
    def issues(self) -> Sequence[Issue]:
        """The issues that are actively managed in the month, in the paper's order."""
        return self.log.active(self.month)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """Each issue's headline measure, read up to the month, by slug; not of issues without."""
        return {
            issue.slug: measures.read(issue.headline, self.log, issue, self.edition)
            for issue in self.issues
            if issue.headline
        }

    @cached_property
    def _others(self) -> dict[str, Reading]:
        """The same of the issues that the paper does not name, and of those that are closed."""
        return {
            issue.slug: measures.read(issue.headline, self.log, issue, self.edition)
            for issue in (*self.log.absent(self.month), *self.log.closed(self.month))
            if issue.headline
        }

    @property
    def _judged(self) -> bool:
        """Whether there is history enough to judge any issue."""
        return any(components.tone(reading) != "none" for reading in self.readings.values())

    @property
    def _stale(self) -> int:
        """How many issues have no figure of the month, though an earlier one."""
        return sum(reading.stale for reading in self.readings.values())

    def headline(self) -> Html:
        """The meeting, the month in one headline, and the two or three things to know."""
        facts = [
            f"OPSG {self.meeting.number}",
            months.name(months.first_day(self.month)),
            components.DRAFT,
        ]
        if self.meeting.is_published:
            facts[1:] = [f"paper {self.meeting.paper_name}", months.long_date(self.meeting.dated)]
        return Html(
            h.p(class_="note")[" · ".join(facts)],
            h.h1[self._title()],
            self._to_know(),
        )

    def _title(self) -> str:
        plural = "" if len(self.issues) == 1 else "s"
        total = f"{words.count(len(self.issues)).capitalize()} issue{plural}"
        tones = [components.tone(reading) for reading in self.readings.values()]
        if self._stale and self._stale == len(self.readings):
            return f"{total}, no figures for {months.name(months.first_day(self.month))} yet"
        if not self._judged:
            return f"{total}, not enough history yet to tell a trend"
        better, worse = tones.count("better"), tones.count("worse")
        says = f"{total}, {words.count(better)} improving, {words.count(worse)} getting worse"
        if self._stale:
            says += f", {words.count(self._stale)} without figures yet"
        illustrative = any(reading.illustrative for reading in self.readings.values())
        return f"{says} (illustrative)" if illustrative else says

    def _to_know(self) -> h.Element:
        """The two or three readings worth knowing before the meeting, each with its link."""
        readings = [item for item in self.readings.items() if item[1].latest is not None]
        if self._judged:
            signals = [item for item in readings if components.tone(item[1]) in ("worse", "better")]
            readings = sorted(signals, key=lambda item: _importance(item[1]))
        elif not readings:
            known = [item for item in self.readings.items() if item[1].stale]
            readings = sorted(known, key=lambda item: item[1].known_month or date.min, reverse=True)
        if not readings:
            without = f" {words.count(self._stale).capitalize()} have no figures yet."
            says = f"No issue moved beyond chance.{without if self._stale else ''}"
            return h.p(class_="lede")[says]
        return h.ul(class_="know")[
            (
                h.li[
                    h.span(class_=f"chip {components.tone(reading)}")[_link(self.log.issue(slug))],
                    " ",
                    words.brief(reading.result),
                ]
                for slug, reading in readings[:WORTH_KNOWING]
            )
        ]

    def strip(self) -> Html:
        """How many issues there are, and how many improve, worsen or show no clear change."""
        others = [
            (len(group.issues), "steady", group.title[0].lower() + group.title[1:])
            for group in self._groups
            if group.name != groups.NAMED
        ]
        papers = sum(meeting.is_published for meeting in self.log.meetings)
        return tally.strip([*self.readings.values()], len(self.issues), others, papers=papers)

    def asks(self) -> Html:
        """What the paper asks the OPSG to note and approve, and where to read it."""
        paper = "Read the paper" if self.meeting.is_published else "Read the draft"
        forms = {"html": paper, "docx": "Word", "pdf": "PDF"}
        links = Markup(" · ").join(
            h.a(href=f"reports/{self.month}.{ending}")[name] for ending, name in forms.items()
        )
        return Html(h.div(class_="ask")[components.asks(self.meeting), h.p[links]])

    def board(self) -> Html:
        """Every issue in one table: stage, latest figure, history, change and signal.

        Where no history is known, what the paper says takes the place of the last three. Columns
        with a name can be sorted by.
        """
        month = months.name(months.first_day(self.month))
        headers = [("Issue", "issue", ""), ("Current stage", "stage", "")]
        if self._judged:
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
            h.div(class_="scroll")[
                h.table(class_="board issues", data_noun="issues")[
                    h.caption[f"Every issue in {month}"], h.thead[h.tr[head]], bodies
                ]
            ],
        )

    def _filters(self, orders: Sequence[tuple[str, str]]) -> h.Element:
        """Filters by signal, stage, who is affected and modification; shown where scripts run.

        Where rows are cards, without headings to sort by, the `orders` are a choice too.
        """
        readings = self.readings | self._others
        signals = [components.chip_word(reading) for reading in readings.values()]
        issues = [issue for group in self._groups for issue in group.issues]
        stages = [issue.stage(self.month) for issue in issues]
        listed = [group.name for group in self._groups]
        choices: dict[str, tuple[str, list[str]]] = {
            **({"listed": ("Listed", listed)} if len(listed) > 1 else {}),
            **({"signal": ("Signal", sorted(set(signals)))} if self._judged else {}),
            "stage": ("Stage", [stage.name for stage in self.log.stages if stage.name in stages]),
            "affects": ("Affects", sorted(set(chain(*(issue.affects for issue in issues))))),
            "modification": (
                "Modification",
                sorted(set(chain(*(self._modifications(each) for each in issues)))),
            ),
        }
        fields = [
            h.label[title, h.select(name=name)[h.option(value="")["All"], _options(values)]]
            for name, (title, values) in choices.items()
        ]
        ways = [
            [h.option(value=name)[f"{title} ↑"], h.option(value=f"{name} down")[f"{title} ↓"]]
            for title, name in orders
        ]
        return h.form(class_="filters")[
            h.label(class_="order")["Order", h.select[h.option(value="")["As in the paper"], ways]],
            fields,
            h.button(type="reset")["Show all"],
            h.span(role="status"),
        ]

    def _modifications(self, issue: Issue) -> Sequence[str]:
        """The numbers of the modifications that papers name, as of the month."""
        return [each.number for each in self._register if issue in each.named]

    @cached_property
    def _register(self) -> Sequence[Standing]:
        return standing.register(self.log, self.month)

    @property
    def _groups(self) -> list[Group]:
        return groups.groups(self.log, self.month)

    def _row(self, issue: Issue, index: int, group: Group) -> h.Element:
        reading = (self.readings | self._others).get(issue.slug)
        stage, since = issue.stage(self.month), self._since(issue, group)
        order = [each.name for each in self.log.stages].index(stage)
        cells: list[Cell] = [
            (
                "",
                "Current stage",
                str(order),
                _chevrons(self.log, stage, since),
            ),
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
            h.th(scope="row", data_sort=index)[_link(issue)],
            (
                h.td(class_=kind, data_label=column, data_sort=sort)[content]
                for kind, column, sort, content in cells
            ),
        ]

    def _since(self, issue: Issue, group: Group) -> str:
        """Since when an issue is closed, or from which month what is known of it comes."""
        last = issue.entry_by(self.month)
        if group.name == groups.CLOSED:
            return f"since {groups.name(issue.closed_in(self.month))}"
        absent = group.name == groups.ABSENT and last
        return f"carried from {groups.name(last.month)}" if absent and last else ""

    def _measured(self, issue: Issue, reading: Reading | None) -> list[Cell]:
        if self._judged:
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

    def update(self) -> Update:
        """The month as the feeds tell of it."""
        rows = []
        for issue in self.issues:
            reading = self.readings.get(issue.slug)
            if reading is None:
                continue
            status, change = reading.result.status, reading.result.change
            rows.append(
                HeadlineRow(
                    slug=issue.slug, title=issue.title, stage=issue.stage(self.month),
                    name=reading.measure.name, unit=reading.measure.unit, value=reading.latest,
                    reported=reading.reported, change_percent=change.percent,
                    signal=status.signal, direction=status.direction,
                    sentence=words.sentences(reading.result)[0],
                    known_value=None if reading.hidden else reading.known,
                    known_month=reading.known_month if not reading.hidden else None,
                )
            )  # fmt: skip
        others = [
            OtherIssue(issue.slug, issue.title, group.name.lower(), issue.stage(self.month),
                       issue.closed_in(self.month) if group.name == groups.CLOSED
                       else (issue.entry_by(self.month) or issue.entry(self.month)).month)
            for group in self._groups
            for issue in group.issues
            if group.name != groups.NAMED
        ]  # fmt: skip
        return Update(self.meeting, self._title(), rows, others)


_SIGNAL_ORDER = {"worse": "0", "notable": "1", "better": "2", "steady": "3", "none": "4"}


def _options(values: Sequence[str]) -> list[h.Element]:
    return [h.option[value] for value in values]


def _link(issue: Issue) -> h.Element:
    return h.a(href=f"issues/{issue.slug}.html")[issue.title]


def _importance(reading: Reading) -> tuple[bool, float]:
    """What worsens comes first, then the largest change."""
    return components.tone(reading) != "worse", -abs(reading.result.change.percent or 0)


def _chevrons(whole: IssueLog, stage: str, since: str = "") -> h.Element:
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
