"""Hides small counts, and those from which a small one could be worked out by subtraction.

A dataset may say `suppress_below`: no count above zero and below it is shown. Where a sum is shown
beside its parts, one hidden part is the sum less the others; so as many are hidden as it takes for
each to have more than one possible value (complementary cell suppression).

Rows and all sums over any of a dataset's groups are looked at together, month by month: pages,
charts and downloads may then show whatever is not hidden. As a dataset's measures add up to one
another (on time, late and missing), all measures of a row or sum are hidden together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from opsg.data.datasets import Dataset

NOT_SHOWN = "not shown"
"""What stands for a hidden count."""


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
    columns = tuple(column for column in dataset.groups if column in by or column in chosen)
    hides = _hides(rows, columns, dataset)
    for column, values in chosen.items():
        hides = hides.filter(pl.col(column).is_in(values))
    return _without(sums.lazy(), hides, ["month", *by], ["numerator", "denominator"]).collect()


def in_rows(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows of a dataset as they may be given out: the measures of a hidden row are null."""
    return in_piece(rows.lazy(), dataset).collect()


def in_piece(rows: pl.LazyFrame, dataset: Dataset) -> pl.LazyFrame:
    """The same of a piece of rows, all of its months, which are held no longer than it takes."""
    if dataset.suppress_below is None:
        return rows
    hides = _hides([rows], dataset.groups, dataset)
    return _without(rows, hides, dataset.keys, _measures(dataset)).drop("hidden")


def _hides(rows: Iterable[pl.LazyFrame], columns: Columns, dataset: Dataset) -> pl.LazyFrame:
    """The hidden ones of the sums over some columns, of rows in pieces."""
    import polars as pl

    of_pieces = (_hidden(each.collect(), dataset)[columns] for each in rows)
    return pl.concat(each.filter("hidden") for each in of_pieces).lazy()


def _without(
    shown: pl.LazyFrame, hides: pl.LazyFrame, keys: Sequence[str], measures: Sequence[str]
) -> pl.LazyFrame:
    """The rows that are `shown`, which of them are `hidden`, and of these no measure."""
    import polars as pl

    hides = hides.select(*keys, "hidden").unique()
    joined = shown.join(hides, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("hidden").fill_null(False)).with_columns(
        pl.when(~pl.col("hidden")).then(pl.col(name)).alias(name) for name in measures
    )


Columns = tuple[str, ...]


def _measures(dataset: Dataset) -> list[str]:
    return [*dataset.measures, *dataset.derived]


def _hidden(rows: pl.DataFrame, dataset: Dataset) -> dict[Columns, pl.DataFrame]:
    """All sums, with what is `hidden`, by the columns that they are over; over all groups: rows.

    A sum over some columns has as its parts those over one more. What is hidden of the parts
    keeps them from being worked out from the sum; if nothing can, the sum is hidden as well. A
    hidden sum is not to be had by adding up its parts either, so that these are all hidden.
    """
    sums = _sums(rows, dataset)
    totals = {columns: _totals(columns, sums) for columns in sums}
    before = -1
    while before != (before := sum(each.filter("hidden").height for each in sums.values())):
        for columns in sums:
            _spread(columns, totals[columns], sums, dataset)
    return sums


def _sums(rows: pl.DataFrame, dataset: Dataset) -> dict[Columns, pl.DataFrame]:
    """All sums of the months that have a small count, those over fewer columns first.

    Small ones are `hidden`.
    """
    import polars as pl

    measures = pl.col(_measures(dataset))
    small = pl.any_horizontal(measures.is_between(1, (dataset.suppress_below or 0) - 1))
    concerned = rows.filter(pl.col("month").is_in(rows.filter(small)["month"].unique().implode()))
    sums: dict[Columns, pl.DataFrame] = {}
    for length in range(len(dataset.groups) + 1):
        for columns in combinations(dataset.groups, length):
            keys = ["month", *columns]
            summed = concerned.group_by(keys).agg(measures.sum()).sort(keys)
            sums[columns] = summed.with_columns(hidden=small)
    return sums


def _spread(
    columns: Columns,
    totals: Mapping[Columns, pl.Series],
    sums: dict[Columns, pl.DataFrame],
    dataset: Dataset,
) -> None:
    """Hide in `sums` what those over some columns and their `totals` would tell of each other."""
    import polars as pl

    for others, of in totals.items():
        hides = sums[others]["hidden"].gather(of)
        sums[columns] = sums[columns].with_columns(pl.col("hidden") | hides)
    for others, of in totals.items():
        parts = sums[columns].with_row_index("_part").with_columns(of.alias("_of"))
        shown = ~sums[others]["hidden"].gather(of)
        parts = parts.filter(shown).filter(pl.col("hidden").any().over("_of"))
        if not parts.height:
            continue
        hides, tells = _complete(parts, dataset)
        sums[columns] = _hide(sums[columns], hides)
        sums[others] = _hide(sums[others], tells)


def _totals(columns: Columns, sums: Mapping[Columns, pl.DataFrame]) -> dict[Columns, pl.Series]:
    """The places of the totals of the sums over some columns, by the columns of the totals."""
    every = [tuple(other for other in columns if other != column) for column in columns]
    return {others: _places(sums[columns], sums[others], others) for others in every}


def _places(parts: pl.DataFrame, totals: pl.DataFrame, others: Columns) -> pl.Series:
    keys = ["month", *others]
    totals = totals.select(keys).with_row_index("_of")
    found = parts.select(keys).join(totals, on=keys, nulls_equal=True, maintain_order="left")
    return found["_of"]


def _hide(sums: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """The sums with those in some places hidden as well."""
    import polars as pl

    hides = pl.col("_part").is_in(places.implode())
    return sums.with_row_index("_part").with_columns(pl.col("hidden") | hides).drop("_part")


def _complete(parts: pl.DataFrame, dataset: Dataset) -> tuple[pl.Series, pl.Series]:
    """The parts of totals that are hidden in the end; the totals that tell one even so."""
    import polars as pl

    below, measures = dataset.suppress_below or 0, _measures(dataset)
    hides, telling = [], []
    while parts.height:
        tells = pl.any_horizontal(_tells(pl.col(name), below, _sum_hidden) for name in measures)
        totals = parts.group_by("_of").agg(_tells=tells, _whole=pl.col("hidden").all())
        totals = totals.filter("_tells")
        hides.append(parts.filter("hidden")["_part"])
        telling.append(totals.filter("_whole")["_of"])
        parts = parts.join(totals.filter(~pl.col("_whole")), on="_of", how="semi")
        for measure in measures:
            parts = hide(parts, measure, below)
    return pl.concat(hides), pl.concat(telling)


def hide(parts: pl.DataFrame, measure: str, below: int) -> pl.DataFrame:
    """Parts of totals that are shown, with as many `hidden` as keep those of a measure unknown.

    Of each total some are hidden already; `_part` and `_of` number parts and totals. Raises
    ValueError if `below` is less than 3: who reads that counts below 2 are hidden knows such a
    count.
    """
    import polars as pl

    if below < 3:
        raise ValueError("counts can be suppressed below 3 or more")
    value, of = pl.col(measure), pl.col("_of")

    def so_far(number: pl.Expr) -> pl.Expr:
        """The sum from the first part of a total; many times as fast as `cum_sum().over()`."""
        sums = number.cum_sum()
        first = of.ne_missing(of.shift())
        return sums - pl.when(first).then(sums - number).forward_fill()

    # The smallest count that is shown comes next, zeros last: to hide one tells least.
    parts = parts.with_columns(pl.col("hidden") | value.is_between(1, below - 1)).sort(
        "_of", ~pl.col("hidden"), value == 0, value, "_part"
    )
    parts = parts.with_columns(
        _place=so_far(pl.repeat(1, pl.len())), _tells=_tells(value, below, so_far)
    )
    enough = (pl.col("_place") >= pl.col("hidden").sum().over("_of")) & ~pl.col("_tells")
    last = pl.when(enough).then("_place").min().over("_of")
    hidden = (pl.col("_place") <= last).fill_null(True)
    return parts.with_columns(hidden=hidden).drop("_place", "_tells")


def _sum_hidden(number: pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.when("hidden").then(number).otherwise(0).sum()


def _tells(value: pl.Expr, below: int, add: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """Whether the sum of hidden values leaves any only one, for who guesses which are small."""
    import polars as pl

    total, small, large, zeros = (
        # No Int64: as many as there are parts may each be as large as their sum.
        add(number.cast(pl.Int64)).cast(pl.Int128)
        for number in (value, value < below, value >= below, value == 0)
    )
    # Who guesses so knows that a small count is none of zero, unless zeros are hidden too.
    one = (zeros == 0).cast(pl.Int128)
    least = small * one + large * below
    most = small * (below - 1) + large * total

    def told(low: pl.Expr, high: pl.Expr) -> pl.Expr:
        least_left = pl.max_horizontal(low, total - most + high)
        return least_left >= pl.min_horizontal(high, total - least + low)

    limit = pl.lit(below, pl.Int128)
    return ((small > 0) & told(one, limit - 1)) | ((large > 0) & told(limit, total))
