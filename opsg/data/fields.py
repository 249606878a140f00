"""The columns of a dataset as a reader of its files needs to know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from opsg.core import months

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset


@dataclass(frozen=True)
class Field:
    """A column of a dataset.

    `kind` is `month`, `text` or `whole number`; `unit` is empty for what is not counted;
    `example` is empty where there is no row; `allowed` lists the values of a closed vocabulary;
    `least` and `most` are None where open.
    """

    name: str
    kind: str
    unit: str
    description: str
    example: str
    allowed: tuple[str, ...]
    least: int | None
    most: int | None
    derived: bool


def fields(dataset: Dataset, rows: pl.DataFrame) -> tuple[Field, ...]:
    """The columns of a dataset's rows in their order; examples are from the latest month."""
    import polars as pl

    latest = rows.filter(pl.col("month") == pl.col("month").max()).head(1)
    examples = latest.row(0, named=True) if latest.height else {}
    return tuple(_field(dataset, name, examples.get(name, "")) for name in rows.columns)


def _field(dataset: Dataset, name: str, example: Any) -> Field:
    import polars as pl

    columns = dataset.schema.columns()
    derived = name not in columns
    kinds = {pl.Date: "month", pl.String: "text"}
    limits = None if derived else columns[name]
    measured = name in dataset.measures
    return Field(
        name,
        "whole number" if derived else kinds.get(type(dataset.types[name]), "whole number"),
        dataset.units.get(name, ""),
        dataset.descriptions[name],
        months.text(example)
        if isinstance(example, date)
        else str("" if example is None else example),
        () if derived else dataset.allowed(name),
        getattr(limits, "min", None),
        # The contracts' bound on counts guards sums; it is no limit of what is counted.
        None if measured else getattr(limits, "max", None),
        derived,
    )
