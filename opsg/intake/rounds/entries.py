"""The text of an issue's entry: carried forward to another month, closed, or begun."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opsg.core.errors import UserError
from opsg.data.frontmatter import split
from opsg.data.log import IssueLog
from opsg.data.models import CLOSED, Entry
from opsg.intake.yaml_edit import Keys


@dataclass(frozen=True)
class PageText:
    """A page with front matter as it is written: `front` between its two lines, `rest` after."""

    start: str
    front: Keys
    rest: str

    @property
    def text(self) -> str:
        """The whole page."""
        return f"{self.start}{self.front.text}{self.rest}"

    def with_front(self, front: Keys) -> PageText:
        """The page with other front matter."""
        return PageText(self.start, front, self.rest)


def read(log: IssueLog, slug: str, file: str) -> PageText:
    """A page of an issue's folder, which the log has read already. Raises UserError if not."""
    path = log.folder / "issues" / slug / file
    name = path.relative_to(log.folder.parent).as_posix()
    return page(_text(path, name), name)


def page(text: str, name: str) -> PageText:
    """A page's parts; `name` is for messages."""
    end = split(text.removeprefix("\ufeff"), name).body_line - 1
    lines = text.splitlines(keepends=True)
    front = Keys(tuple(lines[1 : end - 1]), name, first_line=2)
    return PageText(lines[0], front, "".join(lines[end - 1 :]))


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise UserError("It cannot be read any more.", where=name, remedy="Try again.") from None


def carried(last: PageText, entry: Entry, month: str) -> PageText:
    """An entry's text carried forward to `month`: without its figures, and actions that are done.

    A figure is of the month for which a paper gives it, so it has to be given anew.
    """
    done = [place for place, action in enumerate(entry.actions) if action.done]
    front = last.front.without("figures", "carried_forward").without_items("actions", done)
    front = front.set("month", month).set("carried_forward", "true", after="month")
    return last.with_front(front)


def closed(current: PageText) -> PageText:
    """An entry's text with the stage Closed; a reason for the stage before goes."""
    front = current.front.without("stage_reason").set("stage", CLOSED)
    return current.with_front(front.set("stage_source", "reported"))
