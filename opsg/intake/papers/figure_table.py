"""The table that an import prints: figures before and now, by issue, and the numbers that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsg.data import proposals
from opsg.data.proposals import Proposal
from opsg.intake.papers.figures import Row


@dataclass(frozen=True)
class IssueFigures:
    """What an import read of an issue's figures."""

    title: str
    rows: tuple[Row, ...]
    proposals: tuple[Proposal, ...]


def lines(told: Sequence[IssueFigures]) -> Iterator[str]:
    """The figures before and now, by issue, and the numbers that wait, for a person to read."""
    rows = [row for issue in told for row in issue.rows]
    if rows:
        yield "Figures, before and now:"
    width = max((len(row.name) for row in rows), default=0)
    for issue in told:
        if issue.rows:
            yield f"  {issue.title}"
        for row in issue.rows:
            before = "–" if row.before is None else f"{row.before:,}"
            now = "–" if row.now is None else f"{row.now:,}"
            when = f" ({row.before_month})" if row.before_month else ""
            remark = f"  {row.remark}" if row.remark else ""
            line = f"    {row.name:{width}}  {before:>12}{when} → {now:>12} {row.unit}"
            yield f"{line}{_change(row)}{remark}"
    for issue in told:
        for proposal in issue.proposals:
            yield f"{issue.title}: {proposals.problem(proposal)}"
            yield f"  {proposals.remedy(proposal)}"


def _change(row: Row) -> str:
    if not row.before or row.now in (None, row.before) or row.unit == "%":
        return ""
    assert row.now is not None
    return f" ({(row.now - row.before) / abs(row.before):+.1%})".replace("-", "−")
