"""Takes a month's extract as it comes and makes the month's snapshot file of it.

from opsg.intake.extracts import ingest
print(*ingest(file, "alerts", "2021-03", data=data, provenance="reported").lines(), sep="\\n")
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsg.intake.extracts.summary import Summary

__all__ = ["ingest"]


def ingest(
    file: Path,
    dataset: str,
    month: str,
    *,
    data: Path,
    provenance: str,
    sheet: str | None = None,
    replace: bool = False,
    why: str | None = None,
    parties: Path | None = None,
    when: date | None = None,
    new_parties: bool = False,
    dry_run: bool = False,
) -> Summary:
    """Write the snapshot of `dataset` for `month` (`YYYY-MM`) from an extract.

    `file` is CSV (UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar), a workbook (.xlsx,
    .xlsm, .xls, .ods, .fods), of which `sheet` names the sheet, or Parquet. Its columns are
    known by the contract's names, whatever their case and spacing, or by
    `data/mappings/<dataset>.yml`. Names in columns that hold pseudonyms are replaced by those of
    the CSV `parties`, by default the one that OPSG_PARTIES names. Names that it does not have are
    refused, or with `new_parties` added to it as the month's file is written. Totals are left out;
    one that is wrong is refused.

    `provenance` is that of every row and must be said, as no extract says it of itself.
    `reported` means that the month's paper publishes the figures, so it is refused until
    meetings.yml names that paper, and its date has no part in it: who writes the paper may ingest
    before it is out. Anything else, such as figures for trying things out, is `illustrative`.

    A month that has a file already is refused without `replace`, which asks `why` and records
    the restatement in `data/restatements.yml` as of the day `when`, by default today. A month that
    is still a draft is replaced without either. With `dry_run` nothing is written.

    Raises UserError with everything that is wrong at once; nothing is written then.
    """
    from opsg.intake.extracts.importer import carry_out
    from opsg.intake.extracts.order import Order

    order = Order(
        file=file,
        dataset=dataset,
        month=month,
        data=data,
        provenance=provenance,
        sheet=sheet,
        replace=replace,
        why=(why or "").strip(),
        parties=parties,
        when=when or date.today(),
        new_parties=new_parties,
        dry_run=dry_run,
    )
    return carry_out(order)
