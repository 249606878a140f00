"""Hides small counts, and those from which a small one could be worked out by subtraction.

A dataset may say `suppress_below`: no count above zero and below it is shown. Where a sum is shown
beside its parts, one hidden part is the sum less the others; so as many are hidden as it takes for
each to have more than one possible value (complementary cell suppression).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from opsg.datasets import Dataset

NOT_SHOWN = "not shown"
"""What stands for a count that is not small itself."""


def words(value: float | None, below: int) -> str:
    """What stands for a hidden count. A zero that must be hidden is called small as well."""
    return f"fewer than {below}" if value is not None and value < below else NOT_SHOWN


def hidden(
    values: Sequence[float | None], below: int, already: Sequence[bool] | None = None
) -> list[bool]:
    """Which parts of a sum that is shown are hidden; None is a part that is not known.

    `already` are parts hidden for another reason, which stay so. If all are hidden, ask
    `sum_tells` whether the sum can be shown. Raises ValueError if `below` is less than 3: the
    words "fewer than 2" would tell the count.
    """
    if below < 3:
        raise ValueError("counts can be suppressed below 3 or more")
    hides = [
        value is not None and (0 < value < below or bool(already and already[place]))
        for place, value in enumerate(values)
    ]
    while _can_be_worked_out(values, hides, below):
        # The smallest count that is shown, zeros last: to hide one tells least.
        shown = [
            (not value, value, place)
            for place, value in enumerate(values)
            if value is not None and not hides[place]
        ]
        if not shown:
            break
        hides[min(shown)[2]] = True
    return hides


def sum_tells(values: Sequence[float | None], below: int) -> bool:
    """Whether the sum of parts would tell a hidden one even if all parts are hidden."""
    return _can_be_worked_out(values, hidden(values, below), below)


def _can_be_worked_out(values: Sequence[float | None], hides: Sequence[bool], below: int) -> bool:
    """Whether the sum and the words for the hidden parts leave any of these only one value."""
    kept = [value for value, hide in zip(values, hides, strict=True) if hide and value is not None]
    total = sum(kept)
    # Who reads the words knows that a small count is none of zero, unless zeros are hidden too.
    small = (0 if 0 in kept else 1, below - 1)
    ranges = [small if value < below else (below, total) for value in kept]
    least = sum(low for low, _ in ranges)
    most = sum(high for _, high in ranges)
    return any(
        max(low, total - (most - high)) >= min(high, total - (least - low)) for low, high in ranges
    )


def in_groups(series: pl.DataFrame, by: str, below: int | None) -> pl.DataFrame:
    """The series of the values of `by` (see `readings.series`) without what is hidden.

    Month by month, `value`, `numerator` and `denominator` become null where the numerator or the
    denominator is hidden; a column `hidden` says in words why, and is null elsewhere.
    """
    import polars as pl

    if below is None:
        return series.with_columns(hidden=pl.lit(None, pl.String))
    parts = []
    for month in series.partition_by("month", maintain_order=True):
        told: list[str | None] = [None] * month.height
        for column in ("numerator", "denominator"):
            counts = month[column].to_list()
            for place, hide in enumerate(hidden(counts, below)):
                if hide:
                    told[place] = words(counts[place], below)
        parts.append(month.with_columns(hidden=pl.Series("hidden", told, dtype=pl.String)))
    shown = pl.col("hidden").is_null()
    counts = [pl.when(shown).then(pl.col(name)) for name in ("value", "numerator", "denominator")]
    whole = pl.concat(parts) if parts else series.with_columns(hidden=pl.lit(None, pl.String))
    return whole.with_columns(counts).sort(by, "month")


def in_rows(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows of a dataset as they may be given out: hidden counts are null.

    Beside the rows, pages show the sums of each month over every single group column; no hidden
    count can be worked out from one of these and the rows. Derived measures of a row in which
    anything is hidden are null too.
    """
    import polars as pl

    below = dataset.suppress_below
    if below is None or rows.is_empty():
        return rows
    lines = [[rows[name].to_list() for name in ("month", *column)] for column in _sums(dataset)]
    any_hidden = [False] * rows.height
    changed = {}
    for measure in dataset.measures:
        counts = rows[measure].to_list()
        hides = [False] * rows.height
        while True:
            before = list(hides)
            for keys in lines:
                _hide_in_sums(counts, hides, list(zip(*keys, strict=True)), below)
            if hides == before:
                break
        changed[measure] = pl.Series(
            measure,
            [None if hide else count for count, hide in zip(counts, hides, strict=True)],
            dtype=rows[measure].dtype,
        )
        any_hidden = [one or other for one, other in zip(any_hidden, hides, strict=True)]
    whole = ~pl.Series(any_hidden)
    derived = [pl.when(whole).then(pl.col(name)).alias(name) for name in dataset.derived]
    return rows.with_columns(*changed.values()).with_columns(derived)


def _sums(dataset: Dataset) -> list[tuple[str, ...]]:
    """The columns over whose values sums are shown: none, for the month's total, and each group."""
    return [(), *((column,) for column in dataset.groups)]


def _hide_in_sums(
    counts: Sequence[float | None], hides: list[bool], keys: Sequence[object], below: int
) -> None:
    """Hide in each sum, which is of the rows with the same key, what its parts would tell."""
    sums: dict[object, list[int]] = {}
    for place, key in enumerate(keys):
        sums.setdefault(key, []).append(place)
    for places in sums.values():
        found = hidden(
            [counts[place] for place in places], below, [hides[place] for place in places]
        )
        for place, hide in zip(places, found, strict=True):
            hides[place] = hide
