"""What a change of the data does to the site, as Markdown: `python build.py compare BASE`.

Both states of the log are read by the present program, and no site is built. `base` finds the other
state, `sides` reads each in an edition, `now`, `past` and `rest` say what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from opsg.build.check import outline
from opsg.build.comparison import now, past, rest
from opsg.build.comparison.base import open_base
from opsg.build.comparison.sides import Side, read_base, read_present, readable
from opsg.core.cache import digests

if TYPE_CHECKING:
    from opsg.build.request import Request

SECTIONS = {
    "Issues and stages": now.issues,
    "Signals": now.signals,
    "Figures": now.figures,
    "Words": now.words,
    "Next steps": now.steps,
    "Earlier months": past.months,
    "Restatements": rest.restatements,
    "Pages": rest.pages,
    "Rows of the data files": rest.rows,
    "Also changed": rest.facts,
}
"""What is told of an edition, in this order; a section without lines is left out."""


def compare(request: Request, base: str) -> str:
    """What the request's data changes on the site as it is with the data of `base`, as Markdown.

    Both editions are told of, or with `reported_only` that one alone. Raises UserError if the data
    is not in order, or there is no other to compare it with.
    """
    outline(request)
    asked = [request] if request.reported_only else [replace(request, reported_only=True), request]
    with open_base(base, request.data) as folder:
        if digests.digest_tree(folder) == digests.digest_tree(request.data):
            told = ["Nothing: the data is the same."]
        else:
            told = _editions(asked, base, folder)
    since = base.replace("`", "")
    text = "\n".join([f"## What changes on the site since `{since}`", "", *told])
    return re.sub("\n{3,}", "\n\n", text).rstrip()


def _editions(asked: list[Request], base: str, folder: Path) -> list[str]:
    lines: list[str] = []
    earlier: dict[str, list[str]] = {}
    for each in asked:
        lines += [f"### The {'reported' if each.reported_only else 'illustrative'} edition", ""]
        present, before = read_present(each), read_base(each, base, folder)
        if before and present:
            with readable(base):
                sections = {title: tell(before, present) for title, tell in SECTIONS.items()}
            lines += [_months(before, present), "", *_shown(sections, earlier)]
            earlier = sections
        elif present:
            lines += [
                f"It is the first, as of **{present.month_name}**: no paper was out before.",
                "",
            ]
        else:
            lines += ["There is none: no paper is out.", ""]
    return lines


def _months(before: Side, after: Side) -> str:
    """Which month the edition is as of, and was."""
    if before.edition.month == after.edition.month and before.is_draft == after.is_draft:
        return f"As of {after.month_name}, as before."
    return f"As of **{after.month_name}**; before, as of {before.month_name}."


def _shown(sections: dict[str, list[str]], earlier: dict[str, list[str]]) -> Iterator[str]:
    """The sections that have lines; those that an earlier edition has had are not repeated."""
    if not any(sections.values()):
        yield from ("Nothing that it shows changes.", "")
    for title, lines in sections.items():
        if lines:
            as_before = lines == earlier.get(title)
            told = ["As in the reported edition."] if as_before else lines
            yield from (f"#### {title}", "", *told, "")
