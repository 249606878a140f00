"""Writes an extract as one office or another would send it: in odd dress, and always the same."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import workbooks
from year.truth import Extract

FORMS = 5
TEXT = {
    "month", "party", "cause", "region", "alert_code", "exception_type", "failure", "dno",
    "service_request", "combination", "defect", "manufacturer", "firmware",
}  # fmt: skip


def write(folder: Path, extract: Extract, form: int) -> Path:
    """The extract in one of five forms: a workbook, three kinds of CSV, or Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"{extract.dataset}-{extract.month}"
    day = date(int(extract.month[:4]), int(extract.month[5:]), 1)
    names = list(extract.rows[0])
    if form == 4:
        columns = {
            name: [row[name] if name in TEXT else int(row[name]) for row in extract.rows]
            for name in names
        }
        frame = pl.DataFrame(columns).with_columns(month=pl.lit(day))
        frame.write_parquet(stem.with_suffix(".parquet"))
        return stem.with_suffix(".parquet")
    head = [name.replace("_", " ").title() for name in names]
    if form == 0:
        rows = [
            [day if n == "month" else row[n] if n in TEXT else int(row[n]) for n in names]
            for row in extract.rows
        ]
        return workbooks.write(stem.with_suffix(".xlsx"), {"Data": [["As sent"], head, *rows]})
    encoding, separator = [("utf-16", ";"), ("cp1252", ","), ("utf-8-sig", "\t")][form - 1]
    with stem.with_suffix(".csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(head)
        for row in extract.rows:
            writer.writerow([_dressed(name, row[name], day, form) for name in names])
    return stem.with_suffix(".csv")


def _dressed(name: str, value: str, day: date, form: int) -> str:
    """A value as a spreadsheet prints it: the day of a month, and commas in numbers."""
    if name == "month":
        return day.strftime("%d/%m/%Y")
    return value if name in TEXT or name == "months_requested" or form == 3 else f"{int(value):,}"
