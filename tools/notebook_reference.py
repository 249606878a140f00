"""Writes docs/notebook-reference.md: what a notebook may call, from the docstrings of the program.

Run `python tools/notebook_reference.py` after a change there; a test tells if that was forgotten.
"""

from __future__ import annotations

import dataclasses
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator
from pathlib import Path

from opsg.pages.issue import IssuePage, open_issue

DOCUMENT = Path(__file__).parents[1] / "docs" / "notebook-reference.md"
_WIDTH = 105

# Each name once, with an example of its use where its signature does not say all.
GROUPS: dict[str, dict[str, str]] = {
    "What all pages have in common": {"opening": "", "closing": ""},
    "Figures of what the issue measures": {
        "breakdown": 'issue.breakdown("combination", title="ESMEs, by combination")',
        "ranking": 'issue.ranking("combination", title="The largest combination first")',
        "change": 'issue.change("combination")',
        "together": 'issue.together([issue.headline_measure], "all", title="All ESMEs")',
        "chart": 'issue.chart(issue.headline_measure, "again")',
        "forecasts": "",
    },
    "Figures and tables of your own": {
        "figure": 'issue.figure(px.line(issue.rows(), x="month", y="esmes", color="defect"),'
        ' title="ESMEs, by defect")',
        "table": 'issue.table(issue.rows().tail(5), caption="The newest rows")',
        "month_of": "issue.month_of(issue.rows())",
        "labels": 'issue.labels("defect")',
    },
    "Data": {
        "rows": 'issue.rows().filter(pl.col("esmes") > 1000)',
        "every_row": 'issue.every_row().group_by("month").agg(pl.col("esmes").sum()).collect()',
        "newest": "issue.newest(issue.every_row()).collect()",
        "with_others": 'issue.with_others(issue.every_row(), "combination", "esmes").collect()',
        "series": 'issue.series(issue.headline_measure, "combination")',
        "reading": "issue.reading.latest",
        "headline_measure": "issue.headline_measure.unit",
        "measure": 'issue.measure(name="ESMEs of MM2", where={"combination": "MM2"})',
        "read": "issue.read(issue.headline_measure).latest",
        "read_groups": 'issue.read_groups(issue.headline_measure, "defect")',
        "read_ranking": 'issue.read_ranking("combination")',
        "month": "",
        "edition": "issue.edition.reported_only",
        "entry": "issue.entry.status",
        "issue": "issue.issue.title",
        "log": "issue.log.latest_month",
    },
    "Single parts of a page": {
        "stages": "",
        "headline": "",
        "sidebar": "",
        "trend": "issue.trend().table",
        "issue_and_impact": "",
        "status": "",
        "next_steps": "",
        "figures": "",
        "modifications": "",
        "history": "",
        "references": "",
        "since_paper": "",
        "downloads": "",
        "neighbours": "",
    },
    "What the program itself calls": {
        "as_known": "",
        "pieces": "",
        "own": "",
        "restatement_notes": "",
        "workbook": "",
    },
}

_HEAD = """\
# What a notebook may call

Made of the program's docstrings by `python tools/notebook_reference.py`. How it goes together is
told in [edit a notebook](edit-a-notebook.md). `pl` is Polars and `px` is Plotly Express.
"""


def reference() -> str:
    """The document. Raises ValueError for a public name that is in no group."""
    known = {name for group in GROUPS.values() for name in group}
    if different := known ^ set(_public()):
        raise ValueError(f"see to GROUPS in {Path(__file__).name}: {sorted(different)}")
    parts = [_HEAD, _item(_call("", "open_issue", open_issue), _said(open_issue), _OPEN)]
    for title, names in GROUPS.items():
        parts.append(f"\n## {title}\n")
        parts += [_of(name, example) for name, example in names.items()]
    return "\n".join(parts) + "\n"


_OPEN = 'issue = open_issue("han-stability")'


def _public() -> Iterator[str]:
    notes = {field.name for field in dataclasses.fields(IssuePage) if not field.compare}
    names = {*dir(IssuePage), *(field.name for field in dataclasses.fields(IssuePage))}
    yield from (name for name in names - notes if not name.startswith("_"))


def _of(name: str, example: str) -> str:
    value = getattr(IssuePage, name, None)
    if value is None:
        kind = typing.get_type_hints(IssuePage)[name]
        return _item(f"issue.{name}", _said(kind), example)
    if callable(value):
        return _item(_call("issue.", name, value), _said(value), example)
    return _item(f"issue.{name}", _said(value), example)


def _call(before: str, name: str, function: Callable[..., object]) -> str:
    parameters = list(inspect.signature(function).parameters.values())
    shown = [
        parameter.replace(annotation=parameter.empty)
        for parameter in parameters
        if parameter.name != "self"
    ]
    return f"{before}{name}{inspect.Signature(shown)}"


def _said(described: object) -> str:
    return " ".join((inspect.getdoc(described) or "").split())


def _item(call: str, said: str, example: str) -> str:
    text = f"- `{call}`: {said}{f' For example `{example}`.' if example else ''}"
    lines = textwrap.wrap(
        text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


if __name__ == "__main__":
    DOCUMENT.write_text(reference(), encoding="utf-8")
