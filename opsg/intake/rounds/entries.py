"""The text of an issue's entry: carried forward to another month, or closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from opsg.core.errors import UserError
from opsg.data.frontmatter import split
from opsg.data.issues import CLOSED
from opsg.data.log import IssueLog
from opsg.intake.yaml_edit import edit, put


@dataclass(frozen=True)
class PageText:
    """A page with front matter as it is written: `front` between its two lines, `rest` after."""

    name: str
    start: str
    front: str
    rest: str

    @property
    def text(self) -> str:
        """The whole page."""
        return f"{self.start}{self.front}{self.rest}"

    def edited(self, change: Callable[[Any], None]) -> PageText:
        """The page with its front matter changed. Raises UserError as `yaml_edit.edit` does."""
        return replace(self, front=edit(self.front, self.name, change, first_line=2))


def read(log: IssueLog, slug: str, file: str) -> PageText:
    """A page of an issue's folder, which the log has read already. Raises UserError if not."""
    path = log.folder / "issues" / slug / file
    name = path.relative_to(log.folder.parent).as_posix()
    text = read_text(path, name)
    end = split(text.removeprefix("\ufeff"), name).body_line - 1
    lines = text.splitlines(keepends=True)
    return PageText(name, lines[0], "".join(lines[1 : end - 1]), "".join(lines[end - 1 :]))


def read_text(path: Path, name: str) -> str:
    """A file of the log with its line ends as they are. Raises UserError if it is gone."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise UserError("It cannot be read any more.", where=name, remedy="Try again.") from None


def carried(last: PageText, month: str) -> PageText:
    """An entry's text carried forward to `month`: without its figures, and actions that are done.

    A figure is of the month for which a paper gives it, so it has to be given anew.
    """

    def change(front: Any) -> None:
        for key in ("figures", "carried_forward", "actions_from"):
            front.pop(key, None)
        _drop_actions(front, done=True)
        put(front, {"month": month, "carried_forward": True}, after="month")

    return last.edited(change)


def closed(current: PageText) -> PageText:
    """An entry's text with the stage Closed; a reason for another stage and open actions go."""

    def change(front: Any) -> None:
        front.pop("stage_reason", None)
        put(front, {"stage": CLOSED, "stage_source": "log"})
        _drop_actions(front, done=False)

    return current.edited(change)


def _drop_actions(front: Any, *, done: bool) -> None:
    """Take out the actions that are done, or those that are not."""
    actions = front.get("actions", [])
    for index in reversed(range(len(actions))):
        if bool(actions[index].get("done")) is done:
            del actions[index]
