"""Figures of a paper that hardly go on from those of the last: the check's warnings."""

from __future__ import annotations

from collections.abc import Iterator

from opsg.core.errors import Finding
from opsg.data.log import Figure, Issue, IssueLog, place

MAGNITUDE = 10


def check(log: IssueLog) -> Iterator[Finding]:
    """A warning for each figure of an issue's last entry that fell though it is cumulative.

    So it is for one with another unit than before, or another order of magnitude.
    """
    for issue in log.issues:
        month = max(issue.entries)
        for index, figure in enumerate(issue.entries[month].figures):
            before = _before(issue, month, figure.name)
            if before and (problem := _problem(figure, *before)):
                where = place(log, issue.slug, month, "figures", index, "value")
                remedy = "Mend it, unless the paper means it so."
                yield Finding(where, f"'{figure.name}' {problem}.", remedy, "warning")


def differs(now: float | int, before: float | int) -> bool:
    """Whether two values are of another order of magnitude: 59,000 and 59."""
    low, high = sorted((abs(now), abs(before)))
    return bool(low) and high / low >= MAGNITUDE


def _before(issue: Issue, month: str, name: str) -> tuple[str, Figure] | None:
    past = [each for each in sorted(issue.entries, reverse=True) if each < month]
    return next(
        (
            (each, figure)
            for each in past
            for figure in issue.entries[each].figures
            if figure.name == name
        ),
        None,
    )


def _problem(now: Figure, month: str, before: Figure) -> str:
    if now.unit != before.unit:
        return f"is in {now.unit}, and was in {before.unit} in {month}"
    if "cumulative" in (now.kind, before.kind) and now.value < before.value:
        return f"is cumulative, and falls from {before.value:,} in {month} to {now.value:,}"
    if differs(now.value, before.value):
        return f"is {now.value:,}, and was {before.value:,} in {month}"
    return ""
