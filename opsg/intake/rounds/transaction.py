"""Changes files of the log, all or none, once the log has been loaded with the changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from opsg.data import log as issues_log
from opsg.data.log import IssueLog
from opsg.intake.transaction import Transaction


@dataclass(frozen=True)
class Done:
    """What a command of the monthly round did.

    `log` is the log as it is now, `written` the files by their names, and `notes` what is left
    to do, a sentence or an example each.
    """

    log: IssueLog
    written: tuple[str, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What was done and what is left, as plain lines."""
        yield from (f"Wrote {name}." for name in self.written)
        yield from self.notes


def apply(
    log: IssueLog, texts: Mapping[Path, str], others: Mapping[Path, str] | None = None
) -> IssueLog:
    """Write `texts`, files of the log by their paths below its folder, and `others` elsewhere.

    The log is first loaded from a copy with the changes, so that what does not fit it is refused
    and nothing written. Returns the log as it is then; raises UserError with all that is wrong.
    """
    folder = log.folder.resolve()
    transaction = Transaction(folder)
    with TemporaryDirectory() as room:
        copy = Path(room) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("snapshots", ".*"))
        for path, text in texts.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(text.encode())
        changed = issues_log.load(copy)
    contents = {folder / path: text.encode() for path, text in texts.items()}
    transaction.write(contents | {path: text.encode() for path, text in (others or {}).items()})
    return changed.model_copy(update={"folder": log.folder})
