"""The stages of an issue, and where its stage comes from: a paper, its words, or the log itself."""

from __future__ import annotations

from collections.abc import Iterator

import htpy as h

from opsg.core import months
from opsg.core.cache.facts import fact
from opsg.core.html import Html
from opsg.data.log import Issue, IssueLog
from opsg.pages import components, groups, wording
from opsg.pages.context import IssueContext


def chevrons(page: IssueContext) -> Html:
    """The stages as chevrons, with the month in which each was entered."""
    spells = {spell.stage: spell for spell in page.issue.stages_until(page.month)}
    current = page.issue.stage(page.month)
    items = []
    reached = True
    for each in page.log.stages:
        now = each.name == current
        state = "now" if now else "done" if reached else ""
        reached = reached and not now
        spell = spells.get(each.name)
        since = ""
        if spell and not page.edition.reported_only and state:
            since = months.short(months.first_day(spell.since))
        step = h.li(class_=state, aria_current="step" if now else None, title=each.meaning)
        items.append(step[each.name, h.small["since " if now else "", since] if since else None])
    return Html(
        h.ol(class_="chevrons", aria_label="Stages")[items],
        h.p(class_="note")[_note(page)],
        _draft_note(page),
        wording.of_issue(page.log, page.issue, page.month),
    )


def _draft_note(page: IssueContext) -> h.Node:
    """That the text is not the month's own yet; nothing if it is."""
    meeting = page.log.meeting(page.month)
    if says := groups.note(page.log, page.issue, page.month):
        return components.absent(says)
    if page.entry.carried_forward:
        return components.absent("The text below is carried forward from the month before.")
    if not meeting.is_published:
        return components.absent(f"A draft: {meeting.paper_name}.")
    return None


def _note(page: IssueContext) -> Iterator[h.Node]:
    yield from source(page.log, page.issue, page.month)
    if not page.edition.reported_only:
        yield " The months in which stages were entered are illustrative."


def source(log: IssueLog, issue: Issue, month: str) -> Iterator[h.Node]:
    """A sentence on where the stage of a month comes from."""
    entry = issue.entry_by(month) or issue.entry(month)
    reason = entry.stage_reason.rstrip(".")
    now, then = log.meeting(month), log.meeting(stage_paper(issue, month))
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
    then = stage_paper(issue, month)
    if entry.stage_source == "log" or issue.spell_since(month):
        return "as the log has it"
    if then < month and not issue.is_closed(month):
        return f"carried from {months.named(then)}"
    return "inferred from the text" if entry.stage_source == "inferred" else ""


@fact
def stage_paper(issue: Issue, month: str) -> str:
    """The month whose entry gives the stage: one that carries it or its text does not."""
    past = sorted((each for each in issue.entries if each <= month), reverse=True)
    for each in past:
        entry = issue.entries[each]
        if entry.stage_source != "carried" and not entry.carried_forward:
            return each
    return past[-1]


def _given(issue: Issue, month: str) -> str:
    return ", where it is inferred" if issue.entries[month].stage_source == "inferred" else ""
