"""Closes an issue: its entry for the month and its history get the stage Closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opsg.core.errors import UserError
from opsg.data.issues import CLOSED
from opsg.data.log import Issue, IssueLog
from opsg.intake.rounds import entries
from opsg.intake.rounds.transaction import Done, apply
from opsg.intake.yaml_edit import on_one_line


def close_issue(log: IssueLog, slug: str, month: str) -> Done:
    """Move an issue to Closed in `month`: in its history, and in its entry if it has one then.

    An issue that the month's paper does not name has none, and gets none: its page keeps the text
    of the last paper that does. The issue leaves the list of active ones until a paper names it
    again.

    Raises UserError if there is no such issue or meeting, if the issue is closed already, has
    entries for later months, or entered a stage in that month; nothing is written then.
    """
    issue = log.issue(slug)
    log.meeting(month)
    log.stage(CLOSED)
    last = max(issue.entries)
    folder = f"{log.folder.name}/issues/{slug}"
    if issue.is_closed(max(last, month)):
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
    closing = {"stage": CLOSED, "since": month, "provenance": "log"}

    def close(keys: Any) -> None:
        keys["stage_history"].append(on_one_line(closing))

    texts = {Path("issues", slug, "issue.md"): entries.edited(log, slug, "issue.md", close)}
    # What is left of a draft is no entry of a paper that does not name the issue, but agrees.
    if last == month or (log.folder / "issues" / slug / f"{month}.md").exists():
        texts = {Path("issues", slug, f"{month}.md"): entries.closed(log, slug, month), **texts}
    return Done(apply(log, texts), tuple(_notes(issue, month, folder)))


def _notes(issue: Issue, month: str, folder: str) -> Iterator[str]:
    last = issue.entries[max(issue.entries)]
    if last.month != month:
        yield f"Its page keeps the text of {last.month}, the last month that names it."
        return
    for action in last.actions:
        if not action.done:
            yield f"Left out, as the issue is closed: {action.what}"
    edit = "say in its Status why it is closed"
    edit += ", and take 'carried_forward: true' out" if last.carried_forward else ""
    yield f"Edit {folder}/{month}.md: {edit}."
    yield "If the paper says that it is closed, write there 'stage_source: reported'."
