"""Changes files of the log, all or none, and says what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opsg.data.log import IssueLog
from opsg.intake.transaction import Transaction


@dataclass(frozen=True)
class Done:
    """What a command of the monthly round did.

    `written` are the files by their names, and `notes` what is left to do, a sentence or an example
    each.
    """

    written: tuple[str, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What was done and what is left, as plain lines."""
        yield from (f"Wrote {name}." for name in self.written)
        yield from self.notes


def apply(
    log: IssueLog, texts: Mapping[Path, str], notebooks: Mapping[Path, str] | None = None
) -> tuple[str, ...]:
    """Write `texts`, files of the log by their paths below its folder, and notebooks; their names.

    Raises UserError with all that does not fit the log; nothing is written then.
    """
    own, others = {log.folder / path: text for path, text in texts.items()}, notebooks or {}
    contents = {path: text.encode() for path, text in {**own, **others}.items()}
    Transaction(log.folder).write(contents)
    return (
        *(f"{log.folder.name}/{path.as_posix()}" for path in texts),
        *(f"{path.parent.name}/{path.name}" for path in others),
    )
