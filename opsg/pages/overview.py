"""The home page: the month in a headline, what is asked, and every issue at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape

from opsg.analysis import measures, words
from opsg.analysis.measures import Reading
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html, link
from opsg.data import log
from opsg.data.log import Issue, IssueLog, Meeting
from opsg.pages import components
from opsg.pages.headlines import HeadlineRow, Update

WORTH_KNOWING = 3
"""How many readings the line below the headline tells of."""


def open_month(month: str, *, reported_only: bool = False) -> Overview:
    """The home page as of a month that has a meeting; raises UserError if it has none."""
    whole = log.load()
    return Overview(whole, whole.meeting(month), Edition(month, reported_only))


def updates(whole: IssueLog, edition: Edition) -> list[Update]:
    """Every meeting up to the edition's month as the feeds tell of it."""
    return [
        Overview(whole, meeting, replace(edition, month=meeting.month)).update()
        for meeting in whole.meetings
        if meeting.month <= edition.month
    ]


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

    @property
    def _judged(self) -> bool:
        """Whether there is history enough to judge any issue."""
        return any(not r.result.status.too_short for r in self.readings.values())

    def headline(self) -> Html:
        """The meeting, the month in one headline, and the two or three things to know."""
        facts = [f"OPSG {self.meeting.number}", self.meeting.paper_name]
        if self.meeting.paper:
            facts[1:] = [f"paper {self.meeting.paper}", months.long_date(self.meeting.dated)]
        return Html(
            f'<p class="note">{" · ".join(map(escape, facts))}</p>'
            f"<h1>{escape(self._title())}</h1>"
            f"{self._to_know()}"
        )

    def _title(self) -> str:
        total = words.count(len(self.issues)).capitalize() + " issues"
        tones = [components.tone(reading) for reading in self.readings.values()]
        if not self._judged:
            return f"{total}, not enough history yet to tell a trend"
        better, worse = tones.count("better"), tones.count("worse")
        said = f"{total}, {words.count(better)} improving, {words.count(worse)} getting worse"
        made_up = any(reading.illustrative for reading in self.readings.values())
        return f"{said} (illustrative)" if made_up else said

    def _to_know(self) -> str:
        """The two or three readings worth knowing before the meeting, each with its link."""
        known = {slug: r for slug, r in self.readings.items() if r.latest is not None}
        if self._judged:
            moved = {s: r for s, r in known.items() if components.tone(r) in ("worse", "better")}
            known = dict(sorted(moved.items(), key=lambda item: _importance(item[1])))
        chosen = list(known.items())[:WORTH_KNOWING]
        if not chosen:
            return '<p class="lede">No issue moved beyond chance.</p>'
        items = "".join(
            f'<li><span class="chip {components.tone(reading)}">'
            f"{link(f'issues/{slug}.html', self.log.issue(slug).title)}</span> "
            f"{escape(words.brief(reading.result))}</li>"
            for slug, reading in chosen
        )
        return f'<ul class="know">{items}</ul>'

    def strip(self) -> Html:
        """How many issues there are, and how many improve, worsen or show no clear change."""
        tones = [components.tone(reading) for reading in self.readings.values()]
        if not self._judged:
            reported = sum(reading.latest is not None for reading in self.readings.values())
            cells = [
                (len(tones), "", "actively managed issues"),
                (reported, "", "with a headline figure reported"),
                (len(tones) - reported, "steady", "with no such figure reported"),
                (len(self.log.meetings), "steady", "published paper: no trend yet"),
            ]
        else:
            better, worse = tones.count("better"), tones.count("worse")
            cells = [
                (len(tones), "", "actively managed issues"),
                (better, "better", "improving, beyond chance"),
                (worse, "worse", "worsening, beyond chance"),
                (len(tones) - better - worse, "steady", "no clear change"),
            ]
        items = "".join(
            f'<li><b class="{tone}">{count}</b><span>{escape(label)}</span></li>'
            for count, tone, label in cells
        )
        return Html(f'<ul class="strip">{items}</ul>')

    def asks(self) -> Html:
        """What the paper asks the OPSG to note and approve, and where to read it."""
        lines = "".join(
            f"<p><b>{escape(ask.verb.capitalize())}</b> {escape(ask.what)}.</p>"
            for ask in self.meeting.asks
        )
        forms = {"html": "Read the paper", "docx": "Word", "pdf": "PDF"}
        paper = " · ".join(
            link(f"reports/{self.month}.{ending}", label) for ending, label in forms.items()
        )
        return Html(f'<div class="ask">{lines}<p>{paper}</p></div>')

    def board(self) -> Html:
        """Every issue in one table: stage, latest figure, history, change and signal.

        Columns with a name can be sorted by.
        """
        month = months.name(months.first_day(self.month))
        headers = (
            ("Issue", "issue", ""), ("Current stage", "stage", ""), ("Latest", "", "n"),
            ("18 months", "", ""), (components.on_previous(self.month), "change", "n"),
            ("Signal", "signal", ""),
        )  # fmt: skip
        orders = [(label, name) for label, name, _ in headers if name]
        head = "".join(
            f'<th scope="col"{_given("data-name", name)}{_given("class", kind)}>'
            f"{escape(label)}</th>"
            for label, name, kind in headers
        )
        body = "".join(self._row(issue, place) for place, issue in enumerate(self.issues))
        return Html(
            f"{self._filters(orders)}"
            '<div class="scroll"><table class="board issues">'
            f"<caption>Every issue in {month}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _filters(self, orders: Sequence[tuple[str, str]]) -> str:
        """Filters by signal, stage, who is affected and modification; shown where scripts run.

        Where rows are cards, without headings to sort by, the `orders` are a choice too.
        """
        signals = [words.chip(reading.result.status) for reading in self.readings.values()]
        stages = [issue.entry(self.month).stage for issue in self.issues]
        choices: dict[str, tuple[str, list[str]]] = {
            "signal": ("Signal", sorted(set(signals))),
            "stage": ("Stage", [stage.name for stage in self.log.stages if stage.name in stages]),
            "affects": ("Affects", sorted({who for issue in self.issues for who in issue.affects})),
            "modification": ("Modification", sorted({m for i in self.issues for m in _linked(i)})),
        }
        fields = "".join(
            f'<label>{label}<select name="{name}"><option value="">All</option>'
            + "".join(f"<option>{escape(value)}</option>" for value in values)
            + "</select></label>"
            for name, (label, values) in choices.items()
        )
        ways = "".join(
            f'<option value="{name}">{escape(label)} ↑</option>'
            f'<option value="{name} down">{escape(label)} ↓</option>'
            for label, name in orders
        )
        return (
            '<form class="filters"><label class="order">Order<select>'
            f'<option value="">As in the paper</option>{ways}</select></label>'
            f'{fields}<button type="reset">Show all</button>'
            '<span role="status"></span></form>'
        )

    def _row(self, issue: Issue, place: int) -> str:
        reading = self.readings.get(issue.slug)
        stage = issue.entry(self.month).stage
        order = [known.name for known in self.log.stages].index(stage)
        cells = [
            ("", "Current stage", str(order), chevrons(self.log, stage)),
            *(self._figures(reading) if reading else [("", "Latest", "", "no measure yet")]),
        ]
        tags: dict[str, Sequence[str]] = {
            "signal": [words.chip(reading.result.status)] if reading else [],
            "stage": [stage],
            "affects": issue.affects,
            "modification": _linked(issue),
        }
        attributes = "".join(
            f' data-{name}="{escape("|".join(values))}"' for name, values in tags.items()
        )
        title = link(f"issues/{issue.slug}.html", issue.title)
        return (
            f'<tr{attributes}><th scope="row" data-sort="{place}">{title}</th>'
            + "".join(
                f'<td{_given("class", kind)} data-label="{escape(label)}" data-sort="{sort}">'
                f"{content}</td>"
                for kind, label, sort, content in cells
            )
            + "</tr>"
        )

    def _figures(self, reading: Reading) -> list[tuple[str, str, str, str]]:
        """The cells of a reading: each with its class, its column, what it sorts by, and HTML."""
        under = f'<span class="under">{escape(reading.measure.name)}</span>'
        moved = reading.result.change
        size = moved.absolute if reading.result.is_rate else moved.percent
        return [
            ("n", "Latest", "", f"<span><b>{escape(components.latest(reading))}</b>{under}</span>"),
            ("", "18 months", "", components.spark(reading)),
            ("n", components.on_previous(self.month), "" if size is None else f"{size:.6g}",
             escape(components.change(reading))),
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
            status, moved = reading.result.status, reading.result.change
            rows.append(
                HeadlineRow(
                    slug=issue.slug, title=issue.title, stage=issue.entry(self.month).stage,
                    name=reading.measure.name, unit=reading.measure.unit, value=reading.latest,
                    reported=reading.reported, change_percent=moved.percent,
                    signal=status.signal, direction=status.direction,
                    sentence=words.sentences(reading.result)[0],
                )
            )  # fmt: skip
        return Update(self.meeting, self._title(), rows)


_SIGNAL_ORDER = {"worse": "0", "notable": "1", "better": "2", "steady": "3", "none": "4"}


def _given(attribute: str, value: str) -> str:
    return f' {attribute}="{escape(value)}"' if value else ""


def _linked(issue: Issue) -> Sequence[str]:
    return [reference.id for reference in issue.references if reference.kind == "modification"]


def _importance(reading: Reading) -> tuple[bool, float]:
    """What worsens comes first, then the largest change."""
    return components.tone(reading) != "worse", -abs(reading.result.change.percent or 0)


def chevrons(whole: IssueLog, stage: str) -> str:
    """A stage as small chevrons and as a word."""
    names = [known.name for known in whole.stages]
    place = names.index(stage)
    marks = "".join(
        f'<i class="{"now" if index == place else "done" if index < place else ""}"></i>'
        for index in range(len(names))
    )
    return (
        f'<span><span class="dots" aria-hidden="true">{marks}</span>'
        f'<span class="under">{escape(stage)}</span></span>'
    )
