"""What `data/restatements.yml` records: months whose figures were replaced, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import yaml

from opsg.analysis import words
from opsg.core import months
from opsg.core.edition import Edition, Provenance
from opsg.data.models import Model, Month, Text

if TYPE_CHECKING:
    from opsg.data.datasets import Dataset

FILE = "restatements.yml"
_BEGINNING = "# Months whose figures were replaced after they had been written, and why.\n"


class Totals(Model):
    """The sum of a measure before and after."""

    old: int
    new: int


class Restatement(Model):
    """A month's figures that were replaced by others, on which day and why.

    `totals` has the sum of each of the dataset's measures. `was` and `now` are the provenances:
    `reported` only if every row is. Where `was` is illustrative, no published figure changed.
    """

    dataset: Text
    month: Month
    when: date
    why: Text
    was: Provenance
    now: Provenance
    totals: dict[str, Totals]


def told(restatements: Iterable[Restatement], dataset: Dataset, edition: Edition) -> Iterator[str]:
    """What pages of an edition tell of a dataset's restatements, a sentence or two each.

    The edition of published figures tells only of those. Totals are left out where the dataset
    does not show small counts: two of them give the difference away.
    """
    for one in restatements:
        published = one.was == "reported"
        known = one.month <= edition.month and (published or not edition.reported_only)
        if one.dataset != dataset.name or not known:
            continue
        moved = [
            f"{words.column(name)} {words.full(totals.old)} became {words.full(totals.new)}"
            for name, totals in one.totals.items()
            if totals.old != totals.new and not dataset.suppress_below
        ]
        made_up = "" if published else " (illustrative)"
        what = f"{months.name(months.first_day(one.month))}{made_up}"
        says = f"{what}, on {months.long_date(one.when)}{': ' if moved else ''}{', '.join(moved)}"
        yield f"{says}. {one.why}"


def appended(text: str, restatement: Restatement) -> str:
    """The file's text with one more restatement at its end; what is there stays as it is."""
    item = {
        "dataset": restatement.dataset,
        "month": restatement.month,
        "when": restatement.when,
        "why": restatement.why,
        "was": restatement.was,
        "now": restatement.now,
        "totals": {name: totals.model_dump() for name, totals in restatement.totals.items()},
    }
    written = yaml.safe_dump([item], allow_unicode=True, sort_keys=False, width=98)
    before = text or _BEGINNING
    return f"{before}{'' if before.endswith(chr(10)) else chr(10)}{written}"
