"""Which column of an extract is which of the contract's, from `data/mappings/<dataset>.yml`.

    columns:
      No. of Hubs: hubs
      Service User: party
    ignore: [Comments]
    scale: 1000

A mapping is needed only for names that differ from the contract's by more than case, spaces and
punctuation. `scale` says that columns which are called so are in thousands, as the file itself
must say too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml

from opsg.core.errors import Finding, Place, UserError, nearest
from opsg.data.datasets import Dataset
from opsg.data.frontmatter import parse, read_text
from opsg.data.models import Model
from opsg.data.snapshots import table
from opsg.data.validation import validate
from opsg.intake.extracts import units
from opsg.intake.extracts.units import Unit

_LONGEST_NAME = 60
# Marks of notes, which are no part of a name.
_MARKS = re.compile(r"[¹²³⁰-⁹*†‡§]|[\[(](?:note ?)?\d+[\])]", re.IGNORECASE)
_OF_TIME = re.compile(r"month|period|date", re.IGNORECASE)


class _Written(Model):
    """What a mapping's file may hold."""

    columns: Mapping[str, str] = {}
    ignore: tuple[str, ...] = ()
    scale: Literal[1, 100, 1000, 1_000_000, 1_000_000_000] = 1


@dataclass(frozen=True)
class Columns:
    """Where an extract has the contract's columns: `positions` by name; and what is wrong.

    `scales` are the numbers by which the figures of columns in thousands are multiplied.
    """

    positions: Mapping[str, int]
    scales: Mapping[str, int]
    findings: Sequence[Finding]


@dataclass(frozen=True)
class ColumnNames:
    """What the columns of a dataset's extracts are called; `file` is the mapping's for messages.

    `columns` has the contract's column of each name, None for those that are left out.
    """

    dataset: Dataset
    file: str
    columns: Mapping[str, str | None]
    scale: int = 1

    def knows(self, name: str) -> bool:
        """Whether an extract's column of this name is known, if only as one to leave out."""
        return not {normal(name), normal(units.unit(name)[1])}.isdisjoint(self._normal)

    @cached_property
    def _normal(self) -> set[str]:
        return set(map(normal, self.columns))

    def match(
        self,
        header: Sequence[str],
        filled: Sequence[bool],
        where: Place,
        said: Unit | None = None,
    ) -> Columns:
        """Finds the contract's columns in a header. Others are let be unless they are `filled`.

        `said` is the unit that a title says the figures are in. `month` and `provenance` need
        not be there: both are said when the extract is ingested.
        """
        names = self._names(header)
        positions: dict[str, int] = {}
        unknown: list[str] = []
        findings: list[Finding] = []
        for index, name in enumerate(header):
            if name in names and (column := names[name]):
                if column in positions:
                    findings.append(self._twice(column, header[positions[column]], name, where))
                positions.setdefault(column, index)
            elif name in names or (not filled[index] and (not name or any(filled))):
                continue
            elif name:
                unknown.append(name)
            else:
                problem = f"Column {index + 1} has values but no name."
                findings.append(Finding(where, problem, "Give it a name, or clear it."))
        missing = [
            name
            for name in self.dataset.columns
            if name not in positions and name not in ("month", "provenance")
        ]
        findings += (self._unknown(name, missing, where) for name in dict.fromkeys(unknown))
        findings += (self._missing(name, unknown, where) for name in missing)
        given = {
            column: units.unit(header[positions[column]])[0] or said
            for column in self.dataset.measures
            if column in positions
        }
        findings += self._units(given, header, positions, where)
        scales = {column: unit.scale for column, unit in given.items() if unit}
        return Columns(positions, scales, findings)

    def _names(self, header: Sequence[str]) -> dict[str, str | None]:
        """The column of each name in a header that is known: as it is written, then loosely."""
        exact = {name: self.columns[name] for name in header if name in self.columns}
        loose = {normal(name): column for name, column in self.columns.items() if name not in exact}
        found = {name: loose[normal(name)] for name in header if normal(name) in loose}
        bare = {name: normal(units.unit(name)[1]) for name in header}
        in_units = {name: loose[plain] for name, plain in bare.items() if plain in loose}
        return in_units | found | exact

    def _twice(self, column: str, first: str, second: str, where: Place) -> Finding:
        if first == second:
            problem = f"The column {quoted(first)} is there twice."
            return Finding(where, problem, "Give one of the two another name.")
        problem = f"'{column}' is there twice, as {quoted(first)} and {quoted(second)}."
        return Finding(where, problem, f"Put one under 'ignore' in {self.file}.")

    def ignoring(self, name: str) -> str:
        """How to have a column left out."""
        return f"put {_line([name])} under 'ignore' in {self.file}"

    def _unknown(self, name: str, missing: Sequence[str], where: Place) -> Finding:
        problem = f"The column {quoted(name)} is not known."
        ignore = self.ignoring(name)
        if units.is_no_count(name):
            remedy = f"It holds no counts of a month: {ignore}."
            return Finding(where, problem, remedy)
        close = get_close_matches(normal(name), missing, n=1, cutoff=0.4) or missing[:1]
        if _OF_TIME.search(name):
            close = ["month"]
        if not close:
            return Finding(where, problem, f"If it is not needed, {ignore}.")
        return Finding(
            where,
            problem,
            f"If it is '{close[0]}', put {_line({name: close[0]})} under 'columns' in "
            f"{self.file}; if it is not needed, put it under 'ignore'.",
        )

    def _missing(self, name: str, unknown: Sequence[str], where: Place) -> Finding:
        by_normal = {normal(one): one for one in unknown if not units.is_no_count(one)}
        close = get_close_matches(name, by_normal, n=1, cutoff=0.4)
        remedy = f"It means: {self.dataset.descriptions[name]}."
        if close:
            remedy += f" Is it {quoted(by_normal[close[0]])}?"
        return Finding(where, f"The column '{name}' is missing.", remedy)

    def _units(
        self,
        given: Mapping[str, Unit | None],
        header: Sequence[str],
        positions: Mapping[str, int],
        where: Place,
    ) -> Iterator[Finding]:
        """Figures in thousands that nobody has said to multiply, and the other way round."""
        for column, unit in given.items():
            if unit and unit.scale != self.scale:
                problem = f"{quoted(header[positions[column]])} is in {unit.word}."
                remedy = (
                    f"Ask for whole numbers, or put 'scale: {unit.scale}' in {self.file}, to have "
                    f"them multiplied; they stay rounded to {unit.word}."
                )
                yield Finding(where, problem, remedy)
        if self.scale > 1 and not any(given.values()):
            word = next(unit.word for unit in units.UNITS if unit.scale == self.scale)
            problem = f"Nothing in it says that its figures are in {word}, as {self.file} says."
            remedy = (
                f"Take 'scale' out of {self.file}, or, if they are, put '({word})' behind the "
                "names of their columns."
            )
            yield Finding(where, problem, remedy)


def load(dataset: Dataset, data: Path) -> ColumnNames:
    """The names of a dataset's columns. Raises UserError with all that is wrong in its mapping."""
    path = data / "mappings" / f"{dataset.name}.yml"
    file = path.relative_to(data.parent).as_posix()
    columns: dict[str, str | None] = {
        f"{name} {unit}": name for name, unit in dataset.units.items() if name in dataset.measures
    }
    columns |= {name: name for name in (*dataset.columns, *dataset.derived)}
    if not path.exists():
        return ColumnNames(dataset, file, columns)
    source = parse(read_text(path, file), file)
    written = validate(_Written, source)
    findings = []
    for name, column in written.columns.items():
        where = source.where("columns", name)
        if column not in dataset.columns:
            problem = f"'{column}' is not a column of {dataset.name}."
            findings.append(Finding(where, problem, nearest(column, dataset.columns)))
        elif column in dataset.measures and units.is_no_count(name):
            problem = f"{quoted(name)} is no count, as '{column}' is."
            findings.append(Finding(where, problem, "Put it under 'ignore'; ask for the count."))
    if findings:
        raise UserError.of(findings)
    columns |= {" ".join(name.split()): column for name, column in written.columns.items()}
    columns |= {" ".join(name.split()): None for name in written.ignore}
    return ColumnNames(dataset, file, columns, written.scale)


def normal(name: str) -> str:
    """What spellings of a name share: letters, digits and signs of units, in small letters."""
    letters = unicodedata.normalize("NFKC", _MARKS.sub(" ", name)).casefold()
    return "_".join(re.findall(r"[^\W_]+|[%‰£$€]", letters))


def quoted(name: str, after: str = "") -> str:
    """A column's name fit for a message; names may be longer than values."""
    return table.quoted(name, after, longest=_LONGEST_NAME)


def _line(written: Mapping[str, str] | Sequence[str]) -> str:
    """A line of a mapping as YAML needs it, in quotation marks of the message."""
    line = yaml.safe_dump(written, allow_unicode=True, width=10**6, default_flow_style=False)
    return f"'{line.strip().removeprefix('- ')}'"
