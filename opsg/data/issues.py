"""The typed models of an issue: what may stand in the files of its folder, key by key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from opsg.core.cache.facts import Node, fact
from opsg.core.edition import Level, Provenance
from opsg.data.models import (
    Address,
    Model,
    ModificationStage,
    Month,
    Scalar,
    Source,
    Text,
    When,
    first_day,
    mistake,
    named,
)

StageSource = Literal["reported", "inferred", "carried", "log"]
Affected = Literal[
    "Consumers", "DCC", "DNOs", "OPSG", "Other Users", "Parties", "Suppliers", "Users"
]

CLOSED = "Closed"
"""The stage after which an issue has no more entries."""


class Headline(Model):
    """The measure that stands for an issue: a sum over the rows of a snapshot dataset.

    `measure` is the summed column. With `of` it is a rate, 100 · Σ measure / Σ of, in percent.
    `where` keeps the rows whose column has the value, or one of the values. `backlog` says that
    it can be cleared, towards `target`, or zero where there is none. `group` is the column by
    whose values it is ranked, `group_noun` the word for one of them.
    """

    name: Text
    plural: bool = True
    dataset: Text
    measure: Text
    of: Text | None = None
    where: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    unit: Text
    improvement: Literal["decrease", "increase", "neutral"]
    target: float | None = None
    backlog: bool
    group: Text | None = None
    group_noun: Text | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.of and self.unit != "%":
            mistake(f"A rate ('of' is given) is in '%', not in '{self.unit}'.")
        if self.group and not self.group_noun:
            mistake("'group' needs a 'group_noun', the word for one of them.")
        return self


class Reference(Model):
    """Something outside the log that an issue refers to.

    `title` is its own, or says what it is about where it has none. `stage` is that of a
    modification by the paper that first names it; where it went from there stands in
    `data/modifications/` (`opsg.data.published`). `aliases` are its other numbers.
    """

    kind: Literal[
        "alert code",
        "modification",
        "problem record",
        "SEC appendix",
        "service request",
        "specification issue",
    ]
    id: Text
    title: str = ""
    stage: ModificationStage | None = None
    stage_source: Source | None = None
    url: Address | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers by which it is known."""
        return (self.id, *self.aliases)


class Spell(Model):
    """A stage that an issue entered, and the month in which it did.

    `provenance` is `log` where the log itself says so and no paper, as of an issue that was closed
    after the papers had stopped to name it.
    """

    stage: Text
    since: Month
    provenance: Provenance | Literal["log"]


class Action(Model):
    """A next step. `due` is a day or a month; `due_text` and `cadence` are the paper's words.

    What the paper leaves open (owner, date, progress) is None.
    """

    what: Text
    owner: Text | None = None
    due: When | None = None
    due_text: Text | None = None
    cadence: Text | None = None
    percent_complete: Annotated[float | int, Field(ge=0, le=100)] | None = None
    percent_approximate: bool = False
    done: bool = False

    def is_overdue(self, month: str) -> bool:
        """Whether it is not done, and its day or month is past in `month`."""
        if self.done or self.due is None:
            return False
        return first_day(self.due) < first_day(month)


class SnapshotFigure(Model):
    """Where the snapshots hold a figure, so that the two can be compared.

    The sum of `column`, or with `aggregate: distinct` its number of distinct values, over the
    rows that `where` keeps: of the entry's month, or with `through: cumulative` of all months
    from `since` (or the first) to it.
    """

    dataset: Text
    column: Text
    aggregate: Literal["sum", "distinct"] = "sum"
    where: dict[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    through: Literal["month", "cumulative"] = "month"
    since: Month | None = None


class Figure(Model):
    """A figure that the paper gives, with the sentence it comes from, word for word.

    `as_at` is None where the paper does not date it. `kind` says how it may be used: a level, a
    sum over time (cumulative), a part of a whole in percent (share), or an estimate.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Text
    value: float | int
    unit: Text
    as_at: date | None = None
    kind: Literal["level", "cumulative", "share", "estimate"]
    approximate: bool = False
    quote: Text
    headline: bool = False
    snapshot: SnapshotFigure | None = None


class EntryFront(Model):
    """The front matter of an issue's entry for a month.

    `carried_forward` says that its text is still that of the entry before it. `stage_source` is
    `carried` where the paper says nothing of the stage and it is still that of the entry before,
    `log` where the log itself gives it. `actions_from` is the month whose Next Steps the actions
    are of, where that is to be said.
    """

    month: Month
    carried_forward: bool = False
    stage: Text
    stage_source: StageSource
    stage_reason: str = ""
    actions: tuple[Action, ...] = ()
    actions_from: Month | None = None
    figures: tuple[Figure, ...] = ()


class Entry(EntryFront, Node):
    """What a month's paper says of an issue, in Markdown.

    `issue_and_impact` has the words that the issue has from this month on, if they changed then.
    """

    named_by: ClassVar[str] = "month"

    issue_and_impact: str | None = None
    status: str
    next_steps: str

    @property
    def next_actions(self) -> tuple[Action, ...]:
        """The actions to tell of: of a closed issue only what was done, as nothing is open."""
        return tuple(each for each in self.actions if each.done or self.stage != CLOSED)


class IssueFront(Model):
    """The front matter of an issue. A new one may have no figures yet: no datasets, no headline."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Text
    short: str = ""
    order: Annotated[int, Field(ge=1)]
    raised: Month | None = None
    affects: tuple[Affected, ...] = ()
    classification: Level
    datasets: tuple[str, ...] = ()
    headline: Headline | None = None
    references: tuple[Reference, ...] = ()
    stage_history: Annotated[tuple[Spell, ...], Field(min_length=1)]


class Issue(IssueFront, Node):
    """An issue of the log with its entries by month.

    `issue_and_impact` is Markdown: the first paper's words, which later entries may change.
    """

    named_by: ClassVar[str] = "slug"

    issue_and_impact: str
    entries: Mapping[str, Entry]

    @fact
    def entry(self, month: str) -> Entry:
        """What the paper of `month` says of the issue. Raises UserError if it has no entry."""
        return named(self.entries, month, f"entry of {self.slug} for")

    @fact
    def entry_by(self, month: str) -> Entry | None:
        """The latest entry up to `month`; None before any.

        An issue that papers name no more, or that is closed, keeps its last one.
        """
        last = max((each for each in self.entries if each <= month), default=None)
        return self.entries[last] if last else None

    @fact
    def impact(self, month: str) -> str:
        """The Issue and Impact as the papers up to a month have it."""
        entries = [entry for each, entry in sorted(self.entries.items()) if each <= month]
        changed = [entry.issue_and_impact for entry in entries if entry.issue_and_impact]
        return changed[-1] if changed else self.issue_and_impact

    @fact
    def spell_since(self, month: str) -> Spell | None:
        """The stage that the log itself gave it after its last entry up to `month`, if it did."""
        last = self.entry_by(month)
        spells = [
            spell
            for spell in self.stages_until(month)
            if spell.provenance != "illustrative" and last and spell.since > last.month
        ]
        return spells[-1] if spells else None

    @fact
    def stage(self, month: str) -> str:
        """The stage as of `month`. Raises UserError if it is not on the log yet."""
        spell = self.spell_since(month)
        return spell.stage if spell else (self.entry_by(month) or self.entry(month)).stage

    @fact
    def is_closed(self, month: str) -> bool:
        """Whether it is closed by `month`, the month of its closing included."""
        return self.entry_by(month) is not None and self.stage(month) == CLOSED

    @fact
    def is_absent(self, month: str) -> bool:
        """Whether it is open although what there is for the meeting of `month` does not name it."""
        named = month in self.entries or self.entry_by(month) is None
        return not named and not self.is_closed(month)

    @fact
    def closed_in(self, month: str) -> str:
        """The month in which it was closed, of an issue that is by `month`."""
        return next(s.since for s in reversed(self.stages_until(month)) if s.stage == CLOSED)

    def without(self, months: Collection[str]) -> Issue:
        """The issue without its entries of some months."""
        entries = {held: entry for held, entry in self.entries.items() if held not in months}
        return self.model_copy(update={"entries": entries})

    @fact
    def until(self, month: str) -> Issue:
        """The issue as it was by `month`: of later months it has nothing."""
        entries = {each: entry for each, entry in self.entries.items() if each <= month}
        return self.model_copy(
            update={"entries": entries, "stage_history": self.stages_until(month)}
        )

    @fact
    def stages_until(self, month: str) -> tuple[Spell, ...]:
        """The stages that it had entered by the end of `month`, oldest first."""
        return tuple(spell for spell in self.stage_history if spell.since <= month)
