"""What earlier papers said of an issue, and which words changed since."""

from __future__ import annotations

from itertools import pairwise

from opsg.core import months
from opsg.core.html import Html, details, link
from opsg.data.log import Entry, Issue
from opsg.pages.changes.html import diff
from opsg.pages.changes.textdiff import blocks, compare

SAME = "Its words are those of the paper before."
SHOWN = 12
"""How many papers are set against the one before; all can be read as reports."""


def compare_papers(issue: Issue, until: str) -> Html:
    """The latest papers' stages and texts up to a month, the newest first, with what changed."""
    past = [entry for month, entry in sorted(issue.entries.items()) if month <= until]
    if len(past) < 2:
        return Html('<p class="absent">No earlier paper on this issue is public.</p>')
    pairs = [*pairwise(past)][::-1]
    papers = "".join(_paper(issue, before, after) for before, after in pairs[:SHOWN])
    if len(pairs) > SHOWN:
        papers += f"<p>Papers before these: {link('../reports/index.html', 'all reports')}.</p>"
    return Html(papers)


def _paper(issue: Issue, before: Entry, after: Entry) -> str:
    moved = (
        f"moved from {before.stage} to {after.stage}"
        if before.stage != after.stage
        else f"still {after.stage}"
    )
    texts = [
        ("Issue and Impact", issue.impact(before.month), issue.impact(after.month)),
        ("Status", before.status, after.status),
        ("Next Steps", before.next_steps, after.next_steps),
    ]
    changed = [
        f"<h4>{title}</h4>{diff(compare(blocks(old), blocks(new)))}"
        for title, old, new in texts
        if blocks(old) != blocks(new)
    ]
    says = "".join(changed) or f"<p>{SAME}</p>"
    summary = f"{_name(after.month)} against {_name(before.month)}: {moved}"
    return details(summary, says)


def _name(month: str) -> str:
    return months.name(months.first_day(month))
