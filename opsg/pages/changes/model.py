"""What is known of the log as of a month, and what can have changed between two.

`states` makes the first, `compare` the second, and `sections` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from opsg.core import months
from opsg.data.published.standing import Standing as Modification
from opsg.data.published.standing import Steps
from opsg.pages.changes import textdiff
from opsg.pages.changes.textdiff import Run

QUIET = ("steady", "none")
"""The tones of a signal that tells of no change beyond chance."""


@dataclass(frozen=True)
class Subject:
    """An issue as changes name it, and its headline measure; changes of a rate are in points."""

    slug: str
    title: str
    measure: str
    is_rate: bool = False


@dataclass(frozen=True)
class Figure:
    """The headline figure of a month, and how it is written; a paper may have `rounded` it.

    A sum of rows may be `without` some groups, of which the month has none.
    """

    value: float
    text: str
    illustrative: bool = False
    rounded: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signal:
    """What an XmR chart that ends with the month says of it: in a word, its class, its rule."""

    label: str
    tone: str
    rule: str
    illustrative: bool = False

    @property
    def speaks(self) -> bool:
        """Whether it tells of something beyond chance."""
        return self.tone not in QUIET


UNKNOWN = Signal("Not enough history", "none", "no signal")
"""What is said where there are too few figures to judge."""


@dataclass(frozen=True)
class Step:
    """A next step of a paper: what, who is to do it, when, and how far it is, in words.

    `due` is the day, or the first of the month, and None where the paper gives none.
    """

    what: str
    owner: str
    when: str = ""
    progress: str = ""
    due: date | None = field(default=None, kw_only=True)
    done: bool = field(default=False, kw_only=True)

    @property
    def facts(self) -> str:
        """All but what it is, in words."""
        return ", ".join(each for each in (self.owner, self.when, self.progress) if each)

    def overdue(self, month: str) -> bool:
        """Whether it is past due and not done in `month`."""
        return not self.done and self.due is not None and self.due < months.first_day(month)


@dataclass(frozen=True)
class PaperEntry:
    """What the month's paper says of an issue: the blocks of its texts, and its next steps."""

    status: tuple[str, ...]
    next_steps: tuple[str, ...]
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Standing:
    """An issue as of a month. `stage` is None before it is raised or where the paper omits it.

    `signal` is None in a month without a figure; `last_signal` is the latest that there was, and
    `known` the latest figure in words where the month has none. `restated` says in words how the
    month's figures were replaced since. `listed` says that it is on the log by then, whether the
    month's paper names it or not.
    """

    subject: Subject
    signal: Signal | None
    stage: str | None = None
    stage_illustrative: bool = False
    closed: bool = False
    figure: Figure | None = None
    entry: PaperEntry | None = None
    restated: tuple[str, ...] = ()
    last_signal: Signal | None = None
    known: str = ""
    listed: bool = False


@dataclass(frozen=True)
class State:
    """The log as of a month; `paper` is the month's paper, empty if there is none.

    All states of a log have the same issues in the same order.
    """

    month: str
    paper: str
    standings: tuple[Standing, ...]

    @property
    def name(self) -> str:
        """The month in words."""
        return months.named(self.month)


@dataclass(frozen=True)
class IssueChange:
    """An issue that was opened, closed, left out by the later paper, or is back in it."""

    subject: Subject
    kind: Literal["opened", "closed", "left", "returned", "reopened"]
    illustrative: bool


@dataclass(frozen=True)
class StageChange:
    """An issue that went from one stage to another."""

    subject: Subject
    before: str
    after: str
    illustrative: bool


@dataclass(frozen=True)
class SignalChange:
    """A signal that appeared, ended, or became another one."""

    subject: Subject
    kind: Literal["appeared", "turned", "ended"]
    before: Signal
    after: Signal

    @property
    def illustrative(self) -> bool:
        """Whether it rests on made-up figures."""
        return self.before.illustrative or self.after.illustrative


@dataclass(frozen=True)
class FigureChange:
    """The headline figures of both months; None where there is none.

    `signal` is the later's. The words `known_before` and `known_after` tell the latest figure
    that there was, where a month has none.
    """

    subject: Subject
    before: Figure | None
    after: Figure | None
    signal: Signal | None
    known_before: str = ""
    known_after: str = ""

    @property
    def size(self) -> float | None:
        """The change: in points for a rate, else in percent of the earlier figure.

        There is none between sums of other groups.
        """
        if self.before is None or self.after is None or self.before.without != self.after.without:
            return None
        change = self.after.value - self.before.value
        if self.subject.is_rate:
            return change
        return 100 * change / abs(self.before.value) if self.before.value else None

    @property
    def rounded(self) -> bool:
        """Whether one of the figures is rounded, and the change with it."""
        return any(figure.rounded for figure in (self.before, self.after) if figure)

    @property
    def illustrative(self) -> bool:
        """Whether one of the figures is made up."""
        return any(figure.illustrative for figure in (self.before, self.after) if figure)


@dataclass(frozen=True)
class RestatementNote:
    """Figures of one of the two months that were replaced after they had been written."""

    subject: Subject
    says: str


@dataclass(frozen=True)
class TextChange:
    """The texts of an issue in both papers, of which one at least is not the same in both."""

    subject: Subject
    before: PaperEntry
    after: PaperEntry

    @cached_property
    def status(self) -> tuple[Run, ...]:
        """The words of both Status texts as runs; empty where they are the same."""
        return _runs(self.before.status, self.after.status)

    @cached_property
    def next_steps(self) -> tuple[Run, ...]:
        """The words of both Next Steps texts as runs; empty where they are the same."""
        return _runs(self.before.next_steps, self.after.next_steps)


StepKind = Literal["new", "changed", "done", "late", "gone"]
"""What became of a step: `changed` are its owner, date or progress, `gone` is no longer listed."""


@dataclass(frozen=True)
class StepChange:
    """A next step that is new, changed, done, late, or not listed any more; `was` is the earlier.

    `was` is None where the earlier paper does not have it.
    """

    subject: Subject
    kind: StepKind
    step: Step
    was: Step | None = None

    @property
    def before(self) -> str:
        """What a changed step was, to follow what it is."""
        return f"; before: {self.was.facts}" if self.kind == "changed" and self.was else ""


@dataclass(frozen=True)
class Changes:
    """All that changed from `earlier` to `later`.

    Words and steps are told only where both months have a paper, but for late ones: a step is late
    by its date alone. `same_words` are the issues whose texts are the same in both. Of the
    `modifications` there are the steps that are known by the later month and not by the earlier.
    """

    earlier: State
    later: State
    issues: tuple[IssueChange, ...]
    stages: tuple[StageChange, ...]
    signals: tuple[SignalChange, ...]
    figures: tuple[FigureChange, ...]
    restatements: tuple[RestatementNote, ...]
    texts: tuple[TextChange, ...]
    same_words: tuple[Subject, ...]
    steps: tuple[StepChange, ...]
    modifications: tuple[tuple[Modification, Steps], ...] = ()

    @property
    def illustrative(self) -> bool:
        """Whether an issue, a stage or a signal changed by what is made up."""
        return any(
            change.illustrative
            for changes in (self.issues, self.stages, self.signals)
            for change in changes
        )

    @property
    def without_paper(self) -> tuple[State, ...]:
        """The months of the two whose paper is not public."""
        return tuple(state for state in (self.earlier, self.later) if not state.paper)


def _runs(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[Run, ...]:
    return () if before == after else textdiff.compare(before, after)
