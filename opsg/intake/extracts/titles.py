"""Holds what stands round a table against the month that its figures are to be of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from dateutil import parser

from opsg.core import months
from opsg.core.errors import Finding, Place
from opsg.data.snapshots.table import quoted
from opsg.intake.extracts import dates

_NAME = r"(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?|Sept" for name in months.NAMES) + r")\b"
_YEAR = r"(?:20\d\d|['’]?\d\d\b)"
_DATE = re.compile(
    rf"\b(?P<american>{_NAME}\s+\d\d?(?:st|nd|rd|th)?,\s*20\d\d)"
    rf"|\b(?P<day>\d\d?(?:st|nd|rd|th)?[\s-]+(?:of\s+)?)?{_NAME}[\s,.'’/-]*{_YEAR}(?!\d)"
    r"|\b(?P<iso>20\d\d-\d\d-\d\d)"
    r"|\b(?P<numbers>\d\d?[-/.]\d\d?[-/.]20\d\d)\b"
    r"|\b20\d\d[-/]\d\d?\b(?![-/]?\d)|(?<![\d/.-])\d\d?/20\d\d\b"
    r"|\b20\d\d(?:0[1-9]|1[0-2])\b",
    re.IGNORECASE,
)
# What is never said of the counts of one month, and what is only where no month is named.
_NO_MONTH = re.compile(
    rf"\b{_NAME}\s*(?:{_YEAR}\s*)?(?:to|until|through|-|–|—)\s*{_NAME}[\s'’]*{_YEAR}"
    r"|\b(?:year|month)[ -]to[ -]date\b|(?<!up[ -])\bto date\b(?! \w)"
    r"|\b(?:[ym]td|cumulative|rolling|(?:daily|weekly|monthly|moving) averages?)\b"
    r"|\b(?:(?:last|past) \d+ (?:day|week|month)s|(?:partial|incomplete) (?:month|data|figures))\b"
    r"|\b(?:week|quarter|half[ -]?year|year) (?:to|(?:end|commenc|beginn|start)ing|ended)\b"
    r"|\bweek \d\d?\b|\bw/[ce]\b|\bin (?:%|per ?cent)",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b[qh][1-4]\b", re.IGNORECASE)
_DAY = re.compile(rf"\b\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME}(?!\W*{_YEAR})", re.IGNORECASE)
_UP_TO = re.compile(
    r"(?:\b(?:to(?: and including)?|until|ending|ended)|\d\W*[-–—/])\W*$", re.IGNORECASE
)
_ALONE = re.compile(
    rf"(?:(?:reporting\s+)?(?:month|period)(?:\s+name)?(?:\s+(?:of|is))?[\s:|-]+)?(?P<name>{_NAME})",
    re.IGNORECASE,
)
# What stands before a date that is not the figures' own.
_NOT_THEIRS = re.compile(
    r"\b(?:run|date|time|on|created?|generated|extracted?|printed|published|released?|issued?|sent|"
    r"reported|received|submitted|downloaded|exported?|produced|updated?|refreshed|revised|"
    r"version|prepared|since|with|to|versus|vs|previous|prior|before|after|last|next|baseline|"
    r"until|from|than)\b\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)
_AS_AT = re.compile(r"\bas (?:at|of)\W*$", re.IGNORECASE)
_THEIRS = re.compile(
    r"\b(?:month|period|ending|ended|for|of|in|on or after)\W*(?:\w+\W+)?$", re.IGNORECASE
)


BETWEEN = " | "
"""What stands between the cells of a row in the text of an `Aside`."""


@dataclass(frozen=True)
class Aside:
    """A text beside a table's figures: a title, a note, a sheet's name or that of a column."""

    where: Place
    text: str


def other_month(asides: Sequence[Aside], wanted: str) -> Iterator[Finding]:
    """Why the figures are not those of `wanted`, if what stands round them says so.

    Nothing is found where the month is named as well, or where a date is that of an extraction.
    """
    claims = [claim for aside in asides for claim in _claims(aside, wanted)]
    is_named = any(claim.month == wanted for claim in claims)
    for aside in asides:
        said = _NO_MONTH.search(aside.text) or (not is_named and _QUARTER.search(aside.text))
        if said := said or _part(aside, wanted):
            problem = (
                f"It says {quoted(said[0])}, so the figures are not the counts of one whole month."
            )
            remedy = f"Ask for the counts of {wanted} alone; if they are, take that out."
            yield Finding(aside.where, problem, remedy)
            return
    if claims and not is_named:
        first = claims[0]
        problem = f"It says {quoted(first.text)}, so the figures are not of {wanted}."
        remedy = f"Say --month {first.month} if that is right; if it is not, take that out."
        yield Finding(first.where, problem, remedy)


def _part(aside: Aside, wanted: str) -> re.Match[str] | None:
    """The day up to which a text says the figures are, if it is within the month `wanted`."""
    for match in filter(_has_day, chain(_DATE.finditer(aside.text), _DAY.finditer(aside.text))):
        text = match[0] if match.re is _DATE else f"{match[0]} {wanted[:4]}"
        day = next(iter(dates.days(text)), None)
        is_within = day and months.text(day) == wanted and (day + timedelta(days=1)).day > 1
        if is_within and _UP_TO.search(aside.text[: match.start()]):
            return match
    return None


def _has_day(date: re.Match[str]) -> bool:
    return date.re is _DAY or any(date.group("day", "american", "iso", "numbers"))


@dataclass(frozen=True)
class _Claim:
    """A month that a text says the figures are of, and how."""

    where: Place
    text: str
    month: str


def _claims(aside: Aside, wanted: str) -> Iterator[_Claim]:
    """The months of a text; one without a year is of that of `wanted`."""
    text = aside.text.replace("_", " ")
    for part in dict.fromkeys((text, *text.replace("\n", BETWEEN).split(BETWEEN))):
        if alone := _ALONE.fullmatch(part):
            month = months.text(parser.parse(f"1 {alone['name']} {wanted[:4]}"))
            yield _Claim(aside.where, alone["name"], month)
    for match in _DATE.finditer(text):
        before = text[: match.start()]
        day = next(iter(dates.days(match[0])), None)
        if day is None or (_NOT_THEIRS.search(before) and not _THEIRS.search(before)):
            continue
        is_last = (day + timedelta(days=1)).day == 1
        is_first = day.day == 1 and not _AS_AT.search(before)
        if is_last or is_first or not _has_day(match):
            yield _Claim(aside.where, match[0], months.text(day))
