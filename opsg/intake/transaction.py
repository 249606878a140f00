"""Writes into a data folder what has been read back by the check's own readers, all or none.

Whatever an import, an ingest or a round has made of people's files is first read as the check
reads it: what cannot be read so, or was edited meanwhile, replaces nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from opsg.core.cache import digests
from opsg.core.errors import Finding, UserError
from opsg.core.files import write_all
from opsg.data import parties
from opsg.data.check import log_errors
from opsg.data.datasets import DATASETS

_SNAPSHOTS = "snapshots"


class Transaction:
    """One command's writing into the folder `data`; made before the command reads from it."""

    def __init__(self, data: Path) -> None:
        self._data = data.resolve()
        parts = (part for part in self._data.glob("*") if part.name != _SNAPSHOTS)
        files = chain.from_iterable((part, *part.rglob("*")) for part in parts)
        self._seen = {path: digests.digest_file(path) for path in files if path.is_file()}

    def write(self, contents: Mapping[Path, bytes]) -> None:
        """Write files of the folder or elsewhere.

        Raises UserError, before anything is written, if one cannot be read back or was edited
        since this was made.
        """
        files = {path.resolve(): content for path, content in contents.items()}
        findings = [*self._edited(files), *self._unreadable(files)]
        if findings:
            raise UserError.of(findings)
        write_all(contents)

    def _edited(self, files: Mapping[Path, bytes]) -> Iterator[Finding]:
        for path in files:
            known = self._seen.get(path, digests.ABSENT)
            below = path.is_relative_to(self._data) and not self._is_snapshot(path)
            if below and digests.digest_file(path) != known:
                problem = "It was edited while the command ran."
                yield Finding(self._name(path), problem, "Run the command again.")

    def _unreadable(self, files: Mapping[Path, bytes]) -> Iterator[Finding]:
        own = {
            path.relative_to(self._data): content
            for path, content in files.items()
            if path.is_relative_to(self._data)
        }
        texts = {path: text for path, text in own.items() if path.parts[0] != _SNAPSHOTS}
        yield from self._log(texts)
        yield from self._snapshots(
            {path: content for path, content in own.items() if path.parts[0] == _SNAPSHOTS}
        )
        for path, content in files.items():
            if path.suffix == ".ipynb":
                yield from _notebook(path, content)
            elif path.suffix == ".csv" and not path.is_relative_to(self._data):
                parties.read_back(content)

    def _log(self, texts: Mapping[Path, bytes]) -> Iterator[Finding]:
        """What the check would refuse of the log with these texts, and does not now."""
        if not texts:
            return
        pages = ("site/**/*.qmd", "notebooks/*.ipynb")
        written = [path.name for each in pages for path in self._data.parent.glob(each)]
        with TemporaryDirectory() as room:
            copy = Path(room) / self._data.name
            shutil.copytree(
                self._data, copy, ignore=shutil.ignore_patterns(_SNAPSHOTS, ".*"), symlinks=True
            )
            for path, text in texts.items():
                try:
                    (copy / path).parent.mkdir(parents=True, exist_ok=True)
                    (copy / path).write_bytes(text)
                except OSError:
                    # What is in the way here is in the way there: writing it says so by its name.
                    return
            after = log_errors(copy, written)
        before = {_key(each) for each in log_errors(self._data, written)} if after else set()
        for finding in after:
            if _key(finding) not in before:
                problem = f"The command would write what the check refuses: {finding.problem}"
                remedy = f"Nothing was written. {finding.remedy}".rstrip()
                yield Finding(finding.where, problem, remedy)

    def _snapshots(self, contents: Mapping[Path, bytes]) -> Iterator[Finding]:
        """What the check says of months' files, each beside the ledger that is written with it."""
        from opsg.data.snapshots.check import check_dataset

        with TemporaryDirectory() as room:
            for path, content in contents.items():
                (Path(room) / path.parent).mkdir(parents=True, exist_ok=True)
                for same in self._data.joinpath(path.parent).glob(f"{path.stem}.*"):
                    shutil.copy(same, Path(room) / path.parent)
                (Path(room) / path).write_bytes(content)
            for folder in sorted({path.parent for path in contents}):
                for finding in check_dataset(DATASETS[folder.name], Path(room) / folder):
                    if finding.severity == "error":
                        problem = "The command would write what cannot be read: "
                        where = (folder / Path(finding.where.name).name).as_posix()
                        yield Finding(where, problem + finding.problem, "Nothing was written.")

    def _is_snapshot(self, path: Path) -> bool:
        return path.is_relative_to(self._data / _SNAPSHOTS)

    def _name(self, path: Path) -> str:
        return f"{self._data.name}/{path.relative_to(self._data).as_posix()}"


def _key(finding: Finding) -> tuple[str, str]:
    """What a finding says and of which file, as the lines of others move."""
    return finding.where.name, finding.problem


def _notebook(path: Path, content: bytes) -> Iterator[Finding]:
    try:
        json.loads(content)
    except ValueError:
        yield Finding(path.name, "The command would write a notebook that is none.")
