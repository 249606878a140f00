"""Checks that the files of the log agree with one another, once each can be read by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from opsg.core import months
from opsg.core.errors import Finding, Place, nearest
from opsg.data.frontmatter import Source, Step, plain
from opsg.data.issues import CLOSED, EntryFront, IssueFront
from opsg.data.models import Event, Meeting, Stage, Term

Value = TypeVar("Value")


@dataclass(frozen=True)
class Read(Generic[Value]):
    """What a file says, and where it says it."""

    value: Value
    source: Source


@dataclass(frozen=True)
class EntryFile:
    """A month's entry as far as it could be read."""

    name: str
    front: Read[EntryFront] | None
    sections: Mapping[str, str] | None


@dataclass(frozen=True)
class IssueFolder:
    """An issue as far as it could be read; `entries` has every month for which there is a file."""

    slug: str
    name: str
    front: Read[IssueFront] | None
    sections: Mapping[str, str] | None
    entries: Mapping[str, EntryFile]


def check(
    *,
    stages: Read[tuple[Stage, ...]] | None,
    meetings: Read[tuple[Meeting, ...]] | None,
    events: Read[tuple[Event, ...]] | None,
    glossary: Read[tuple[Term, ...]] | None,
    issues: Sequence[IssueFolder],
) -> Iterator[Finding]:
    """Every disagreement between the files; what could not be read is passed over."""
    if stages:
        names = [stage.name for stage in stages.value]
        yield from _repeated(stages.source, "name", enumerate(names), "stage")
    if meetings:
        yield from _meetings(meetings)
    if glossary:
        terms = [(index, term.term) for index, term in enumerate(glossary.value)]
        yield from _repeated(glossary.source, "term", terms, "term")
    if events:
        yield from _events(events, [issue.slug for issue in issues])
    yield from _orders(issues)
    for issue in issues:
        if issue.front:
            yield from _issue(issue, issue.front, stages)
        for month, entry in issue.entries.items():
            if entry.front:
                yield from _entry(issue, month, entry, entry.front, stages)
        if meetings:
            yield from _months(issue, [meeting.month for meeting in meetings.value])


def _repeated(
    source: Source, key: str, values: Iterable[tuple[int, str]], noun: str, *above: Step
) -> Iterator[Finding]:
    first: dict[str, Place] = {}
    for index, value in values:
        where = source.where(*above, index, key)
        if value in first:
            problem = f"There are two entries of the {noun} '{value}'."
            yield Finding(where, problem, f"The first is at {first[value]}.")
        first.setdefault(value, where)


def _meetings(meetings: Read[tuple[Meeting, ...]]) -> Iterator[Finding]:
    nouns = {"month": "meeting for", "number": "meeting number", "paper": "paper"}
    for key, noun in nouns.items():
        values = [(index, getattr(meeting, key)) for index, meeting in enumerate(meetings.value)]
        named = [(index, str(value)) for index, value in values if value is not None]
        yield from _repeated(meetings.source, key, named, noun)
    for index, meeting in enumerate(meetings.value):
        # Whoever dates a paper says that it is out: what is not must not be published by mistake.
        if meeting.paper_date and meeting.paper_date > date.today():
            yield Finding(
                meetings.source.where(index, "paper_date"),
                f"The paper is dated {months.long_date(meeting.paper_date)}, which is yet to come.",
                "Mend the date, or leave it out until the paper is published.",
            )


def _events(events: Read[tuple[Event, ...]], slugs: Sequence[str]) -> Iterator[Finding]:
    for index, event in enumerate(events.value):
        for position, slug in enumerate(event.issues):
            if slug not in slugs:
                where = events.source.where(index, "issues", position)
                yield Finding(where, f"There is no issue '{slug}'.", nearest(slug, slugs))


def _orders(issues: Sequence[IssueFolder]) -> Iterator[Finding]:
    first: dict[int, Place] = {}
    for issue in issues:
        if issue.front:
            order = issue.front.value.order
            where = issue.front.source.where("order")
            if order in first:
                problem = f"Two issues have the order {order}."
                yield Finding(where, problem, f"The other is at {first[order]}.")
            first.setdefault(order, where)


def _issue(
    issue: IssueFolder, front: Read[IssueFront], stages: Read[tuple[Stage, ...]] | None
) -> Iterator[Finding]:
    value, source = front.value, front.source
    if value.slug != issue.slug:
        yield Finding(
            source.where("slug"),
            f"The slug '{value.slug}' is not the name of the folder, '{issue.slug}'.",
            "Make them the same.",
        )
    headline = value.headline
    if headline and headline.dataset not in value.datasets:
        yield Finding(
            source.where("headline", "dataset"),
            f"'{headline.dataset}' is not one of the issue's datasets.",
            nearest(headline.dataset, value.datasets)
            if value.datasets
            else f"Add 'datasets: [{headline.dataset}]'.",
        )
    ids = [(index, reference.id) for index, reference in enumerate(value.references)]
    yield from _repeated(source, "id", ids, "reference", "references")
    yield from _history(front, stages)


def _history(front: Read[IssueFront], stages: Read[tuple[Stage, ...]] | None) -> Iterator[Finding]:
    before = ""
    for index, spell in enumerate(front.value.stage_history):
        yield from _stage(spell.stage, front.source, ("stage_history", index, "stage"), stages)
        if spell.since <= before:
            yield Finding(
                front.source.where("stage_history", index, "since"),
                f"'{spell.stage}' since {spell.since} does not come after {before}.",
                "List the stages from the oldest on.",
            )
        before = spell.since


def _stage(
    name: str, source: Source, path: Sequence[Step], stages: Read[tuple[Stage, ...]] | None
) -> Iterator[Finding]:
    names = [stage.name for stage in stages.value] if stages else [name]
    if name not in names:
        yield Finding(source.where(*path), f"There is no stage '{name}'.", nearest(name, names))


def _entry(
    issue: IssueFolder,
    month: str,
    entry: EntryFile,
    front: Read[EntryFront],
    stages: Read[tuple[Stage, ...]] | None,
) -> Iterator[Finding]:
    value, source = front.value, front.source
    if value.month != month:
        problem = f"The month {value.month} is not that of the file's name, {month}."
        yield Finding(source.where("month"), problem, "Make them the same.")
    wrong = list(_stage(value.stage, source, ("stage",), stages))
    yield from wrong
    if issue.front and not wrong and not list(_history(issue.front, stages)):
        spells = [spell for spell in issue.front.value.stage_history if spell.since <= month]
        now = spells[-1].stage if spells else "none"
        if now != value.stage:
            yield Finding(
                source.where("stage"),
                f"The stage is '{value.stage}', but by stage_history of issue.md it is '{now}'.",
                "Add the stage to stage_history, or mend one of the two.",
            )
    yield from _carried_stage(issue, front)
    names = [(index, figure.name) for index, figure in enumerate(value.figures)]
    yield from _repeated(source, "name", names, "figure", "figures")
    headlines = [index for index, figure in enumerate(value.figures) if figure.headline]
    for index in headlines[1:]:
        yield Finding(
            source.where("figures", index, "headline"),
            "A second figure is marked as the headline.",
            "Mark one at most.",
        )
    yield from _quotes(issue, entry, front)


def _carried_stage(issue: IssueFolder, front: Read[EntryFront]) -> Iterator[Finding]:
    """A stage that is carried is that of the entry before, unless that one had closed the issue."""
    if front.value.stage_source != "carried":
        return
    where = front.source.where("stage_source")
    month = max((each for each in issue.entries if each < front.value.month), default=None)
    before = issue.entries[month].front if month else None
    if month is None:
        problem = "The stage is marked as carried, but no entry comes before it."
        yield Finding(where, problem, "Write 'reported', or 'inferred' with a 'stage_reason'.")
    elif before and before.value.stage not in (front.value.stage, CLOSED):
        problem = f"The stage is marked as carried, but that of {month} is '{before.value.stage}'."
        yield Finding(where, problem, "Write 'reported', or 'inferred' with a 'stage_reason'.")


def _quotes(issue: IssueFolder, entry: EntryFile, front: Read[EntryFront]) -> Iterator[Finding]:
    value, source = front.value, front.source
    if value.stage_source == "inferred" and not value.stage_reason:
        problem = "The stage is inferred, and 'stage_reason' is missing."
        remedy = "Give the words of the paper that it rests on."
        yield Finding(source.where("stage_source"), problem, remedy)
    if issue.sections is None or entry.sections is None:
        return
    impacts = [
        entry.sections["Issue and Impact"]
        for month, entry in issue.entries.items()
        if month < value.month and entry.sections and "Issue and Impact" in entry.sections
    ]
    texts = [*issue.sections.values(), *impacts, *entry.sections.values()]
    words = plain("\n\n".join(texts))
    quotes: list[tuple[tuple[Step, ...], str]] = [
        (("figures", index, "quote"), figure.quote) for index, figure in enumerate(value.figures)
    ]
    for path, quote in [(("stage_reason",), value.stage_reason), *quotes]:
        if " ".join(quote.split()) not in words:
            yield Finding(
                source.where(*path),
                f"'{path[-1]}' is not in the issue's text word for word.",
                "Copy it from Issue and Impact, Status or Next Steps.",
            )


def _months(issue: IssueFolder, meeting_months: Sequence[str]) -> Iterator[Finding]:
    if not issue.entries:
        yield Finding(issue.name, "The issue has no entry.", f"Add {max(meeting_months)}.md.")
    for month in sorted(issue.entries):
        if month not in meeting_months:
            remedy = "Add the meeting to meetings.yml, or take the entry out."
            yield Finding(issue.entries[month].name, f"There was no meeting in {month}.", remedy)
