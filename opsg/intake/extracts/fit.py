"""Fits an extract to its dataset's contract: the rows as snapshots have them, or why not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from opsg.core import months
from opsg.core.errors import Finding, Place
from opsg.data.datasets import Dataset
from opsg.data.pseudonyms import hidden_columns
from opsg.data.snapshots.faults import Faults
from opsg.data.snapshots.files import SnapshotFile
from opsg.data.snapshots.table import FILE, NUMBER, Table, as_written
from opsg.intake.extracts import totals, units
from opsg.intake.extracts.clean import Cleaned, clean, unwrapped
from opsg.intake.extracts.columns import ColumnNames, Columns, normal, quoted
from opsg.intake.extracts.derived import disagreements
from opsg.intake.extracts.history import of_month
from opsg.intake.extracts.ledger import Ledger
from opsg.intake.extracts.names import Names, hide
from opsg.intake.extracts.reading import Refusal
from opsg.intake.extracts.shown import misread, spread
from opsg.intake.extracts.table import Extract, PlaceOf
from opsg.intake.extracts.titles import BETWEEN, Aside, other_month
from opsg.intake.extracts.totals import Parted


@dataclass(frozen=True)
class Fitted:
    """A month's rows as the contract has them, in the order in which they are written.

    They are good only if there are no `findings`. `new` has the pseudonyms of names that are new.
    """

    rows: pl.DataFrame
    new: Mapping[str, str]
    findings: Sequence[Finding]
    ledger: Ledger


@dataclass(frozen=True)
class _ExtractTable(Table):
    """An extract as the contract's rules see it; the other fields tell where a value is."""

    place: PlaceOf | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[tuple[str, str], Refusal] = field(default_factory=dict)
    text: pl.DataFrame = field(default_factory=pl.DataFrame)

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

    def empty(self, number: int, column: str) -> tuple[str, str]:
        """Why a cell needs a value, even if those who made the table left out what repeats."""
        is_above = (pl.col(NUMBER) < number) & pl.col(column).is_not_null()
        above = self.text.filter(is_above)[NUMBER]
        if column not in self.dataset.keys or above.is_empty():
            return super().empty(number, column)
        problem = f"It is empty; the last value above it is in {self.word} {above[-1]:,}."
        remedy = "If that is meant here too, write it in every row; else write the row's own."
        return problem, remedy


def fit(
    extract: Extract,
    columns: ColumnNames,
    file: SnapshotFile,
    *,
    provenance: str,
    names: Names,
    before: Mapping[str, Collection[str]],
) -> Fitted:
    """The rows of an extract for the month of `file`, all of the same `provenance`.

    `before` has the words that the months before hold, by column.
    """
    dataset, record = columns.dataset, extract.record
    said = units.of_figures(aside.text for aside in extract.asides)
    matched = columns.match(extract.header, extract.filled, extract.header_where, said)
    text = spread(_text(extract, matched, dataset, file.month), extract, dataset, matched)
    text = of_month(text, dataset, file.month, record)
    text = unwrapped(text, dataset, record)
    titles = {"month": "month"}
    titles |= {name: extract.header[index] for name, index in matched.positions.items()}
    cleaned = clean(
        *(text, dataset, file.month, record),
        otherwise=f"if its column is not the figures' month, {columns.ignoring(titles['month'])}.",
        scales=matched.scales,
        before=before,
    )
    usable = dict.fromkeys(["month", *matched.positions])
    table = _ExtractTable(
        dataset, file, tuple(usable), large=False,
        place=extract.place, names=titles, positions=matched.positions, refused=cleaned.refused,
    )  # fmt: skip
    parted = totals.part(
        text, cleaned.frame, dataset, _is_known(dataset, names, cleaned), table.where, record
    )
    text, frame = text.filter(parted.kept), cleaned.frame.filter(parted.kept)
    hidden = hide(frame, dataset, names, table.where, record, told=parted.suspects)
    rows = hidden.rows.with_columns(provenance=pl.lit(provenance))
    table = replace(table, usable=tuple(usable.keys() - hidden.columns), text=text)
    typed = _typed(rows, text, dataset, file.month)
    findings = [
        *extract.findings,
        *matched.findings,
        *_round_about(extract, matched, file.month),
        *_provenances(extract, text, provenance),
        *_none_left(extract, parted),
        *parted.findings,
        *hidden.findings,
        *_faults(table, typed),
        *disagreements(extract, dataset, matched.positions, typed, table.where),
        *misread(extract, dataset, matched, table.where),
    ]
    sums = {name: int(typed[name].sum()) for name in dataset.measures}
    own = {name: parted.totals[name] for name in sums if name in parted.totals}
    ledger = record.ledger(extract.word, sums, own, used=typed.height)
    in_order = typed.select(dataset.columns).sort(order_of(dataset))
    return Fitted(in_order, hidden.new, findings, ledger)


def _round_about(extract: Extract, matched: Columns, month: str) -> Iterator[Finding]:
    """What titles, notes, the header and the file's name say against the figures."""
    yield from other_month(extract.asides, month)
    if any(other_month([Aside(Place(), Path(extract.where).stem)], month)):
        extract.record.note(f"The file's name is that of another month than {month}.")
    if matched.scales:
        scaled = ", ".join(matched.scales)
        extract.record.note(f"The last digits of {scaled} may be rounded: the file has them so.")
    for index in matched.positions.values():
        above = extract.above[index] if index and index < len(extract.above) else ""
        name = f"{above}{BETWEEN}{extract.header[index]}"
        yield from other_month([Aside(extract.header_where, name)], month)


def _text(extract: Extract, matched: Columns, dataset: Dataset, month: str) -> pl.DataFrame:
    """The contract's columns as the extract has them, null where it has none."""
    text = extract.frame.select(
        NUMBER,
        *(
            pl.col(str(matched.positions[name])).alias(name)
            if name in matched.positions
            else pl.lit(None, pl.String).alias(name)
            for name in dataset.columns
        ),
    )
    return text if "month" in matched.positions else text.with_columns(month=pl.lit(month))


def _is_known(dataset: Dataset, names: Names, cleaned: Cleaned) -> totals.IsKnown:
    hidden = hidden_columns(dataset)

    def is_known(column: str, text: str) -> bool:
        if column in hidden:
            return names.knows(text, hidden[column])
        if values := dataset.allowed(column):
            return text in values or text not in cleaned.frame[column]
        return column == "month" and (column, text) not in cleaned.refused

    return is_known


def _none_left(extract: Extract, parted: Parted) -> Iterator[Finding]:
    if parted.kept.len() and not parted.kept.any() and not parted.findings:
        problem = "All its rows are totals."
        yield Finding(extract.where, problem, "Ask for the figures that they are of.")


def _faults(table: Table, rows: pl.DataFrame) -> list[Finding]:
    faults = Faults(table.dataset, [table])
    faults.check_rows(rows)
    faults.check_keys(rows.lazy())
    return faults.findings()


def _provenances(extract: Extract, text: pl.DataFrame, provenance: str) -> Iterator[Finding]:
    others = text["provenance"].drop_nulls().unique().sort()
    other = next((value for value in others if value.casefold() != provenance), None)
    if other is not None:
        problem = f"It says that its provenance is {quoted(other)}, not {provenance}."
        remedy = "Say that it is so, or take the column out."
        yield Finding(Place(extract.where, column="provenance"), problem, remedy)


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
