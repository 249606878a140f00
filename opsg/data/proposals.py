"""Numbers of a paper that no figure covers, until somebody accepts or dismisses them.

They stand in `data/proposals.yml`, which imports write. `check` warns of those that wait. Nothing
that is published is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from opsg.core.errors import Finding, UserError
from opsg.data.frontmatter import Source, parse, read_text
from opsg.data.issues import Entry
from opsg.data.log import IssueLog
from opsg.data.models import Model, Month, Text
from opsg.data.validation import validate

FILE = "proposals.yml"


class Proposal(Model):
    """A number of a paper that may be a figure: `number` as written, `quote` its sentence.

    `unit` is what the words after it say is counted, if anything; `figure` the name of the
    figure that it may go on with, and `why` it is not sure.
    """

    id: Text
    issue: Text
    month: Month
    number: Text
    value: float | int
    unit: str = ""
    kind: Literal["level", "cumulative", "share", "estimate"] = "level"
    as_at: date | None = None
    approximate: bool = False
    quote: Text
    figure: str | None = None
    why: str = ""
    dismissed: bool = False

    def is_in(self, entry: Entry) -> bool:
        """Whether a figure of the month's entry covers it by now."""
        quote = " ".join(self.quote.split())
        return any(
            figure.value == self.value and _overlap(" ".join(figure.quote.split()), quote)
            for figure in entry.figures
        )


def read(data: Path) -> tuple[tuple[Proposal, ...], Source | None]:
    """The proposals of a data folder with their lines. Raises UserError if they cannot be read."""
    path = data / FILE
    if not path.exists():
        return (), None
    source = parse(read_text(path, f"{data.name}/{FILE}"), f"{data.name}/{FILE}")
    if source.value is None:
        return (), source
    return validate(tuple[Proposal, ...], source), source


def check(log: IssueLog) -> Iterator[Finding]:
    """A warning for each number that waits; an error for what names no entry of the log."""
    try:
        proposals, source = read(log.folder)
    except UserError as error:
        yield from error.findings
        return
    entries = {(issue.slug, month): e for issue in log.issues for month, e in issue.entries.items()}
    ids: set[str] = set()
    for index, proposal in enumerate(proposals):
        assert source
        where = source.where(index, "id")
        entry = entries.get((proposal.issue, proposal.month))
        if proposal.id in ids:
            yield Finding(where, f"There are two proposals '{proposal.id}'.", "Rename one.")
        ids.add(proposal.id)
        if entry is None:
            nothing = f"'{proposal.issue}' has no entry for {proposal.month}."
            yield Finding(where, nothing, "Take the proposal out.")
        elif not proposal.dismissed and not proposal.is_in(entry):
            yield Finding(where, problem(proposal), remedy(proposal), "warning")


def remedy(proposal: Proposal) -> str:
    """The commands that settle a proposal."""
    accept = f"python build.py accept-figure {proposal.id}"
    if not proposal.unit and not proposal.figure:
        accept += ' --unit "…"'
    return f"If it is one: {accept}; if not: python build.py dismiss-figure {proposal.id}"


def problem(proposal: Proposal) -> str:
    """What waits, in a sentence."""
    perhaps = f" (perhaps '{proposal.figure}': {proposal.why})" if proposal.figure else ""
    return f"No figure covers the {proposal.number}{perhaps} in “{proposal.quote}”."


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one
