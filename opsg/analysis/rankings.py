"""Who holds a measure as of a month, who worsens beyond chance, and what it was a month before.

An issue's ranking, the names in its headline and the page by Service User say it of one reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from opsg.analysis import sums
from opsg.analysis.statistics import ranking
from opsg.core import months
from opsg.core.cache import digests
from opsg.core.cache.shared import shared
from opsg.core.edition import Edition
from opsg.data import datasets, snapshots
from opsg.data.gaps import REMEMBERED
from opsg.data.log import Headline

TRENDS = ("Worsening", "Improving", "No clear change", "Not enough history", "No figures yet")


@dataclass(frozen=True)
class Ranking:
    """The groups of a measure by a column, as of the last month of which any has a figure.

    `ranked` has a row a group: the columns of `statistics.ranking.rank`, and

    - place: from 1, of the groups with a figure of the month; the most is first, or the least
      where more is better;
    - before: the value of the month before; null where it is not known or not shown;
    - hidden: whether the latest figure is too small to be shown, or would tell one that is;
    - provenance: that of the latest figure;
    - trend: what is told of the group, one of TRENDS.

    `missing` are the groups without a figure in the month that had one in the year before,
    `reported_months` those of which a published paper gives figures; `illustrative` says whether
    any figure is made up, and `latest_illustrative` whether one of the month is.
    """

    measure: Headline
    by: str
    month: str
    ranked: pl.DataFrame
    missing: Sequence[str]
    reported_months: Sequence[date]
    illustrative: bool
    latest_illustrative: bool

    @property
    def ordered(self) -> pl.DataFrame:
        """The ranked groups, the first place first; those without a figure last."""
        return self.ranked.sort("place", self.by, nulls_last=True)

    @cached_property
    def worsening(self) -> list[dict[str, Any]]:
        """The groups that worsen beyond chance, the fastest first."""
        return self.ranked.filter("worsening").to_dicts()

    @cached_property
    def count(self) -> int:
        """How many groups have a figure of the month that is shown."""
        return int(self.ranked["latest"].count())

    @cached_property
    def suppressed(self) -> bool:
        """Whether any figure of the month is too small to be shown."""
        return bool(self.ranked["hidden"].any())

    @property
    def has_shares(self) -> bool:
        """Whether the groups are all parts of a whole: of some of them nobody can say how much."""
        return not (self.measure.of or self.suppressed or self.missing)

    def label(self, group: object) -> str:
        """A group in the words that pages use."""
        return datasets.dataset(self.measure.dataset).label(self.by, group)


def read(measure: Headline, by: str, data: Path, edition: Edition) -> Ranking | None:
    """The ranking of a measure by a column up to an edition's month; None if there are no rows.

    Where no group has a figure of that month, it is that of the last month that is known. The
    processes of a build share it, as they do readings.
    """
    files = snapshots.states(measure.dataset, edition.month, data)
    made_from = repr((measure, by, edition, files))
    key = digests.digest_bytes(made_from.encode())
    return shared(key, lambda: _read(measure, by, data, edition))


def _read(measure: Headline, by: str, data: Path, edition: Edition) -> Ranking | None:
    frame = sums.series(measure, data, edition, by=[by])
    known = _there(frame)["month"]
    if known.is_empty():
        return None
    month = months.text(max(known.unique()))
    if month != edition.month:
        frame = sums.series(measure, data, replace(edition, month=month), by=[by])
    day, more_is_worse = months.first_day(month), measure.improvement != "increase"
    at = frame.filter(pl.col("month") == day)
    before = frame.filter(pl.col("month") == months.add(day, -1)).select(by, before="value")
    ranked = (
        ranking.rank(frame, group=by, value="value", improvement=measure.improvement)
        .with_columns(place=pl.col("latest").rank("min", descending=more_is_worse))
        .join(before, on=by, how="left", maintain_order="left")
        .join(at.select(by, "hidden", "provenance"), on=by, how="left", maintain_order="left")
        .with_columns(trend=_trend())
    )
    reported = pl.col("value").is_not_null() & (pl.col("provenance") == "reported")
    return Ranking(
        measure,
        by,
        month,
        ranked,
        missing=_missing(frame, by, day),
        reported_months=frame.filter(reported)["month"].unique().to_list(),
        illustrative=is_illustrative(frame),
        latest_illustrative=is_illustrative(at),
    )


def _missing(frame: pl.DataFrame, by: str, last: date) -> list[str]:
    known = _there(frame).group_by(by).agg(pl.col("month").max()).sort(by)
    soon = months.add(last, -REMEMBERED)
    gone = (pl.col("month") < last) & (pl.col("month") >= soon)
    return list(map(str, known.filter(gone)[by]))


def _trend() -> pl.Expr:
    worse, better, steady, short, none = map(pl.lit, TRENDS)
    return (
        pl.when(pl.col("latest").is_null())
        .then(none)
        .when(pl.col("q").is_null())
        .then(short)
        .when("worsening")
        .then(worse)
        .when("improving")
        .then(better)
        .otherwise(steady)
    )


def is_illustrative(frame: pl.DataFrame) -> bool:
    """Whether a figure of a series is made up; a month without one is neither."""
    return "illustrative" in _there(frame)["provenance"]


def _there(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of which there is a figure, be it shown or not."""
    return frame.filter(pl.col("value").is_not_null() | pl.col("hidden"))
