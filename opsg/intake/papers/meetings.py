"""Puts a paper's meeting into meetings.yml and leaves every other line of it as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import yaml

from opsg.core.errors import Finding, UserError
from opsg.data import frontmatter
from opsg.intake.papers import compare, existing
from opsg.intake.papers.changes import BY_HAND, Change, Planned
from opsg.intake.papers.model import Paper
from opsg.intake.yaml_edit import Keys

_NEEDED = {
    "number": "number",
    "paper": "number",
    "paper_date": "date",
    "title": "title",
    "team": "team",
    "classification": "classification",
    "purpose": "purpose",
}

Row = dict[str, object]


def meeting(paper: Paper, file: str, month: str, data: Path, replace: bool) -> Planned:
    """What becomes of meetings.yml; `file` is the paper's, for messages.

    A meeting without a paper is a draft, and gives way.

    Raises UserError if the meeting is not there and the paper does not say all that it needs,
    if its number is that of another month, or if meetings.yml is not as it should be.
    """
    path = data / "meetings.yml"
    name = existing.name_of(path, data)
    text = frontmatter.read_text(path, name) if path.exists() else ""
    source = frontmatter.parse(text, name)
    lines = text.splitlines()
    rows = _rows(source, lines)
    told = _told(paper, month)
    for place, row in enumerate(rows):
        if row.get("number") == paper.number is not None and row.get("month") != month:
            raise UserError(
                f"OPSG {paper.number} is the meeting of {row.get('month')}, not of {month}.",
                where=source.where(place),
                remedy=f"Import with --month {row.get('month')}, or mend the number.",
            )
    starts = [source.lines[(place,)] - 1 for place in range(len(rows))]
    known = next((place for place, row in enumerate(rows) if row.get("month") == month), None)
    if known is None:
        _check(told, file)
        later = [place for place, row in enumerate(rows) if str(row.get("month")) > month]
        start = _above(lines, starts, later[0]) if later else len(lines)
        item = _item("".join(_key(key, value) for key, value in told.items()))
        change = Change(name, "new", why=f"the meeting of {month}")
        return Planned(change, path, _text([*lines[:start], *item, *lines[start:]]))
    row = rows[known]
    differing = {key: value for key, value in told.items() if not _same(row.get(key), value)}
    if not differing:
        return Planned(Change(name, "unchanged"), path, None)
    difference = "\n".join(
        f"{sign} {key}: {_scalar(values[key])}"
        for key in differing
        for sign, values in (("-", row), ("+", differing))
        if key in values
    )
    edited = row.get("paper") and any(key in row for key in differing)
    if edited and not replace:
        return Planned(Change(name, "kept", difference, BY_HAND), path, None)
    start = starts[known]
    end = _above(lines, starts, known + 1) if known + 1 < len(rows) else len(lines)
    item = _changed(lines[start:end], differing, name, start + 1)
    text = _text([*lines[:start], *item, *lines[end:]])
    return Planned(Change(name, "changed", difference), path, text)


def _told(paper: Paper, month: str) -> Row:
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


def _check(told: Row, file: str) -> None:
    missing = dict.fromkeys(word for key, word in _NEEDED.items() if key not in told)
    if missing:
        remedy = "Add it to the paper, or the whole meeting to data/meetings.yml."
        raise UserError.of(
            [Finding(file, f"The paper's {word} was not found in it.", remedy) for word in missing]
        )


def _rows(source: frontmatter.Source, lines: Sequence[str]) -> list[Row]:
    rows = source.value if source.value is not None else []
    if isinstance(rows, list) and all(
        isinstance(row, dict) and lines[source.lines[(place,)] - 1].startswith("- ")
        for place, row in enumerate(rows)
    ):
        return rows
    raise UserError(
        "This is not a list of meetings, each begun by '- ' at the start of a line.",
        where=f"{source.name}:1",
        remedy="Write it so, as the papers' meetings are.",
    )


def _above(lines: Sequence[str], starts: Sequence[int], place: int) -> int:
    """The line on which an item begins, comments right above it included."""
    start = starts[place]
    while place and start and (not lines[start - 1].strip() or lines[start - 1].startswith("#")):
        start -= 1
    return start


def _same(old: object, new: object) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return compare.same(old, new)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in new)
    return old == new


def _changed(item: Sequence[str], values: Mapping[str, object], name: str, line: int) -> list[str]:
    """The lines of a meeting with other values for some keys."""
    inner = "".join(f"{row[2:]}\n" for row in item)
    keys = Keys.of(inner, name, line)
    for key, value in values.items():
        after = "month" if key in ("paper", "paper_date") else None
        keys = keys.set(key, _key(key, value).partition(": ")[2].rstrip("\n"), after=after)
    return _item(keys.text)


def _item(inner: str) -> list[str]:
    """The lines of a mapping as an item of a list."""
    rows = [row.rstrip() for row in inner.splitlines()]
    return [f"{'  ' if place else '- '}{row}".rstrip() for place, row in enumerate(rows)]


def _key(key: str, value: object) -> str:
    """A key and its value as lines of YAML, in the form that meetings.yml has."""
    if key == "purpose" and isinstance(value, str):
        return f"{key}: |\n" + "".join(f"  {row}\n" for row in value.splitlines())
    if key == "asks" and isinstance(value, list) and value:
        asks = ["".join(_key(part, text) for part, text in ask.items()) for ask in value]
        return f"{key}: \n" + "".join(f"  {row}\n" for ask in asks for row in _item(ask))
    return f"{key}: {_scalar(value)}\n"


def _scalar(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    dumped = yaml.safe_dump(value, allow_unicode=True, width=2**30, default_flow_style=True)
    return dumped.removesuffix("\n").removesuffix("\n...")


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
