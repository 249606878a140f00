"""The text of an issue's entry: carried forward to another month, or closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from opsg.core.errors import UserError
from opsg.data.issues import CLOSED
from opsg.data.log import IssueLog
from opsg.intake.yaml_edit import edit_front, put


def edited(log: IssueLog, slug: str, file: str, change: Callable[[Any], None]) -> str:
    """A page of an issue's folder with its front matter changed.

    Raises UserError if it is gone since the log was read, and as `yaml_edit.edit` does.
    """
    path = log.folder / "issues" / slug / file
    name = path.relative_to(log.folder.parent).as_posix()
    return edit_front(read_text(path, name), name, change)


def read_text(path: Path, name: str) -> str:
    """A file of the log with its line ends as they are. Raises UserError if it is gone."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise UserError("It cannot be read any more.", where=name, remedy="Try again.") from None


def carried(log: IssueLog, slug: str, last: str, month: str) -> str:
    """The entry of `last` carried forward to `month`: without figures and actions that are done.

    A figure is of the month for which a paper gives it, so it has to be given anew.
    """

    def change(front: Any) -> None:
        for key in ("figures", "carried_forward", "actions_from"):
            front.pop(key, None)
        _drop_actions(front, done=True)
        put(front, {"month": month, "carried_forward": True}, after="month")

    return edited(log, slug, f"{last}.md", change)


def closed(log: IssueLog, slug: str, month: str) -> str:
    """The entry of `month` in the stage Closed; its reason for another and open actions go."""

    def change(front: Any) -> None:
        front.pop("stage_reason", None)
        put(front, {"stage": CLOSED, "stage_source": "log"})
        _drop_actions(front, done=False)

    return edited(log, slug, f"{month}.md", change)


def _drop_actions(front: Any, *, done: bool) -> None:
    """Take out the actions that are done, or those that are not."""
    actions = front.get("actions", [])
    for index in reversed(range(len(actions))):
        if bool(actions[index].get("done")) is done:
            del actions[index]
