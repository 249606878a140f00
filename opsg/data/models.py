"""The typed models of what the issues share: what may stand in the files of the log, key by key."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, NoReturn, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from opsg.core import months
from opsg.core.cache.facts import Node
from opsg.core.edition import Level, Provenance
from opsg.core.errors import UserError, nearest

Named = TypeVar("Named")


def mistake(problem: str, remedy: str = "") -> NoReturn:
    """Refuse a value, with a remedy that the loader passes on."""
    raise PydanticCustomError("mistake", "{problem}", {"problem": problem, "remedy": remedy})


def _month(value: object) -> object:
    try:
        months.first_day(str(value))
    except UserError as error:
        mistake(error.findings[0].problem, error.findings[0].remedy)
    return value


def _when(value: object) -> object:
    if isinstance(value, date):
        return value
    with suppress(ValueError):
        return datetime.strptime(str(value), "%Y-%m-%d").date()
    try:
        months.first_day(str(value))
    except UserError:
        mistake(f"'{value}' is no date.", "Write YYYY-MM or YYYY-MM-DD, or leave it out.")
    return value


def _https(value: str) -> str:
    if not value.startswith("https://"):
        mistake(f"'{value}' is not an https address.", "Start it with https://, or leave it out.")
    return value


Text = Annotated[str, Field(min_length=1)]
Month = Annotated[str, BeforeValidator(_month)]
When = Annotated[date | str, BeforeValidator(_when)]
"""A day, or a month (`YYYY-MM`) where the day is not known."""
Address = Annotated[str, AfterValidator(_https)]
Source = Literal["reported", "inferred"]
Scalar = str | int
ModificationStage = Literal[
    "Development", "Refinement Process", "Report Phase", "Decision", "Implemented", "Withdrawn"
]


class Model(BaseModel):
    """What all models share: unknown keys are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Stage(Model):
    """A stage that an issue goes through; their order is that of `data/stages.yml`."""

    name: Text
    meaning: Text


class Ask(Model):
    """What a paper asks of the Operations Group: a verb in capitals and what it is to do."""

    verb: Text
    what: Text


class Meeting(Model, Node):
    """A meeting of the Operations Group and the paper that it had before it.

    `paper` and `paper_date` are None until they are known. Until both are, the paper is not out,
    and what the log says for the month is a draft.
    """

    named_by: ClassVar[str] = "month"

    number: int
    month: Month
    paper: Text | None = None
    paper_date: date | None = None
    meeting_date: date | None = None
    title: Text
    team: Text
    classification: Level
    purpose: Text
    asks: tuple[Ask, ...]

    @property
    def is_published(self) -> bool:
        """Whether its paper is out: it has a number and a date."""
        return self.paper is not None and self.paper_date is not None

    @property
    def paper_name(self) -> str:
        """The paper's number, or words that stand for it until it is out."""
        if self.paper and self.is_published:
            return self.paper
        return f"{self.paper or f'the paper for OPSG {self.number}'}, not yet published"

    @property
    def dated(self) -> date:
        """The date of the paper; until it has one, the first day of the month.

        For what must have a date, such as a feed; it does not say that the paper was published.
        """
        return self.paper_date or months.first_day(self.month)


class Event(Model):
    """Something that happened to issues and may explain a change in their figures.

    `provenance` is that of the month. `rebase` says that a new process starts with it.
    """

    month: Month
    title: Text
    kind: Literal["firmware", "governance", "investigation", "process"]
    issues: Annotated[tuple[str, ...], Field(min_length=1)]
    rebase: bool
    provenance: Provenance
    note: str = ""

    @property
    def day(self) -> date:
        """The first day of its month, as frames have it."""
        return months.first_day(self.month)


class Term(Model):
    """An abbreviation or a term of the paper; `expansion` is None where none is known."""

    term: Text
    expansion: Text | None = None
    meaning: Text
    source: Text


class Totals(Model):
    """The sum of a measure before and after."""

    old: int
    new: int


class Restatement(Model):
    """A month's figures that were replaced by others, on which day and why.

    `totals` has the sum of each of the dataset's measures. `was` and `now` are the provenances:
    `reported` only if every row is. Where `was` is illustrative, no published figure changed.
    """

    dataset: Text
    month: Month
    when: date
    why: Text
    was: Provenance
    now: Provenance
    totals: dict[str, Totals]


def named(choices: Mapping[str, Named], name: str, noun: str) -> Named:
    """The one of `choices` that is called `name`. Raises UserError that names the nearest."""
    if name not in choices:
        raise UserError(f"There is no {noun} '{name}'.", remedy=nearest(name, list(choices)))
    return choices[name]


def first_day(when: When) -> date:
    """The day, or the first one of the month."""
    return when if isinstance(when, date) else months.first_day(when)


def last_day(when: When) -> date:
    """The day, or the last one of the month: by then it has happened, whichever day it was."""
    if isinstance(when, date):
        return when
    first = months.first_day(when)
    return first.replace(day=monthrange(first.year, first.month)[1])


def in_words(when: When) -> str:
    """The day or the month in words.

    >>> in_words(date(2021, 2, 23)), in_words("2021-01")
    ('23 February 2021', 'January 2021')
    """
    if isinstance(when, date):
        return months.long_date(when)
    return months.named(when)
