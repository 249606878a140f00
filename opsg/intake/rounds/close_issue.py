"""Closes an issue: its entry for the month and its history get the stage Closed."""

from __future__ import annotations

from pathlib import Path

from opsg.core.errors import UserError
from opsg.data.log import IssueLog
from opsg.data.models import CLOSED
from opsg.intake.rounds import entries
from opsg.intake.rounds.transaction import Done, apply
from opsg.intake.yaml_edit import on_one_line


def close_issue(log: IssueLog, slug: str, month: str) -> Done:
    """Move an issue to Closed in its entry for `month`, which is made if there is none.

    An entry that is made carries the text of the one before forward, to be edited. The issue has
    no entries for later months; its page stays, and it leaves the list of active issues.

    Raises UserError if there is no such issue or meeting, if the issue is closed already, has
    entries for later months, or entered a stage in that month; nothing is written then.
    """
    issue = log.issue(slug)
    log.meeting(month)
    log.stage(CLOSED)
    last = max(issue.entries)
    folder = f"{log.folder.name}/issues/{slug}"
    if issue.is_closed(last):
        raise UserError("It is closed already.", where=f"{folder}/{last}.md")
    if last > month:
        raise UserError(
            f"It has an entry for {last}, after the month of its closing.",
            where=f"{folder}/{last}.md",
            remedy=f"Close it in {last}, or remove that entry.",
        )
    spell = issue.stage_history[-1]
    if spell.since >= month:
        raise UserError(
            f"It entered '{spell.stage}' in {spell.since}.",
            where=f"{folder}/issue.md",
            remedy="Take that line out of stage_history and of the entry, or close it a month "
            "later.",
        )
    page = entries.read(log, slug, f"{last}.md")
    if last < month:
        page = entries.carried(page, month)
    front = entries.read(log, slug, "issue.md")
    closing = {"stage": CLOSED, "since": month, "provenance": "reported"}
    texts = {
        Path("issues", slug, f"{month}.md"): entries.closed(page).text,
        Path("issues", slug, "issue.md"): front.edited(
            lambda keys: keys["stage_history"].append(on_one_line(closing))
        ).text,
    }
    changed = apply(log, texts)
    carried = changed.issue(slug).entry(month).carried_forward
    edit = "say in its Status why it is closed, and take 'carried_forward: true' out"
    return Done(
        changed,
        tuple(f"{log.folder.name}/{path.as_posix()}" for path in texts),
        (f"Edit {folder}/{month}.md: {edit}.",) if carried else (),
    )
