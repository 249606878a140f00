"""Months: `YYYY-MM` in data and parameters, the first day of the month in frames."""

from __future__ import annotations

import re
from datetime import date

from opsg.core.errors import UserError

NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def first_day(month: str) -> date:
    """The first day of `month`, written `YYYY-MM`. Raises UserError if it is no such month.

    >>> first_day("2021-02")
    datetime.date(2021, 2, 1)
    """
    match = re.fullmatch(r"(\d{4})-(\d{2})", month)
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        raise UserError(f"'{month}' is not a month.", remedy="Write it as YYYY-MM, e.g. 2021-02.")
    return date(int(match[1]), int(match[2]), 1)


def text(day: date) -> str:
    """The month of `day` as data files write it.

    >>> text(date(2021, 2, 23))
    '2021-02'
    """
    return f"{day.year:04d}-{day.month:02d}"


def name(day: date) -> str:
    """The month of `day` in words.

    >>> name(date(2021, 2, 23))
    'February 2021'
    """
    return f"{NAMES[day.month - 1]} {day.year}"


def named(month: str) -> str:
    """A month, written `YYYY-MM`, in words. Raises UserError if it is no such month.

    >>> named("2021-02")
    'February 2021'
    """
    return name(first_day(month))


def short(day: date) -> str:
    """The month of `day` in few letters.

    >>> short(date(2021, 2, 23))
    'Feb 2021'
    """
    return f"{NAMES[day.month - 1][:3]} {day.year}"


def long_date(day: date) -> str:
    """A date in words.

    >>> long_date(date(2021, 2, 23))
    '23 February 2021'
    """
    return f"{day.day} {name(day)}"


def add(day: date, months: int) -> date:
    """The first day of the month that lies `months` after that of `day` (before, if negative).

    >>> add(date(2020, 11, 30), 3)
    datetime.date(2021, 2, 1)
    """
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def between(start: date, end: date) -> int:
    """How many months `end` lies after `start`; negative if before.

    >>> between(date(2020, 11, 30), date(2021, 2, 1))
    3
    """
    return (end.year - start.year) * 12 + end.month - start.month


def span(start: date, end: date) -> list[date]:
    """The first days of all months from that of `start` to that of `end`, both included.

    >>> [text(day) for day in span(date(2020, 12, 1), date(2021, 2, 1))]
    ['2020-12', '2021-01', '2021-02']
    """
    return [add(start, count) for count in range(between(start, end) + 1)]
