"""Keeps a paper's words as they came, in `data/papers/`, and what of the log gave way to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from opsg.core import months
from opsg.core.errors import UserError
from opsg.core.records import rows
from opsg.data.papers import IssueText, PaperText, Revised, agreement, compare, files
from opsg.intake import meetings
from opsg.intake.papers import existing
from opsg.intake.papers.changes import Aside, Change, Kind, Planned
from opsg.intake.papers.model import Leftover, Paper, PaperIssue


def before(month: str, data: Path) -> PaperText | None:
    """The last version of the month's paper that was imported, if one was.

    Raises UserError if a file of `data/papers` cannot be read.
    """
    papers = [files.read(path, existing.name_of(path, data)) for path in files.names(data)]
    return agreement.latest(papers).get(month)


def plan(
    paper: Paper,
    file: Path,
    month: str,
    data: Path,
    issues: Mapping[str, PaperIssue],
    leftovers: Sequence[Leftover],
    last: PaperText | None,
    entries: Sequence[Planned],
    when: date,
) -> Planned:
    """The file that keeps the paper's words; none if the `last` version has the same.

    `issues` are the paper's by their names in the log, `leftovers` its texts that have no place
    there, and `entries` what becomes of the log's files.
    """
    texts = {slug: _text(issue) for slug, issue in issues.items()}
    unplaced = tuple(map(str, leftovers))
    ledger = paper.ledger.model_copy(update={"unplaced": unplaced})
    said = {key: value for key, value in meetings.wanted(paper, month).items() if value}
    # What a later version does not say of itself is as it was.
    values = {"paper": month} | (_of_itself(last) if last else {}) | said
    version = last.version + 1 if last else 1
    name = values["paper"] + (f".v{version}" if version > 1 else "") + ".md"
    path = data / files.FOLDER / name
    kept = PaperText(
        **values,
        version=version,
        source=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        imported=when,
        revised=tuple(_revised(entries, month)) if last else (),
        ledger=ledger,
        issues=texts,
        name=existing.name_of(path, data),
    )
    if last and _same(last, kept):
        return Planned(Change(last.name, "unchanged"), data.parent / last.name, None)
    if path.exists():
        raise UserError(
            f"{values['paper']} is the paper of another month.",
            where=existing.name_of(path, data),
            remedy="See which of the two has the wrong number.",
        )
    why = f"the words of {kept.shown} as they came"
    return Planned(Change(kept.name, "new", why=why), path, files.written(kept))


def aside(
    month: str, paper: str, asides: Sequence[Aside], data: Path, when: date
) -> Planned | None:
    """The file that keeps what gave way, after what it kept before; None if nothing did."""
    if not asides:
        return None
    path = data / files.FOLDER / f"{paper or month}{files.SET_ASIDE}"
    old = f"{path.read_text(encoding='utf-8')}\n" if path.exists() else ""
    heading = f"# Set aside on {months.long_date(when)} for {paper or month}"
    parts = (f"## {one.name}: {one.heading}\n\n{one.text.strip()}" for one in asides)
    text = old + "\n\n".join([heading, *parts]) + "\n"
    kind: Kind = "changed" if old else "new"
    name = existing.name_of(path, data)
    return Planned(Change(name, kind, why="what the paper's words replaced"), path, text)


def of_meeting(month: str, planned: Planned, last: PaperText | None) -> Iterator[Aside]:
    """What of the month's meeting gives way to the paper and is not of its `last` version."""
    for key, value in meetings.set_aside(month, planned, last).items():
        text = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False)
        yield Aside(planned.change.name, key, text)


def _text(issue: PaperIssue) -> IssueText:
    return IssueText(
        title=issue.title,
        issue_and_impact=issue.issue_and_impact,
        status=issue.status,
        next_steps=issue.next_steps,
    )


def _of_itself(last: PaperText) -> dict[str, Any]:
    keys = {"number", "paper", "paper_date", "title", "team", "classification", "purpose", "asks"}
    return last.model_dump(include=keys)


def _same(one: PaperText, other: PaperText) -> bool:
    """Whether two versions say the same, whatever file they came in."""
    own = {"version", "source", "sha256", "imported", "revised", "ledger"}
    own |= {"issues", "name", "purpose"}
    return (
        one.model_dump(exclude=own) == other.model_dump(exclude=own)
        and compare.same(one.purpose, other.purpose)
        and list(one.issues) == list(other.issues)
        and all(
            compare.same(text, other.issues[slug].sections[heading])
            for slug, issue in one.issues.items()
            for heading, text in issue.sections.items()
        )
    )


def _revised(entries: Sequence[Planned], month: str) -> Iterator[Revised]:
    """The figures whose values change in the month's entries."""
    for planned in entries:
        if planned.text is None or planned.path.name != f"{month}.md":
            continue
        old = _figures(planned.path.read_text("utf-8-sig")) if planned.path.exists() else {}
        new = _figures(planned.text)
        for name in dict.fromkeys((*old, *new)):
            was, now = old.get(name, {}), new.get(name, {})
            if was.get("value") != now.get("value"):
                yield Revised(
                    issue=planned.path.parent.name,
                    figure=name,
                    label=str((now or was).get("label") or name),
                    was=was.get("value"),
                    now=now.get("value"),
                )


def _figures(text: str) -> dict[str, dict[str, Any]]:
    figures = rows(existing.front(text, ""), "figures")
    return {str(each["name"]): each for each in figures if "name" in each}
