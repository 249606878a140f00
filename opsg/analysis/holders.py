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


@dataclass(frozen=True)
class Holders:
    """The issues by User and by DNO as of a month, and what each of these holds."""

    issues: Sequence[Across]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many there are of each of COLUMNS."""
        return {by: self._every.filter(by=by).height for by in COLUMNS}

    @cached_property
    def worsening(self) -> list[Holder]:
        """Those that are getting worse beyond chance in an issue."""
        return self._holders(self._every.filter("worsening")) if self.issues else []

    @property
    def illustrative(self) -> bool:
        """Whether any of their figures is made up."""
        return any(ranking.illustrative for _, ranking in self.issues)

    def first(self, count: int) -> list[Holder]:
        """So many of them: all that are getting worse, then who has a higher place in any issue."""
        by_weight = self._every.with_row_index().sort(
            ~pl.col("worsening"), "place", "index", nulls_last=True
        )
        return self._holders(by_weight.head(count))

    @cached_property
    def _every(self) -> pl.DataFrame:
        """A row each, by name: whether it is getting worse in any issue, its first place of all."""
        name = pl.col("name")
        cells = pl.concat(
            ranking.ranked.select("worsening", "place", by=pl.lit(ranking.by), name=ranking.by)
            for _, ranking in self.issues
        )
        every = cells.group_by("by", name).agg(pl.col("worsening").any(), pl.col("place").min())
        return every.sort(name.str.len_chars(), name)

    def _holders(self, every: pl.DataFrame) -> list[Holder]:
        """Those of such rows, who is getting worse in more issues first."""
        cells: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for issue, ranking in self.issues:
            named = pl.col(ranking.by).is_in(every.filter(by=ranking.by)["name"].implode())
            for row in ranking.ranked.filter(named).to_dicts():
                cells.setdefault((ranking.by, row[ranking.by]), {})[issue.slug] = row
        holders = [Holder(name, by, of_issues) for (by, name), of_issues in cells.items()]
        return sorted(holders, key=lambda holder: holder.order)

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
