"""What an import points out of an issue: numbers that come and go, actions that may be old."""

from __future__ import annotations

from collections.abc import Iterator

from opsg.core import months
from opsg.core.records import rows
from opsg.data.papers import compare
from opsg.data.references import dropped, numbers
from opsg.intake.papers.existing import LogIssue
from opsg.intake.papers.model import Paper, PaperIssue


def of_issue(issue: PaperIssue, on_log: LogIssue, paper: Paper, month: str) -> Iterator[str]:
    """What changed since the entry before the month's, a sentence each."""
    before = on_log.before(month)
    if before is None:
        return
    texts = [on_log.file.sections["Issue and Impact"], *before.sections.values()]
    yield from _numbers(on_log, numbers(texts), numbers(issue.texts.values()), before.month, paper)
    if not compare.same(before.sections["Next Steps"], issue.next_steps):
        for action in rows(before.values, "actions"):
            if not action.get("done"):
                what = " ".join(str(action.get("what")).split())
                yield f"{on_log.slug}: the Next Steps changed; does this action still hold: {what}?"


def _numbers(
    on_log: LogIssue, before: list[str], now: list[str], last: str, paper: Paper
) -> Iterator[str]:
    gone = dropped(before, now)
    for number in dropped(now, before):
        listed = f"'{number}'" in str(on_log.file.values.get("references"))
        was = next((each for each in gone if _digits(each) == _digits(number)), None)
        note = "" if listed else "; it is no reference of the issue yet"
        if was:
            of_paper = f"id: {number}, source: {paper.paper}"
            step = f"{{date: {paper.date or '…'}, what: …, stage: …, {of_paper}}}"
            file = f"data/modifications/{was}.yml"
            note = f"; if {was} has become it, add to the steps of {file}: {step}"
        yield f"{on_log.slug}: {number} is newly named{note}."
    for number in gone:
        then = months.named(last)
        yield f"{on_log.slug}: {number} is no longer named, as it was in {then}."


def _digits(number: str) -> str:
    return number.lstrip("SECMPDTBI")
