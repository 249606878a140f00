"""What stands beside an issue's text: what happens next, the stages so far, and who is affected."""

from __future__ import annotations

from html import escape

from opsg.analysis import words
from opsg.core import months
from opsg.core.edition import Edition
from opsg.core.html import Html
from opsg.data.log import Action, Entry, Issue


def aside(issue: Issue, entry: Entry, edition: Edition) -> Html:
    """The next steps of a paper's `entry`, the stages so far and who is affected."""
    actions = "".join(f"<li>{_action(each, edition.month)}</li>" for each in entry.actions)
    history = _nothing_earlier() if edition.reported_only else _stages(issue, edition.month)
    who = ", ".join(issue.affects)
    affects = f'<h2>Who it affects</h2><p class="note">{escape(who)}</p>' if who else ""
    return Html(
        '<aside class="beside" aria-label="Next steps and history">'
        f'<div class="act"><h2>Next steps</h2><ul>{actions}</ul></div>'
        f"<h2>History</h2>{history}{affects}</aside>"
    )


def _action(action: Action, month: str) -> str:
    facts = words.facts(action) + (["done"] if action.done else [])
    small = f"<small>{' · '.join(map(escape, facts))}"
    if action.is_overdue(month):
        small += ' · <span class="overdue">overdue</span>'
    small += "</small>"
    if action.percent_complete is not None:
        share = action.percent_complete
        small += f'<progress value="{share}" max="100" aria-label="{share}% complete"></progress>'
    return escape(action.what) + small


def _stages(issue: Issue, month: str) -> str:
    lines = "<br>".join(
        f"{months.short(months.first_day(spell.since))} · "
        f"{'raised' if spell.stage == 'Raised' else f'moved to {escape(spell.stage)}'}"
        for spell in reversed(issue.stages_until(month))
    )
    return f'<p class="note">{lines}<br>(illustrative)</p>'


def _nothing_earlier() -> str:
    return "<p class='note'>No earlier paper is public.</p>"
