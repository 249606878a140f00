"""What things are called: columns, signals, directions, dates and the points of a chart."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from opsg.analysis.words.numbers import full
from opsg.core import months
from opsg.data.models import in_words
from opsg.data.suppression import NOT_SHOWN

if TYPE_CHECKING:
    from opsg.analysis.statistics.status import Status
    from opsg.data.issues import Action

NOT_ENOUGH = "Not enough history"
NO_FIGURES = "No figures yet"
NO_RATE = "No rate"
NO_TREND_YET = "Not enough history yet to tell a trend."

COLUMNS = {"party": "User", "dno": "DNO"}

RULES = {
    "none": "no signal",
    "above_limit": "above the usual range",
    "below_limit": "below the usual range",
    "trend_up": "in a run of seven or more rising months",
    "trend_down": "in a run of seven or more falling months",
    "two_of_three_high": "near the top of the usual range, at least two months in three",
    "two_of_three_low": "near the bottom of the usual range, at least two months in three",
    "shift_high": "in a run of seven or more months above average",
    "shift_low": "in a run of seven or more months below average",
    "rising": "rising over the last twelve months",
    "falling": "falling over the last twelve months",
}

CHIPS = {
    "improvement": "Improving",
    "concern": "Worsening",
    "neutral_high": "Higher than usual",
    "neutral_low": "Lower than usual",
    "common_cause": "No clear change",
}


def column(name: str) -> str:
    """What a column of a dataset holds, in the singular.

    >>> column("party"), column("alert_code")
    ('User', 'alert code')
    """
    return COLUMNS.get(name, name.replace("_", " "))


def column_name(text: str) -> str:
    """What a file calls a column that a page heads with `text`.

    >>> column_name("Device combination"), column_name("13-month reads succeeding")
    ('device_combination', '13_month_reads_succeeding')
    """
    return re.sub(r"\W+", "_", text).strip("_").lower()


def capital(text: str) -> str:
    """The text with its first letter capital and the others as they are.

    >>> capital("DNO"), capital("alert code")
    ('DNO', 'Alert code')
    """
    return text[:1].upper() + text[1:]


def rule(signal: str) -> str:
    """The rule behind a signal of an XmR chart, in plain words. Raises KeyError if unknown.

    >>> rule("above_limit")
    'above the usual range'
    """
    return RULES[signal]


def chip(status: Status, *, hidden: bool = False) -> str:
    """The present state of a measure in a word or two; its last figure may be `hidden`."""
    if status.stale:
        return capital(NOT_SHOWN) if hidden else NO_FIGURES
    return NOT_ENOUGH if status.too_short else CHIPS[status.direction]


def tooltip(
    month: date, value: float | None, unit: str, signal: str = "none", *, reported: bool = True
) -> str:
    """A point of a chart.

    >>> tooltip(date(2021, 2, 1), 18_412, "Exceptions", "above_limit", reported=False)
    'February 2021: 18,412, above the usual range (illustrative)'
    """
    if value is None:
        return f"{months.name(month)}: no figure"
    says = f"{months.name(month)}: {full(value, unit)}"
    if signal != "none":
        says += f", {rule(signal)}"
    return says if reported else f"{says} (illustrative)"


def facts(action: Action) -> list[str]:
    """Who is to do a next step, when, and how far it is, in words."""
    when = action.due_text or (in_words(action.due) if action.due else "")
    parts = [action.owner or "no owner named", when or action.cadence or "no date given"]
    if action.percent_complete is not None:
        about = "about " if action.percent_approximate else ""
        parts.append(f"{about}{action.percent_complete}% complete")
    return parts
