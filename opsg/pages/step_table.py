"""The table of every next step through time: those of the month's paper, then earlier ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import htpy as h
from markupsafe import Markup

from opsg.analysis import words
from opsg.core import months
from opsg.core.html import Html
from opsg.pages import components, filters, groups
from opsg.pages.asked import Asked
from opsg.pages.changes.steps import BECAME

if TYPE_CHECKING:
    from opsg.pages.next_steps import NextSteps

OPEN, DONE, NOT_NAMED = "Open", "Done", "Not in the paper"
STATES = (OPEN, "New", "Changed", "Late", DONE, "No longer listed", NOT_NAMED)
"""The states of a step, as the filter has them."""

COLUMNS = {
    "step": "Next step", "issue": "Issue", "owner": "Owner", "due": "Due", "since": "Asked for",
    "state": "State",
}  # fmt: skip
"""The columns by their names for sorting."""

LARGEST = 100_000
"""How many bytes the rows may have together; the oldest steps give way."""

_TOGETHER = re.compile(r" and | with |, ")


def show(steps: NextSteps) -> Html:
    """All steps in one table, with filters by owner, issue and state."""
    now = [each for each in steps.every if each.is_listed(steps.month)]
    before = sorted(
        (each for each in steps.every if not each.is_listed(steps.month)),
        key=lambda each: each.gone or each.papers[-1],
        reverse=True,
    )
    rows = [Markup(_row(each, steps)) for each in (*now, *before)]
    sizes = accumulate(len(row.encode()) for row in rows)
    rows = [row for row, size in zip(rows, sizes, strict=True) if size <= LARGEST]
    bodies = [_body(f"In {steps.paper}", rows[: len(now)]), _body("Earlier", rows[len(now) :])]
    head = [h.th(scope="col", data_name=name)[title] for name, title in COLUMNS.items()]
    return Html(
        filters.form(_choices(steps)),
        components.board(
            *("next", "next steps", f"Next steps up to {months.named(steps.month)}"),
            *(h.thead[h.tr[head]], bodies),
        ),
        h.p["Steps before these are in ", h.a(href="reports/index.html")["all reports"], "."]
        if len(rows) < len(now) + len(before)
        else None,
    )


def _choices(steps: NextSteps) -> dict[str, tuple[str, Sequence[str]]]:
    owners = {name for each in steps.every for name in _owners(each)}
    titles = {each.issue.title for each in steps.every}
    states = {state for each in steps.every for state in _states(each, steps)}
    return {
        "owner": ("Owner", sorted(owners)),
        "issue": ("Issue", [issue.title for issue in steps.log.issues if issue.title in titles]),
        "state": ("State", [state for state in STATES if state in states]),
    }


def _body(title: str, rows: Sequence[Markup]) -> h.Node:
    heading = h.tr(class_="group")[h.th(scope="rowgroup", colspan=len(COLUMNS))[title]]
    return h.tbody[heading, rows] if rows else None


def _row(each: Asked, steps: NextSteps) -> h.Element:
    step, states = each.step, _states(each, steps)
    due = step.due.isoformat() if step.due else ""
    return h.tr(
        data_owner="|".join(_owners(each)),
        data_issue=each.issue.title,
        data_state="|".join(states),
    )[
        h.th(scope="row")[
            step.what, components.under(words.capital(step.progress)), _versions(each)
        ],
        h.td(data_label="Issue")[components.issue_link(each.issue)],
        h.td(data_label="Owner")[h.span[words.capital(step.owner)]],
        h.td(data_label="Due", data_sort=due)[h.span[words.capital(step.when)]],
        h.td(data_label="Asked for", data_sort=each.papers[0])[_papers(each)],
        h.td(data_label="State")[_state(each, states, steps)],
    ]


def _versions(each: Asked) -> Iterator[h.Node]:
    for month, facts in each.versions.items():
        yield components.under(f"Until {months.named(month)}: {facts}")


def _owners(each: Asked) -> list[str]:
    """Everybody whom a step's owner names: that of the DCC with SECAS is a step of both."""
    return [words.capital(name) for name in _TOGETHER.split(each.step.owner)]


def _papers(each: Asked) -> h.Element:
    """The first paper that lists a step, and how many do."""
    first = each.papers[0]
    link = h.a(href=f"reports/{first}.html")[months.short(months.first_day(first))]
    papers = len(each.papers)
    count = f"In {words.several(papers, 'paper')}" if papers > 1 else ""
    return h.span(class_="nowrap")["since ", link, components.under(count)]


def _states(each: Asked, steps: NextSteps) -> list[str]:
    """What a step can be found by; the first says whether it is open."""
    if each.step.done:
        return [DONE]
    if each.is_listed(steps.month):
        return [OPEN, *(BECAME[kind] for kind in each.marks(steps.month))]
    return [BECAME["gone"] if each.gone else NOT_NAMED]


def _state(each: Asked, states: Sequence[str], steps: NextSteps) -> h.Element:
    marks = [[" ", h.span(class_=f"tag {state.lower()}")[state]] for state in states[1:]]
    return h.span[states[0], marks, components.under(words.capital(_why(each, states[0], steps)))]


def _why(each: Asked, state: str, steps: NextSteps) -> str:
    """Since when a step is no longer listed, or why it is not."""
    if each.gone:
        return f"since {groups.paper_of(steps.log.meeting(each.gone))}"
    if state != NOT_NAMED:
        return ""
    if each.issue.is_closed(steps.month):
        return "the issue is closed"
    return "its issue’s steps are not listed one by one" if each.issue in steps.unlisted else ""
