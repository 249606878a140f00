"""Which of a table's rows add up to another of its rows: arithmetic only, for `totals`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, combinations

Figures = tuple[int | None, ...]
"""What a row says in each measure; None where it says nothing that can be added."""

Groups = tuple[str | None, ...]
"""What a row is of, by group column; None where it is of no one group."""


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

    Only rows that are `counted` are added. The others, such as totals, end a run of rows.
    """

    def __init__(
        self, groups: Sequence[Groups], figures: Sequence[Figures], counted: Sequence[bool]
    ) -> None:
        self._groups = groups
        self._figures = figures
        self._counted = counted
        self._ends = [at for at, counts in enumerate(counted) if not counts]
        self._by_columns: dict[tuple[int, ...], dict[Groups, Sum]] = {}

    # Most extracts have no totals, and nothing needs to be added.
    @cached_property
    def _alone(self) -> list[Sum]:
        return [
            Sum(tuple(value or 0 for value in row), 1) if counts else Sum((0,) * len(row), 0)
            for row, counts in zip(self._figures, self._counted, strict=True)
        ]

    @cached_property
    def _until(self) -> list[Sum]:
        nothing = Sum((0,) * len(self._figures[0]), 0) if self._figures else Sum((), 0)
        return list(accumulate(self._alone, _plus, initial=nothing))

    @property
    def all(self) -> Sum:
        """The sum of all rows."""
        return self._until[-1]

    def meant(self, at: int, *, whole: bool = False) -> Iterator[Sum]:
        """The sums that a total at this place may be meant as, the likeliest first.

        They are of the rows of its groups; if it is of none, of the rows since the last end, or of
        those up to the next. A total of the `whole` that is of no group is of all rows alone.
        """
        filled = [index for index, value in enumerate(self._groups[at]) if value is not None]
        for size in range(len(filled), 0, -1):
            for columns in combinations(filled, size):
                if group := self._of(columns).get(_chosen(self._groups[at], columns)):
                    yield group
        if filled or not whole:
            yield from (run for run in self._runs(at) if run.rows)
        yield self.all

    def others(self, at: int) -> Iterator[Sum]:
        """The sums of the rows but this one: of all, and of those that share all groups but one."""
        alone = self._alone[at]
        yield self.all.less(alone)
        every = range(len(self._groups[at]))
        for one in every:
            columns = tuple(index for index in every if index != one)
            if columns and None not in _chosen(self._groups[at], columns):
                yield self._of(columns)[_chosen(self._groups[at], columns)].less(alone)

    def since(self, start: int, at: int) -> Sum:
        """The sum of the rows from the one at `start` to the one before `at`."""
        return self._until[at].less(self._until[start])

    def _runs(self, at: int) -> Iterator[Sum]:
        """The rows from each end before a place to it, and from it to each end after."""
        before = (end for end in reversed(self._ends) if end < at)
        yield from (self.since(end + 1, at) for end in before)
        yield self.since(0, at)
        after = (end for end in self._ends if end > at)
        yield from (self.since(at + 1, end) for end in after)
        yield self.since(at + 1, len(self._alone))

    def _of(self, columns: tuple[int, ...]) -> dict[Groups, Sum]:
        """The sums by what rows are of in some of the group columns."""
        if columns not in self._by_columns:
            sums: dict[Groups, Sum] = {}
            for groups, alone in zip(self._groups, self._alone, strict=True):
                if alone.rows:
                    chosen = _chosen(groups, columns)
                    sums[chosen] = _plus(sums[chosen], alone) if chosen in sums else alone
            self._by_columns[columns] = sums
        return self._by_columns[columns]


def _plus(one: Sum, other: Sum) -> Sum:
    figures = zip(one.figures, other.figures, strict=True)
    return Sum(tuple(left + right for left, right in figures), one.rows + other.rows)


def _chosen(groups: Groups, columns: tuple[int, ...]) -> Groups:
    return tuple(groups[index] for index in columns)
