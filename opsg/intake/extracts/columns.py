"""Which column of an extract is which of the contract's, from `data/mappings/<dataset>.yml`.

    columns:
      No. of Hubs: hubs
      Service User: party
    ignore: [Comments]

A mapping is needed only for names that differ from the contract's by more than case, spaces and
punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from opsg.core.errors import Finding, Place, UserError, nearest
from opsg.data.datasets import Dataset
from opsg.data.frontmatter import parse, read_text
from opsg.data.models import Model
from opsg.data.snapshots import table
from opsg.data.validation import validate

_LONGEST_NAME = 60


class _Written(Model):
    """What a mapping's file may hold."""

    columns: Mapping[str, str] = {}
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Where an extract has the contract's columns: `positions` by name; and what is wrong."""

    positions: Mapping[str, int]
    findings: Sequence[Finding]


@dataclass(frozen=True)
class ColumnNames:
    """What the columns of a dataset's extracts are called; `file` is the mapping's for messages."""

    dataset: Dataset
    file: str
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    def knows(self, name: str) -> bool:
        """Whether an extract's column of this name is known, if only as one to leave out."""
        return normal(name) in self.ignored or self.column(name) is not None

    def column(self, name: str) -> str | None:
        """The contract's column of this name, if it is one's."""
        return self.columns.get(normal(name))

    def match(self, header: Sequence[str], filled: Sequence[bool], where: Place) -> Columns:
        """Finds the contract's columns in a header; `filled` says which columns hold anything.

        `month` and `provenance` need not be there: both are said when the extract is ingested.
        """
        positions: dict[str, int] = {}
        unknown: list[str] = []
        findings: list[Finding] = []
        for index, name in enumerate(header):
            column = self.column(name)
            if normal(name) in self.ignored or not (name or filled[index]):
                continue
            if column is None and name:
                unknown.append(name)
            elif column is None:
                problem = f"Column {index + 1} has values but no name."
                findings.append(Finding(where, problem, "Give it a name, or clear it."))
            elif column in positions:
                both = f"{quoted(header[positions[column]])} and {quoted(name)}"
                problem = f"'{column}' is there twice, as {both}."
                findings.append(Finding(where, problem, f"Put one under 'ignore' in {self.file}."))
            else:
                positions[column] = index
        missing = [
            name
            for name in self.dataset.columns
            if name not in positions and name not in ("month", "provenance")
        ]
        findings += (self._unknown(name, missing, where) for name in unknown)
        findings += (self._missing(name, unknown, where) for name in missing)
        return Columns(positions, findings)

    def _unknown(self, name: str, missing: Sequence[str], where: Place) -> Finding:
        close = get_close_matches(normal(name), missing, n=1, cutoff=0.4) or missing[:1]
        remedy = f"If it is not needed, put it under 'ignore' in {self.file}."
        if close:
            line = quoted(name, f": {close[0]}")
            remedy = (
                f"If it is '{close[0]}', put {line} under 'columns' in {self.file}; if it is not "
                "needed, put it under 'ignore'."
            )
        return Finding(where, f"The column {quoted(name)} is not known.", remedy)

    def _missing(self, name: str, unknown: Sequence[str], where: Place) -> Finding:
        by_normal = {normal(one): one for one in unknown}
        close = get_close_matches(name, by_normal, n=1, cutoff=0.4)
        remedy = f"It means: {self.dataset.descriptions[name]}."
        if close:
            remedy += f" Is it {quoted(by_normal[close[0]])}?"
        return Finding(where, f"The column '{name}' is missing.", remedy)


def load(dataset: Dataset, data: Path) -> ColumnNames:
    """The names of a dataset's columns. Raises UserError with all that is wrong in its mapping."""
    path = data / "mappings" / f"{dataset.name}.yml"
    file = path.relative_to(data.parent).as_posix()
    columns = {normal(name): name for name in (*dataset.columns, *dataset.derived)}
    if not path.exists():
        return ColumnNames(dataset, file, columns)
    source = parse(read_text(path, file), file)
    written = validate(_Written, source)
    findings = [
        Finding(
            source.where("columns", name),
            f"'{column}' is not a column of {dataset.name}.",
            nearest(column, dataset.columns),
        )
        for name, column in written.columns.items()
        if column not in dataset.columns
    ]
    if findings:
        raise UserError.of(findings)
    columns |= {normal(name): column for name, column in written.columns.items()}
    return ColumnNames(dataset, file, columns, frozenset(map(normal, written.ignore)))


def normal(name: str) -> str:
    """What spellings of a name share: its letters and digits, in small letters, joined by `_`."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "_".join(re.findall(r"[^\W_]+", letters))


def quoted(name: str, after: str = "") -> str:
    """A column's name fit for a message; names may be longer than values."""
    return table.quoted(name, after, longest=_LONGEST_NAME)
