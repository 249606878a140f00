"""Hides small counts, and those from which a small one could be worked out by subtraction.

A dataset may say `suppress_below`: no count above zero and below it is shown. Where a sum is shown
beside its parts, one hidden part is the sum less the others; so as many are hidden as it takes for
each to have more than one possible value (complementary cell suppression).

Rows and all sums over any of a dataset's groups are looked at together, month by month: pages,
charts and downloads may then show whatever is not hidden. As a dataset's measures add up to one
another (on time, late and missing), all measures of a row or sum are hidden together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset

NOT_SHOWN = "not shown"
"""What stands for a count that is not small itself."""


def words(value: float | None, below: int) -> str:
    """What stands for a hidden count. A zero that must be hidden is called small as well."""
    return f"fewer than {below}" if value is not None and value < below else NOT_SHOWN


def hidden(
    values: Sequence[float | None], below: int, already: Sequence[bool] | None = None
) -> list[bool]:
    """Which parts of a sum that is shown are hidden; None is a part that is not known.

    `already` are parts hidden for another reason, which stay so. Raises ValueError if `below` is
    less than 3: the words "fewer than 2" would tell the count.
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


def in_sums(
    sums: pl.DataFrame,
    rows: pl.LazyFrame,
    dataset: Dataset,
    *,
    by: Sequence[str] = (),
    where: Mapping[str, object] | None = None,
    unit: str = "",
) -> pl.DataFrame:
    """Sums of a dataset's rows without what is hidden, with a column `hidden` that says why.

    `sums` has `month`, the columns of `by`, `numerator` and `denominator` (null where it is no
    rate), each over the rows that `where` keeps; `rows` are all rows of the dataset. Where a sum
    is hidden both are null, and `hidden` has the words to show; elsewhere `hidden` is null. Of a
    rate, in the `unit` %, nothing is told but that it is not shown.
    """
    import polars as pl

    below = dataset.suppress_below
    if below is None:
        return sums.with_columns(hidden=pl.lit(None, pl.String))
    kept = {
        column: wanted if isinstance(wanted, list) else [wanted]
        for column, wanted in (where or {}).items()
        if column not in by
    }
    columns = [column for column in dataset.groups if column in by or column in kept]
    held = _hidden(rows.collect(), dataset)[tuple(columns)]
    told: list[str | None] = []
    for row in sums.iter_rows(named=True):
        of = [[row[column]] if column in by else kept[column] for column in columns]
        hides = any((row["month"], *key) in held for key in product(*of))
        count = None if unit == "%" else row["numerator"]
        told.append(words(count, below) if hides else None)
    shown = pl.col("hidden").is_null()
    return sums.with_columns(hidden=pl.Series(told, dtype=pl.String)).with_columns(
        pl.when(shown).then(pl.col(name)) for name in ("numerator", "denominator")
    )


def in_rows(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows of a dataset as they may be given out: the measures of a hidden row are null."""
    import polars as pl

    if dataset.suppress_below is None:
        return rows
    held = _hidden(rows, dataset)[dataset.groups]
    keys = rows.select("month", *dataset.groups).iter_rows()
    shown = pl.Series([key not in held for key in keys])
    measures = [*dataset.measures, *dataset.derived]
    return rows.with_columns(pl.when(shown).then(pl.col(name)).alias(name) for name in measures)


Place = tuple[object, ...]
"""Which row or sum: its month, then its values of some columns."""


def _hidden(rows: pl.DataFrame, dataset: Dataset) -> dict[tuple[str, ...], set[Place]]:
    """The sums that are hidden, by the columns that they are over; over all groups, the rows.

    A sum over some columns has as its parts those over one more. What is hidden of the parts
    keeps them from being worked out from the sum; if nothing can, the sum is hidden as well. A
    hidden sum is not to be had by adding up its parts either, so that these are all hidden.
    """
    import polars as pl

    below = dataset.suppress_below or 0
    measures = [*dataset.measures, *dataset.derived]
    small = pl.any_horizontal(pl.col(measures).is_between(1, below - 1))
    concerned = rows.filter(pl.col("month").is_in(rows.filter(small)["month"].unique().implode()))
    overs = [
        over for n in range(len(dataset.groups) + 1) for over in combinations(dataset.groups, n)
    ]
    counts: dict[tuple[str, ...], dict[Place, tuple[float | None, ...]]] = {}
    hides: dict[tuple[str, ...], set[Place]] = {}
    for over in overs:
        sums = concerned.group_by("month", *over).agg(pl.col(measures).sum()).sort("month", *over)
        size = 1 + len(over)
        counts[over] = {row[:size]: row[size:] for row in sums.iter_rows()}
        hides[over] = {
            place
            for place, values in counts[over].items()
            if any(value is not None and 0 < value < below for value in values)
        }
    before = -1
    while before != (before := sum(map(len, hides.values()))):
        for parts in overs[1:]:
            families = [
                (over, place, members)
                for column in range(len(parts))
                for over in [parts[:column] + parts[column + 1 :]]
                for place, members in _families(counts[parts], column).items()
            ]
            for over, place, members in families:
                if place in hides[over]:
                    hides[parts].update(members)
            for over, place, members in families:
                found = hides[parts].intersection(members)
                if found and place not in hides[over]:
                    values = [counts[parts][member] for member in members]
                    found, told = _in_family(values, members, found, below)
                    hides[parts] |= found
                    if told:
                        hides[over].add(place)
    return hides


def _families(counts: Mapping[Place, object], column: int) -> dict[Place, list[Place]]:
    """The places that differ in one column alone, by the place of their sum."""
    found: dict[Place, list[Place]] = {}
    for place in counts:
        found.setdefault(place[: column + 1] + place[column + 2 :], []).append(place)
    return found


def _in_family(
    counts: Sequence[Sequence[float | None]], members: Sequence[Place], held: set[Place], below: int
) -> tuple[set[Place], bool]:
    """The parts of a sum that are hidden, some of which are `held`, and whether it tells one."""
    hides = [member in held for member in members]
    by_measure = list(zip(*counts, strict=True))
    before: list[bool] = []
    while before != hides:
        before = hides
        for values in by_measure:
            hides = [a or b for a, b in zip(hides, hidden(values, below, hides), strict=True)]
    told = any(_can_be_worked_out(values, hides, below) for values in by_measure)
    return {member for member, hide in zip(members, hides, strict=True) if hide}, told
