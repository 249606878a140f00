"""Gives files their contents: each whole or not at all, and several of them all or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Protocol

from opsg.core.errors import UserError


class Journal(Protocol):
    """Is told what is about to be replaced (`opsg.core.undo`), and whether it was."""

    def note(self, contents: Mapping[Path, bytes | None], made: Sequence[Path]) -> None: ...

    def drop(self) -> None: ...

    def done(self) -> None: ...


_journals: list[Journal] = []


def use_journal(journal: Journal | None) -> None:
    """From now on `write_all` tells this journal, or none, what it replaces."""
    _journals[:] = [journal] if journal else []


def write_all(contents: Mapping[Path, bytes | None]) -> None:
    """Write the files in this order, over what is there; folders that are missing are made.

    A file whose content is None is removed.

    Everything is first written beside its place and forced to the disk, so that only renaming is
    left. If that fails or is interrupted, the files already renamed get their old contents back.
    What a process killed in the middle leaves is hidden (`.name.new`) and goes the next time.

    Raises UserError if a file cannot be written.
    """
    if not contents:
        # Else what the last command replaced would be forgotten for nothing.
        return
    made: list[Path] = []
    old: dict[Path, bytes | None] = {}
    try:
        for path, content in contents.items():
            made += _make_folder(path.parent)
            if content is not None:
                _prepare(path, content)
        for journal in _journals:
            journal.note(contents, made)
        for path, content in contents.items():
            old[path] = path.read_bytes() if path.exists() else None
            if content is None:
                path.unlink(missing_ok=True)
                discard(path)
            else:
                _beside(path).replace(path)
        for folder in {path.parent for path in contents}:
            _force(folder)
    except BaseException as error:
        _undo(contents, old, made)
        for journal in _journals:
            journal.drop()
        if isinstance(error, OSError):
            where = str(error.filename or next(iter(contents)))
            raise UserError(f"It cannot be written: {error.strerror}.", where=where) from None
        raise
    for journal in _journals:
        journal.done()


def write_file(path: Path, content: bytes) -> None:
    """Write one file over what is there, whole or not at all; a missing folder is made.

    Others may read it meanwhile, or write it too: the last to end wins. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def discard(path: Path) -> None:
    """Remove what a process that was killed has left beside a file."""
    _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _make_folder(folder: Path) -> list[Path]:
    """Makes a folder and says which of those above it were missing too, the innermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _prepare(path: Path, content: bytes) -> None:
    beside = _beside(path)
    beside.unlink(missing_ok=True)
    # A private file must not be open to others even while it is being written.
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(beside, flags, 0o666 if mode is None else 0o600), "wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _force(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _undo(
    contents: Mapping[Path, bytes | None], old: Mapping[Path, bytes | None], made: list[Path]
) -> None:
    for path, content in old.items():
        with suppress(OSError):
            if content is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != content:
                _prepare(path, content)
                _beside(path).replace(path)
    for path in contents:
        with suppress(OSError):
            _beside(path).unlink(missing_ok=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()
