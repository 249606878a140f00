"""The notebook of a new issue, which shows a whole page before anybody has edited it."""

from __future__ import annotations

import yaml

from opsg.core import notebook_file
from opsg.core.edition import LATEST

# What each cell holds, in order; a page without figures has no use for more.
_CELLS = (
    (
        "code",
        "from opsg.pages.issue import open_issue\n\n"
        "issue = open_issue(slug, month, reported_only=reported_only)\n"
        "issue.stages()",
    ),
    ("code", "issue.sidebar()"),
    ("markdown", "## Issue and Impact"),
    ("code", "issue.issue_and_impact()"),
    ("markdown", "## Status"),
    ("code", "issue.status()"),
    ("markdown", "## Next Steps"),
    ("code", "issue.next_steps()"),
    ("markdown", "## Reported figures"),
    ("code", "issue.figures()"),
    ("code", "issue.modifications()"),
    ("markdown", "## References"),
    ("code", "issue.references()"),
    ("code", "issue.since_paper()"),
    ("code", "issue.neighbours()"),
)

WITH_FIGURES = ("issue.headline()", "issue.trend()", "issue.downloads()")
"""The cells to add once the issue has a headline and a dataset."""


def template(slug: str, title: str) -> str:
    """The notebook as the text of its file, without outputs."""
    description = f"{title}: its stage, status and next steps."
    front = yaml.safe_dump(
        {"title": title, "description": description},
        allow_unicode=True,
        sort_keys=False,
        width=2**30,
    )
    parameters = f'month = "{LATEST}"\nslug = "{slug}"\nreported_only = False'
    cells = [
        _cell("raw", f"---\n{front}---", "metadata"),
        _cell("code", parameters, "parameters", tags=["parameters"]),
    ]
    for number, (kind, source) in enumerate(_CELLS, start=1):
        cells.append(_cell(kind, source, f"{'code' if kind == 'code' else 'text'}-{number}"))
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return notebook_file.written(notebook).decode()


def _cell(kind: str, source: str, name: str, *, tags: list[str] | None = None) -> dict[str, object]:
    return {"cell_type": kind, "id": name, "metadata": {"tags": tags or []}, "source": source}
