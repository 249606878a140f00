"""What `data/restatements.yml` records: months whose figures were replaced, when and why."""

from __future__ import annotations

import yaml

from opsg.data.models import Restatement

FILE = "restatements.yml"
_BEGINNING = "# Months whose figures were replaced after they had been written, and why.\n"


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
