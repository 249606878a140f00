"""The month that a date is of, in whatever way programs write dates, the day first.

dateutil reads them. It fills in what a text does not say from a default, so each text is read
with two defaults that have nothing in common: what both give is what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from dateutil import parser, tz

from opsg.core import months
from opsg.data.snapshots.table import quoted
from opsg.intake.extracts.reading import Reading, Refusal, Value

_DEFAULTS = (datetime(2001, 1, 1), datetime(2004, 2, 2))
_LONGEST = 80
# Ways of programs that dateutil does not know: Excel's mmm-yy, YYYYMM, 2021M03 of statistics,
# and the times of SAS, Oracle and JavaScript.
_REWRITTEN = [
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"([a-z]{3,9})[-/ .,'’]*(\d\d)", r"1 \1 \2"),
        (r"(\d{4})(\d\d)", r"\1-\2"),
        (r"(\d{4})[- ]?M(\d\d?)", r"\1-\2"),
        (r"(\d\d[a-z]{3}\d{4}):(\d\d:.+)", r"\1 \2"),
        (r"(\S+ \d\d)\.(\d\d)\.(\d\d\b.*)", r"\1:\2:\3"),
        (r"(.+ GMT[+-]\d{4}) \(.+\)", r"\1"),
    )
]
_SERIAL = re.compile(r"([3-6]\d{4})(?:\.\d+)?")
_DAY_ZERO_OF_EXCEL = date(1899, 12, 30)
# Dates in which only numbers tell the day from the month.
_NUMBERS = re.compile(r"(\d\d?)[-/. ]+(\d\d?)[-/. ]+(\d{4}|\d\d)\b.*", re.DOTALL)
_MONTH_FIRST = "read with the month before the day"


def read(texts: Iterable[str], wanted: str, *, otherwise: str) -> dict[str, Reading]:
    """The months of the dates in a column, for figures of the month `wanted` (`YYYY-MM`).

    Days come before months unless the column has a date that can only be read the other way.
    A date of another month, one that could be of `wanted` as well as of another, and what is no
    date are refused; `otherwise` says what to do if the column is not the figures' month.
    """
    texts = list(texts)
    numbers = [match for text in texts if (match := _NUMBERS.fullmatch(text))]
    day_first = any(int(match[1]) > 12 for match in numbers)
    month_first = any(int(match[2]) > 12 for match in numbers)
    american = month_first and not day_first
    readings: dict[str, Reading] = {}
    for text in texts:
        possible = days(text, month_first=american)
        by_month = dict.fromkeys(map(months.text, possible))
        is_numbers = _NUMBERS.fullmatch(text) is not None
        others = list(by_month)[1:]
        if day_first != month_first:
            # The column tells days from months, but not whether its years of two digits come first.
            others = [months.text(day) for day in _year_first(text)]
        is_sure = len(by_month) == 1 or (
            is_numbers and not (day_first and month_first) and wanted not in others
        )
        if not possible:
            problem = f"{quoted(text)} is not understood as a month."
            readings[text] = Refusal(problem, f"Write {wanted}; {otherwise}")
        elif not is_sure:
            both = " or ".join(map(months.long_date, possible[:2]))
            problem = f"{quoted(text)} could be {both}."
            readings[text] = Refusal(problem, f"Write {wanted} if it is that; {otherwise}")
        elif (month := months.text(possible[0])) != wanted:
            name = months.name(possible[0])
            problem = f"It is {quoted(text)} ({name}) in an extract of {wanted}."
            remedy = f"Take out what is not of {wanted}, or say --month {month}; {otherwise}"
            readings[text] = Refusal(problem, remedy)
        else:
            readings[text] = Value(month, _MONTH_FIRST if american and is_numbers else "")
    return readings


def days(text: str, *, month_first: bool = False) -> list[date]:
    """The days that a date can mean, the likeliest first; the first of its month if it has none.

    >>> days("03/02/2021")
    [datetime.date(2021, 2, 3), datetime.date(2021, 3, 2)]
    >>> days("Feb-21")
    [datetime.date(2021, 2, 1)]
    >>> days("10")
    []
    """
    if len(text) > _LONGEST:
        return []
    if serial := _SERIAL.fullmatch(text):
        return [_DAY_ZERO_OF_EXCEL + timedelta(days=int(serial[1]))]
    for pattern, replacement in _REWRITTEN:
        text = pattern.sub(replacement, text) if pattern.fullmatch(text) else text
    if _NUMBERS.fullmatch(text):
        orders = [(not month_first, False), (month_first, False), (False, True)]
    else:
        # dateutil would take the day before the month even where the year comes first.
        orders = [(re.match(r"\d{4}", text) is None, False)]
    return list(dict.fromkeys(day for order in orders for day in _days(text, *order)))


def _year_first(text: str) -> list[date]:
    """The day of a date such as 21-03-01 if its year comes first."""
    match = _NUMBERS.fullmatch(text)
    return [*_days(text, False, True)] if match and len(match[1]) == len(match[3]) == 2 else []


def _days(text: str, day_first: bool, year_first: bool) -> Iterator[date]:
    """The day of a text in one order, and that of a midnight in Britain if that is another."""
    try:
        first, second = (
            parser.parse(
                text, default=default, dayfirst=day_first, yearfirst=year_first, tzinfos=_zone
            )
            for default in _DEFAULTS
        )
        local = first.astimezone(tz.gettz("Europe/London")) if first.tzinfo else first
    except (ValueError, OverflowError):
        return
    if (first.year, first.month) != (second.year, second.month):
        return
    yield first.date()
    if local.time() == time.min:
        yield local.date()


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is not None:
        return tz.tzoffset(name, offset)
    return tz.gettz("Europe/London") if name in ("BST", "GMT") else None
