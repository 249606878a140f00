"""Which of a table's rows add up to another of its rows: arithmetic only, for `totals`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import polars as pl

Figures = tuple[int | None, ...]
"""What a row says in each measure; None where it says nothing that can be added."""

Groups = tuple[str | None, ...]
"""What a row is of, by group column; None where it is of no one group."""

_ROWS = "#rows"


@dataclass(frozen=True)
class Sum:
    """The figures of several rows added up, and how many rows these are."""

    figures: tuple[int, ...]
    rows: int

    def is_said(self, figures: Figures) -> bool:
        """Whether a row says this sum, in all that it says."""
        return all(
            said in (None, sum_of) for said, sum_of in zip(figures, self.figures, strict=True)
        )

    def less(self, other: Sum) -> Sum:
        """What is left of this sum without the rows of another."""
        figures = zip(self.figures, other.figures, strict=True)
        return Sum(tuple(one - two for one, two in figures), self.rows - other.rows)


class Sums:
    """The sums of a table's rows.

    `groups` and `figures` have what each row is of and what it says, a column for each. Only rows
    that are `counted` are added. The others, such as totals, end a run of rows.
    """

    def __init__(self, groups: pl.DataFrame, figures: pl.DataFrame, counted: pl.Series) -> None:
        self._groups = groups
        counts = (counted.cast(pl.Int64) * figure.fill_null(0) for figure in figures)
        self._counted = pl.DataFrame([*counts, counted.cast(pl.Int64).alias(_ROWS)])
        self._ends: list[int] = (~counted).arg_true().to_list()
        self._by_columns: dict[tuple[int, ...], dict[Groups, Sum]] = {}

    # Most extracts have no totals, and nothing needs to be added.
    @cached_property
    def _until(self) -> list[list[int]]:
        """Each figure's sum over the rows before each place; last, how many rows these are."""
        return [[0, *column.cum_sum()] for column in self._counted]

    @property
    def all(self) -> Sum:
        """The sum of all rows."""
        return self.since(0, self._counted.height)

    def meant(self, at: int, *, whole: bool = False) -> Iterator[Sum]:
        """The sums that a total at this place may be meant as, the likeliest first.

        They are of the rows of its groups; if it is of none, of the rows since the last end, or of
        those up to the next. A total of the `whole` that is of no group is of all rows alone.
        """
        groups = self._groups.row(at)
        filled = [index for index, value in enumerate(groups) if value is not None]
        for size in range(len(filled), 0, -1):
            for columns in combinations(filled, size):
                if group := self._of(columns).get(_chosen(groups, columns)):
                    yield group
        if filled or not whole:
            yield from (run for run in self._runs(at) if run.rows)
        yield self.all

    def others(self, at: int) -> Iterator[Sum]:
        """The sums of the rows but this one: of all, and of those that share all groups but one."""
        alone, groups = self.since(at, at + 1), self._groups.row(at)
        yield self.all.less(alone)
        for one in range(len(groups)):
            columns = tuple(index for index in range(len(groups)) if index != one)
            if columns and None not in (chosen := _chosen(groups, columns)):
                yield self._of(columns)[chosen].less(alone)

    def since(self, start: int, at: int) -> Sum:
        """The sum of the rows from the one at `start` to the one before `at`."""
        *figures, rows = (until[at] - until[start] for until in self._until)
        return Sum(tuple(figures), rows)

    def _runs(self, at: int) -> Iterator[Sum]:
        """The rows from each end before a place to it, and from it to each end after."""
        before = (end for end in reversed(self._ends) if end < at)
        yield from (self.since(end + 1, at) for end in before)
        yield self.since(0, at)
        after = (end for end in self._ends if end > at)
        yield from (self.since(at + 1, end) for end in after)
        yield self.since(at + 1, self._counted.height)

    def _of(self, columns: tuple[int, ...]) -> dict[Groups, Sum]:
        """The sums by what rows are of in some of the group columns."""
        if columns not in self._by_columns:
            names = [self._groups.columns[index] for index in columns]
            rows = self._groups.select(names).hstack(self._counted).filter(pl.col(_ROWS) > 0)
            sums = rows.group_by(names).sum().rows()
            end = len(names)
            self._by_columns[columns] = {row[:end]: Sum(row[end:-1], row[-1]) for row in sums}
        return self._by_columns[columns]


def _chosen(groups: Groups, columns: tuple[int, ...]) -> Groups:
    return tuple(groups[index] for index in columns)
