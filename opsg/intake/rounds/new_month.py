"""Begins a month: its meeting, and an entry for every open issue that carries the text forward."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from opsg.core import months
from opsg.core.edition import LEVELS
from opsg.core.errors import Finding, UserError, nearest
from opsg.data import log as issues_log
from opsg.data.log import IssueLog
from opsg.data.reconciliation import missing_figures
from opsg.data.unwritten import unwritten
from opsg.intake import meetings
from opsg.intake.rounds import entries
from opsg.intake.rounds.transaction import Done, apply


def new_month(
    log: IssueLog,
    month: str,
    *,
    classification: str,
    paper: str | None = None,
    paper_date: date | None = None,
) -> Done:
    """Write the meeting of `month` and the open issues' entries for it.

    The meeting has the next number. Its paper and the paper's date may come later: until then
    the month is a draft. Its classification must be said, as it is no other month's. Title, team,
    purpose and asks are those of the meeting before.

    Entries have the stage, actions and text of the ones before and are marked `carried_forward`;
    figures, and actions that are done, are left out.

    Raises UserError if the month is not after the latest one; nothing is written then.
    """
    first = months.first_day(month)
    latest = log.meeting(log.latest_month)
    findings = []
    if month <= latest.month:
        problem = f"The log goes on to {latest.month} already."
        findings.append(Finding("--month", problem, "A new month comes after it."))
    if classification not in LEVELS:
        problem = f"'{classification}' is not a classification."
        remedy = nearest(classification, LEVELS)
        findings.append(Finding("--classification", problem, remedy))
    if findings:
        raise UserError.of(findings)
    name = f"{log.folder.name}/{meetings.FILE}"
    texts = {
        Path(meetings.FILE): meetings.begin(
            entries.read_text(log.folder / meetings.FILE, name),
            name,
            after=latest.month,
            number=latest.number + 1,
            month=month,
            classification=classification,
            paper=paper,
            paper_date=paper_date,
        )
    }
    for issue in log.active(latest.month):
        carried = entries.carried(log, issue.slug, max(issue.entries), month)
        texts[Path("issues", issue.slug, f"{month}.md")] = carried
    written = apply(log, texts)
    gap = months.span(months.first_day(latest.month), first)[1:-1]
    notes = [f"There is no meeting for {', '.join(map(months.text, gap))}."] if gap else []
    absent = ", ".join(issue.slug for issue in log.absent(latest.month))
    if absent:
        notes.append(f"Not carried forward, as {latest.month} does not have it: {absent}.")
    changed = issues_log.load(log.folder)
    texts_left = (finding for _, finding in unwritten(changed))
    waiting = [*missing_figures(changed, month), *changed.warnings, *texts_left]
    return Done(written, (*notes, *(f"Still missing: {finding}" for finding in waiting)))
