"""What earlier papers said of an issue, and which words changed since."""

from __future__ import annotations

from itertools import pairwise

import htpy as h

from opsg.core import months
from opsg.core.html import Html
from opsg.data.log import Entry, Issue
from opsg.pages import components
from opsg.pages.changes.sections import diff
from opsg.pages.changes.textdiff import blocks, compare

SAME = "Its words are those of the paper before."
LATEST = 12
"""How many papers are set against the one before; all can be read as reports."""


def compare_papers(issue: Issue, until: str) -> Html:
    """The latest papers' stages and texts up to a month, the newest first, with what changed."""
    past = [entry for month, entry in sorted(issue.entries.items()) if month <= until]
    if len(past) < 2:
        return components.absent("No earlier paper on this issue is public.", "an earlier paper")
    pairs = [*pairwise(past)][::-1]
    papers = [_paper(issue, before, after) for before, after in pairs[:LATEST]]
    if len(pairs) > LATEST:
        reports = h.a(href="../reports/index.html")["all reports"]
        papers.append(h.p["Papers before these: ", reports, "."])
    return Html(papers)


def _paper(issue: Issue, before: Entry, after: Entry) -> h.Element:
    stage = (
        f"moved from {before.stage} to {after.stage}"
        if before.stage != after.stage
        else f"still {after.stage}"
    )
    texts = [
        ("Issue and Impact", issue.impact(before.month), issue.impact(after.month)),
        ("Status", before.status, after.status),
        ("Next Steps", before.next_steps, after.next_steps),
    ]
    changed: list[h.Node] = [
        [h.h4[heading], diff(compare(blocks(old), blocks(new)))]
        for heading, old, new in texts
        if blocks(old) != blocks(new)
    ]
    title = f"{months.named(after.month)} against {months.named(before.month)}: {stage}"
    return h.details[h.summary[title], changed or h.p[SAME]]
