"""The notebook of a new issue, which shows a whole page before anybody has edited it."""

from __future__ import annotations

import yaml

from opsg.core import notebook_file
from opsg.core.edition import LATEST

# What each cell holds, in order. The analysis of the issue comes between the two.
_CELLS = (
    "from opsg.pages.issue import open_issue\n\n"
    "issue = open_issue(slug, month, reported_only=reported_only)\n"
    "issue.opening()",
    "issue.closing()",
)


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
    cells += [_cell("code", source, f"code-{number}") for number, source in enumerate(_CELLS, 1)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return notebook_file.written(notebook).decode()


def _cell(kind: str, source: str, name: str, *, tags: list[str] | None = None) -> dict[str, object]:
    return {"cell_type": kind, "id": name, "metadata": {"tags": tags or []}, "source": source}
