"""Edits meetings.yml: adds the meeting of a month that begins, or what a paper says of its own.

`new-month` calls `begin`, `import-paper` calls `plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml.scalarstring import LiteralScalarString

from opsg.core.errors import Finding, Place, UserError
from opsg.data import frontmatter
from opsg.data.frontmatter import Source
from opsg.data.papers import PaperText, compare
from opsg.intake.papers import existing
from opsg.intake.papers.changes import BY_HAND, Change, Planned
from opsg.intake.papers.model import Paper
from opsg.intake.yaml_edit import edit, put, styled

FILE = "meetings.yml"

# What a meeting needs that only its paper can tell, and what that is called in messages.
_NEEDED = {
    "number": "number",
    "paper": "number",
    "title": "title",
    "team": "team",
    "classification": "classification",
    "purpose": "purpose",
}
_OF_ONE_MEETING = ("paper", "paper_date", "meeting_date")

Row = dict[str, Any]


def begin(
    text: str,
    name: str,
    *,
    after: str,
    number: int,
    month: str,
    classification: str,
    paper: str | None,
    paper_date: date | None,
) -> str:
    """The text with a meeting at its end that is like the one of the month `after` it.

    Title, team, purpose and what the paper asks stay the same until somebody edits them; a paper
    and a date that are not known yet are left out. Raises UserError if the meetings are not
    written one below the other, each begun by `- `.
    """
    source = frontmatter.parse(text, name)
    rows = source.value if isinstance(source.value, list) else []
    index = next(index for index, row in enumerate(rows) if row["month"] == after)
    if not _begins_line(source, index, text):
        raise UserError(
            "This meeting does not begin with '- ' at the start of a line.",
            where=source.where(index),
            remedy="Write it so.",
        )
    own = {"paper": paper, "paper_date": paper_date}
    meeting: Row = {}
    for key, value in rows[index].items():
        meeting |= {} if key in _OF_ONE_MEETING else {key: value}
        if key == "month":
            meeting |= {key: value for key, value in own.items() if value}
    meeting |= {"number": number, "month": month, "classification": classification}
    return edit(text, name, lambda meetings: meetings.append(styled(meeting)))


def plan(
    paper: Paper,
    file: str,
    month: str,
    data: Path,
    replace: bool,
    before: PaperText | None = None,
) -> Planned:
    """What becomes of meetings.yml; `file` is the paper's, for messages.

    A meeting whose paper was not imported yet gives way, and so does what it has from the version
    of the paper that was imported `before`.

    Raises UserError if the meeting is not there and the paper does not say all that it needs,
    if its number is that of another month, or if meetings.yml is not as it should be.
    """
    path = data / FILE
    name = existing.name_of(path, data)
    text = frontmatter.read_text(path, name) if path.exists() else ""
    source = frontmatter.parse(text, name)
    rows = _rows(source, text)
    _refuse_number(paper.number, month, source, rows)
    values = wanted(paper, month)
    index = next((index for index, row in enumerate(rows) if row.get("month") == month), None)
    if index is None:
        _check(values, file)
        later = (index for index, row in enumerate(rows) if str(row.get("month")) > month)
        position = next(later, len(rows))
        new = edit(text, name, lambda meetings: meetings.insert(position, styled(_formed(values))))
        return Planned(Change(name, "new", why=f"the meeting of {month}"), path, new)
    row = rows[index]
    differing = {key: value for key, value in values.items() if not _same(row.get(key), value)}
    if not differing:
        return Planned(Change(name, "unchanged"), path, None)
    difference, why = _difference(row, differing), ""
    if before and not replace and _is_edited(row, differing, before):
        # What was edited by hand stays, but a month is never left below its paper's level.
        differing = {key: value for key, value in differing.items() if key == "classification"}
        if not differing:
            return Planned(Change(name, "kept", difference, BY_HAND), path, None)
        why = f"in its classification alone, {BY_HAND}"
    changed = edit(text, name, lambda meetings: _update(meetings[index], _formed(differing)))
    return Planned(Change(name, "changed", difference, why), path, changed)


def set_aside(month: str, planned: Planned, before: PaperText | None) -> dict[str, object]:
    """What a meeting says that gives way to its paper, by its keys.

    What the version `before` said is kept already, and so is what another meeting says too.
    """
    if planned.text is None or not planned.path.exists():
        return {}
    old, new = (
        [row for row in _parsed(text) if isinstance(row, dict)]
        for text in (planned.path.read_text(encoding="utf-8-sig"), planned.text)
    )
    row = next((row for row in old if row.get("month") == month), {})
    now = next((row for row in new if row.get("month") == month), {})
    others = [each for each in old if each is not row]
    others += [{key: _plain(value) for key, value in before.model_dump().items()}] if before else []
    return {
        key: value
        for key, value in row.items()
        if not _same(value, now.get(key))
        and not any(_same(value, each.get(key)) for each in others)
    }


def _parsed(text: str) -> list[object]:
    value = frontmatter.parse(text, FILE).value
    return value if isinstance(value, list) else []


def _is_edited(row: Row, differing: Row, before: PaperText) -> bool:
    """Whether a meeting says what its paper did not, among the keys that are to change."""
    came = before.model_dump(mode="python")
    return any(key in row and not _same(row[key], _plain(came.get(key))) for key in differing)


def _plain(value: object) -> object:
    return [*value] if isinstance(value, tuple) else value


def said(key: str, month: str, data: Path) -> tuple[object, Place]:
    """What a month's meeting has for a key in the log, None if nothing, and its place."""
    path = data / FILE
    name = existing.name_of(path, data)
    text = frontmatter.read_text(path, name) if path.exists() else ""
    source = frontmatter.parse(text, name)
    for index, row in enumerate(_rows(source, text)):
        if row.get("month") == month and key in row:
            return row[key], source.where(index, key)
    return None, Place(name)


def _rows(source: Source, text: str) -> list[Row]:
    rows = source.value if source.value is not None else []
    if isinstance(rows, list) and all(
        isinstance(row, dict) and _begins_line(source, index, text)
        for index, row in enumerate(rows)
    ):
        return rows
    raise UserError(
        "This is not a list of meetings, each begun by '- ' at the start of a line.",
        where=Place(source.name, line=1),
        remedy="Write it so, as the papers' meetings are.",
    )


def _begins_line(source: Source, index: int, text: str) -> bool:
    return text.splitlines()[source.lines[(index,)] - 1].startswith("- ")


def _refuse_number(number: int | None, month: str, source: Source, rows: list[Row]) -> None:
    for index, row in enumerate(rows):
        if row.get("number") == number is not None and row.get("month") != month:
            raise UserError(
                f"OPSG {number} is the meeting of {row.get('month')}, not of {month}.",
                where=source.where(index),
                remedy=f"Import with --month {row.get('month')}, or mend the number.",
            )


def wanted(paper: Paper, month: str) -> Row:
    """What the paper says of the meeting, by the keys of meetings.yml, in their order."""
    values: Row = {
        "number": paper.number,
        "month": month,
        "paper": paper.paper,
        "paper_date": paper.date,
        "title": paper.title,
        "team": paper.team,
        "classification": paper.classification,
        "purpose": paper.purpose,
        "asks": [{"verb": ask.verb, "what": ask.what} for ask in paper.asks],
    }
    return {key: value for key, value in values.items() if value or key == "asks"}


def _check(values: Row, file: str) -> None:
    missing = dict.fromkeys(word for key, word in _NEEDED.items() if key not in values)
    if missing:
        level = values["classification"]
        remedy = (
            f"Add it to the paper, or begin the month: python build.py new-month {values['month']}"
            f" --classification {level}"
        )
        raise UserError.of(
            [Finding(file, f"The paper's {word} was not found in it.", remedy) for word in missing]
        )


def _same(old: object, new: object) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return compare.same(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in new)
    return old == new


def _difference(row: Row, differing: Row) -> str:
    lines = []
    for key, value in differing.items():
        lines += [f"- {key}: {_line(row[key])}"] if key in row else []
        lines.append(f"+ {key}: {_line(value)}")
    return "\n".join(lines)


def _line(value: object) -> str:
    """A value as YAML on one line, for people to compare."""
    if isinstance(value, date):
        return value.isoformat()
    dumped = yaml.safe_dump(value, allow_unicode=True, width=2**30, default_flow_style=True)
    return dumped.removesuffix("\n").removesuffix("\n...")


def _formed(values: Row) -> Row:
    """The values with the purpose as a text below `|`, be it of one line or of many."""
    if "purpose" not in values:
        return values
    return values | {"purpose": LiteralScalarString(f"{values['purpose']}\n")}


def _update(meeting: Any, values: Mapping[str, object]) -> None:
    own = {key: values[key] for key in ("paper", "paper_date") if key in values}
    put(meeting, own, after="month")
    put(meeting, values)
