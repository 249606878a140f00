"""What became of an extract's rows and cells: nothing is left out or changed that is not told.

A `Record` is made by `table.read`, goes with the `Extract` through all that reads it, and becomes
the `Ledger` that a summary prints and that is kept beside the month's figures. Neither ever holds
a value of the extract or its file's name, which may be a Party's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Literal

from opsg.data.snapshots.ledgers import ChangedCells, KeptLedger, Rows
from opsg.intake.extracts.row_numbers import listed

Why = Literal[
    "title", "header", "total", "subtotal", "average or percentage", "note", "empty", "other month"
]
"""Why a row is left out."""


@dataclass(frozen=True)
class LeftOut:
    """A row that holds none of the figures, by its number in the file."""

    row: int
    why: Why


@dataclass(frozen=True)
class Changed:
    """Cells of a contract's `column` that do not stand as they came, the first in row `first`.

    `how` is what was done, in words that hold no value: "commas between thousands dropped".
    """

    column: str
    how: str
    count: int
    first: int


@dataclass(frozen=True)
class Sum:
    """The sum of a count over the rows used, and the file's own total of it if it has one."""

    column: str
    of_rows: int
    of_total: int | None


@dataclass(frozen=True)
class Ledger:
    """An extract's rows and cells, each accounted for; `word` is what the file's rows are called.

    `read` are the rows with anything in them below the header, `used` those whose figures count.
    """

    word: Literal["line", "row"]
    read: int
    used: int
    left_out: tuple[LeftOut, ...]
    changed: tuple[Changed, ...]
    sums: tuple[Sum, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The ledger as plain lines; short where all was used as it came."""
        yield f"Read {_counted(self.read, self.word)}, used {self.used:,}."
        by_why = sorted(self.left_out, key=lambda one: one.why)
        for why, group in groupby(by_why, key=lambda one: one.why):
            rows = [one.row for one in group]
            yield f"Left out as {why}: {self.word}{'s' * (len(rows) > 1)} {listed(rows)}."
        for one in self.changed:
            cells = _counted(one.count, "cell")
            yield f"Changed in {one.column}: {cells}, {one.how} (first {self.word} {one.first})."
        own = [f"{one.column} {one.of_total:,}" for one in self.sums if one.of_total is not None]
        if own:
            yield f"The file's own totals agree: {', '.join(own)}."

    def kept(self, extract: str, when: date) -> KeptLedger:
        """What is kept of it; `extract` is the digest of the file that was ingested on this day."""
        left_out: dict[str, tuple[int, ...]] = {}
        for one in self.left_out:
            left_out[one.why] = (*left_out.get(one.why, ()), one.row)
        changed = (
            ChangedCells(column=one.column, how=one.how, cells=one.count, first=one.first)
            for one in self.changed
        )
        return KeptLedger(
            extract=extract,
            ingested=when,
            rows=Rows(read=self.read, used=self.used),
            left_out=left_out,
            changed=tuple(changed),
            sums={one.column: one.of_rows for one in self.sums},
            totals={one.column: one.of_total for one in self.sums if one.of_total is not None},
        )


@dataclass
class Record:
    """Gathers a ledger's entries while an extract is read."""

    left_out: list[LeftOut] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, row: int, why: Why) -> None:
        """Tell that a row is not used."""
        self.left_out.append(LeftOut(row, why))

    def change(self, column: str, how: str, rows: Sequence[int]) -> None:
        """Tell that the cells of a contract's column in these rows were changed, if there are any.

        Call it once for a column and a way, with all rows at once.
        """
        if rows:
            self.changed.append(Changed(column, how, len(rows), min(rows)))

    def note(self, text: str) -> None:
        """Tell what an analyst should look at; printed, never kept."""
        self.notes.append(text)

    def ledger(self, word: Literal["line", "row"], used: int, sums: Sequence[Sum]) -> Ledger:
        """The ledger, once all is read."""
        left_out = sorted(self.left_out, key=lambda one: one.row)
        read = used + sum(one.why not in ("title", "empty") for one in left_out)
        return Ledger(
            word, read, used, tuple(left_out), tuple(self.changed), tuple(sums), tuple(self.notes)
        )


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
