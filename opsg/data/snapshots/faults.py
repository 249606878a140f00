"""Holds rows against a dataset's contract and gathers what they break, so many faults a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import dataframely as dy
import polars as pl

from opsg.core.errors import Finding, nearest
from opsg.data.datasets import Dataset
from opsg.data.snapshots.table import FILE, NUMBER, Table, as_written, quoted

# So many faults of a kind are shown one by one for each file; the others are counted.
SHOWN = 10
HASH = "#hash"


class Faults:
    """What is wrong with the rows of a dataset's tables, as it is found."""

    def __init__(self, dataset: Dataset, tables: list[Table]) -> None:
        self._dataset = dataset
        self._tables = tables
        self._kinds: dict[tuple[int, str, str], Kind] = {}
        self._schema = _located(dataset.schema)
        self._typed = [name for name, kind in dataset.types.items() if kind != pl.String]

    def check_rows(self, rows: pl.DataFrame) -> None:
        """Holds `rows`, as `Table.rows` gives them, against every rule but the keys'."""
        for name in self._typed:
            unread = pl.col(name).is_null() & pl.col(as_written(name)).is_not_null()
            self._add(name, "type", rows.filter(unread))
        _, failure = self._schema.filter(rows)
        if not len(failure):
            return
        written = rows.select(FILE, NUMBER, *map(as_written, self._typed))
        failed = failure.details().join(written, on=[FILE, NUMBER])
        for rule in failure.counts():
            broken = failed.filter(pl.col(rule) == "invalid")
            column, _, test = rule.partition("|")
            if test == "nullability" and column in self._typed:
                broken = broken.filter(pl.col(as_written(column)).is_null())
            if test:
                self._add(column, test, broken)
            elif rule != "primary_key":
                self._add(self._dataset.rules[rule].column, rule, broken)

    def check_keys(self, rows: pl.LazyFrame) -> None:
        """Finds rows of one table that have the same keys. Reads the key columns only.

        Apart from the other rules, because it alone has to see all rows of a table. Hashes come
        first, so that in a table of many rows only those that look alike are held in memory.
        """
        keys = self._dataset.keys
        hashed = rows.drop_nulls(keys).with_columns(pl.struct(FILE, *keys).hash().alias(HASH))
        alike = hashed.group_by(HASH).len().filter(pl.col("len") > 1).collect()
        if alike.is_empty():
            return
        repeated = (
            hashed.join(alike.lazy(), on=HASH, how="semi")
            .group_by(FILE, *keys)
            .agg(pl.col(NUMBER).max(), pl.col(NUMBER).min().alias("first"), pl.len().alias("rows"))
            .filter(pl.col("rows") > 1)
            .collect()
        )
        self._add(keys[-1], "keys", repeated)

    def findings(self) -> list[Finding]:
        """The faults table by table, in the order of their rows and columns."""
        columns = self._dataset.columns
        entries = []
        for (index, column, _), kind in self._kinds.items():
            at = columns.index(column)
            for finding in kind.findings():
                number = finding.where.line or finding.where.row or 0
                entries.append((index, number, at, finding))
        return [finding for *_, finding in sorted(entries, key=lambda entry: entry[:3])]

    def _add(self, column: str, test: str, broken: pl.DataFrame) -> None:
        for (index,), rows in broken.partition_by(FILE, as_dict=True).items():
            table = self._tables[index]
            if column not in table.usable:
                continue
            kind = self._kinds.setdefault((index, column, test), Kind())
            kind.count += rows.height
            for row in rows.sort(NUMBER).head(SHOWN - len(kind.first)).iter_rows(named=True):
                where = table.where(row[NUMBER], column)
                kind.first.append(Finding(where, *_describe(table, column, test, row)))


@dataclass
class Kind:
    """The faults of one kind in one table: the first ones, and how many there are."""

    first: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        """Count one more, and keep it if it is among the first."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(finding)

    def findings(self) -> Iterator[Finding]:
        """The first ones, and how many more there are."""
        yield from self.first
        if more := self.count - len(self.first):
            last = self.first[-1]
            yield Finding(last.where, f"{more:,} more have the same fault.", last.remedy)


def _located(schema: type[dy.Schema]) -> type[dy.Schema]:
    """The schema with columns for a row's table and number, so that failing rows keep theirs."""
    columns = {"file": dy.UInt32(alias=FILE), "number": dy.UInt32(alias=NUMBER)}
    return cast("type[dy.Schema]", type(schema.__name__, (schema,), columns))


def _describe(table: Table, column: str, test: str, row: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with the value of `column` in a row that fails `test`, and what to do."""
    if test in table.dataset.rules:
        broken = table.dataset.rules[test]
        return broken.problem.format(**row), broken.remedy
    if test == "keys":
        same = ", ".join(table.dataset.keys)
        return (
            f"It has the same {same} as {table.word} {row['first']}.",
            "Keep one of them; add them up if both are right.",
        )
    definition = table.dataset.schema.columns()[column]
    notes = definition.metadata or {}
    value = quoted(row.get(as_written(column)) or row[column])
    match test:
        case "nullability":
            return table.empty(row[NUMBER], column)
        case "type":
            return table.unread(column, row[as_written(column)])
        case "min" if isinstance(definition, dy.Int64):
            return f"{value} is less than {definition.min}.", "Counts are never below that."
        case "max" if isinstance(definition, dy.Int64):
            return f"{value} is more than {definition.max:,}.", "Is a separator missing?"
        case "check__known":
            return f"{value} is not one of its values.", nearest(str(row[column]), notes["values"])
        case "regex" if notes["secret"]:
            return "It does not hold a pseudonym.", notes["write"]
        case "regex":
            return f"{value} is not written as it should be.", notes["write"]
    raise AssertionError(f"no words for the rule {column}|{test}")
