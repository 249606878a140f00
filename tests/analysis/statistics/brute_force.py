"""The rules of an XmR chart once more, point by point and window by window, as they are written.

Slow and plain on purpose: nothing here is shared with the library that it checks.
"""

from __future__ import annotations

from fractions import Fraction


def chart(values, *, improvement="decrease", rebase=(), fix_after=None, screen_outliers=True):
    """Rows (mean, lower limit, upper limit, signal, direction), one a value."""
    rows = []
    start = 0
    for end in range(1, len(values) + 1):
        if end == len(values) or end in rebase:
            rows += process(values[start:end], improvement, fix_after, screen_outliers)
            start = end
    return rows


def process(values, improvement, fix_after, screen_outliers):
    baseline = values if fix_after is None else values[:fix_after]
    mean = average([value for value in baseline if value is not None])
    width = average_range(baseline, screen_outliers)
    if width == 0 and any(value not in (None, mean) for value in values):
        width = None
    lower = upper = None
    if mean is not None and width is not None:
        lower, upper = mean - 2.66 * width, mean + 2.66 * width
    names = [set() for _ in values]
    mark_outside(values, lower, upper, names)
    mark_trends(values, names)
    mark_two_of_three(values, mean, width, lower, upper, names)
    mark_shifts(values, mean, names)
    order = [
        "above_limit", "below_limit", "trend_up", "trend_down",
        "two_of_three_high", "two_of_three_low", "shift_high", "shift_low",
    ]  # fmt: skip
    signals = [next((name for name in order if name in found), "none") for found in names]
    return [(mean, lower, upper, signal, direction(signal, improvement)) for signal in signals]


def average(numbers):
    if not numbers:
        return None
    return float(sum(Fraction(number) for number in numbers) / len(numbers))


def average_range(baseline, screen_outliers):
    ranges = []
    for row in range(1, len(baseline)):
        if baseline[row] is not None and baseline[row - 1] is not None:
            ranges.append(abs(baseline[row] - baseline[row - 1]))
    if screen_outliers and ranges:
        first = average(ranges)
        ranges = [moved for moved in ranges if moved < 3.267 * first]
    return average(ranges)


def windows(values, size):
    for start in range(len(values) - size + 1):
        rows = list(range(start, start + size))
        if all(values[row] is not None for row in rows):
            yield rows


def side(value, mean):
    return 0 if value == mean else 1 if value > mean else -1


def mark_outside(values, lower, upper, names):
    for row, value in enumerate(values):
        if value is not None and upper is not None:
            if value > upper:
                names[row].add("above_limit")
            elif value < lower:
                names[row].add("below_limit")


def mark_trends(values, names):
    within = set()
    for rows in windows(values, 7):
        steps = [values[row + 1] - values[row] for row in rows[:-1]]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            within |= set(rows)
    for row in within:
        here, there = (row, row + 1) if row + 1 in within else (row - 1, row)
        names[row].add("trend_up" if values[there] > values[here] else "trend_down")


def mark_two_of_three(values, mean, width, lower, upper, names):
    if upper is None:
        return
    third = 2 * (2.66 / 3) * width
    close = {
        row
        for row, value in enumerate(values)
        if value is not None
        and lower <= value <= upper
        and (value > mean + third or value < mean - third)
    }
    for rows in windows(values, 3):
        sides = {side(values[row], mean) for row in rows}
        near = close & set(rows)
        if sides in ({1}, {-1}) and len(near) >= 2:
            for row in near:
                names[row].add("two_of_three_high" if sides == {1} else "two_of_three_low")


def mark_shifts(values, mean, names):
    if mean is None:
        return
    for rows in windows(values, 7):
        sides = {side(values[row], mean) for row in rows}
        if sides in ({1}, {-1}):
            for row in rows:
                names[row].add("shift_high" if sides == {1} else "shift_low")


def direction(signal, improvement):
    if signal == "none":
        return "common_cause"
    high = signal in ("above_limit", "trend_up", "two_of_three_high", "shift_high")
    if improvement == "neutral":
        return "neutral_high" if high else "neutral_low"
    return "improvement" if high == (improvement == "increase") else "concern"
