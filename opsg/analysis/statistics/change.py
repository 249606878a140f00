"""How far the latest month lies from the month before, three months before and a year before."""

from __future__ import annotations

from dataclasses import dataclass

from opsg.analysis.statistics.series import Values, floats


@dataclass(frozen=True)
class Move:
    """A change in the unit of the values, and in percent of where it started (None from zero)."""

    absolute: float
    percent: float | None


@dataclass(frozen=True)
class Change:
    """The latest month against earlier ones; None wherever either month has no value.

    `absolute` and `percent` are the change on the month before.
    """

    latest: float | None
    previous: float | None
    absolute: float | None
    percent: float | None
    three_month: Move | None
    twelve_month: Move | None


def change(values: Values) -> Change:
    """The changes of a series with one entry a month, in order, the last being the latest.

    Percentages are of the earlier value's size, so that a fall is negative below zero too.
    """
    row = floats(values)
    one = _move(row, 1)
    return Change(
        latest=row[-1] if row else None,
        previous=row[-2] if len(row) > 1 else None,
        absolute=one.absolute if one else None,
        percent=one.percent if one else None,
        three_month=_move(row, 3),
        twelve_month=_move(row, 12),
    )


def _move(row: list[float | None], months: int) -> Move | None:
    if len(row) <= months:
        return None
    latest, before = row[-1], row[-1 - months]
    if latest is None or before is None:
        return None
    absolute = latest - before
    return Move(absolute, 100 * absolute / abs(before) if before else None)
