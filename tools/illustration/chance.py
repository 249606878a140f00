"""Chance that falls the same way on every machine and under every version of Python."""

from __future__ import annotations

import random
from collections.abc import Sequence

# The share of a year's ordinary level that a month sees, from January: winter is busier.
SEASON = (1.09, 1.07, 1.04, 1.00, 0.96, 0.93, 0.91, 0.92, 0.96, 1.01, 1.05, 1.06)


class Chance:
    """A stream of chance of its own for each `name`, so that one dataset's does not move another's.

    It uses only `random.random`, whose numbers Python promises to keep, and adds them one by one:
    `sum` of floats rounds differently from Python 3.12 on.
    """

    def __init__(self, name: str) -> None:
        self._random = random.Random(f"illustrative {name}")

    def around(self, spread: float) -> float:
        """A factor about 1, as good as normal with standard deviation `spread`; at least 0.1."""
        total = 0.0
        for _ in range(12):
            total += self._random.random()
        return max(0.1, 1 + spread * (total - 6))

    def whole(self, value: float, spread: float = 0.0) -> int:
        """The whole number nearest to `value`, give or take `spread` of it."""
        return round(value * self.around(spread))


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` in proportion to `weights`, adding up to it exactly.

    By the largest remainder, worked out in whole numbers; of equal remainders the first wins.
    """
    shares = [round(weight * 1_000_000) for weight in weights]
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: -(total * shares[place] % whole))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts
