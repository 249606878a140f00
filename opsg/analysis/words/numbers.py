"""Numbers as British readers expect them, short enough to be read aloud."""

from __future__ import annotations

from typing import Protocol

COUNTS = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
SCALES = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
SHORTENED_FROM = 10_000
MINUS = "−"


class Reported(Protocol):
    """A figure as a paper reports it."""

    @property
    def value(self) -> float: ...
    @property
    def unit(self) -> str: ...
    @property
    def approximate(self) -> bool: ...


def count(number: int) -> str:
    """A number of things: in words to twelve, then in digits.

    >>> count(3), count(0), count(1500)
    ('three', 'no', '1,500')
    """
    return COUNTS[number] if 0 <= number < len(COUNTS) else full(number)


def several(number: int, noun: str) -> str:
    """A number of things with what they are, whose plural has an s.

    >>> several(1, "next step"), several(3, "paper")
    ('one next step', 'three papers')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def ordinal(number: int) -> str:
    """A place in a row, from 1.

    >>> ordinal(6), ordinal(21), ordinal(112)
    ('sixth', '21st', '112th')
    """
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    teens = 11 <= number % 100 <= 13
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def number(value: float, unit: str = "", approximate: bool = False) -> str:
    """A value, short; round thousands below a million stay whole. Of the units only `%` is written.

    >>> number(5_700), number(18_412), number(6_900_000), number(71.34, "%")
    ('5,700', '18.4k', '6.9m', '71.3%')
    >>> number(62_000), number(109_000, approximate=True)
    ('62,000', 'about 109k')
    """
    if unit == "%":
        short = _percentage(value, approximate)
    elif abs(value) < SHORTENED_FROM or (_round_thousands(value) and not approximate):
        short = full(value)
    else:
        short = _sign(value) + _scaled(abs(value), whole=approximate)
    return f"about {short}" if approximate else short


def full(value: float, unit: str = "") -> str:
    """A value with all its digits.

    >>> full(18_412), full(3.5), full(71.34, "%")
    ('18,412', '3.5', '71.3%')
    """
    if unit == "%":
        return _percentage(value, approximate=False)
    size = abs(value)
    whole = size == int(size) or size >= 100
    digits = f"{size:,.0f}" if whole else _enough_decimals(size)
    return (_sign(value) if float(digits.replace(",", "")) else "") + digits


def signed(value: float, unit: str = "", approximate: bool = False) -> str:
    """A change with its sign; without one if it rounds to 0.

    `unit` is `%`, `points` or nothing. A change of a rate is given in points.

    >>> signed(-4.1, "%"), signed(1_204), signed(1.2, "points"), signed(-0.01, "%")
    ('−4.1%', '+1,204', '+1.2 points', '0.0%')
    >>> signed(-4.1, "%", approximate=True)
    'about −4%'
    """
    size = abs(value)
    about = "about " if approximate else ""
    if unit == "":
        return about + ("+" if value > 0 else MINUS if value < 0 else "") + number(size)
    whole = size >= 100 or (approximate and unit == "%")
    digits = f"{size:,.0f}" if whole else f"{size:.1f}"
    sign = "" if float(digits.replace(",", "")) == 0 else "+" if value > 0 else MINUS
    return f"{about}{sign}{digits}%" if unit == "%" else f"{about}{sign}{digits} {unit}"


def percent(value: float) -> str:
    """A share, from 0 to 100, in whole percent; never 0% or 100% unless it is that.

    >>> percent(58.3), percent(0.2), percent(99.7)
    ('58%', 'under 1%', 'over 99%')
    """
    if 0 < value < 0.5:
        return "under 1%"
    if 99.5 <= value < 100:
        return "over 99%"
    return f"{value:.0f}%"


def axis(value: float, unit: str = "") -> str:
    """A round value as an axis prints it.

    >>> axis(20_000), axis(1_500_000), axis(60, "%")
    ('20k', '1.5m', '60%')
    """
    size = abs(value)
    for scale, letter in SCALES:
        if size >= scale and unit != "%":
            return f"{_sign(value)}{size / scale:g}{letter}"
    return f"{_sign(value)}{size:g}{'%' if unit == '%' else ''}"


def figure(reported: Reported) -> str:
    """A figure as a paper gives it, with its unit: `about 41 million Alerts`, `62,000 ESMEs`."""
    value, unit = reported.value, reported.unit
    if value >= 1e6 and value % 1e5 == 0:
        digits = f"{value / 1e6:g} million"
    else:
        digits = f"{value:,.0f}" if value == int(value) else f"{value:,g}"
    about = "about " if reported.approximate else ""
    return f"{about}{digits}%" if unit == "%" else f"{about}{digits} {unit}"


def _round_thousands(value: float) -> bool:
    return abs(value) < 1e6 and value % 1000 == 0


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def _enough_decimals(size: float) -> str:
    """One decimal, or as many as a small number needs to be told from zero."""
    return f"{size:.1f}" if size >= 0.05 or size == 0 else f"{size:.1g}"


def _percentage(value: float, approximate: bool) -> str:
    size = abs(value)
    if size in (0, 100) or (approximate and size == int(size)):
        return f"{_sign(value)}{size:.0f}%"
    if 99.95 <= size < 100:
        return f"{_sign(value)}over 99.9%"
    return f"{_sign(value)}{_enough_decimals(size)}%"


def _scaled(size: float, *, whole: bool) -> str:
    """`18.4k`, `109k`, `6.9m`: three figures at most; no `.0` if it is `whole` or exact."""
    # Rounded before the scale is chosen: 999,600 is 1.0m, not 1000k.
    scale, letter = next(pair for pair in SCALES if float(f"{size:.3g}") >= pair[0])
    scaled = size / scale
    if round(scaled, 1) >= 100 or scaled == int(scaled):
        return f"{scaled:,.0f}{letter}"
    short = f"{scaled:.1f}"
    return (short.removesuffix(".0") if whole else short) + letter
