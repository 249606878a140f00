"""Times the ranking of many groups in one pass against loops over the groups, as a Markdown table.

Run it with `python bench/trends.py`; the table also goes into `bench/RESULTS.md`. The loops are
timed on a sample of the groups and extrapolated; they compute the same slope, tau and p for each
group, which is checked.
"""

from __future__ import annotations

import math
import random
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

import polars as pl
import pymannkendall
import results
from scipy.stats import theilslopes

from opsg.analysis.statistics.ranking import rank
from opsg.analysis.statistics.slope import estimate_slope
from opsg.core import months

GROUPS = 63_000
MONTHS = 36
SAMPLE = 1_000
REPEATS = 5

Statistics = tuple[float, float, float]


def made_up() -> pl.DataFrame:
    """Counts for every group and month, a tenth of the groups rising, rows in random order."""
    chance = random.Random(44)
    span = months.span(date(2018, 3, 1), months.add(date(2018, 3, 1), MONTHS - 1))
    rises = [group % 10 == 0 for group in range(GROUPS)]
    values = [
        chance.randrange(30, 70) + (place if rising else 0)
        for rising in rises
        for place in range(MONTHS)
    ]
    frame = pl.DataFrame(
        {
            "party": [f"User {group:05}" for group in range(GROUPS) for _ in span],
            "month": span * GROUPS,
            "open": values,
        }
    )
    return frame.sample(fraction=1, shuffle=True, seed=44)


def in_python(values: list[int]) -> Statistics:
    """Slope, tau and p of one group in plain Python."""
    n = len(values)
    slopes = [
        (values[later] - values[earlier]) / (later - earlier)
        for earlier in range(n)
        for later in range(earlier + 1, n)
    ]
    score = sum((step > 0) - (step < 0) for step in slopes)
    ties = sum(size * (size - 1) * (2 * size + 5) for size in Counter(values).values())
    sigma = math.sqrt((n * (n - 1) * (2 * n + 5) - ties) / 18)
    z = (abs(score) - 1) / sigma if score else 0.0
    return median(slopes), score / len(slopes), math.erfc(z / math.sqrt(2))


def in_slope(values: list[int]) -> Statistics:
    """Slope, tau and p of one group by `slope.estimate_slope`."""
    found = estimate_slope(values)
    return found.per_month or 0.0, found.tau or 0.0, found.p or 0.0


def in_libraries(values: list[int]) -> Statistics:
    """Slope, tau and p of one group by scipy and pymannkendall."""
    test = pymannkendall.original_test(values)
    return theilslopes(values).slope, test.Tau, test.p


def looped(sample: pl.DataFrame, one: Callable[[list[int]], Statistics]) -> dict[str, Statistics]:
    """The statistics of each group of a frame, one group after the other."""
    return {
        str(party): one(part.sort("month")["open"].to_list())
        for (party,), part in sample.group_by("party")
    }


def agree(found: Statistics, expected: Statistics) -> bool:
    """Whether two ways give the same statistics, but for rounding."""
    pairs = zip(found, expected, strict=True)
    return all(math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12) for one, other in pairs)


def timed(run: Callable[[], object], repeats: int) -> float:
    """The seconds of the fastest of some runs."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def with_memory(run: Callable[[], pl.DataFrame]) -> tuple[pl.DataFrame, float, float]:
    """What a run gives, the MB held before it, and the most held while it went on (on Linux)."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _held("VmRSS")
    return run(), before, _held("VmHWM")


def _held(field: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def table() -> Iterator[str]:
    """The measurements, line by line."""
    frame = made_up()
    sample = frame.filter(pl.col("party") < f"User {SAMPLE:05}")
    ranked, before, peak = with_memory(lambda: rank(frame, group="party", value="open"))
    one_pass = timed(lambda: rank(frame, group="party", value="open"), REPEATS)
    yield f"{GROUPS:,} groups × {MONTHS} months, best of {REPEATS}; loops: {SAMPLE:,} groups × "
    yield f"{GROUPS // SAMPLE} (extrapolated).\n\n"
    yield "| way | seconds | times as long |\n| --- | ---: | ---: |\n"
    yield f"| `ranking.rank`, one pass | {one_pass:.2f} | 1 |\n"
    expected = {row[0]: row[1:] for row in ranked.select("party", "per_month", "tau", "p").rows()}
    ways = {
        "plain Python, written for speed": in_python,
        "`slope.estimate_slope`": in_slope,
        "scipy and pymannkendall": in_libraries,
    }
    for name, one in ways.items():
        for party, found in looped(sample, one).items():
            if not agree(found, expected[party]):
                raise AssertionError(f"{name} and the one pass differ for {party}")
        seconds = timed(lambda one=one: looped(sample, one), 3) * GROUPS / SAMPLE
        yield f"| loop over groups, {name} | {seconds:.1f} | {seconds / one_pass:.0f} |\n"
    yield f"\nMemory: {peak:,.0f} MB at most, {before:,.0f} MB of it before the ranking began; "
    yield f"{ranked['worsening'].sum():,} groups named as worsening.\n"


if __name__ == "__main__":
    warnings.simplefilter("error")
    text = "".join(table())
    print(text, end="")
    results.write("Ranking of many groups (`bench/trends.py`)", f"{text}\n{results.machine()}")
