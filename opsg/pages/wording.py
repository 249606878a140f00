"""Whose words a page shows: the paper's as they came, ones edited since, or those of a draft.

The report, the issues' pages and the page of what changed tell it; so they do of a paper that was
issued again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import htpy as h

from opsg.analysis import words
from opsg.analysis.words.groups import listed
from opsg.core import months
from opsg.data.log import Issue, IssueLog
from opsg.data.papers import HEADINGS, PaperText, Revised, agreement, compare
from opsg.pages.changes import sections, textdiff


def of_report(log: IssueLog, month: str) -> h.Node:
    """Whose words a month's report has, as the beginning of a sentence without its full stop."""
    meeting = log.meeting(month)
    paper = log.paper(month)
    if paper is None:
        if not meeting.is_published:
            return "A draft: its words are not those of a paper yet"
        return "Its words are the log’s: the paper was not imported to hold them against"
    what: list[h.Node] = [
        [h.a(href=f"#{edit.slug}-{_address(edit.heading)}")[edit.heading], f" of {edit.title}"]
        for edit in agreement.edits(paper, log.issues)
    ]
    what += [f"what is said of its {key}" for key in agreement.meeting_edits(paper, meeting)]
    if not what:
        return "The words are those of the paper"
    return [
        "The words are those of the paper, but for these, which were edited since: ",
        _and(what),
    ]


def of_report_as_text(log: IssueLog, month: str) -> str:
    """Which of a report's words are not its paper's, as a sentence; empty if all are."""
    meeting, paper = log.meeting(month), log.paper(month)
    if paper is None:
        return ""
    edits = [f"{edit.heading} of {edit.title}" for edit in agreement.edits(paper, log.issues)]
    edits += [f"its {key}" for key in agreement.meeting_edits(paper, meeting)]
    return f"Edited since the paper: {'; '.join(edits)}." if edits else ""


def of_issue(log: IssueLog, issue: Issue, month: str) -> h.Node:
    """Which of an issue's texts were edited since the paper, and what that says there."""
    paper = log.paper(month)
    edits = agreement.edits(paper, [issue]) if paper else []
    if not paper or not edits:
        return None
    what = listed([edit.heading for edit in edits])
    return h.details(class_="note")[
        h.summary[f"{what} below: edited since {paper.shown}, whose words these are not."],
        [_changed(edit.heading, edit.paper, edit.log) for edit in edits],
    ]


def reissues(log: IssueLog, issue: Issue, until: str) -> list[h.Element]:
    """The papers up to a month that were issued again and changed an issue, with what changed."""
    shown = []
    for before, after in reversed(_pairs(log, until)):
        old, new = (paper.issues.get(issue.slug) for paper in (before, after))
        says = note(before, after, issue.slug)
        if not says:
            continue
        changed: list[h.Node] = [
            _changed(heading, old.sections[heading], text)
            for heading, text in (new.sections if new else {}).items()
            if old and not compare.same(old.sections[heading], text)
        ]
        shown.append(h.details[h.summary[words.capital(says)], changed])
    return shown


def notes(log: IssueLog, slug: str, month: str) -> Iterator[str]:
    """How versions of a month's paper changed what it says of an issue, a sentence each."""
    for before, after in _pairs(log, month):
        if after.month == month and (says := note(before, after, slug)):
            yield says


def note(before: PaperText, after: PaperText, slug: str) -> str:
    """What a later version of a paper changed of an issue, as a sentence; empty if nothing."""
    old, new = before.issues.get(slug), after.issues.get(slug)
    changes = []
    if old and new:
        other = [
            heading
            for heading in HEADINGS
            if not compare.same(old.sections[heading], new.sections[heading])
        ]
        changes += [f"other words under {listed(other)}"] if other else []
    elif old or new:
        changes.append("the issue is new in it" if new else "it no longer has the issue")
    changes += [_figure(each) for each in after.revised if each.issue == slug]
    if not changes:
        return ""
    when = months.long_date(after.paper_date or after.imported)
    if after.paper_date == before.paper_date:
        when = f"taken in on {months.long_date(after.imported)}"
    return f"{after.shown} ({when}): {'; '.join(changes)}."


def of_version(log: IssueLog, month: str) -> str:
    """That a report is of a paper issued again, and which issues changed; empty if it is not."""
    pairs = [pair for pair in _pairs(log, month) if pair[1].month == month]
    if not pairs:
        return ""
    before, after = pairs[-1]
    changed = [
        (after.issues.get(slug) or before.issues[slug]).title
        for slug in dict.fromkeys((*before.issues, *after.issues))
        if note(before, after, slug)
    ]
    what = f"what is said of {listed(changed)}" if changed else "what it says of itself"
    return f"This is {after.shown}, which changed {what}."


def _pairs(log: IssueLog, until: str) -> list[tuple[PaperText, PaperText]]:
    """Each version of a paper with the one before, oldest first."""
    past = [paper for paper in log.papers if paper.month <= until]
    return [(one, other) for one, other in pairwise(past) if one.month == other.month]


def _figure(revised: Revised) -> str:
    if revised.was is None:
        return f"{revised.label} is new, {words.full(revised.now or 0)}"
    if revised.now is None:
        return f"{revised.label}, {words.full(revised.was)}, is no longer given"
    return f"{revised.label}: {words.full(revised.was)} became {words.full(revised.now)}"


def _changed(heading: str, old: str, new: str) -> h.Node:
    runs = textdiff.compare(textdiff.blocks(old), textdiff.blocks(new))
    return [h.h4[heading], h.div(class_="diff")[sections.diff(runs)]]


def _address(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _and(parts: Sequence[h.Node]) -> h.Node:
    joined: list[h.Node] = []
    for index, part in enumerate(parts):
        between = "" if index == 0 else " and " if index == len(parts) - 1 else ", "
        joined += [between, part]
    return joined
