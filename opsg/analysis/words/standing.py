"""Where a measure stands: its latest known figure, of which month, and what that is without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsg.analysis.words.groups import listed
from opsg.analysis.words.numbers import full, number
from opsg.core import months
from opsg.data.suppression import NOT_SHOWN

if TYPE_CHECKING:
    from opsg.analysis.statistics.result import Result


def why_absent(result: Result) -> str:
    """Why there is no figure of the last month, and the latest that is known; "" if there is one.

    It says nothing of trends: what the figures before it showed need not hold any more.
    """
    name, series, position = result.measure.name, result.series, result.status.position
    month, end = months.name(series.months[-1]) if series.months else "", illustrative(result)
    if series.latest.hidden:
        return f"{name} in {month}: {NOT_SHOWN}{end}."
    if series.latest.without and series.latest.part is not None and series.values[-1] is None:
        of = f" from {listed(series.latest.without)}"
        part = f" ({number(series.latest.part, result.measure.unit)} without them)"
    else:
        of = part = ""
    value = None if position is None else series.values[position]
    absent = f"No figures for {month} yet{of}{part}"
    if series.latest.of_nothing:
        absent = f"No rate for {month}, as it would be a share of nothing"
    if value is None or position is None:
        if series.latest.of_nothing:
            return f"{name}: {absent[0].lower()}{absent[1:]}{end}."
        if not of:
            return f"No figure is reported for {name}."
        return f"{absent}: {name} cannot be told as a whole{end}."
    if not result.status.stale:
        return ""
    last = "" if series.latest.as_at else f" in {months.name(series.months[position])}"
    known = "the latest reported" if series.latest.reported else f"the latest known{end}"
    stood = f"{name} stood at {level(result, value)}{last}, {known}"
    return f"{absent}: {stood}."


def level(result: Result, value: float) -> str:
    """The latest value that is known, with the paper's date for it where it is of another month."""
    unit, latest = result.measure.unit, result.series.latest
    now = full(value, unit) if latest.exact else number(value, unit, latest.approximate)
    if result.is_rate and latest.numerator is not None and latest.denominator is not None:
        now += f" ({number(latest.numerator)} of {number(latest.denominator)})"
    return f"{now} as at {months.long_date(latest.as_at)}" if latest.as_at else now


def without(result: Result) -> str:
    """The groups that a figure stands without."""
    names = result.series.latest.without
    if not names:
        return ""
    month = months.name(result.series.months[-1])
    return f" without {listed(names)}, of which there are no figures for {month} yet"


def illustrative(result: Result) -> str:
    """What ends a sentence that rests on figures that are made up."""
    return " (illustrative)" if result.series.illustrative else ""
