"""What the last command that wrote replaced, kept so that it can be put back: one step, no more.

`keep` is called by a command that is about to write; `write_all` then tells the journal of
everything that it replaces, before it does. So a command that was killed half-way can be undone
as well. The record has what the files were, or where the command only added to the end of one, how
long it was: of the private list of Parties no copy is made.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from opsg.core import files
from opsg.core.errors import Finding, UserError

_RECORD = "record.json"
_DONE = "done"

Old = dict[str, Any]


@dataclass(frozen=True)
class Undone:
    """What an undo did: the command, when it had run, and the files by what became of them."""

    command: str
    when: str
    restored: tuple[Path, ...]
    removed: tuple[Path, ...]


class Journal:
    """Writes down what one command replaces, in a folder of its own below `folder`.

    A command that is run again after it was interrupted goes on with what it wrote down then.
    """

    def __init__(self, folder: Path, command: str) -> None:
        self._all = folder
        self._folder = folder / f"{time.time_ns():020d}"
        self._command = command
        self._files: dict[str, Old] = {}
        self._made: list[str] = []
        self._resumed = b""
        if interrupted(folder) == command and (last := _last(folder)):
            record = _read(last)
            self._folder = last
            self._files, self._made = record["files"], record["folders"]
            self._resumed = (last / _RECORD).read_bytes()

    def note(self, contents: Mapping[Path, bytes | None], made: Sequence[Path]) -> None:
        """Keep what these files are, before they become `contents`; folders were `made` for them.

        Raises OSError if it cannot be kept.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        # The private list is named in it, and drafts may be.
        self._folder.chmod(0o700)
        for path, content in contents.items():
            name = str(path.absolute())
            old = self._files.get(name) or self._old(path, content)
            self._files[name] = {**old, "new": _digest(content)}
        self._made += [str(one.absolute()) for one in made]
        record = {
            "command": self._command,
            "when": datetime.now().isoformat(timespec="minutes", sep=" "),
            "files": self._files,
            "folders": self._made,
        }
        text = json.dumps(record, indent=1, ensure_ascii=False)
        files.write_file(self._folder / _RECORD, text.encode())

    def _old(self, path: Path, content: bytes | None) -> Old:
        if not path.exists():
            return {"old": None}
        old = path.read_bytes()
        if content is not None and len(content) > len(old) > 0 and content.startswith(old):
            return {"old": _digest(old), "length": len(old)}
        name = f"{len(self._files)}.old"
        (self._folder / name).write_bytes(old)
        return {"old": _digest(old), "copy": name}

    def drop(self) -> None:
        """Forget what was noted, as nothing was replaced."""
        if self._resumed:
            files.write_file(self._folder / _RECORD, self._resumed)
        else:
            shutil.rmtree(self._folder, ignore_errors=True)

    def done(self) -> None:
        """All is written: what earlier commands replaced is no longer kept."""
        with suppress(OSError):
            (self._folder / _DONE).touch()
        for other in self._all.iterdir():
            if other.is_dir() and other != self._folder:
                shutil.rmtree(other, ignore_errors=True)


def keep(folder: Path, command: str) -> None:
    """From now on what `write_all` replaces is kept below `folder`, as done by the `command`."""
    files.use_journal(Journal(folder, command))


def stop() -> None:
    """What is written from now on is no command's."""
    files.use_journal(None)


def interrupted(folder: Path) -> str:
    """The command that wrote last, if it was ended half-way; else nothing."""
    last = _last(folder)
    if last is None or (last / _DONE).exists():
        return ""
    return str(_read(last)["command"])


def undo(folder: Path, shown: Callable[[Path], str]) -> Undone:
    """Put back what the last command replaced, and take away what it made.

    `shown` is how messages call a path. Raises UserError if there is nothing to undo, or if any of
    the files was edited since; nothing is changed then.
    """
    last = _last(folder)
    if last is None:
        raise UserError(
            "There is nothing to undo.",
            remedy="Only the last command that wrote can be undone, and only once.",
        )
    record = _read(last)
    findings: list[Finding] = []
    contents: dict[Path, bytes | None] = {}
    for name, each in record["files"].items():
        path = Path(name)
        try:
            now = path.read_bytes() if path.exists() else None
        except OSError as error:
            raise UserError(f"It cannot be read: {error.strerror}.", where=shown(path)) from None
        if _digest(now) == each["old"]:
            # It was not written yet when the command was interrupted, or is put back already.
            files.discard(path)
        elif _digest(now) == each["new"]:
            contents[path] = _content(last, each, now)
        else:
            findings.append(_edited(path, each, record, last, shown))
    if findings:
        raise UserError.of(findings)
    files.write_all(contents)
    for name in record["folders"]:
        # A folder that holds something else by now stays.
        with suppress(OSError):
            Path(name).rmdir()
    shutil.rmtree(last)
    return Undone(
        record["command"],
        record["when"],
        tuple(path for path, content in contents.items() if content is not None),
        tuple(path for path, content in contents.items() if content is None),
    )


def _edited(
    path: Path, each: Old, record: dict[str, Any], last: Path, shown: Callable[[Path], str]
) -> Finding:
    remedy = "Nothing was undone. Put back what the command wrote, or mend it by hand"
    remedy += f": what it was before is in {shown(last / each['copy'])}." if "copy" in each else "."
    what = "edited" if path.exists() else "removed"
    return Finding(shown(path), f"It was {what} since '{record['command']}'.", remedy)


def _content(last: Path, each: Old, now: bytes | None) -> bytes | None:
    if each["old"] is None:
        return None
    if "copy" in each:
        copy: str = each["copy"]
        return (last / copy).read_bytes()
    length: int = each["length"]
    return (now or b"")[:length]


def _last(folder: Path) -> Path | None:
    if not folder.is_dir():
        return None
    return max((one for one in folder.iterdir() if (one / _RECORD).is_file()), default=None)


def _read(folder: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        if not {"command", "files", "folders", "when"} <= record.keys():
            raise ValueError("something is missing")
    except (OSError, AttributeError, ValueError, RecursionError):
        raise UserError(
            "What the last command replaced cannot be read.",
            where=str(folder),
            remedy="Remove that folder; what it replaced is then not put back.",
        ) from None
    return record


def _digest(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
