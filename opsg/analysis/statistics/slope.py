"""How fast a series moves and whether that is beyond chance: Theil–Sen and Mann–Kendall."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist, median

from opsg.analysis.statistics.series import Values, observations

Z_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Slope:
    """The typical change a month with its 95% interval, in units a month, and its test.

    `p` is two-sided; `tau` runs from −1 (every later value is lower) to 1. `n` counts the values.
    With fewer than two values there is no slope: all but `n` are None.
    """

    per_month: float | None
    low: float | None
    high: float | None
    p: float | None
    tau: float | None
    n: int


def estimate_slope(values: Values) -> Slope:
    """The slope of a series with one entry a month; missing months keep their place in time.

    `per_month` is the median of the slopes between all pairs of values (Theil 1950; Sen 1968),
    `low` and `high` bound it by Sen's equation 2.6. `p` is Mann–Kendall's, with the variance
    corrected for ties and the normal approximation for continuity (Kendall, Rank Correlation
    Methods, 1975); `tau` is Kendall's tau-a. Agrees with `scipy.stats.theilslopes` and with
    `pymannkendall.original_test`.

    >>> fit = estimate_slope([10, 12, None, 16, 18])
    >>> fit.per_month, fit.tau, fit.n
    (2.0, 1.0, 4)
    """
    points = observations(values)
    n = len(points)
    if n < 2:
        return Slope(None, None, None, None, None, n)
    slopes = sorted(
        (after - before) / (later - earlier)
        for (earlier, before), (later, after) in combinations(points, 2)
    )
    pairs = len(slopes)
    score = sum((step > 0) - (step < 0) for step in slopes)
    ties = Counter(value for _, value in points).values()
    variance = (_variance_term(n) - sum(map(_variance_term, ties))) / 18
    sigma = math.sqrt(variance)
    lowest = max(round((pairs - Z_95 * sigma) / 2) - 1, 0)
    highest = min(round((pairs + Z_95 * sigma) / 2), pairs - 1)
    z = (abs(score) - 1) / sigma if score else 0.0
    return Slope(
        per_month=median(slopes),
        low=slopes[lowest],
        high=slopes[highest],
        p=math.erfc(z / math.sqrt(2)),
        tau=score / pairs,
        n=n,
    )


def _variance_term(size: int) -> int:
    """What `size` values, or that many equal ones, add to or take off 18 times the variance."""
    return size * (size - 1) * (2 * size + 5)
