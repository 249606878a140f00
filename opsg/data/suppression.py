"""Hides small counts, and those from which a small one could be worked out by subtraction.

A dataset may say `suppress_below`: no count above zero and below it is shown. Where a sum is shown
beside its parts, one hidden part is the sum less the others; so as many are hidden as it takes for
each to have more than one possible value (complementary cell suppression).

Rows and all sums over any of a dataset's groups are looked at together, month by month: pages,
charts and downloads may then show whatever is not hidden. As a dataset's measures add up to one
another (on time, late and missing), all measures of a row or sum are hidden together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset

NOT_SHOWN = "not shown"
"""What stands for a hidden count."""


def hidden(
    values: Sequence[float | None], below: int, already: Sequence[bool] | None = None
) -> list[bool]:
    """Which parts of a sum that is shown are hidden; None is a part that is not known.

    `already` are parts hidden for another reason, which stay so. Raises ValueError if `below` is
    less than 3: who reads that counts below 2 are hidden knows such a count.
    """
    if below < 3:
        raise ValueError("counts can be suppressed below 3 or more")
    hides = [
        value is not None and (0 < value < below or bool(already and already[index]))
        for index, value in enumerate(values)
    ]
    while _can_be_worked_out(values, hides, below):
        # The smallest count that is shown, zeros last: to hide one tells least.
        shown = [
            (not value, value, index)
            for index, value in enumerate(values)
            if value is not None and not hides[index]
        ]
        if not shown:
            break
        hides[min(shown)[2]] = True
    return hides


def _can_be_worked_out(values: Sequence[float | None], hides: Sequence[bool], below: int) -> bool:
    """Whether the sum leaves any hidden part only one value, for who guesses which are small."""
    kept = [value for value, hide in zip(values, hides, strict=True) if hide and value is not None]
    total = sum(kept)
    # Who guesses so knows that a small count is none of zero, unless zeros are hidden too.
    small = (0 if 0 in kept else 1, below - 1)
    ranges = [small if value < below else (below, total) for value in kept]
    least = sum(low for low, _ in ranges)
    most = sum(high for _, high in ranges)
    return any(
        max(low, total - (most - high)) >= min(high, total - (least - low)) for low, high in ranges
    )


def in_sums(
    sums: pl.DataFrame,
    rows: Iterable[pl.LazyFrame],
    dataset: Dataset,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, object] | None = None,
) -> pl.DataFrame:
    """Sums of a dataset's rows without what is hidden, with a column that says what is `hidden`.

    `sums` has `month`, the columns of `by`, `numerator` and `denominator` (null where it is no
    rate), each over the rows that `where` keeps; `rows` are all rows of the dataset in pieces, each
    with all rows of its months, of which one is held at once. Where a sum is hidden both are null.
    """
    import polars as pl

    if dataset.suppress_below is None:
        return sums.with_columns(hidden=False)
    chosen = {
        column: wanted if isinstance(wanted, list) else [wanted]
        for column, wanted in (where or {}).items()
        if column not in by
    }
    columns = [column for column in dataset.groups if column in by or column in chosen]
    keys = set().union(*(_hidden(each.collect(), dataset)[tuple(columns)] for each in rows))
    hides: list[bool] = []
    for row in sums.iter_rows(named=True):
        values = [[row[column]] if column in by else chosen[column] for column in columns]
        hides.append(any((row["month"], *key) in keys for key in product(*values)))
    return sums.with_columns(hidden=pl.Series(hides, dtype=pl.Boolean)).with_columns(
        pl.when(~pl.col("hidden")).then(pl.col(name)).alias(name)
        for name in ("numerator", "denominator")
    )


def in_rows(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows of a dataset as they may be given out: the measures of a hidden row are null."""
    import polars as pl

    if dataset.suppress_below is None:
        return rows
    hides = _hidden(rows, dataset)[dataset.groups]
    keys = rows.select("month", *dataset.groups).iter_rows()
    shown = pl.Series([key not in hides for key in keys])
    measures = [*dataset.measures, *dataset.derived]
    return rows.with_columns(pl.when(shown).then(pl.col(name)).alias(name) for name in measures)


Columns = tuple[str, ...]
Key = tuple[object, ...]
"""Which row or sum: its month, then its values of some columns."""


class _Family(NamedTuple):
    """A sum, by the columns that it is over, and the parts of which it is the total."""

    columns: Columns
    total: Key
    parts: list[Key]


def _hidden(rows: pl.DataFrame, dataset: Dataset) -> dict[Columns, set[Key]]:
    """The sums that are hidden, by the columns that they are over; over all groups, the rows.

    A sum over some columns has as its parts those over one more. What is hidden of the parts
    keeps them from being worked out from the sum; if nothing can, the sum is hidden as well. A
    hidden sum is not to be had by adding up its parts either, so that these are all hidden.
    """
    below = dataset.suppress_below or 0
    sums = _sums(rows, dataset, below)
    hides = {
        columns: {key for key, counts in by_key.items() if _has_small(counts, below)}
        for columns, by_key in sums.items()
    }
    before = -1
    while before != (before := sum(map(len, hides.values()))):
        for columns, by_key in sums.items():
            _spread(columns, by_key, hides, below)
    return hides


def _sums(
    rows: pl.DataFrame, dataset: Dataset, below: int
) -> dict[Columns, dict[Key, Sequence[float | None]]]:
    """All sums of the months that have a small count, those over fewer columns first."""
    import polars as pl

    measures = [*dataset.measures, *dataset.derived]
    small = pl.any_horizontal(pl.col(measures).is_between(1, below - 1))
    concerned = rows.filter(pl.col("month").is_in(rows.filter(small)["month"].unique().implode()))
    sums: dict[Columns, dict[Key, Sequence[float | None]]] = {}
    for length in range(len(dataset.groups) + 1):
        for columns in combinations(dataset.groups, length):
            keys = ["month", *columns]
            summed = concerned.group_by(keys).agg(pl.col(measures).sum()).sort(keys)
            sums[columns] = {row[: len(keys)]: row[len(keys) :] for row in summed.iter_rows()}
    return sums


def _has_small(counts: Sequence[float | None], below: int) -> bool:
    return any(count is not None and 0 < count < below for count in counts)


def _spread(
    columns: Columns,
    by_key: Mapping[Key, Sequence[float | None]],
    hides: dict[Columns, set[Key]],
    below: int,
) -> None:
    """Add to `hides` what the sums over some columns and their totals would tell of each other."""
    families = list(_families(columns, by_key))
    for family in families:
        if family.total in hides[family.columns]:
            hides[columns].update(family.parts)
    for family in families:
        already = hides[columns].intersection(family.parts)
        if already and family.total not in hides[family.columns]:
            counts = [by_key[part] for part in family.parts]
            parts, tells = _in_family(counts, family.parts, already, below)
            hides[columns] |= parts
            if tells:
                hides[family.columns].add(family.total)


def _families(columns: Columns, keys: Iterable[Key]) -> Iterator[_Family]:
    """The sums over all but one of the columns, each with its parts."""
    for index in range(len(columns)):
        parts: dict[Key, list[Key]] = {}
        for key in keys:
            parts.setdefault(key[: index + 1] + key[index + 2 :], []).append(key)
        others = columns[:index] + columns[index + 1 :]
        for total, of_total in parts.items():
            yield _Family(others, total, of_total)


def _in_family(
    counts: Sequence[Sequence[float | None]], parts: Sequence[Key], already: set[Key], below: int
) -> tuple[set[Key], bool]:
    """The parts of a sum that are hidden, with those that are already; whether it tells one."""
    hides = [part in already for part in parts]
    by_measure = list(zip(*counts, strict=True))
    before: list[bool] = []
    while before != hides:
        before = hides
        for values in by_measure:
            hides = [a or b for a, b in zip(hides, hidden(values, below, hides), strict=True)]
    tells = any(_can_be_worked_out(values, hides, below) for values in by_measure)
    return {part for part, hide in zip(parts, hides, strict=True) if hide}, tells
