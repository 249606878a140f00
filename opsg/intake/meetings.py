"""Adds a meeting to the text of meetings.yml, in the words of the one before it."""

from __future__ import annotations

from datetime import date

import yaml

from opsg.core.errors import Place, UserError
from opsg.data import frontmatter
from opsg.intake.yaml_edit import Keys

FILE = "meetings.yml"


def appended(
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
    lines = text.splitlines(keepends=True)
    starts = [source.lines[(place,)] - 1 for place in range(len(rows))] + [len(lines)]
    like = next(place for place, row in enumerate(rows) if row["month"] == after)
    item = lines[starts[like] : starts[like + 1]]
    while item and (not item[-1].strip() or item[-1].startswith("#")):
        item.pop()
    if not item or not item[0].startswith("- "):
        raise UserError(
            "This meeting does not begin with '- ' at the start of a line.",
            where=Place(name, line=starts[like] + 1),
            remedy="Write it so.",
        )
    item[-1] = item[-1].rstrip("\r\n") + "\n"
    keys = Keys(tuple(line[2:] if line.strip() else line for line in item), name)
    keys = keys.without("paper", "paper_date", "meeting_date")
    keys = keys.set("number", str(number)).set("month", month)
    keys = keys.set("classification", classification)
    if paper_date:
        keys = keys.set("paper_date", paper_date.isoformat(), after="month")
    if paper:
        keys = keys.set("paper", _scalar(paper), after="month")
    first, *others = keys.lines
    new = [f"- {first}", *(f"  {line}" if line.strip() else line for line in others)]
    between = "" if text.endswith("\n") else "\n"
    return f"{text}{between}{''.join(new)}"


def _scalar(text: str) -> str:
    dumped = yaml.safe_dump(text, allow_unicode=True, width=2**30)
    return dumped.removesuffix("\n").removesuffix("\n...")
