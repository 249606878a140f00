"""Settles a proposal by its id: a figure of the entry, or dismissed for good."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsg.core.errors import UserError
from opsg.core.vocabulary import unused
from opsg.data import proposals
from opsg.data.frontmatter import Source
from opsg.data.issues import Figure
from opsg.data.models import named
from opsg.data.proposals import Proposal
from opsg.data.validation import validate
from opsg.intake.papers import existing
from opsg.intake.papers.changes import Change, Planned, contents
from opsg.intake.papers.figure_files import Folder, put_figures
from opsg.intake.papers.figures import Old, filled
from opsg.intake.papers.proposal_files import settled
from opsg.intake.transaction import Transaction
from opsg.intake.yaml_edit import edit_front


@dataclass(frozen=True)
class Settled:
    """What was done about a proposal: the figure that it became, if any, and where."""

    proposal: Proposal
    figure: Figure | None
    file: str

    def lines(self) -> Iterator[str]:
        """It as lines for a person to read."""
        number = f"{self.proposal.number} in “{self.proposal.quote}”"
        if self.figure:
            new = f"new figure '{self.figure.name}', {_said(self.figure)}"
            yield f"{self.file}: {new}, from {number}"
        else:
            yield f"{self.file}: dismissed the {number}"


def accept(
    data: Path,
    proposal_id: str,
    *,
    name: str | None = None,
    label: str | None = None,
    unit: str | None = None,
    kind: str | None = None,
) -> Settled:
    """Make a proposal a figure of its month's entry.

    With the name of a figure that the issue has had, or where the proposal goes on with one, it
    has that figure's label, unit and kind, unless others are given. Raises UserError, and writes
    nothing, if there is no such proposal, something is missing, or the sentence is gone.
    """
    transaction = Transaction(data)
    proposal, before = _proposal(data, proposal_id)
    folder = Folder(data / "issues" / proposal.issue, data, {})
    path = folder.folder / f"{proposal.month}.md"
    file, text = existing.name_of(path, data), folder.page(path.name)
    gone = UserError(
        "The sentence of the proposal is not there.",
        where=file,
        remedy=f"python build.py dismiss-figure {proposal.id}",
    )
    if text is None or not any(proposal.quote in e.text for e in folder.sentences(proposal.month)):
        raise gone
    known = {old.figure.name: old for old in folder.figures_by(proposal.month)}
    figure_name = name or proposal.figure
    old = known.get(figure_name or "")
    if old and old.month == proposal.month and _stands(old, folder, proposal.month):
        problem = f"The entry has a figure '{figure_name}' already: {_said(old.figure)}."
        raise UserError(problem, where=file, remedy="Take that out, or give another --name.")
    row = _row(proposal, old.values if old else {}, figure_name, set(known), label, unit, kind)
    changed = edit_front(text, file, lambda front: put_figures(front, [row]))
    plan = Planned(Change(file, "changed"), path, changed)
    after = [each for each in before if each.id != proposal.id]
    transaction.write(contents([plan, settled(data, before, after)]))
    return Settled(proposal, Figure.model_validate(row), file)


def dismiss(data: Path, proposal_id: str) -> Settled:
    """Say that a proposal is no figure, so that it is not proposed again in this sentence.

    Raises UserError if there is no such proposal.
    """
    transaction = Transaction(data)
    proposal, before = _proposal(data, proposal_id)
    after = [
        each.model_copy(update={"dismissed": True}) if each.id == proposal.id else each
        for each in before
    ]
    transaction.write(contents([settled(data, before, after)]))
    return Settled(proposal, None, f"{data.name}/{proposals.FILE}")


def _proposal(data: Path, proposal_id: str) -> tuple[Proposal, tuple[Proposal, ...]]:
    every, _ = proposals.read(data)
    if not every:
        raise UserError("There are no proposals.", where=f"{data.name}/{proposals.FILE}")
    return named({each.id: each for each in every}, proposal_id, "proposal"), every


def _row(
    proposal: Proposal,
    old: Mapping[str, Any],
    name: str | None,
    names: Collection[str],
    label: str | None,
    unit: str | None,
    kind: str | None,
) -> dict[str, Any]:
    """A figure's keys: those given, of the figure that it goes on with, or of the proposal."""
    counted = unit or old.get("unit") or proposal.unit
    if not counted:
        remedy = f'python build.py accept-figure {proposal.id} --unit "…"'
        raise UserError("It is not said what is counted.", where="--unit", remedy=remedy)
    values = {
        **old,
        "name": name or _free(counted, names),
        "label": label or old.get("label") or counted[0].upper() + counted[1:],
        "value": proposal.value,
        "unit": counted,
        "as_at": proposal.as_at,
        "kind": kind or old.get("kind") or proposal.kind,
        "approximate": proposal.approximate,
        "quote": proposal.quote,
    }
    row = filled({key: values.get(key) for key in Figure.model_fields})
    validate(Figure, Source("accept-figure", row, {(key,): 1 for key in row}))
    return row


def _stands(old: Old, folder: Folder, month: str) -> bool:
    quote = " ".join(old.figure.quote.split())
    return any(quote in each.text for each in folder.sentences(month))


def _free(unit: str, names: Collection[str]) -> str:
    """A name for a figure that no other has: by what is counted."""
    base = re.sub(r"[^a-z0-9]+", "_", unit.casefold().replace("%", "share")).strip("_")
    base = base if re.match("[a-z]", base) else f"figure_{base}".rstrip("_")
    return unused(base, names, "{}_{}")


def _said(figure: Figure) -> str:
    return f"{'about ' if figure.approximate else ''}{figure.value:,} {figure.unit}"
