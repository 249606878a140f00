"""How far the latest month lies from the month before."""

from __future__ import annotations

from dataclasses import dataclass

from opsg.analysis.statistics.series import Values, floats


@dataclass(frozen=True)
class Change:
    """A change in the unit of the values, and in percent of the size of where it started.

    Both are None where either month has no value; the percentage is too where it started from
    zero. It is negative for a fall, below zero too.
    """

    absolute: float | None = None
    percent: float | None = None


def measure_change(values: Values) -> Change:
    """The change of the last entry, the latest month, on the one before.

    >>> measure_change([80, 100, 90])
    Change(absolute=-10.0, percent=-10.0)
    >>> measure_change([80, None, 90])
    Change(absolute=None, percent=None)
    """
    row = floats(values)
    if len(row) < 2:
        return Change()
    before, latest = row[-2:]
    if latest is None or before is None:
        return Change()
    absolute = latest - before
    return Change(absolute, 100 * absolute / abs(before) if before else None)
