"""Links to the files of a dataset: whole, or of a large one its sums and the rows of each month."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import htpy as h
from markupsafe import Markup

from opsg.core import months
from opsg.data.publication import Offer

FILE_NAMES = {"csv": "CSV", "parquet": "Parquet"}


def links(each: Offer, root: str = "") -> h.Element | None:
    """Links to the dataset's files with their sizes; None if it has no rows."""
    if not each.rows.height:
        return None
    if each.whole is not None:
        link = h.a(href=f"{root}{each.address('csv')}", download="")["Sums by month (CSV)"]
        whole = h.a(href=f"{root}data.html#{each.dataset.name}")["all rows as Parquet"]
        return h.span[link, Markup(" ({}), ").format(_size(len(each.csv))), whole]
    sizes = {"csv": len(each.csv), "parquet": len(each.parquet)}
    linked = {
        kind: h.a(href=f"{root}{each.address(kind)}", download="")[name]
        for kind, name in FILE_NAMES.items()
    }
    files = [Markup("{} ({})").format(link, _size(sizes[kind])) for kind, link in linked.items()]
    return h.span[Markup(", ").join(files)]


def by_year(each: Offer) -> h.Node:
    """Links to the files of a large dataset, by year; where they are is what differs alone."""
    years = [
        h.li[
            f"{year}: ",
            Markup(", ").join(
                h.a(href=replace(each, month=months.text(day)).address("parquet"), download="")[
                    months.short(day)
                ]
                for day in days
            ),
        ]
        for year, days in groupby(each.months, key=lambda day: day.year)
    ]
    return [
        f"{each.count:,} are too many for a spreadsheet. There is a Parquet file of each month, to"
        " be read together (by Polars, DuckDB, pandas or R’s arrow); datapackage.json has their"
        " sizes and SHA-256 hashes.",
        h.details[h.summary[f"Parquet files ({len(each.months)})"], h.ul[years]],
    ]


def _size(count: int) -> Markup:
    """A number of bytes as a reader of a link wants it, in thousands: `2.5 kB`, `145 kB`."""
    thousands = count / 1000
    number = f"{thousands:.1f}" if thousands < 10 else f"{thousands:,.0f}"
    return Markup("{}&nbsp;kB").format(number)
