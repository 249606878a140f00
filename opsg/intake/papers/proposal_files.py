"""What becomes of `data/proposals.yml` with an import, or once a proposal is settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opsg.core.vocabulary import unused
from opsg.data.proposals import FILE, Proposal
from opsg.intake.papers.changes import Change, Kind, Planned
from opsg.intake.papers.figures import Candidate
from opsg.intake.papers.sentences import Sentence, sentence
from opsg.intake.yaml_edit import edit, folded, styled

_HEAD = """\
# Numbers of papers that no figure covers. Each waits for one of two commands:
#   python build.py accept-figure ID     python build.py dismiss-figure ID
"""


def proposed(
    before: Sequence[Proposal],
    slug: str,
    month: str,
    text: Sequence[Sentence],
    candidates: Sequence[Candidate],
) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals that are new, and those of the issue's month that no longer are any.

    One that is there stays as it is. What was dismissed is not proposed again, nor in another
    month in the same sentence.
    """
    mine = [each for each in before if (each.issue, each.month) == (slug, month)]
    dismissed = {
        (each.number, sentence(each.quote).tokens)
        for each in before
        if each.issue == slug and each.dismissed
    }
    ids = {each.id for each in before}
    new: list[Proposal] = []
    stays: list[Proposal] = []
    for candidate in candidates:
        number, quote = candidate.number.text, candidate.sentence.text
        same = [p for p in mine if (p.number, p.quote) == (number, quote) and p not in stays]
        if same:
            stays.append(same[0])
        elif (number, candidate.sentence.tokens) not in dismissed:
            new.append(_proposal(candidate, slug, month, ids))
            ids.add(new[-1].id)
    quotes = {each.text for each in text}
    stays += [each for each in mine if each.dismissed and each.quote in quotes]
    return new, [each for each in mine if each not in stays]


def settled(data: Path, before: Sequence[Proposal], after: Sequence[Proposal]) -> Planned | None:
    """The plan of the proposals' file; None where it stays as it is."""
    if list(before) == list(after):
        return None
    path = data / FILE
    name = f"{data.name}/{FILE}"
    text = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    keep = {each.id: each for each in after}

    def change(rows: Any) -> None:
        for index in reversed(range(len(rows))):
            if rows[index]["id"] not in keep:
                del rows[index]
        there = {row["id"]: row for row in rows}
        for proposal in after:
            if proposal.id not in there:
                rows.append(styled(_keys(proposal)))
            elif proposal.dismissed:
                there[proposal.id]["dismissed"] = True

    kind: Kind = "changed" if path.exists() else "new"
    return Planned(Change(name, kind), path, edit(text, name, change))


def _proposal(candidate: Candidate, slug: str, month: str, ids: set[str]) -> Proposal:
    number = candidate.number
    words = re.sub(r"[^a-z0-9]+", "-", number.text.casefold().replace("%", "")).strip("-")
    return Proposal(
        id=unused(f"{slug}-{month}-{words or 'number'}", ids), issue=slug, month=month,
        number=number.text, value=number.value, unit=candidate.unit, kind=candidate.kind,
        as_at=candidate.as_at, approximate=number.approximate, quote=candidate.sentence.text,
        figure=candidate.figure, why=candidate.why,
    )  # fmt: skip


def _keys(proposal: Proposal) -> dict[str, Any]:
    values = {
        k: v for k, v in proposal.model_dump().items() if v is not False and v not in (None, "")
    }
    return values | {"quote": folded(proposal.quote, 94)}
