"""Checks that sources, modifications and the log agree, once each file can be read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from opsg.core.errors import Finding, Place, nearest
from opsg.data import references
from opsg.data.consistency import IssueFolder, Read
from opsg.data.frontmatter import Step
from opsg.data.models import Meeting, first_day, in_words
from opsg.data.published.models import PAPER, Modification, PublishedSource


def check(
    *,
    sources: Read[tuple[PublishedSource, ...]] | None,
    modifications: Sequence[Read[Modification]],
    meetings: Read[tuple[Meeting, ...]] | None,
    issues: Sequence[IssueFolder],
) -> Iterator[Finding]:
    """Every disagreement between the files; what could not be read is passed over."""
    if sources:
        yield from _sources(sources)
    if not meetings or not sources:
        return
    known = [source.id for source in sources.value]
    papers = {meeting.paper: meeting for meeting in meetings.value if meeting.paper}
    for one in modifications:
        yield from _named_correctly(one)
        yield from _origins(one, known, papers, issues)
        yield from _same_subject(one, issues)
        yield from _in_order(one, papers)
    yield from _numbers(modifications)


def _sources(sources: Read[tuple[PublishedSource, ...]]) -> Iterator[Finding]:
    for key in ("id", "url"):
        first: dict[str, Place] = {}
        for index, source in enumerate(sources.value):
            value, where = getattr(source, key), sources.source.where(index, key)
            if value in first:
                problem = f"There are two sources with the {key} '{value}'."
                yield Finding(where, problem, f"The first is at {first[value]}. Keep one of them.")
            first.setdefault(value, where)
    for index, source in enumerate(sources.value):
        if first_day(source.read) > date.today():
            problem = f"It is read in {in_words(source.read)}, which is yet to come."
            yield Finding(sources.source.where(index, "read"), problem, "Mend the date.")


def _named_correctly(one: Read[Modification]) -> Iterator[Finding]:
    value, source = one.value, one.source
    if source.name.rsplit("/", 1)[-1] != f"{value.id}.yml":
        problem = f"The file of {value.id} is not called {value.id}.yml."
        yield Finding(source.where("id"), problem, "Make them the same.")


def _origins(
    one: Read[Modification],
    known: Sequence[str],
    papers: Mapping[str, Meeting],
    issues: Sequence[IssueFolder],
) -> Iterator[Finding]:
    """Sources that there are not, and papers that do not name the modification."""
    for path, origin in _named_sources(one.value):
        where = one.source.where(*path)
        if origin in papers:
            if not _is_named(one.value, papers[origin].month, issues):
                problem = f"{origin} does not name {one.value.id}."
                yield Finding(where, problem, "Give the source that says so.")
        elif PAPER.fullmatch(origin):
            problem = f"{origin} is no paper of the log."
            yield Finding(where, problem, nearest(origin, list(papers)) if papers else "")
        elif origin not in known:
            problem = f"There is no source '{origin}'."
            yield Finding(where, problem, f"{nearest(origin, known)} Sources are in sources.yml.")


def _is_named(value: Modification, month: str, issues: Sequence[IssueFolder]) -> bool:
    """Whether the entries of a month name a modification, by any of its numbers."""
    entries = [issue.entries[month] for issue in issues if month in issue.entries]
    texts = [text for entry in entries for text in (entry.sections or {}).values()]
    return bool(set(references.numbers(texts)) & set(value.numbers))


def _same_subject(one: Read[Modification], issues: Sequence[IssueFolder]) -> Iterator[Finding]:
    slugs = [issue.slug for issue in issues]
    for index, slug in enumerate(one.value.same_subject):
        where = one.source.where("same_subject", index)
        if slug not in slugs:
            yield Finding(where, f"There is no issue '{slug}'.", nearest(slug, slugs))
        elif _names(issues[slugs.index(slug)], one.value):
            problem = f"The papers name {one.value.id} in '{slug}'."
            yield Finding(where, problem, "Take it out: a reference of the issue says so.")


def _in_order(one: Read[Modification], papers: Mapping[str, Meeting]) -> Iterator[Finding]:
    days = [first_day(step.date) for step in one.value.steps]
    for index, step in enumerate(one.value.steps):
        where = one.source.where("steps", index, "date")
        if index and days[index] < days[index - 1]:
            yield Finding(where, "The steps are not in order.", "List them from the oldest on.")
        if days[index] > date.today():
            problem = f"{in_words(step.date)} is yet to come."
            yield Finding(where, problem, "What is planned is not a step: put it under 'next'.")
        paper = papers.get(step.source)
        if paper and paper.paper_date and days[index] > paper.paper_date:
            problem = f"{step.source} is older than the step."
            yield Finding(where, problem, "Give the date of the paper, or another source.")


def _named_sources(value: Modification) -> Iterator[tuple[tuple[Step, ...], str]]:
    if value.page:
        yield ("page",), value.page
    for index, step in enumerate(value.steps):
        yield ("steps", index, "source"), step.source
        if step.disagrees:
            yield ("steps", index, "disagrees", "source"), step.disagrees.source
    for index, following in enumerate(value.next):
        yield ("next", index, "source"), following.source


def _names(issue: IssueFolder, value: Modification) -> bool:
    front = issue.front.value if issue.front else None
    references = front.references if front else ()
    return any(set(reference.numbers) & set(value.numbers) for reference in references)


def _numbers(modifications: Sequence[Read[Modification]]) -> Iterator[Finding]:
    """Numbers that two modifications have."""
    first: dict[str, str] = {}
    for one in modifications:
        for number in one.value.numbers:
            if number in first:
                problem = f"{first[number]} has {number} too."
                yield Finding(one.source.where("aliases"), problem, "Keep it in one of the two.")
            first.setdefault(number, one.source.name)
