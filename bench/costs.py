"""What some work costs: seconds on the clock, and seconds of a processor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

import results


class Cost(NamedTuple):
    """Seconds on the clock, and seconds of a processor of all processes that were waited for."""

    seconds: float
    processor: float


def cost(work: Callable[[], object]) -> Cost:
    """What `work` costs, begun when the machine has nothing else to do."""
    results.settle()
    before, start = os.times(), time.perf_counter()
    work()
    seconds, after = time.perf_counter() - start, os.times()
    busy = after.children_user + after.children_system
    return Cost(seconds, busy - before.children_user - before.children_system)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each."""
    return Cost(*map(median, zip(*costs, strict=True)))


def cells(costs: Sequence[Cost]) -> str:
    """The costs as cells of a table: median and fastest seconds, median seconds of a processor."""
    return f"{middle(costs).seconds:.2f} | {min(costs)[0]:.2f} | {middle(costs).processor:.2f}"
