"""What papers say of a dataset by a month: its source, as pages and downloads name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from opsg.core import months

if TYPE_CHECKING:
    from opsg.data.datasets import Dataset
    from opsg.data.log import Figure, IssueLog

_PAPER = re.compile(r"OPSG_\d{1,4}_\d{2,6}")


def source(dataset: Dataset, log: IssueLog, month: str) -> str:
    """The source that the contract names, behind what the papers up to `month` say since.

    A contract is written with one paper in hand, which it names. What later ones report are the
    figures that the log has from them.
    """
    cited = _PAPER.search(dataset.source)
    papers = [each for each in log.meetings if each.month <= month and each.is_published]
    first = next((each for each in papers if cited and each.paper == cited[0]), None)
    later = [each for each in papers if first and each.month > first.month]
    if not later:
        return dataset.source
    latest = later[-1]
    told = [(each, "; ".join(_figures(dataset.name, log, each.month))) for each in later]
    name = f"{latest.paper}, {months.long_date(latest.dated)}"
    says = f"{name}: {told[-1][1] or 'no figure reported'}."
    between = [(each, text) for each, text in told[:-1] if text]
    if between and not told[-1][1]:
        paper, text = between[-1]
        says += f" Before, {paper.paper}, {months.long_date(paper.dated)}: {text}."
    return f"{says} First, {dataset.source}"


def _figures(name: str, log: IssueLog, month: str) -> Iterator[str]:
    for issue in log.issues:
        entry = issue.entries.get(month)
        for figure in entry.figures if entry else ():
            if figure.snapshot and figure.snapshot.dataset == name:
                yield f"{figure.label} {_value(figure)}"


def _value(figure: Figure) -> str:
    about = "about " if figure.approximate else ""
    return f"{about}{figure.value:,}" + ("%" if figure.unit == "%" else f" {figure.unit}")
