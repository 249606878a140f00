"""Reads a paper's day as people write one, the day before the month; what is unsure is refused.

>>> [each.readings for each in written("SECAS Team, Tuesday 23rd of March 2021")]
[(datetime.date(2021, 3, 23),)]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from opsg.core import months
from opsg.core.errors import Finding, UserError

_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in months.NAMES)}|sept)"
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:\d{4}|['’]?\d{2})(?!\d)"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?:the\s+)?)?"
_DATE = re.compile(
    rf"\b{_WEEKDAY}(?P<day>{_DAY}(?:\s+of)?[\s-]+{_MONTH}\.?,?[\s-]+{_YEAR}"
    rf"|{_MONTH}\.?\s+{_DAY},?\s+{_YEAR}"
    r"|\d{4}(?P<iso>[-/.])\d{1,2}(?P=iso)\d{1,2}"
    r"|\d{1,2}\s?(?P<sign>[-/.])\s?\d{1,2}\s?(?P=sign)\s?(?:\d{4}|\d{2}))(?![\w/-])",
    re.IGNORECASE,
)
_OF_THE_PAPER = re.compile(
    r"\b(?:paper|published|publication|issued?|circulated|date|dated)\b", re.IGNORECASE
)
_OF_ANOTHER = re.compile(
    r"\b(?:meeting|held|next|last|previous|due|deadline|week|since|until|as at)\b|w/c",
    re.IGNORECASE,
)
_TIME = re.compile(r"^[T,\s]+(?:at\s)?\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:am|pm|h)?", re.IGNORECASE)
_LONGEST = 80


@dataclass(frozen=True)
class Written:
    """A day as written: the words before it, its own, and the days that it may be, none if none."""

    before: str
    text: str
    readings: tuple[date, ...]

    @property
    def is_labelled(self) -> bool:
        """Whether the words before it say that it is the paper's."""
        return _OF_THE_PAPER.search(self.before) is not None

    @property
    def is_another(self) -> bool:
        """Whether the words before it say that it is that of something else, as of the meeting."""
        return _OF_ANOTHER.search(self.before) is not None

    @property
    def team(self) -> str:
        """Who is named before it, if that is no label."""
        no_name = self.before.endswith(":") or self.is_labelled or self.is_another
        return "" if no_name else self.before


def written(text: str) -> Iterator[Written]:
    """The day that a short text ends with, if it does, maybe with a label or a team before it."""
    match = _DATE.search(text)
    if (
        match
        and len(text) <= _LONGEST
        and not _TIME.sub("", text[match.end() :], count=1).strip(" .)")
    ):
        before = re.sub(r"\bthe\s*$", "", text[: match.start()]).strip(" ,(–-|")
        yield Written(before, match[0], tuple(_readings(match)))


def chosen(days: Sequence[Written], name: str, month: str | None) -> date | None:
    """The paper's day of those `written` in it; one of `month` if that is given.

    Raises UserError if there is more than one, or one that may be read as two days or as none.
    """
    own = [each for each in days if not each.is_another]
    labelled = [each for each in own if each.is_labelled]
    if len({each.readings for each in own}) > 1 and len({each.readings for each in labelled}) == 1:
        own = labelled
    for each in own:
        if not each.readings:
            problem = f"'{each.text}' is no day of the calendar."
            raise UserError(problem, where=name, remedy="Mend it in the paper.")
    readings = sorted({day for each in own for day in each.readings})
    of_month = [day for day in readings if months.text(day) == month]
    if len(of_month) == 1:
        return of_month[0]
    if len(readings) > 1:
        raise UserError.of([_unsure(own, readings, name)])
    return readings[0] if readings else None


def _unsure(own: Sequence[Written], readings: Sequence[date], name: str) -> Finding:
    said = " and ".join(dict.fromkeys(f"'{each.text}'" for each in own))
    days = " or ".join(map(months.long_date, readings))
    of_months = list(dict.fromkeys(map(months.text, readings)))
    remedy = "Leave one in the paper, or write 'Paper date:' before it."
    if len(of_months) == len(readings):
        remedy = f"Give its month: --month {' or '.join(of_months)}."
    return Finding(name, f"It is not clear which is the paper's day: {said} may be {days}.", remedy)


def _readings(match: re.Match[str]) -> Iterable[date]:
    from dateutil.parser import ParserError, parse

    text = re.sub(r"['’]", "", match["day"])
    is_iso = re.match(r"\d{4}", text)
    days = set()
    for day_first in (True,) if re.search("[a-z]", text, re.IGNORECASE) else (True, False):
        try:
            days.add(parse(text, dayfirst=day_first and not is_iso, yearfirst=bool(is_iso)).date())
        except (ParserError, OverflowError):
            continue
    if match["weekday"]:
        at = _WEEKDAYS.index(match["weekday"].lower())
        days = {day for day in days if day.weekday() == at}
    return sorted(days)
