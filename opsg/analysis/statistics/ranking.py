"""Who is getting worse beyond chance, and who holds the most, among any number of groups.

Theil and Sen's slope with Mann and Kendall's test stands here a second time, over all groups at
once in Polars: `slope.estimate_slope`, group by group in Python, takes five times as long for
2,000 groups and 36 months, and a ranking has to manage the 6,300 parties that docs/scale.md
promises. A test holds the two together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from opsg.analysis.statistics.series import Improvement, Values, check_improvement, observations

COLUMNS = (
    "n", "first", "latest", "change", "per_month", "tau", "p", "q",
    "worsening", "improving", "share", "cumulative_share",
)  # fmt: skip

ALPHA = 0.05
PAIRS_AT_ONCE = 1_000_000
"""How many pairs of months are held at once; it bounds memory, and fits the processor's cache."""


def rank(
    frame: pl.DataFrame | pl.LazyFrame,
    *,
    group: str,
    value: str,
    improvement: Improvement = "decrease",
) -> pl.DataFrame:
    """The groups of a tidy frame, one row each: those that worsen beyond chance come first.

    Several rows of a group in a `month` are summed; months without a value are gaps. Within those
    that worsen and the others, the fastest towards the worse come first (upwards, where neither
    way is better). Columns besides `group`:

    - n: months with a value; first: the group's first value; latest: its value in the frame's
      last month, or null; change: latest less first;
    - per_month, tau, p: slope and test, the same as `slope.estimate_slope` gives;
    - q: p adjusted for testing all groups. Naming those with q at most ALPHA keeps the expected
      share of false discoveries among them at most ALPHA (Benjamini and Hochberg, Controlling
      the False Discovery Rate, 1995);
    - worsening, improving: q at most ALPHA, and the way the values move; neither where neither
      way is better, nor where the frame's last month has no value;
    - share: of the latest total, from 0 to 1; cumulative_share: of this group and of all that
      hold more. Null where the latest values are no parts of a whole: one is negative, or all
      are zero.

    >>> from datetime import date
    >>> days = [date(2021, month, 1) for month in range(1, 9)]
    >>> frame = pl.DataFrame(
    ...     {
    ...         "month": days * 2,
    ...         "party": ["User 01"] * 8 + ["User 02"] * 8,
    ...         "open": [5, 4, 6, 5, 4, 6, 5, 4, 1, 2, 3, 5, 8, 9, 11, 12],
    ...     }
    ... )
    >>> rank(frame, group="party", value="open").select("party", "worsening", "share").rows()
    [('User 02', True, 0.75), ('User 01', False, 0.25)]
    """
    check_improvement(improvement)
    # In a fixed order: the last digit of p depends on where in a column a group stands.
    series = _series(frame.lazy(), group, value).sort(group).collect()
    worse = {"decrease": 1, "increase": -1, "neutral": 0}[improvement]
    # Of a group without a value in the last month nothing is said of the present.
    beyond_chance = (pl.col("q") <= ALPHA).fill_null(False) & pl.col("latest").is_not_null()
    return (
        _tested(series)
        .lazy()
        .sort("p", descending=True, nulls_last=True)
        .with_columns(
            q=_adjusted(pl.col("p")),
            share=_share(pl.col("latest")),
            change=pl.col("latest") - pl.col("first"),
        )
        .with_columns(
            worsening=beyond_chance & (worse * pl.col("tau") > 0),
            improving=beyond_chance & (worse * pl.col("tau") < 0),
        )
        .sort("share", group, descending=[True, False], nulls_last=True)
        .with_columns(cumulative_share=pl.col("share").cum_sum())
        .sort(
            "worsening",
            (worse or 1) * pl.col("per_month"),
            group,
            descending=[True, True, False],
            nulls_last=True,
        )
        .select(group, *COLUMNS)
        .collect()
    )


@dataclass(frozen=True)
class Concentration:
    """The fewest groups that hold at least half of the whole, and the share (0 to 1) they hold.

    `holders` counts the groups that hold anything.
    """

    groups: int
    share: float
    holders: int


def measure_concentration(parts: pl.DataFrame | Values) -> Concentration | None:
    """How few groups hold at least half: of a ranking's latest values, or of values themselves.

    None where the values cannot be parts of a whole: one is negative, or all are zero.

    >>> measure_concentration([10, 30, 18, 12, 15, 15])
    Concentration(groups=3, share=0.63, holders=6)
    """
    column = parts["latest"] if isinstance(parts, pl.DataFrame) else parts
    sizes = sorted((value for _, value in observations(column)), reverse=True)
    total = math.fsum(sizes)
    if total <= 0 or sizes[-1] < 0:
        return None
    sums = enumerate(accumulate(sizes), start=1)
    groups, largest = next((count, sum_) for count, sum_ in sums if sum_ >= total / 2)
    return Concentration(groups, largest / total, sum(size > 0 for size in sizes))


def _series(frame: pl.LazyFrame, group: str, value: str) -> pl.LazyFrame:
    """One row a group: its points (month number and value) in order, n, first and latest."""
    total = pl.col(value).cast(pl.Float64).fill_nan(None)
    month = pl.col("month").dt.year().cast(pl.Int32) * 12 + pl.col("month").dt.month()
    points = pl.struct(month.alias("month"), pl.col("_value").alias("value"))
    return (
        frame.group_by(group, "month")
        .agg(_value=pl.when(total.count() > 0).then(total.sum()))
        .with_columns(_last=pl.col("month").max())
        .group_by(group)
        .agg(
            points=points.filter(pl.col("_value").is_not_null()).sort_by(
                pl.col("month").filter(pl.col("_value").is_not_null())
            ),
            latest=pl.col("_value").filter(pl.col("month") == pl.col("_last")).first(),
        )
        .with_columns(
            n=pl.col("points").list.len().cast(pl.Int64),
            first=pl.col("points").list.first().struct.field("value"),
        )
    )


def _tested(series: pl.DataFrame) -> pl.DataFrame:
    """Adds Theil–Sen and Mann–Kendall for each group, from all pairs of its points.

    Taken in slices of groups, side by side, so that the pairs of all never exist at once.
    """
    longest = int(series["n"].max() or 0)  # type: ignore[arg-type]
    later = [index for index in range(longest) for _ in range(index)]
    earlier = [index for end in range(longest) for index in range(end)]
    step = _between("value", earlier, later) / _between("month", earlier, later)
    size = max(1, PAIRS_AT_ONCE // max(len(later), 1))
    slices = list(series.iter_slices(size)) or [series]
    return pl.concat(pl.collect_all([_test(part.lazy(), step) for part in slices]))


def _between(field: str, earlier: list[int], later: list[int]) -> pl.Expr:
    """The difference of a field of a group's points for each pair; null past its last point."""
    column = pl.element().struct.field(field)
    ends = (pl.lit(pl.Series(index, dtype=pl.UInt32)) for index in (later, earlier))
    after, before = (column.gather(end, null_on_oob=True) for end in ends)
    return after - before


def _test(part: pl.LazyFrame, step: pl.Expr) -> pl.LazyFrame:
    n, score, slopes = pl.col("n"), pl.col("score"), pl.col("slopes")
    in_order = pl.col("points").list.eval(pl.element().struct.field("value").sort())
    same = pl.element().rle().struct.field("len").cast(pl.Int64)
    variance = (_variance_term(n) - in_order.list.agg(_variance_term(same).sum())) / 18
    z = (score.abs() - 1) / variance.sqrt()
    enough = n >= 2
    return (
        part.with_columns(slopes=pl.col("points").list.eval(step))
        .with_columns(score=slopes.list.agg(pl.element().sign().sum()))
        .with_columns(
            per_month=slopes.list.median(),
            tau=pl.when(enough).then(score / (n * (n - 1) / 2)),
            p=pl.when(enough).then(
                pl.when(score == 0).then(1.0).otherwise((z / math.sqrt(2)).erfc())
            ),
        )
        .drop("points", "slopes", "score")
    )


def _variance_term(size: pl.Expr) -> pl.Expr:
    """The same as in `slope`, for a column of sizes."""
    return size * (size - 1) * (2 * size + 5)


def _adjusted(p: pl.Expr) -> pl.Expr:
    """Benjamini and Hochberg's adjusted p, of rows sorted by falling p with nulls last."""
    return (p * p.count() / p.rank("max")).cum_min().clip(upper_bound=1)


def _share(part: pl.Expr) -> pl.Expr:
    return pl.when((part.min() >= 0) & (part.sum() > 0)).then(part / part.sum())
