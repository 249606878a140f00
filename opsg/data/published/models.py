"""What may stand in `data/sources.yml` and `data/modifications/`, key by key."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from opsg.core import months
from opsg.core.cache.facts import Node, fact
from opsg.data.models import (
    Address,
    Model,
    ModificationStage,
    Text,
    When,
    first_day,
    in_words,
    mistake,
)


def _called(pattern: str, remedy: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            mistake(f"'{value}' is not what it may be called.", remedy)
        return value

    return AfterValidator(check)


Day = date
"""A day, where a field itself is called `date`."""

PAPER = re.compile(r"OPSG_\d{1,4}_\d{2,6}")
"""The number of a paper of the log, which may stand where a source is named."""


class PublishedSource(Model, Node):
    """A page that somebody else published, and when it was read.

    `stored_copy` says that it was read in a copy of unknown date. `licence` is None where the page
    states none.
    """

    named_by: ClassVar[str] = "id"

    id: Annotated[str, _called(r"[a-z][a-z0-9-]*", "Write small letters, digits and hyphens.")]
    publisher: Text
    title: Text
    url: Address
    dated: When | None = None
    read: When
    stored_copy: bool = False
    licence: Text | None = None


class OtherDate(Model):
    """The date that another source gives for a step."""

    date: When
    source: Text


class Sourced(Model):
    """What a source says: its id in `data/sources.yml`, or the number of a paper of the log."""

    source: Text

    @property
    def is_reported(self) -> bool:
        """Whether a paper of the log says so, and not somebody else."""
        return bool(PAPER.fullmatch(self.source))


class ModificationStep(Sourced):
    """What happened to a modification on a day, in a month, or from one day `until` another.

    `stage` is the one that it entered, where that is known; `inferred` says that the source does
    not name it. `id` is the number that it has from then on.
    """

    date: When
    until: Day | None = None
    what: Text
    stage: ModificationStage | None = None
    inferred: bool = False
    id: Text | None = None
    note: str = ""
    disagrees: OtherDate | None = None

    @property
    def when(self) -> str:
        """Its day, month or days in words: `11 to 29 March 2019`."""
        if self.until is None:
            return in_words(self.date)
        start, end = first_day(self.date), months.long_date(self.until)
        if (start.year, start.month) == (self.until.year, self.until.month):
            return f"{start.day} to {end}"
        year = "" if start.year == self.until.year else f" {start.year}"
        return f"{start.day} {months.NAMES[start.month - 1]}{year} to {end}"

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.until and self.until <= first_day(self.date):
            mistake("'until' is not after 'date'.", "Mend one of the two, or leave 'until' out.")
        if self.inferred and not self.stage:
            mistake("'inferred' is about a stage, and there is none.", "Leave it out.")
        return self


class NextStep(Sourced):
    """What a source said on a day that would come next, with its date where it gives one."""

    said: When
    what: Text
    due: When | None = None


class Modification(Model, Node):
    """A SEC modification: its numbers, what it is about, and its dated steps, oldest first.

    `page` is the source that is the SEC's own page of it. `same_subject` are the issues of the log
    that are about the same; those whose papers name it have it among their `references`.
    """

    named_by: ClassVar[str] = "id"

    id: Annotated[
        str, _called(r"(SECMP|MP|DP)\d{3,4}[A-Z]?", "Write it like MP119, MP102A or SECMP0062.")
    ]
    title: Text
    aliases: tuple[str, ...] = ()
    page: Text | None = None
    about: str = ""
    note: str = ""
    same_subject: tuple[str, ...] = ()
    steps: tuple[ModificationStep, ...] = ()
    next: tuple[NextStep, ...] = ()

    @property
    @fact
    def numbers(self) -> tuple[str, ...]:
        """All numbers by which it is known, now or later."""
        later = (step.id for step in self.steps if step.id)
        return tuple(dict.fromkeys([self.id, *self.aliases, *later]))
