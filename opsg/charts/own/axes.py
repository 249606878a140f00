"""The two axes of a figure of lines, bars and points: where a value stands, and what is named."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from opsg.analysis import words
from opsg.charts.layout import round_ticks
from opsg.charts.own.values import is_day
from opsg.core import months

_DAY = timedelta(days=1)
_FORMAT = re.compile(r",?(\.\d+)?[f%d]?")
_STEPS_D = (1, 2, 7, 14)
_STEPS_M = (1, 2, 3, 4, 6, *range(12, 12 * 500, 12))


@dataclass(frozen=True)
class Axis:
    """One axis: its `kind` as Plotly has it, and from which number to which it reaches.

    Days are counted, categories numbered. `ticks` are the numbers that are named, each in words.
    """

    kind: str
    categories: Sequence[str]
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    reversed: bool = False

    def number(self, value: Any) -> float:
        """The number of a value."""
        return _number(value, self.kind, self.categories)

    def share(self, number: float) -> float:
        """How far along the axis a number stands, from 0 to 1."""
        share = (number - self.low) / (self.high - self.low)
        return 1 - share if self.reversed else share

    def plain(self, number: float) -> Any:
        """A number as Plotly has it on such an axis."""
        return _time(number).isoformat() if self.kind == "date" else round(number, 10)


def kind_of(values: Sequence[Any], described: Mapping[str, Any]) -> str:
    """The kind of axis that values need: `date`, `linear` or `category`."""
    given = described.get("type", "-")
    if given != "-":
        return str(given)
    present = [value for value in values if value is not None]
    if present and all(map(is_day, present)):
        return "date"
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in present)
    return "linear" if numbers else "category"


def category_axis(
    values: Sequence[Any], described: Mapping[str, Any], totals: Mapping[str, float]
) -> Axis:
    """An axis of names, in the order that is asked for; `totals` are the sums of each."""
    names = list(dict.fromkeys(str(value) for value in values if value is not None))
    order = described.get("categoryorder", "trace")
    first = [str(each) for each in described.get("categoryarray", ())]
    if order.startswith("category"):
        names.sort()
    elif order.startswith("total"):
        names.sort(key=lambda name: totals.get(name, 0))
    elif first:
        names = [*first, *(name for name in names if name not in first)]
    if order.endswith("descending"):
        names.reverse()
    ticks = [(float(index), name) for index, name in enumerate(names)]
    turned = described.get("autorange") == "reversed"
    return Axis("category", names, -0.5, len(names) - 0.5, ticks, turned)


def date_axis(
    values: Sequence[Any], described: Mapping[str, Any], room: float, *, pad: float
) -> Axis:
    """An axis of days, of which as many are named as fit into `room` pixels."""
    days = sorted({_number(value, "date", ()) for value in values if value is not None})
    low, high = _range(described, "date") or (days[0] - pad, days[-1] + pad)
    if low == high:
        low, high = low - 15, high + 15
    return Axis("date", (), low, high, _days(days, low, high, described, room),
                described.get("autorange") == "reversed")  # fmt: skip


def linear_axis(
    values: Sequence[Any], described: Mapping[str, Any], *, nought: bool, pad: float = 0
) -> Axis:
    """An axis of numbers between round ones, from `nought` if bars stand on it."""
    present = [float(value) for value in values if value is not None] or [0.0]
    nought = nought or described.get("rangemode") == "tozero"
    low, high = min(present) - pad, max(present) + pad
    if nought or described.get("rangemode") == "nonnegative":
        low, high = min(low, 0), max(high, 0)
    ends = _range(described, "linear") or (low, high)
    ticks = round_ticks(*ends)
    if _range(described, "linear"):
        ticks = [tick for tick in ticks if ends[0] <= tick <= ends[1]]
    else:
        ends = (ticks[0], ticks[-1])
    named = [(tick, _number_words(tick, described)) for tick in ticks]
    return Axis("linear", (), *ends, named, described.get("autorange") == "reversed")


def unit_of(numbers: Sequence[float]) -> float:
    """How far the nearest two places of bars are from one another; one if there is one only."""
    places = sorted({*numbers})
    return min((after - before for before, after in pairwise(places)), default=1.0)


def unwritten(described: Mapping[str, Any], kind: str) -> bool:
    """Whether the axis writes its numbers or days in a form that is not known here."""
    form = described.get("tickformat") or ""
    if kind == "date":
        return bool(re.sub(r"%[bBdmyY]|[ \-/.,]|<br>", "", form))
    return kind == "linear" and not _FORMAT.fullmatch(form)


def _range(described: Mapping[str, Any], kind: str) -> tuple[float, float] | None:
    given = described.get("range")
    if not given or None in given:
        return None
    low, high = (_number(value, kind, ()) for value in given)
    return low, high


def _number(value: Any, kind: str, categories: Sequence[str]) -> float:
    if kind == "category":
        return float(categories.index(str(value)))
    if kind == "date":
        return (datetime.fromisoformat(str(value)) - datetime(1970, 1, 1)) / _DAY
    return float(value)


def _time(number: float) -> datetime:
    return datetime(1970, 1, 1) + number * _DAY


def _number_words(tick: float, described: Mapping[str, Any]) -> str:
    form = described.get("tickformat") or ""
    if form.endswith("d"):
        text = format(round(tick), form)
    elif form:
        text = format(tick, form if form[-1] in "f%" else f"{form}f")
    else:
        text = words.axis(tick)
    return f"{described.get('tickprefix', '')}{text}{described.get('ticksuffix', '')}"


def _days(
    days: Sequence[float], low: float, high: float, described: Mapping[str, Any], room: float
) -> list[tuple[float, str]]:
    most = max(int(room / 70), 2)
    first, last = _time(low).date(), _time(high).date()
    monthly = all(_time(day).day == 1 and day % 1 == 0 for day in days)
    if monthly or (high - low) > 31 * 3:
        if monthly:
            first, last = _time(max(days[0], low)).date(), _time(min(days[-1], high)).date()
        named = months.span(months.add(first, 0), months.add(last, 0))
        every = next(step for step in _STEPS_M if len(named) / step <= most)
        chosen: list[date] = named[::-1][::every][::-1]
        written = months.short
    else:
        step = next((each for each in _STEPS_D if (high - low) / each <= most), 31)
        count = math.floor((high - low) / step) + 1
        chosen = [first + timedelta(days=index * step) for index in range(count)]
        written = _short_day
    form = (described.get("tickformat") or "").replace("<br>", " ")
    texts = [day.strftime(form) if form else written(day) for day in chosen]
    numbers = [_number(day.isoformat(), "date", ()) for day in chosen]
    return [
        (number, text) for number, text in zip(numbers, texts, strict=True) if low <= number <= high
    ]


def _short_day(day: date) -> str:
    return f"{day.day} {months.NAMES[day.month - 1][:3]}"
