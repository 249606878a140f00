"""Every User and DNO across all issues: what each holds of an issue, and who is getting worse.

The page by Service User shows it. An issue is here if its measure is counted by User or by DNO.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from opsg.analysis import rankings
from opsg.analysis.rankings import Ranking
from opsg.core import months
from opsg.core.edition import Edition
from opsg.data import datasets
from opsg.data.log import Issue, IssueLog

COLUMNS = ("party", "dno")
"""The columns of datasets that hold Users and DNOs."""


class Across(NamedTuple):
    """An issue, and the ranking of its measure by User or DNO."""

    issue: Issue
    ranking: Ranking


@dataclass(frozen=True)
class Holder:
    """A User or a DNO, the column that it is of, and its row in the ranking of issues, by slug."""

    name: str
    by: str
    cells: Mapping[str, Mapping[str, Any]]

    @cached_property
    def worsening(self) -> list[str]:
        """The issues in which it is getting worse beyond chance."""
        return [slug for slug, cell in self.cells.items() if cell["worsening"]]

    @property
    def order(self) -> tuple[int, int, str]:
        """Who is getting worse in more issues comes first, then by name, User 100 after User 99."""
        return -len(self.worsening), len(self.name), self.name

    @property
    def weight(self) -> tuple[bool, float]:
        """Who is getting worse comes first, then who has a higher place in any issue."""
        places = [cell["place"] for cell in self.cells.values() if cell["place"]]
        return not self.worsening, min(places, default=float("inf"))


@dataclass(frozen=True)
class Holders:
    """The issues by User and by DNO as of a month, and what each of these holds."""

    issues: Sequence[Across]

    @cached_property
    def every(self) -> list[Holder]:
        """All Users and DNOs, those that are getting worse first."""
        cells: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for issue, ranking in self.issues:
            for row in ranking.ranked.to_dicts():
                cells.setdefault((ranking.by, row[ranking.by]), {})[issue.slug] = row
        holders = [Holder(name, by, of_issues) for (by, name), of_issues in cells.items()]
        return sorted(holders, key=lambda holder: holder.order)

    @property
    def worsening(self) -> list[Holder]:
        """Those that are getting worse beyond chance in an issue."""
        return [holder for holder in self.every if holder.worsening]

    @property
    def illustrative(self) -> bool:
        """Whether any of their figures is made up."""
        return any(ranking.illustrative for _, ranking in self.issues)

    def first(self, count: int) -> list[Holder]:
        """So many of them: all that are getting worse before others."""
        some = sorted(self.every, key=lambda holder: holder.weight)[:count]
        return sorted(some, key=lambda holder: holder.order)

    def table(self) -> pl.DataFrame:
        """Every User and DNO in every issue, a row each."""
        return pl.concat(_rows(issue, ranking) for issue, ranking in self.issues)


def read(log: IssueLog, edition: Edition) -> Holders:
    """What Users, then what DNOs, hold of the open issues up to an edition's month."""
    month = edition.month
    return Holders(
        [
            Across(issue, ranking)
            for by in COLUMNS
            for issue in (*log.active(month), *log.absent(month))
            if (ranking := _ranking(issue, by, log, edition))
        ]
    )


def column_of(dataset: str) -> str | None:
    """The column of a dataset that holds Users or DNOs; None if it has none."""
    groups = datasets.dataset(dataset).groups
    return next((column for column in COLUMNS if column in groups), None)


def _ranking(issue: Issue, by: str, log: IssueLog, edition: Edition) -> Ranking | None:
    if issue.headline is None or column_of(issue.headline.dataset) != by:
        return None
    return rankings.read(issue.headline, by, log.folder, edition)


def _rows(issue: Issue, ranking: Ranking) -> pl.DataFrame:
    share = 100 * pl.col("share") if ranking.has_shares else pl.lit(None, pl.Float64)
    return ranking.ordered.select(
        name=pl.col(ranking.by),
        issue=pl.lit(issue.slug),
        measure=pl.lit(ranking.measure.name),
        unit=pl.lit(ranking.measure.unit),
        month=pl.lit(months.first_day(ranking.month)),
        latest="latest",
        month_before="before",
        share_percent=share,
        place="place",
        of=pl.lit(ranking.count),
        typical_change_a_month="per_month",
        q="q",
        trend="trend",
        provenance=pl.lit("illustrative" if ranking.latest_illustrative else "reported"),
    )
