"""Sentences made from results, which a member can repeat in the meeting; they never claim more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from opsg.analysis.words.labels import CHIPS
from opsg.analysis.words.numbers import count, full, number, ordinal, percent, signed
from opsg.core import months

if TYPE_CHECKING:
    from opsg.analysis.statistics import Clearing, Result

NO_TREND_YET = "Not enough history yet to tell a trend."
SIGNIFICANT = 0.05
SMALL = 20
"""Below this, a change is told in numbers: a percentage of a few says more than there is."""
FAR = 120
"""Months beyond which a projection is not dated."""
NAMED = 4
"""How many groups a sentence names."""

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
    if result.hidden:
        return _hidden(result), ""
    if result.status.position is None:
        return f"No figure is reported for {result.name}.", ""
    said = [
        f"{result.name} {_movement(result)}{_rule(result)}",
        _clearing(result),
        _concentration(result),
    ]
    illustrative = " (illustrative)" if result.illustrative else ""
    headline = "; ".join(part for part in said if part) + illustrative + "."
    return headline, " ".join(_support(result))


def brief(result: Result) -> str:
    """What a result says in a line: how far it moved, and the rule it breaks."""
    if result.hidden:
        return _hidden(result)
    if result.status.position is None:
        return f"No figure is reported for {result.name}."
    illustrative = " (illustrative)" if result.illustrative else ""
    return f"{result.name} {_movement(result)}{_rule(result)}{illustrative}."


def breakdown(results: Sequence[tuple[str, Result]]) -> str:
    """How many of several named results show a signal, and which: one sentence.

    It does not say "beyond chance": among many groups chance alone shows some signals.
    """
    judged = [(name, result) for name, result in results if not result.status.too_short]
    if not judged:
        return NO_TREND_YET
    illustrative = " (illustrative)" if any(result.illustrative for _, result in judged) else ""
    moving = {
        direction: [name for name, result in judged if result.status.direction == direction]
        for direction in CHIPS
        if direction != "common_cause"
    }
    parts = [
        f"{count(len(names))} {'is' if len(names) == 1 else 'are'} "
        f"{CHIPS[direction].lower()} ({_listed(names)})"
        for direction, names in moving.items()
        if names
    ]
    if not parts:
        return f"None of the {count(len(judged))} shows a signal{illustrative}."
    said = f"Of {count(len(judged))}, {' and '.join(parts)} by the rules of the chart"
    return f"{said}{illustrative}."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {count(more)} more" if more > 0 else "")


def _hidden(result: Result) -> str:
    """That the latest figure is too small to be shown, or would tell one that is."""
    illustrative = " (illustrative)" if result.illustrative else ""
    return f"{result.name} in {months.name(result.months[-1])}: {result.hidden}{illustrative}."


# The first sentence: how far it moved


def _movement(result: Result) -> str:
    """`rose 6.2% on January to 18.4k`, or where it stands if there is nothing to compare with."""
    position = result.status.position or 0
    latest, before = result.values[position], result.values[position - 1] if position else None
    if latest is None:
        raise ValueError("the latest point of a result has a value")
    now = _latest(result, latest)
    if position < len(result.values) - 1:
        return f"stood at {now} in {months.name(result.months[position])}, the latest known"
    if before is None:
        return f"stood at {now}"
    on = f"on {months.NAMES[result.months[position - 1].month - 1]}"
    if latest == before:
        return f"stood at {now}, unchanged {on}"
    verb = "rose" if latest > before else "fell"
    size = _size(result, latest - before, before)
    if size is None:
        return f"stood at {now}, little changed {on}"
    if not size:
        return f"{verb} {on} from {number(before, result.unit)} to {now}"
    return f"{verb} {size} {on} to {now}"


def _latest(result: Result, latest: float) -> str:
    exact = result.exact and result.status.position == len(result.values) - 1
    now = full(latest, result.unit) if exact else number(latest, result.unit, result.approximate)
    if result.is_rate and result.numerator is not None and result.denominator is not None:
        now += f" ({number(result.numerator)} of {number(result.denominator)})"
    return now


def _size(result: Result, moved: float, before: float) -> str | None:
    """How large a change is; None if it rounds to nothing, "" if only both ends can say it."""
    size = abs(moved)
    if result.is_rate:
        return f"{size:.1f} points" if size >= 0.05 else None
    if before <= 0:
        return ""
    if before < SMALL and before + moved < SMALL:
        return f"by {number(size)}"
    share = 100 * size / before
    if share >= 1000:
        return ""
    if result.approximate:
        return f"about {share:.0f}%" if share >= 0.5 else None
    if share < 0.05:
        return None
    return f"{share:.0f}%" if share >= 100 else f"{share:.1f}%"


# The first sentence: what rule it breaks, and for how long


def _rule(result: Result) -> str:
    """How the latest value lies to what is usual, to follow the movement."""
    signal, lasting = result.status.signal, result.status.lasting
    row = result.frame.row(result.status.position or 0, named=True)
    their = "their" if result.plural else "its"
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
            mean = number(row["mean"], result.unit)
            return f", {still}above {their} average ({mean}){months_long}"
        case "shift_low":
            mean = number(row["mean"], result.unit)
            return f", {still}below {their} average ({mean}){months_long}"
    return f", within {their} usual range{span}" if span else ""


def _range(result: Result, row: dict[str, float]) -> str:
    """`13.9k–16.6k`; a limit that the measure cannot reach is left out."""
    values = [value for value in result.values if value is not None]
    lower, upper = (number(row[name], result.unit) for name in ("lower_limit", "upper_limit"))
    if row["lower_limit"] < 0 <= min(values):
        return f"up to {upper}"
    if result.is_rate and row["upper_limit"] > 100 >= max(values):
        return f"from {lower}"
    return f"{lower} to {upper}" if row["lower_limit"] < 0 else f"{lower}–{upper}"


def _contrary(result: Result) -> bool:
    """Whether the last step went back towards what is usual."""
    moved = result.change.absolute or 0.0
    high = result.status.signal in ("above_limit", "two_of_three_high", "shift_high")
    return moved < 0 if high else moved > 0


# The first sentence: when it clears, and who holds it


def _clearing(result: Result) -> str:
    found, position = result.clearing, result.status.position
    if found is None or position is None:
        return ""
    goal = number(result.target, result.unit)
    if found.state == "cleared":
        return f"at or below the target of {goal}" if result.target else "cleared"
    if found.state == "not_at_this_rate":
        return f"not reaching {goal} at this rate" if result.target else "not clearing at this rate"
    if found.months is None:
        return ""
    aim = f"reaching {goal}" if result.target else "clearing"
    if found.months > FAR:
        return f"{aim} would take more than ten years at this rate"
    return f"{aim} by {_dated(found, result.months[position])} at this rate"


def _dated(found: Clearing, latest: date) -> str:
    if found.months is None or found.low is None or found.high is None:
        raise ValueError("a backlog that clears has its months")
    middle, early, late = (
        months.name(months.add(latest, ahead)) for ahead in (found.months, found.low, found.high)
    )
    if early == late:
        return middle
    if found.high > FAR:
        return f"{middle} ({early} at the earliest)"
    return f"{middle} ({early} to {late})"


def _concentration(result: Result) -> str:
    """`three Users hold 58%`; nothing where it takes more than a third of those that hold any."""
    found = result.concentration
    if found is None or not result.noun or found.groups * 3 > found.of:
        return ""
    holders = f"one {result.noun} holds" if found.groups == 1 else (
        f"{count(found.groups)} {result.noun}s hold"
    )  # fmt: skip
    return f"{holders} {percent(100 * found.share)}"


# The sentences that support it


def _support(result: Result) -> list[str]:
    status = result.status
    if status.too_short:
        return [_too_early(result)]
    said = [_beyond_chance(result), _typical_change(result)]
    if status.no_limits:
        said.append("No usual range can be given from these figures.")
    elif status.provisional:
        said.append(f"The usual range is provisional: it rests on {count(status.points)} months.")
    return [part for part in said if part]


def _too_early(result: Result) -> str:
    if not result.start:
        return NO_TREND_YET
    began = months.name(result.months[result.start])
    return f"A new process began in {began}: too few months since then to tell a trend."


def _beyond_chance(result: Result) -> str:
    status = result.status
    if status.direction == "common_cause" or status.since is None:
        return "" if status.no_limits else "The latest month shows nothing beyond chance."
    words = MOVES if status.signal.startswith("trend") else LEVELS
    first = months.name(result.months[status.since])
    when = f"in {first}" if status.run == 1 else f"since {first}"
    return f"{words[status.direction]} {when}."


def _typical_change(result: Result) -> str:
    """The slope of the present process, where it is beyond chance."""
    found = result.slope
    if found.per_month is None or found.low is None or found.high is None or found.p is None:
        return ""
    if found.p >= SIGNIFICANT or found.low <= 0 <= found.high:
        return ""
    unit = "points" if result.is_rate else ""
    middle, low, high = (signed(rate, unit) for rate in (found.per_month, found.low, found.high))
    since = months.name(result.months[result.start])
    interval = "" if low == high else f" (95% interval {low} to {high})"
    return f"The typical change since {since} is {middle} a month{interval}."
