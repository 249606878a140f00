"""Modifications as of a month: what was known by its paper, and apart from it what came later.

What the log's papers say of a modification (a reference of an issue) and what was published
elsewhere (`data/modifications/`) become one way, in the order of its dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from opsg.data import references
from opsg.data.models import first_day, last_day
from opsg.data.published.models import Modification, ModificationStep, NextStep, PublishedSource

if TYPE_CHECKING:
    from opsg.data.log import Issue, IssueLog, Reference

Steps = tuple[ModificationStep, ...]

NAMED, NAMED_IN_DRAFT = "Named in the paper", "Named in the draft"
"""What the first paper that names a modification is told as, where it stands among its steps."""


@dataclass(frozen=True)
class Standing:
    """A modification as of the paper of a month.

    `number` is the one that it has by then, `others` are those that it has besides. `steps` are
    known by then, `later` ones came after it; both are in order. `following` is what was to come
    next. `named` are the issues whose papers name it, `related` those about the same subject.
    """

    modification: Modification
    number: str
    others: tuple[str, ...]
    steps: Steps
    later: Steps
    following: NextStep | None
    named: tuple[Issue, ...]
    related: tuple[Issue, ...]
    notes: tuple[str, ...]
    url: str | None

    @property
    def title(self) -> str:
        """Its title, alone."""
        return self.modification.title

    @property
    def anchor(self) -> str:
        """Its place on the page of modifications, the same every month."""
        return re.sub(r"[^a-z0-9]+", "-", self.modification.id.lower())

    @property
    def is_known(self) -> bool:
        """Whether anything was known of it by the paper."""
        return bool(self.steps)

    @property
    def last_step(self) -> ModificationStep | None:
        """The last step of its own by the paper; that a paper names it is none."""
        own = [step for step in self.steps if step.what not in (NAMED, NAMED_IN_DRAFT)]
        return own[-1] if own else None

    @property
    def stage_step(self) -> ModificationStep | None:
        """The last step by the paper that says in which stage it is; None if none does."""
        staged = [step for step in self.steps if step.stage]
        return staged[-1] if staged else None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues that it is about, those that name it first."""
        return (*self.named, *self.related)

    def is_named_by(self, issue: Issue) -> bool:
        """Whether the issue's papers name it."""
        return issue.slug in (each.slug for each in self.named)

    def is_related(self, issue: Issue) -> bool:
        """Whether it is of the issue's subject, though its papers do not name it."""
        return issue.slug in (each.slug for each in self.related)


def cutoff(log: IssueLog, month: str) -> date:
    """The last day that counts as known in a month: that of its paper; without one its last one."""
    days = {meeting.month: meeting.paper_date for meeting in log.meetings}
    return days.get(month) or last_day(month)


def register(log: IssueLog, month: str) -> list[Standing]:
    """All modifications as of a month, of a log that knows nothing of later papers.

    Those that papers name come first, in the order of the issues, then those of the same subject.
    """
    return _register(log, _modifications(log), month)


def _register(log: IssueLog, some: Iterable[Modification], month: str) -> list[Standing]:
    papers = {meeting.paper for meeting in log.meetings if meeting.paper}
    day = cutoff(log, month)
    standings = [_standing(log, one, day, papers) for one in some]
    order = [issue.slug for issue in log.issues]

    def place(standing: Standing) -> tuple[bool, int, date]:
        issues = [order.index(issue.slug) for issue in standing.issues]
        days = [first_day(step.date) for step in (*standing.steps, *standing.later)]
        return not standing.named, min(issues, default=len(order)), min(days, default=date.max)

    return sorted(standings, key=place)


def steps_since(log: IssueLog, month: str, earlier: str) -> list[tuple[Standing, Steps]]:
    """The modifications of which more is known by the paper of a month than by an earlier month."""
    before = {each.modification.id: each.steps for each in register(log.until(earlier), earlier)}
    found = []
    for each in register(log, month):
        known = {(step.date, step.what) for step in before.get(each.modification.id, ())}
        if steps := tuple(s for s in each.steps if (s.date, s.what) not in known):
            found.append((each, steps))
    return found


def of_issue(log: IssueLog, issue: Issue, month: str) -> list[Standing]:
    """The modifications that an issue's papers name, then those about the same subject."""
    own = (
        one
        for one in _modifications(log)
        if issue.slug in one.same_subject or any(_references(issue, one))
    )
    return _register(log, own, month)


def sources(log: IssueLog) -> dict[str, PublishedSource]:
    """The log's sources by their ids."""
    return {source.id: source for source in log.sources}


def _modifications(log: IssueLog) -> Iterator[Modification]:
    """Those with a file, and those of which there is nothing but a paper's reference."""
    yield from log.modifications
    numbers = {number for one in log.modifications for number in one.numbers}
    for issue in log.issues:
        for each in issue.references:
            if each.kind == "modification" and not numbers.intersection(each.numbers):
                numbers.update(each.numbers)
                # Not checked as one of a file is: a reference may be called anything.
                yield Modification.model_construct(
                    id=each.id, title=each.title or each.id, aliases=each.aliases
                )


def _standing(log: IssueLog, one: Modification, day: date, papers: set[str]) -> Standing:
    named = [(issue, each) for issue in log.issues for each in _references(issue, one)]
    own = [step for step in one.steps if not step.is_reported or step.source in papers]
    steps = [*own, *(step for pair in named for step in _word_of_paper(log, *pair))]
    known = [step for step in steps if step.source in papers or last_day(step.date) <= day]
    later = [step for step in steps if step not in known]
    to_come = {step.id for step in one.steps if step.id and step not in known}
    ids = [one.id, *(step.id for step in _ordered(known) if step.id)]
    others = dict.fromkeys((*ids, *one.aliases, *(n for _, each in named for n in each.aliases)))
    slugs = {issue.slug for issue, _ in named}
    same = [each for each in log.issues if each.slug in one.same_subject]
    return Standing(
        modification=one,
        number=ids[-1],
        others=tuple(each for each in others if each != ids[-1] and each not in to_come),
        steps=tuple(_without_end_after(day, step) for step in _ordered(known)),
        later=_ordered(later),
        following=_following(one, known, day, papers),
        named=tuple({issue.slug: issue for issue, _ in named}.values()),
        related=tuple(each for each in same if each.slug not in slugs),
        notes=tuple(filter(None, [*(each.note for _, each in named), one.note])),
        url=_address(log, one, [each for _, each in named]),
    )


def _references(issue: Issue, one: Modification) -> list[Reference]:
    return [
        each
        for each in issue.references
        if each.kind == "modification" and set(each.numbers) & set(one.numbers)
    ]


def _word_of_paper(log: IssueLog, issue: Issue, each: Reference) -> Iterator[ModificationStep]:
    """What the first paper that names a modification says of it, as a step on the paper's day."""
    texts = sorted(issue.entries.items())
    numbers = set(each.numbers)
    naming = (month for month, entry in texts if not numbers.isdisjoint(references.named(entry)))
    month = next(naming, texts[0][0] if texts else None)
    meetings = [meeting for meeting in log.meetings if meeting.month == month]
    for meeting in meetings:
        yield ModificationStep(
            date=meeting.paper_date or meeting.month,
            what=NAMED if meeting.is_published else NAMED_IN_DRAFT,
            stage=each.stage,
            inferred=bool(each.stage) and each.stage_source == "inferred",
            source=meeting.paper or meeting.paper_name,
        )


def _following(
    one: Modification, known: Sequence[ModificationStep], day: date, papers: set[str]
) -> NextStep | None:
    """What was to come next, unless a step has come since it was said."""
    said = [
        each
        for each in one.next
        if (each.source in papers if each.is_reported else last_day(each.said) <= day)
    ]
    if not said:
        return None
    since = [step for step in known if first_day(step.date) > last_day(said[-1].said)]
    return None if since else said[-1]


def _without_end_after(day: date, step: ModificationStep) -> ModificationStep:
    """A step as it was on a day: of one that still went on, the end was not there yet."""
    return step.model_copy(update={"until": None}) if step.until and step.until > day else step


def _ordered(steps: Sequence[ModificationStep]) -> Steps:
    return tuple(sorted(steps, key=lambda step: first_day(step.date)))


def _address(log: IssueLog, one: Modification, named: Sequence[Reference]) -> str | None:
    """The SEC's page of a modification."""
    published = sources(log) if one.page else {}
    if one.page in published:
        return published[one.page].url
    return next((each.url for each in named if each.url), None)
