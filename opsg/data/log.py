"""The issue log: all that stands under `data/` except the snapshots, read by `log_files`.

from opsg.data import log
log.load().issue("han-stability").entry("2021-02").stage
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opsg.core import months
from opsg.core.cache import facts, tracking
from opsg.core.cache.facts import fact
from opsg.core.edition import Edition
from opsg.core.errors import Finding, Place, UserError
from opsg.data import consistency, reminders
from opsg.data.calendar import Calendar
from opsg.data.folder import data_folder
from opsg.data.frontmatter import Step, read_text, split
from opsg.data.issues import Action, Entry, Figure, Headline, Issue, Reference, Spell
from opsg.data.log_files import RESTATEMENTS, SOURCES, Meetings, Reader, Stages, issue_of, state_of
from opsg.data.models import Event, Meeting, Model, Restatement, Stage, Term, named
from opsg.data.papers import PaperText, agreement
from opsg.data.published import check as published
from opsg.data.published.models import Modification, PublishedSource

__all__ = [
    "Action", "Entry", "Event", "Figure", "Headline", "Issue", "IssueLog", "Meeting", "Reference",
    "Restatement", "Spell", "Stage", "Term", "load",
]  # fmt: skip

HISTORY = 120
"""How many months of figures may come before the first meeting."""


class IssueLog(Model, Calendar[Meeting]):
    """The whole log: stages in order, meetings by month, issues in the paper's order.

    `restatements` are in the order in which they were made; `papers` are the words of those that
    were imported, each version by itself, by month and version; `sources` and `modifications` are
    what others published, whenever that was; `warnings` are what is not wrong in the log's files
    but waits for somebody, such as an entry that is only carried forward. `edition` has month and
    `reported_only` of the edition that knows no more than this log; None of any other.
    """

    folder: Path
    stages: tuple[Stage, ...]
    meetings: tuple[Meeting, ...]
    events: tuple[Event, ...]
    issues: tuple[Issue, ...]
    glossary: tuple[Term, ...]
    restatements: tuple[Restatement, ...] = ()
    papers: tuple[PaperText, ...] = ()
    sources: tuple[PublishedSource, ...] = ()
    modifications: tuple[Modification, ...] = ()
    warnings: tuple[Finding, ...] = ()
    edition: tuple[str, bool] | None = None

    def is_near(self, month: str) -> bool:
        """Whether figures of `month` can be of use: so they are up to the next meeting's month.

        They may go back for years before the first meeting, but not for ever: a year that is
        mistyped would stretch every chart.
        """
        first, last = (months.first_day(self.meetings[index].month) for index in (0, -1))
        return months.add(first, -HISTORY) <= months.first_day(month) <= months.add(last, 1)

    @fact
    def issue(self, slug: str) -> Issue:
        """The issue called `slug`. Raises UserError that names the nearest."""
        return named({issue.slug: issue for issue in self.issues}, slug, "issue")

    @fact
    def paper(self, month: str) -> PaperText | None:
        """The words of the month's paper as they came, in its last version; None if none are kept.

        A month whose paper was never imported has none, be it a draft or not.
        """
        return agreement.latest(self.papers).get(month)

    @fact
    def issues_by(self, month: str) -> tuple[Issue, ...]:
        """The issues that are on the log by `month`, closed ones included."""
        return tuple(issue for issue in self.issues if issue.entry_by(month))

    @fact
    def active(self, month: str) -> tuple[Issue, ...]:
        """The issues that the meeting of `month` manages: its paper names them, as not closed."""
        named = [issue for issue in self.issues if month in issue.entries]
        return tuple(issue for issue in named if not issue.is_closed(month))

    @fact
    def absent(self, month: str) -> tuple[Issue, ...]:
        """The issues that are open and that the paper of `month` does not name."""
        return tuple(issue for issue in self.issues if issue.is_absent(month))

    @fact
    def closed(self, month: str) -> tuple[Issue, ...]:
        """The issues that are closed by `month`."""
        return tuple(issue for issue in self.issues_by(month) if issue.is_closed(month))

    @fact
    def until(self, month: str) -> IssueLog:
        """The log as it was at the meeting of `month`: of later months it has nothing."""
        return self.model_copy(
            update={
                "meetings": tuple(each for each in self.meetings if each.month <= month),
                "events": tuple(event for event in self.events if event.month <= month),
                "issues": tuple(issue.until(month) for issue in self.issues_by(month)),
                "restatements": tuple(each for each in self.restatements if each.month <= month),
                "papers": tuple(each for each in self.papers if each.month <= month),
                "edition": None,
            }
        )

    def known_to(self, edition: Edition) -> IssueLog:
        """The log as an edition knows it: without later months, and without drafts of others.

        Raises UserError if there is no meeting for the edition's month.
        """
        return self.as_of(edition.month, edition.reported_only)

    @fact
    def as_of(self, month: str, reported_only: bool) -> IssueLog:
        """The log as the edition of a month knows it; see `known_to`."""
        if self.edition == (month, reported_only):
            return self  # else each of its facts would be there under two names
        edition = Edition(month, reported_only)
        self.meeting(edition.month)
        meetings = tuple(each for each in self.meetings if edition.knows(each))
        unknown = {each.month for each in self.meetings if not edition.knows(each)}
        issues = (issue.without(unknown) for issue in self.issues)
        known = tuple(issue for issue in issues if issue.entries)
        update = {
            "meetings": meetings,
            "issues": known,
            "papers": tuple(paper for paper in self.papers if paper.month not in unknown),
            "events": tuple(
                event
                for event in self.events
                if event.provenance == "reported" or not edition.reported_only
            ),
        }
        log = self.model_copy(update=update).until(edition.month)
        return log.model_copy(update={"edition": (month, reported_only)})

    @fact
    def events_of(self, slug: str) -> tuple[Event, ...]:
        """What happened to an issue, by month."""
        return tuple(event for event in self.events if slug in event.issues)

    @fact
    def restatements_of(self, dataset: str) -> tuple[Restatement, ...]:
        """The restatements of a dataset's figures, in the order in which they were made."""
        return tuple(each for each in self.restatements if each.dataset == dataset)

    def stage(self, name: str) -> Stage:
        """The stage called `name`. Raises UserError that names the nearest."""
        return named({stage.name: stage for stage in self.stages}, name, "stage")


def load(data: Path | None = None) -> IssueLog:
    """Read the log of the folder `data`, by default that of `opsg.data.folder`.

    In the process of a build's notebook it holds no more than the page's edition knows.

    Raises one UserError with everything that is wrong in any of its files, warnings included.
    """
    log = _whole(data or data_folder())
    page = Edition.of_build()
    return log.known_to(page) if page else log


def _whole(folder: Path) -> IssueLog:
    if folder in _logs:
        state, log = _logs[folder]
        with tracking.paused():
            if state_of(folder) == state:
                return log
    return _load(folder)


_logs: dict[Path, tuple[dict[str, tuple[int, ...]], IssueLog]] = {}


def hold(data: Path) -> None:
    """Have `load` give out one and the same log, as long as its files are what they are now.

    It serves processes that are forked from this one, none of which has to read the log then; what
    they use of it is noted fact by fact. Raises UserError as `load` does.
    """
    state = state_of(data)
    if data in _logs and _logs[data][0] == state:
        return
    log = _load(data)
    if state_of(data) == state:
        _logs.clear()
        _logs[data] = state, log
        facts.enroll(log)


def facts_now(data: str, names: Sequence[str]) -> dict[str, str]:
    """The digests of what some facts are now in the log of a folder, as `facts.current` has them.

    With plain values, as it is called in another process. Raises UserError as `load` does.
    """
    return facts.current(load(Path(data)), names)


def _load(data: Path) -> IssueLog:
    reader = Reader(data)
    stages = reader.file("stages.yml", Stages)
    meetings = reader.file("meetings.yml", Meetings)
    events = reader.file("events.yml", tuple[Event, ...])
    glossary = reader.file("glossary.yml", tuple[Term, ...])
    restatements = reader.optional(RESTATEMENTS, tuple[Restatement, ...])
    issues = reader.issues()
    papers = reader.papers()
    modifications = reader.modifications()
    read_sources = reader.file if modifications else reader.optional
    sources = read_sources(SOURCES, tuple[PublishedSource, ...])
    findings = reader.findings + list(
        consistency.check(
            stages=stages,
            meetings=meetings,
            events=events,
            glossary=glossary,
            issues=issues,
        )
    )
    findings += published.check(
        sources=sources, modifications=modifications, meetings=meetings, issues=issues
    )
    known = tuple(one.value for one in modifications)
    findings += reminders.check(
        stages=stages, meetings=meetings, issues=issues, modifications=known
    )
    if _has_error(findings) or not (stages and meetings and events and glossary):
        raise UserError.of(findings)
    latest = agreement.latest(papers)
    named_issues = [agreement.as_named(issue_of(issue), latest, issue.name) for issue in issues]
    findings += [finding for _, found in named_issues for finding in found]
    log = IssueLog(
        folder=reader.folder,
        stages=stages.value,
        meetings=tuple(sorted(meetings.value, key=lambda meeting: meeting.month)),
        events=tuple(sorted(events.value, key=lambda event: event.month)),
        issues=tuple(sorted((issue for issue, _ in named_issues), key=lambda each: each.order)),
        glossary=glossary.value,
        restatements=restatements.value if restatements else (),
        papers=tuple(sorted(papers, key=lambda paper: (paper.month, paper.version))),
        sources=sources.value if sources else (),
        modifications=known,
    )
    root = reader.root
    findings += agreement.check(log.papers, log.meetings, log.issues, root, reader.name(root))
    if _has_error(findings):
        raise UserError.of(findings)
    return log.model_copy(update={"warnings": tuple(findings)})


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def place(log: IssueLog, slug: str, month: str | None, *path: Step) -> Place:
    """File and line of a part of an issue's front matter, or of its entry for `month`."""
    reader = Reader(log.folder)
    file = reader.root / slug / (f"{month}.md" if month else "issue.md")
    name = reader.name(file)
    return split(read_text(file, name), name).source().where(*path)
