"""What became of an extract's rows and cells: nothing is left out or changed that is not told.

A `Record` is made by `table.read`, goes with the `Extract` through all that reads it, and becomes
the `Ledger` that a summary prints and that is kept beside the month's figures. Neither ever holds
a value of the extract or its file's name, which may be a Party's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from opsg.data.snapshots.ledgers import ChangedCells, KeptLedger, Rows
from opsg.intake.extracts.row_numbers import listed

Why = Literal[
    "title", "header", "total", "subtotal", "average or percentage", "note", "empty", "other month"
]
"""Why a row is left out."""


@dataclass(frozen=True)
class Ledger:
    """An extract's rows and cells, each accounted for; `word` is what the file's rows are called.

    It has what is kept of it (`KeptLedger`), and `notes` on what an analyst should look at.
    """

    word: Literal["line", "row"]
    rows: Rows
    left_out: Mapping[str, tuple[int, ...]]
    changed: tuple[ChangedCells, ...]
    sums: Mapping[str, int]
    totals: Mapping[str, int]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """The ledger as plain lines; short where all was used as it came."""
        yield f"Read {_counted(self.rows.read, self.word)}, used {self.rows.used:,}."
        for why, rows in sorted(self.left_out.items()):
            yield f"Left out as {why}: {self.word}{'s' * (len(rows) > 1)} {listed(rows)}."
        for one in self.changed:
            cells = _counted(one.cells, "cell")
            yield f"Changed in {one.column}: {cells}, {one.how} (first {self.word} {one.first})."
        if self.totals:
            own = ", ".join(f"{column} {total:,}" for column, total in self.totals.items())
            yield f"The file's own totals agree: {own}."

    def kept(self, extract: str, when: date) -> KeptLedger:
        """What is kept of it; `extract` is the digest of the file that was ingested on this day."""
        return KeptLedger(
            extract=extract,
            ingested=when,
            rows=self.rows,
            left_out=self.left_out,
            changed=self.changed,
            sums=self.sums,
            totals=self.totals,
        )


@dataclass
class Record:
    """Gathers a ledger's entries while an extract is read."""

    left_out: dict[int, Why] = field(default_factory=dict)
    changed: list[ChangedCells] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, row: int, why: Why) -> None:
        """Tell that a row is not used."""
        self.left_out[row] = why

    def change(self, column: str, how: str, rows: Sequence[int]) -> None:
        """Tell that the cells of a contract's column in these rows were changed, if there are any.

        `how` is what was done, in words that hold no value: "commas between thousands dropped".
        Call it once for a column and a way, with all rows at once.
        """
        if rows:
            cells = ChangedCells(column=column, how=how, cells=len(rows), first=min(rows))
            self.changed.append(cells)

    def note(self, text: str) -> None:
        """Tell what an analyst should look at; printed, never kept."""
        self.notes.append(text)

    def ledger(
        self,
        word: Literal["line", "row"],
        sums: Mapping[str, int],
        totals: Mapping[str, int],
        used: int,
    ) -> Ledger:
        """The ledger, once all is read, with the `sums` of the rows used and the file's own."""
        left_out: dict[str, tuple[int, ...]] = {}
        for row, why in sorted(self.left_out.items()):
            left_out[why] = (*left_out.get(why, ()), row)
        read = used + sum(why not in ("title", "empty") for why in self.left_out.values())
        rows = Rows(read=read, used=used)
        return Ledger(word, rows, left_out, tuple(self.changed), sums, totals, tuple(self.notes))


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
