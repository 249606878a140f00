"""Fits an extract to its dataset's contract: the rows as snapshots have them, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from opsg.core import months
from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.parties import VARIABLE, Kind, New, Parties, hidden_columns
from opsg.data.snapshots.faults import Faults
from opsg.data.snapshots.files import SnapshotFile
from opsg.data.snapshots.table import FILE, NUMBER, Table, as_written
from opsg.intake.extracts import units
from opsg.intake.extracts.clean import clean, unwrapped
from opsg.intake.extracts.columns import ColumnNames, normal, quoted
from opsg.intake.extracts.derived import disagreements
from opsg.intake.extracts.history import of_month
from opsg.intake.extracts.ledger import Ledger, Sum
from opsg.intake.extracts.reading import Refusal
from opsg.intake.extracts.shown import misread
from opsg.intake.extracts.table import Extract, PlaceOf
from opsg.intake.extracts.titles import Aside, other_month


@dataclass(frozen=True)
class Fitted:
    """A month's rows as the contract has them, in the order in which they are written.

    They are good only if there are no `findings`. `new` are the names that got a pseudonym.
    """

    rows: pl.DataFrame
    new: Sequence[New]
    findings: Sequence[Finding]
    ledger: Ledger


@dataclass(frozen=True)
class _ExtractTable(Table):
    """An extract as the contract's rules see it; the other fields tell where a value is."""

    place: PlaceOf | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], Refusal] = field(default_factory=dict)

    def where(self, number: int, column: str) -> Place:
        """The extract, the line or row, and the column by its own name."""
        name = self.names.get(column, column)
        title = column if normal(name) == column else f"{quoted(name)} ({column})"
        assert self.place
        return self.place(number, title, self.positions.get(column))

    def unread(self, column: str, value: str) -> tuple[str, str]:
        """Why a value was not read, and what to do."""
        if refusal := self.refused.get((column, value)):
            return refusal.problem, refusal.remedy
        return super().unread(column, value)


def fit(
    extract: Extract,
    names: ColumnNames,
    file: SnapshotFile,
    *,
    provenance: str,
    parties: Parties | None,
    last_serial: Callable[[Kind], int],
) -> Fitted:
    """The rows of an extract for the month of `file`, all of the same `provenance`.

    `parties` is the private list, None if it could not be read; `last_serial` gives the largest
    number of the pseudonyms that snapshots hold.
    """
    dataset = names.dataset
    above = next((unit for one in extract.asides if (unit := units.unit(one.text)[0])), None)
    columns = names.match(extract.header, extract.filled, extract.header_where, above)
    text = extract.frame.select(
        NUMBER,
        *(
            pl.col(str(columns.positions[name])).alias(name)
            if name in columns.positions
            else pl.lit(None, pl.String).alias(name)
            for name in dataset.columns
        ),
    )
    if "month" not in columns.positions:
        text = text.with_columns(month=pl.lit(file.month))
    text = of_month(text, dataset, file.month, extract.record)
    findings = [*extract.findings, *columns.findings]
    findings += other_month(extract.asides, file.month)
    if any(other_month([Aside(Place(), file.path.stem)], file.month)):
        extract.record.note(f"The file's name is that of another month than {file.month}.")
    for index in columns.positions.values():
        title = Aside(extract.header_where, extract.header[index])
        findings += other_month([title], file.month)
    findings += _provenances(extract, text, provenance)
    titles = {name: extract.header[index] for name, index in columns.positions.items()}
    text = unwrapped(text, dataset, extract.record)
    month_column = quoted(titles.get("month", "month"))
    clean_text = clean(
        text,
        dataset,
        file.month,
        extract.record,
        otherwise=f"if its column is not the figures' month, put {month_column} under 'ignore' in "
        f"{names.file}.",
        scales=columns.scales,
    )
    cleaned = clean_text.frame.with_columns(provenance=pl.lit(provenance))
    new: list[New] = []
    for column, kind in hidden_columns(dataset).items():
        present = cleaned[column].drop_nulls()
        hidden, added = (parties or Parties()).hide(present, kind, last_serial(kind))
        if hidden and parties is not None and parties.path is None:
            findings.append(_unlisted(extract, column, len(hidden)))
        cleaned = cleaned.with_columns(pl.col(column).replace(hidden))
        new += added
    rows = _typed(cleaned, text, dataset, file.month)
    usable = tuple(dict.fromkeys(["month", *columns.positions]))
    table = _ExtractTable(
        dataset,
        file,
        usable,
        large=False,
        place=extract.place,
        names=titles,
        positions=columns.positions,
        refused=clean_text.refused,
    )
    faults = Faults(dataset, [table])
    faults.check_rows(rows)
    faults.check_keys(rows.lazy())
    findings += faults.findings()
    findings += disagreements(extract, dataset, columns.positions, rows, table.where)
    findings += misread(extract, dataset, columns.positions, table.where)
    sums = [Sum(name, int(rows[name].sum()), None) for name in dataset.measures]
    ledger = extract.record.ledger(extract.word, rows.height, sums)
    return Fitted(rows.select(dataset.columns).sort(order_of(dataset)), new, findings, ledger)


def _provenances(extract: Extract, text: pl.DataFrame, provenance: str) -> Iterator[Finding]:
    others = text["provenance"].drop_nulls().unique().sort()
    other = next((value for value in others if value.casefold() != provenance), None)
    if other is not None:
        problem = f"It says that its provenance is {quoted(other)}, not {provenance}."
        remedy = "Say that it is so, or take the column out."
        yield Finding(Place(extract.where, column="provenance"), problem, remedy)


def _unlisted(extract: Extract, column: str, count: int) -> Finding:
    return Finding(
        Place(extract.where, column=column),
        f"It holds {count} name{'' if count == 1 else 's'} where pseudonyms belong, and there is "
        "no list of Parties.",
        f"Name the private list in {VARIABLE}.",
    )


def _typed(cleaned: pl.DataFrame, text: pl.DataFrame, dataset: Dataset, month: str) -> pl.DataFrame:
    """Rows as the contract types them, with what the extract says where a value is no text."""
    typed = []
    for name, kind in dataset.types.items():
        if name == "month":
            day = pl.lit(months.first_day(month))
            typed.append(pl.when(pl.col(name) == month).then(day).alias(name))
        else:
            typed.append(pl.col(name).cast(kind, strict=False))
    written = text.select(
        pl.col(name).alias(as_written(name))
        for name, kind in dataset.types.items()
        if kind != pl.String
    )
    table = pl.lit(0, pl.UInt32).alias(FILE)
    return cleaned.select(table, NUMBER, *typed).hstack(written)


def order_of(dataset: Dataset) -> list[pl.Expr]:
    """The order of rows: by key columns; words in the contract's order, User 99 before User 100."""
    hidden = hidden_columns(dataset)
    order = []
    for name in dataset.keys:
        column = pl.col(name)
        if values := dataset.allowed(name):
            places = {value: index for index, value in enumerate(values)}
            order.append(column.replace_strict(places, default=None, return_dtype=pl.UInt32))
        elif name in hidden:
            order += [column.str.len_chars(), column]
        else:
            order.append(column)
    return order
