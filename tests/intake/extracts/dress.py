"""True rows of any dataset, and the dress in which programs and people hand them over.

`tables` draws rows that keep a dataset's contract, and `dresses` how they are handed over: by which
program, under titles, over totals and notes, in any order, format and encoding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from hypothesis import strategies as st

from opsg.data.datasets import DATASETS, Dataset
from opsg.data.pseudonyms import hidden_columns

MONTH = "2021-02"
FIRST = date(2021, 2, 1)
NAMES = {
    "User 02": "Acme Energy Ltd", "User 03": "Borough Power plc", "User 05": "Crown & Vale Gas",
    "DNO A": "Northgrid", "DNO C": "Southgrid", "DNO D": "Westgrid", "User 07": "Total Gas",
}  # fmt: skip
"""The private list: pseudonyms and whose they are; one begins like a row of totals."""

TEXT = ("csv", "pandas csv", "polars csv")
BOOKS = ("openpyxl", "xlsxwriter", "pandas xlsx", "polars xlsx", "by hand")
PARQUET = ("polars parquet",)

# The words and months that extracts have been seen with.
TOTALS = ("Total", "Grand Total", "TOTAL", "Total Result", "All", "Sum", "Totals:", "Overall total")
TITLES = ("Monthly figures", "February 2021", "Run on 03/03/2021 by the portal", "Page 1 of 1")
NOTES = ("Source: the inventory.", "* provisional", "End of report", "1 Excludes trials.")
DATES: dict[str, Any] = {
    "none": None, "ISO month": MONTH, "ISO": "2021-02-01", "date": FIRST,
    "time": datetime(2021, 2, 28), "British": "28/02/2021", "words": "February 2021",
    "short": "Feb-21", "first": "01/02/2021", "of pandas": "2021-02-01 00:00:00",
}  # fmt: skip
NUMBERS = {
    "plain": str, "commas": "{:,}".format, "hundredths": "{:.2f}".format,
    "commas and hundredths": "{:,.2f}".format, "spaces": lambda n: f"{n:,}".replace(",", " "),
    "thin spaces": lambda n: f"{n:,}".replace(",", "\u202f"),
    "points": lambda n: f"{n:,}".replace(",", "."), "noted": "{}*".format,
    "apostrophes": lambda n: f"{n:,}".replace(",", "'"), "scientific": "{:.3E}".format,
    "padded": " {} ".format, "zeros": "{:08d}".format,
    "dash for zero": lambda n: str(n) if n else "-",
}  # fmt: skip
FORMATS = ("General", "0", "#,##0", "#,##0.00", "@", "0%", "yyyy-mm-dd", "0.0,")


@dataclass(frozen=True)
class Table:
    """True rows of a dataset: `rows` has its keys but the month, and its measures."""

    dataset: Dataset
    rows: pl.DataFrame


@dataclass(frozen=True)
class Dress:
    """How a table is handed over; `seed` orders its rows and columns."""

    writer: str
    seed: int
    titles: Sequence[str]
    notes: Sequence[str]
    month: str
    numbers: str
    header: str
    total: str
    wrong_total: bool
    subtotals: bool
    blanks: bool
    labels: bool
    names: bool
    extra: str
    number_format: str
    merged: bool
    hidden: bool
    superscript: bool
    typed_keys: bool
    separator: str
    encoding: str
    sheets: Sequence[str]

    @property
    def is_refused(self) -> bool:
        """Whether no reading of it can be right."""
        return self.wrong_total


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few rows of any dataset, with counts of all sizes."""
    dataset = draw(st.sampled_from(list(DATASETS.values())))
    columns = [_keys(dataset, name) for name in dataset.groups]
    keys = draw(st.lists(st.tuples(*columns), min_size=1, max_size=8, unique=True))
    counts = st.integers(0, 9) | st.integers(0, 99_999) | st.integers(0, 10**8)
    rows = [
        (*key, *_counts(dataset, draw(st.lists(counts, min_size=4, max_size=4)))) for key in keys
    ]
    names = [*dataset.groups, *dataset.measures]
    return Table(dataset, pl.DataFrame(rows, schema=names, orient="row"))


def _keys(dataset: Dataset, column: str) -> st.SearchStrategy[Any]:
    if allowed := dataset.allowed(column):
        return st.sampled_from(allowed)
    if kind := hidden_columns(dataset).get(column):
        return st.sampled_from([name for name in NAMES if name.startswith(kind.prefix)])
    return {
        "service_request": st.sampled_from(["4.1", "4.10", "4.8.1", "8.2", "6.15.1", "8.20"]),
        "combination": st.sampled_from(["MM1", "MM2/CH1", "MM10", "MM3/CH2"]),
        "defect": st.sampled_from(["Meter Defects", "No flow", "Unknown Reason", "Total loss"]),
        "manufacturer": st.sampled_from(["MM1", "MM2", "MM12"]),
        "firmware": st.sampled_from(["Firmware A", "Firmware B2", "Firmware C10"]),
        "months_requested": st.integers(1, 13),
    }[column]


def _counts(dataset: Dataset, drawn: list[int]) -> list[int]:
    """Counts that keep the dataset's rules."""
    counts = dict(zip(dataset.measures, drawn, strict=False))
    match dataset.name:
        case "duplicate_gsmes":
            counts["gsmes"] += 2 * counts["sites"]
        case "power_outages":
            counts["alerts_expected"] = counts["on_time"] + counts["late"] + counts["missing"]
        case "other_user_reads":
            counts["succeeded"] = min(counts.values())
        case "capacity":
            counts = {name: count + 1 for name, count in counts.items()}
    return list(counts.values())


def dresses(writers: Sequence[str]) -> st.SearchStrategy[Dress]:
    """Any dress by one of these writers; most are plain in most respects."""

    def seldom(value: Any, *others: Any, often: int = 12) -> st.SearchStrategy[Any]:
        return st.sampled_from([value] * often + list(others))

    def yes(often: int = 12) -> st.SearchStrategy[bool]:
        return seldom(False, True, often=often)

    return st.builds(
        Dress,
        writer=st.sampled_from(writers),
        seed=st.integers(0, 999),
        titles=st.lists(st.sampled_from(TITLES), max_size=2, unique=True),
        notes=seldom((), *((note,) for note in NOTES)),
        month=st.sampled_from(list(DATES)),
        numbers=seldom("plain", *NUMBERS),
        header=st.sampled_from(["contract", "words", "capitals"]),
        total=seldom("", *TOTALS),
        wrong_total=yes(20),
        subtotals=yes(20),
        blanks=yes(),
        labels=yes(2),
        names=yes(2),
        extra=seldom("", "Comments", "% of total", "unnamed", "twice", often=20),
        number_format=seldom("General", *FORMATS),
        merged=yes(20),
        hidden=yes(),
        superscript=yes(20),
        typed_keys=yes(),
        separator=st.sampled_from(",,;\t|"),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
        sheets=seldom((), ("Notes",), ("Empty",), often=20),
    )
