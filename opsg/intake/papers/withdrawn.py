"""Takes figures out of an entry whose sentences the paper does not have, and keeps them aside.

They are those of a draft, or of a version of the paper that was issued again without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from opsg.data import frontmatter
from opsg.data.papers import compare
from opsg.intake.papers import existing
from opsg.intake.papers.changes import Aside, Planned
from opsg.intake.papers.model import PaperIssue
from opsg.intake.yaml_edit import edit_front


def without_withdrawn(
    planned: Sequence[Planned],
    issues: Mapping[str, PaperIssue],
    data: Path,
    month: str,
    asides: list[Aside],
) -> list[Planned]:
    """The plans without such figures of the issues (by their slugs), which `asides` gets."""
    entries = {data / "issues" / slug / f"{month}.md": issue for slug, issue in issues.items()}
    return [
        _plan(plan, entries[plan.path], data, asides) if plan.path in entries else plan
        for plan in planned
    ]


def _plan(plan: Planned, issue: PaperIssue, data: Path, asides: list[Aside]) -> Planned:
    if plan.change.kind == "unchanged":
        return plan
    name = existing.name_of(plan.path, data)
    text = plan.text or frontmatter.read_text(plan.path, name)
    printed = "\n\n".join(issue.texts.values())
    gone = [
        (index, row)
        for index, row in enumerate(_figures(text, name))
        if not compare.holds(printed, str(row.get("quote") or ""))
    ]
    if not gone:
        return plan

    def change(front: Any) -> None:
        for index, _ in reversed(gone):
            del front["figures"][index]
        if not front["figures"]:
            del front["figures"]

    for _, row in gone:
        shown = yaml.safe_dump(row, allow_unicode=True, sort_keys=False)
        asides.append(Aside(name, f"the figure {row.get('name')}", shown))
    changed = plan.change
    if changed.kind == "kept":
        why = f"only its figures, {changed.why}"
        changed = replace(changed, kind="changed", why=why)
    return Planned(changed, plan.path, edit_front(text, name, change))


def _figures(text: str, name: str) -> list[dict[str, Any]]:
    values = frontmatter.split(text, name).source().value
    rows = values.get("figures") if isinstance(values, dict) else None
    listed = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return rows if listed and rows else []
