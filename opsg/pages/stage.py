"""Where an issue's stage comes from: the paper, its words, an earlier paper, or the log itself."""

from __future__ import annotations

from collections.abc import Iterator

import htpy as h

from opsg.core import months
from opsg.data.log import Issue, IssueLog
from opsg.pages import groups


def source(log: IssueLog, issue: Issue, month: str) -> Iterator[h.Node]:
    """A sentence on where the stage of a month comes from."""
    entry = issue.entry_by(month) or issue.entry(month)
    reason = entry.stage_reason.rstrip(".")
    now, then = log.meeting(month), log.meeting(_from(issue, month))
    spell = issue.spell_since(month)
    if spell or entry.stage_source == "log":
        yield "Stage as the log has it; no paper gives it."
    elif then.month < month and not issue.is_closed(month):
        yield f"Stage carried from {groups.paper_of(then)}{_given(issue, then.month)}."
    elif not now.is_published:
        yield "Stage of the draft; no paper gives it yet."
    elif entry.stage_source == "reported":
        yield "Stage as the paper gives it."
    elif reason:
        yield from ("Stage inferred from the paper’s words: ", h.q[reason], ".")
    else:
        yield "Stage inferred from the paper’s text."


def brief(log: IssueLog, issue: Issue, month: str) -> str:
    """The same in a few words; nothing where the month's paper gives the stage."""
    entry = issue.entry_by(month) or issue.entry(month)
    then = _from(issue, month)
    if entry.stage_source == "log" or issue.spell_since(month):
        return "as the log has it"
    if then < month and not issue.is_closed(month):
        return f"carried from {months.named(then)}"
    return "inferred from the text" if entry.stage_source == "inferred" else ""


def _from(issue: Issue, month: str) -> str:
    """The month whose entry gives the stage: one that carries it or its text does not."""
    past = sorted((each for each in issue.entries if each <= month), reverse=True)
    for each in past:
        entry = issue.entries[each]
        if entry.stage_source != "carried" and not entry.carried_forward:
            return each
    return past[-1]


def _given(issue: Issue, month: str) -> str:
    return ", where it is inferred" if issue.entries[month].stage_source == "inferred" else ""
