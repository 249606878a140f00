"""What `data/restatements.yml` records: months whose figures were replaced, when and why."""

from __future__ import annotations

from datetime import date

import yaml

from opsg.models import Model, Month, Provenance, Text

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
