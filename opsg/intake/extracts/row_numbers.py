"""Rows by their numbers, as messages list them.

A module of its own, as programs that are run apart use it and start anew for every file.
"""

from __future__ import annotations

from collections.abc import Sequence

_MOST_LISTED = 8


def listed(rows: Sequence[int], most: int = _MOST_LISTED) -> str:
    """Rows by number: `3, 4 and 17`, or the first few and how many more."""
    shown = [f"{row:,}" for row in rows[:most]]
    if len(rows) > most:
        return f"{', '.join(shown)} and {len(rows) - most:,} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
