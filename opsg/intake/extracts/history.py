"""Takes one month's rows out of an extract that holds several, such as a download of this site."""

from __future__ import annotations

import polars as pl

from opsg.core import months
from opsg.data.datasets import Dataset
from opsg.data.snapshots.table import NUMBER
from opsg.intake.extracts import dates
from opsg.intake.extracts.ledger import Record


def of_month(text: pl.DataFrame, dataset: Dataset, month: str, record: Record) -> pl.DataFrame:
    """The rows of `text` (NUMBER and the contract's columns) without those of other months.

    A row is of another month only if that month is there as a table of its own: no key twice, and
    one at least that `month` has as well. A row of the month whose date is mistyped has no such
    twin, so it stays, and the contract refuses it by its row.
    """
    written = {value: _month(value, month) for value in text["month"].drop_nulls().unique()}
    dated = text.with_columns(pl.col("month").replace(written))
    own = dated.filter(pl.col("month") == month).select(dataset.groups)
    others = []
    for (other,), rows in dated.drop_nulls("month").partition_by("month", as_dict=True).items():
        keys = rows.select(dataset.groups)
        shared = keys.join(own, on=dataset.groups, nulls_equal=True, how="semi")
        if other != month and shared.height and not keys.is_duplicated().any():
            others.append(other)
    left_out = dated.filter(pl.col("month").is_in(others))
    for row in left_out[NUMBER]:
        record.leave_out(row, "other month")
    if others:
        first, last = (months.named(one) for one in (min(others), max(others)))
        between = first if first == last else f"{first} to {last}"
        record.note(f"It holds other months too, {between}; only {month} is taken.")
    return text.join(left_out, on=NUMBER, how="anti", maintain_order="left")


def _month(text: str, wanted: str) -> str | None:
    """The month of a date, None if it is none; what can be of `wanted` is."""
    possible = [months.text(day) for day in dates.days(text)]
    return wanted if wanted in possible else next(iter(possible), None)
