"""What a contract is made of: columns that know their unit, and rules that can explain themselves.

Schemas are dataframely's. What it has no field for (unit, allowed values, what to do about a
value that is refused) is in a column's `metadata`, so that a column is described in one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import dataframely as dy
import polars as pl

from opsg.core.edition import PROVENANCES, Level

REGIONS = ("CSP North", "CSP Central", "CSP South")

# Far above anything that is counted here, and low enough that no sum of a file can overflow.
LARGEST_COUNT = 10**12 - 1


def one_of(
    *values: str, description: str, key: bool = False, labels: Sequence[str] = ()
) -> dy.String:
    """A text column that holds one of `values`; `labels` are these in words, in the same order."""
    return dy.String(
        primary_key=key,
        check={"known": lambda column: column.is_in(values)},
        description=description,
        metadata={"values": values, "labels": dict(zip(values, labels, strict=bool(labels)))},
    )


def pattern(regex: str, *, write: str, description: str, secret: bool = False) -> dy.String:
    """A key column whose values match `regex`; `write` tells how, e.g. "Write it like MM2.".

    A `secret` column is one where a wrong value may be a real name, so no message repeats it.
    """
    return dy.String(
        primary_key=True,
        regex=f"^(?:{regex})$",
        description=description,
        metadata={"write": write, "secret": secret},
    )


def party(description: str) -> dy.String:
    """A SEC Party under its pseudonym."""
    return pattern(
        r"User \d{2,}",
        write="Write a pseudonym such as User 07, never a Party's name.",
        description=description,
        secret=True,
    )


def region() -> dy.String:
    """A Communication Service Provider's region."""
    return one_of(*REGIONS, key=True, description="Region of the Communication Service Provider")


def manufacturer(description: str) -> dy.String:
    """A meter manufacturer, anonymised as the papers do."""
    return pattern(r"MM\d+", write="Write it like MM2.", description=description)


def count(unit: str, description: str, *, least: int = 0) -> dy.Int64:
    """A measure: a whole number of `unit`s, `least` or more."""
    return dy.Int64(min=least, max=LARGEST_COUNT, description=description, metadata={"unit": unit})


class Snapshot(dy.Schema):
    """What the snapshots of all datasets have in common."""

    # A `resolution` would run a query on import, after which a process must not be forked.
    month = dy.Date(
        primary_key=True,
        check={"first_day": lambda month: month.dt.day() == 1},
        description="Month of the figures",
    )
    provenance = one_of(
        *PROVENANCES,
        description="Whether the row is in a published paper or made up to show the site",
    )


@dataclass(frozen=True)
class Broken:
    """How to tell that a rule over several columns is broken.

    `column` is where to look; `problem` may name columns in braces and gets their values.
    """

    column: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Derived:
    """A measure worked out from others when a snapshot is read."""

    expression: pl.Expr
    unit: str
    description: str


@dataclass(frozen=True)
class Dataset:
    """A snapshot dataset: what it is, where it comes from and the contract of its columns.

    `classification` is the level of its figures, whatever the log says of the issues they are for.
    With `suppress_below`, no count above zero and below it is given out (`opsg.data.suppression`).
    `rules` explains each rule of `schema` that looks at several columns, by the rule's name.
    """

    name: str
    title: str
    description: str
    source: str
    classification: Level
    schema: type[Snapshot]
    rules: Mapping[str, Broken] = field(default_factory=dict)
    derivations: Mapping[str, Derived] = field(default_factory=dict)
    suppress_below: int | None = None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell one row from another, `month` first."""
        return tuple(self.schema.primary_key())

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The columns that figures can be broken down by: the keys but the month."""
        return tuple(key for key in self.keys if key != "month")

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The counted columns, as files hold them."""
        return tuple(name for name, notes in self._notes.items() if "unit" in notes)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns of a file, in the order in which files are written."""
        return (*self.keys, *self.measures, "provenance")

    @cached_property
    def derived(self) -> dict[str, pl.Expr]:
        """The columns that are worked out on reading, by name."""
        return {name: derived.expression for name, derived in self.derivations.items()}

    @cached_property
    def units(self) -> dict[str, str]:
        """What each measure counts, derived ones included."""
        return {
            **{name: self._notes[name]["unit"] for name in self.measures},
            **{name: derived.unit for name, derived in self.derivations.items()},
        }

    @cached_property
    def descriptions(self) -> dict[str, str]:
        """What each column means, derived ones included."""
        schema = self.schema.columns()
        return {
            **{name: schema[name].description or "" for name in self.columns},
            **{name: derived.description for name, derived in self.derivations.items()},
        }

    @cached_property
    def types(self) -> dict[str, pl.DataType]:
        """The Polars type of each column of a file, in the order of `columns`."""
        schema = self.schema.columns()
        return {name: schema[name].dtype for name in self.columns}

    def allowed(self, column: str) -> tuple[str, ...]:
        """The values that `column` may hold; none if any value of its pattern will do."""
        return tuple(self._notes[column].get("values", ()))

    def spelling(self, column: str) -> str:
        """How a value of `column` is written, such as "Write it like MM2.", or nothing."""
        if column == "month":
            return "Write it as YYYY-MM."
        return str(self._notes[column].get("write", ""))

    def label(self, column: str, value: object) -> str:
        """A value of `column` in the words that pages use; others stay as they are."""
        labels: Mapping[object, str] = self._notes[column].get("labels", {})
        return labels.get(value, str(value))

    @cached_property
    def _notes(self) -> dict[str, dict[str, Any]]:
        return {name: column.metadata or {} for name, column in self.schema.columns().items()}
