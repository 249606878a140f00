"""What stands beside an issue's text: what happens next, the stages so far, and who is affected."""

from __future__ import annotations

from collections.abc import Iterator

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html
from opsg.data import actions
from opsg.data.log import Action, Issue, IssueLog
from opsg.pages import groups


def next_steps_and_history(log: IssueLog, issue: Issue, edition: Edition) -> Html:
    """The next steps as of a month, whose paper's they are, the stages so far, who is affected."""
    month = edition.month
    entry = issue.entry_by(month) or issue.entry(month)
    listed = actions.of_entries(issue.until(month).entries)
    since = actions.behind(listed).get(entry.month)
    shown = entry.actions
    if issue.is_closed(month):
        shown = tuple(each for each in entry.next_actions if each.done)
    elif since and not entry.actions:
        shown = tuple(each for each in listed[since].actions if not each.done)
    history = (
        _stages_in_papers(issue, edition.month)
        if edition.reported_only
        else _stages(issue, edition.month)
    )
    affects = [h.h2["Who it affects"], h.p(class_="note")[", ".join(issue.affects)]]
    return Html(
        h.aside(class_="beside", aria_label="Next steps and history")[
            h.div(class_="act")[
                h.h2["Next steps"],
                h.p(class_="note")[says] if (says := _whose(log, issue, since, month)) else None,
                h.ul[(h.li[_action(each, month)] for each in shown)] if shown else None,
            ],
            h.h2["History"],
            history,
            affects if issue.affects else None,
        ]
    )


def _whose(log: IssueLog, issue: Issue, since: str | None, month: str) -> str:
    """Whose actions are shown, if they are not those of the month's paper."""
    last = issue.entry_by(month) or issue.entry(month)
    if issue.is_closed(month):
        return f"Closed in {months.named(issue.closed_in(month))}: no action is open."
    if since:
        paper = groups.paper_of(log.meeting(since))
        return f"These actions are from {paper}; its Next Steps have changed since."
    if last.month < month:
        now, then = (groups.paper_of(log.meeting(each)) for each in (month, last.month))
        return f"These actions are from {then}; {now} does not name the issue."
    return ""


def _action(action: Action, month: str) -> Iterator[h.Node]:
    facts = " · ".join([*words.facts(action), *(["done"] if action.done else [])])
    late = action.is_overdue(month)
    yield action.what
    yield h.small[facts, [" · ", h.span(class_="overdue")["overdue"]] if late else None]
    if action.percent_complete is not None:
        share = action.percent_complete
        yield h.progress(value=str(share), max="100", aria_label=f"{share}% complete")


def _stages_in_papers(issue: Issue, month: str) -> h.Element:
    """The stage that each paper up to the month gives, the newest first."""
    past = [entry for held, entry in sorted(issue.entries.items()) if held <= month]
    if len(past) < 2:
        return h.p(class_="note")["No earlier paper is public."]
    lines = [f"{months.short(months.first_day(each.month))} · {each.stage}" for each in past]
    return h.p(class_="note")[Markup("<br>").join(lines[::-1])]


def _stages(issue: Issue, month: str) -> h.Element:
    lines: list[h.Node] = []
    for spell in reversed(issue.stages_until(month)):
        what = "raised" if spell.stage == "Raised" else f"moved to {spell.stage}"
        own = " (the log’s own)" if spell.provenance == "log" else ""
        lines += [f"{months.short(months.first_day(spell.since))} · {what}{own}", h.br]
    told = [spell.provenance for spell in issue.stages_until(month)]
    made_up = "illustrative" in told
    others = "others " if len(set(told)) > 1 else ""
    return h.p(class_="note")[lines or h.br, f"({others}illustrative)" if made_up else None]
