"""The pseudonyms under which Parties and network operators stand in snapshots."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from opsg.data.datasets import DATASETS, Dataset
from opsg.data.snapshots import scan
from opsg.data.snapshots.files import named_for_months, root


@dataclass(frozen=True)
class Kind:
    """A sort of pseudonym: `User 07`, with digits, or `DNO B`, with a letter."""

    prefix: str
    serials: Sequence[str] | None = None

    def serial(self, text: str) -> int | None:
        """The number of a pseudonym of this kind, from 1; None if it is none."""
        rest = text.removeprefix(self.prefix)
        if rest == text:
            return None
        if self.serials is None:
            return int(rest) if re.fullmatch(r"\d{2,6}", rest, re.ASCII) else None
        return self.serials.index(rest) + 1 if rest in self.serials else None

    def is_one(self, text: str) -> bool:
        """Whether a text is a pseudonym, written as all are: "User 007" is not."""
        serial = self.serial(text)
        return serial is not None and self.write(serial) == text

    def is_like(self, text: str) -> bool:
        """Whether a text seems to be meant as such a pseudonym, as "user 7" and "DNO-A" do."""
        return self._like(text) is not None

    def read(self, text: str, known: Set[str]) -> str | None:
        """Which of the `known` pseudonyms a text means that is like one."""
        match = self._like(text)
        if not match or match.end() != len(match.string):
            return None
        is_number = match[1].isdecimal()
        meant = self.write(int(match[1])) if is_number else self.prefix + match[1].upper()
        return meant if meant in known else None

    def _like(self, text: str) -> re.Match[str] | None:
        plain = unicodedata.normalize("NFKC", text).strip("'\"= ")
        pattern = rf"{self.prefix.strip()}[\W_]*(\d{{1,6}}|[a-z])(?![^\W_])"
        return re.match(pattern, plain, re.IGNORECASE | re.ASCII)

    def write(self, serial: int) -> str | None:
        """The pseudonym with this number; None if there are no more."""
        if self.serials is None:
            return f"{self.prefix}{serial:02d}"
        return self.prefix + self.serials[serial - 1] if 0 < serial <= len(self.serials) else None


KINDS = (Kind("User "), Kind("DNO ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def hidden_columns(dataset: Dataset) -> dict[str, Kind]:
    """The columns of a dataset that hold pseudonyms, and of which kind."""
    found = {}
    for name, column in dataset.schema.columns().items():
        if (column.metadata or {}).get("secret"):
            regex = str(getattr(column, "regex", ""))
            found[name] = next(kind for kind in KINDS if re.match(regex, kind.write(7) or ""))
    return found


def in_snapshots(kind: Kind, data: Path) -> set[str]:
    """The pseudonyms of this kind that any snapshot holds."""
    found: set[str] = set()
    for dataset in DATASETS.values():
        columns = [name for name, each in hidden_columns(dataset).items() if each == kind]
        folder = root(data) / dataset.name
        if columns and folder.is_dir() and named_for_months(folder):
            rows = scan(dataset.name, data=data)
            for column in columns:
                found.update(rows.select(pl.col(column).unique()).collect()[column].drop_nulls())
    return found
