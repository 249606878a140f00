"""Sentences about one measure, which a member can repeat in the meeting; they never claim more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from opsg.analysis.words.labels import NO_TREND_YET
from opsg.analysis.words.numbers import count, number, ordinal, percent, signed
from opsg.analysis.words.standing import illustrative, level, why_absent, without
from opsg.core import months

if TYPE_CHECKING:
    from opsg.analysis.statistics.clearance import Clearance
    from opsg.analysis.statistics.result import Result

SIGNIFICANT = 0.05
SMALL = 20
"""Below this, a change is told in numbers: a percentage of a few says more than there is."""
FAR = 120
"""Months beyond which a projection is not dated."""

LEVELS = {
    "improvement": "Better than chance alone explains",
    "concern": "Worse than chance alone explains",
    "neutral_high": "Higher than chance alone explains",
    "neutral_low": "Lower than chance alone explains",
}
MOVES = {
    "improvement": "Improving beyond what chance alone explains",
    "concern": "Worsening beyond what chance alone explains",
    "neutral_high": "Rising beyond what chance alone explains",
    "neutral_low": "Falling beyond what chance alone explains",
}


def sentences(result: Result) -> tuple[str, str]:
    """What a result says: one sentence to repeat, and the sentences that support it ("" if none).

    The first gives direction and size, the rule it breaks in plain words and for how long, the
    clearing month and the concentration; the second since when it is beyond chance, the typical
    change a month, and how firm all that is.
    """
    if absence := why_absent(result):
        return absence, ""
    clauses = [
        f"{result.measure.name} {_movement(result)}{_rule(result)}",
        _clearance(result),
        _concentration(result),
    ]
    headline = "; ".join(clause for clause in clauses if clause)
    return f"{headline}{illustrative(result)}.", " ".join(_support(result))


def brief(result: Result) -> str:
    """What a result says in a line: how far it moved, and the rule it breaks."""
    return (
        why_absent(result)
        or f"{result.measure.name} {_movement(result)}{_rule(result)}{illustrative(result)}."
    )


# The first sentence: how far it moved


def _movement(result: Result) -> str:
    """`rose 6.2% on January to 18.4k`, or where it stands if there is nothing to compare with."""
    series, unit = result.series, result.measure.unit
    position = result.status.position or 0
    latest, before = series.values[position], series.values[position - 1] if position else None
    if latest is None:
        raise ValueError("the latest point of a result has a value")
    now = level(result, latest)
    if before is None or not series.latest.comparable:
        return f"stood at {now}{without(result)}"
    on = f"on {months.NAMES[series.months[position - 1].month - 1]}"
    rounded = series.latest.rounded
    if latest == before and not rounded:
        return f"stood at {now}, unchanged {on}"
    verb = "rose" if latest > before else "fell"
    size = _size(result, latest - before, before)
    if size is None:
        return f"stood at {now}, little changed {on}"
    if not size:
        first = number(before, unit, rounded and not series.latest.approximate)
        return f"{verb} {on} from {first} to {now}"
    return f"{verb} {size} {on} to {now}"


def _size(result: Result, moved: float, before: float) -> str | None:
    """How large a change is; None if it rounds to nothing, "" if only both ends can say it."""
    size, rounded = abs(moved), result.series.latest.rounded
    about = "about " if rounded else ""
    if result.is_rate:
        return f"{about}{size:.1f} points" if size >= 0.05 else None
    if not size:
        return None
    if before <= 0:
        return ""
    if before < SMALL and before + moved < SMALL:
        return f"by {about}{number(size)}"
    share = 100 * size / before
    if share >= 1000:
        return ""
    if rounded:
        return f"about {share:.0f}%" if share >= 0.5 else None
    if share < 0.05:
        return None
    return f"{share:.0f}%" if share >= 100 else f"{share:.1f}%"


# The first sentence: what rule it breaks, and for how long


def _rule(result: Result) -> str:
    """How the latest value lies to what is usual, to follow the movement."""
    signal, lasting = result.status.signal, result.status.lasting
    row = result.chart.row(result.status.position or 0, named=True)
    unit, their = result.measure.unit, "their" if result.measure.plural else "its"
    span = "" if row["upper_limit"] is None else f" ({_range(result, row)})"
    months_long = f" for the {ordinal(lasting)} month" if lasting > 1 else ""
    still = "still " if _contrary(result) else ""
    match signal:
        case "above_limit":
            return f", {still}above {their} usual range{span}{months_long}"
        case "below_limit":
            return f", {still}below {their} usual range{span}{months_long}"
        case "trend_up":
            return f", the {ordinal(lasting)} monthly rise in a row"
        case "trend_down":
            return f", the {ordinal(lasting)} monthly fall in a row"
        case "two_of_three_high":
            return (
                f", {still}near the top of {their} usual range{span}"
                " in at least two of the last three months"
            )
        case "two_of_three_low":
            return (
                f", {still}near the bottom of {their} usual range{span}"
                " in at least two of the last three months"
            )
        case "shift_high":
            mean = number(row["mean"], unit)
            return f", {still}above {their} average ({mean}){months_long}"
        case "shift_low":
            mean = number(row["mean"], unit)
            return f", {still}below {their} average ({mean}){months_long}"
        case "rising" | "falling":
            return f", {still}{signal} over the last twelve months"
    return f", within {their} usual range{span}" if span else ""


def _range(result: Result, row: dict[str, float]) -> str:
    """`13.9k–16.6k`; a limit that the measure cannot reach is left out."""
    values = [value for value in result.series.values if value is not None]
    unit = result.measure.unit
    lower, upper = number(row["lower_limit"], unit), number(row["upper_limit"], unit)
    if row["lower_limit"] < 0 <= min(values):
        return f"up to {upper}"
    if result.is_rate and row["upper_limit"] > 100 >= max(values):
        return f"from {lower}"
    return f"{lower} to {upper}" if row["lower_limit"] < 0 else f"{lower}–{upper}"


def _contrary(result: Result) -> bool:
    """Whether the last step went back towards what is usual."""
    moved = result.change.absolute or 0.0
    high = result.status.signal in ("above_limit", "two_of_three_high", "shift_high", "rising")
    return moved < 0 if high else moved > 0


# The first sentence: when it clears, and who holds it


def _clearance(result: Result) -> str:
    clearance, position = result.clearance, result.status.position
    if clearance is None or position is None:
        return ""
    level = number(result.goal, result.measure.unit)
    if clearance.state == "cleared":
        return f"at or below the target of {level}" if result.goal else "cleared"
    aim = f"reaching {level}" if result.goal else "clearing"
    if clearance.state == "not_at_this_rate":
        return f"not {aim} at this rate"
    if clearance.months is None:
        return ""
    if clearance.months > FAR:
        return f"{aim} would take more than ten years at this rate"
    return f"{aim} by {_dates(clearance, result.series.months[position])} at this rate"


def _dates(clearance: Clearance, latest: date) -> str:
    if clearance.months is None or clearance.low is None or clearance.high is None:
        raise ValueError("a backlog that clears has its months")
    middle, early, late = (
        months.name(months.add(latest, ahead))
        for ahead in (clearance.months, clearance.low, clearance.high)
    )
    if early == late:
        return middle
    if clearance.high > FAR:
        return f"{middle} ({early} at the earliest)"
    return f"{middle} ({early} to {late})"


def _concentration(result: Result) -> str:
    """`three Users hold 58%`; nothing where it takes more than a third of those that hold any."""
    few, noun = result.concentration, result.measure.group_noun
    if few is None or not noun or few.groups * 3 > few.holders:
        return ""
    holders = f"one {noun} holds" if few.groups == 1 else f"{count(few.groups)} {noun}s hold"
    return f"{holders} {percent(100 * few.share)}"


# The sentences that support it


def _support(result: Result) -> list[str]:
    status = result.status
    if status.too_short:
        return [_too_early(result)]
    parts = [_beyond_chance(result), _typical_change(result)]
    if status.moving:
        parts.append("There is no usual range: the first twelve months were moving already.")
    elif status.no_limits:
        parts.append("No usual range can be given from these figures.")
    elif status.provisional:
        parts.append(f"The usual range is provisional: it rests on {count(status.points)} months.")
    return [part for part in parts if part]


def _too_early(result: Result) -> str:
    if not result.start:
        return NO_TREND_YET
    began = months.name(result.series.months[result.start])
    return f"A new process began in {began}: too few months since then to tell a trend."


def _beyond_chance(result: Result) -> str:
    status = result.status
    if status.direction == "common_cause" or status.since is None:
        return "" if status.no_limits else "The latest month shows nothing beyond chance."
    trends = status.signal.startswith("trend") or status.signal in ("rising", "falling")
    words = MOVES if trends else LEVELS
    first = months.name(result.series.months[status.since])
    when = f"in {first}" if status.run == 1 else f"since {first}"
    return f"{words[status.direction]} {when}."


def _typical_change(result: Result) -> str:
    """The slope of the present process, where it is beyond chance."""
    slope = result.slope
    if slope.per_month is None or slope.low is None or slope.high is None or slope.p is None:
        return ""
    if slope.p >= SIGNIFICANT or slope.low <= 0 <= slope.high:
        return ""
    unit = "points" if result.is_rate else ""
    middle, low, high = (signed(rate, unit) for rate in (slope.per_month, slope.low, slope.high))
    since = months.name(result.series.months[result.start])
    interval = "" if low == high else f" (95% interval {low} to {high})"
    return f"The typical change since {since} is {middle} a month{interval}."
