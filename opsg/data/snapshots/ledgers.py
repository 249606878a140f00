"""What is kept of the ledger of an ingest: `snapshots/<dataset>/<YYYY-MM>.yml` beside the figures.

It says what became of every row and cell of the extract, and holds no name: neither a Party's nor
the file's own, only the digest by which the file is known again. The check compares it with the
figures, so that a change of them by hand is told. Figures without a ledger are as good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import yaml
from pydantic import Field

from opsg.core.errors import Finding, UserError, display
from opsg.data.frontmatter import parse, read_text
from opsg.data.models import Model, Text
from opsg.data.snapshots.files import SnapshotFile
from opsg.data.snapshots.table import BROKEN, Table
from opsg.data.validation import validate

ENDING = ".yml"
_BEGINNING = "# What became of the extract that the month's figures are from; ingest writes it.\n"

Count = Annotated[int, Field(ge=0)]


class Rows(Model):
    """How many rows of an extract were read, and how many hold figures that count."""

    read: Count
    used: Count


class ChangedCells(Model):
    """Cells of a column that were not taken as they came, and the first row with one."""

    column: Text
    how: Text
    cells: Count
    first: Count


class KeptLedger(Model):
    """What became of an extract.

    `left_out` has numbers of rows by the reason; `sums` are those of the rows used by measure, and
    `totals` the extract's own, if it had any.
    """

    extract: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    ingested: date
    rows: Rows
    left_out: Mapping[str, tuple[Count, ...]] = {}
    changed: tuple[ChangedCells, ...] = ()
    sums: Mapping[str, int]
    totals: Mapping[str, int] = {}

    def says_as(self, other: KeptLedger) -> bool:
        """Whether another, perhaps of another day, says the same."""
        return self == other.model_copy(update={"ingested": self.ingested})

    def text(self) -> str:
        """The ledger as its file has it."""
        values = self.model_dump(exclude_defaults=True)
        values |= {key: list(value) for key, value in values.items() if isinstance(value, tuple)}
        return _BEGINNING + yaml.safe_dump(values, sort_keys=False, width=98)


def beside(file: SnapshotFile) -> Path:
    """Where the ledger of a month's figures is kept."""
    return file.path.with_suffix(ENDING)


def files_of(file: SnapshotFile) -> list[Path]:
    """The file of a month's figures, and its ledger if there is one."""
    return [file.path, *([ledger] if (ledger := beside(file)).exists() else [])]


def load(path: Path) -> KeptLedger:
    """A ledger that is kept. Raises UserError with everything that is wrong in it."""
    where = display(path)
    return validate(KeptLedger, parse(read_text(path, where), where))


def check(folder: Path, tables: Sequence[Table]) -> Iterator[Finding]:
    """What is wrong with the ledgers in a dataset's folder, whose figures are these tables."""
    by_path = {beside(table.file): table for table in tables}
    for path in sorted(folder.glob(f"*{ENDING}")):
        if path in by_path:
            try:
                yield from _compared(path, load(path), by_path[path])
            except UserError as error:
                yield from error.findings


def _compared(path: Path, ledger: KeptLedger, table: Table) -> Iterator[Finding]:
    measures = [name for name in table.dataset.measures if name in table.usable]
    sums = table.rows(0).select(pl.len().alias("rows"), pl.col(measures).sum())
    try:
        held = sums.collect().row(0, named=True)
    except (OSError, *BROKEN):
        # The figures cannot be read, which has findings of its own.
        return
    said = {"rows": ledger.rows.used, **ledger.sums}
    other = [name for name, value in held.items() if said.get(name) != value]
    if other:
        name = other[0]
        told = f"{said[name]:,}" if name in said else "nothing"
        yield Finding(
            display(table.file.path),
            f"It is not as it was ingested: {name} is {held[name]:,}, but {path.name} beside it "
            f"says {told}.",
            f"Ingest the extract again with --replace; or remove {path.name} if this is meant.",
            "warning",
        )
