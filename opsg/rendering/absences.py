"""Leaves out of an executed notebook what only says that something is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from opsg.core.html import ABSENT_TYPE
from opsg.core.markdown import escape

Cell = dict[str, Any]


def without_absent(cells: Sequence[Cell]) -> list[Cell]:
    """The cells without those that only say that something is not there.

    Sections of nothing else go with them. Before the last cell, which leads to other pages, a line
    names what is left out.
    """
    sections: list[list[Cell]] = [[]]
    for cell in cells:
        if _begins_section(cell):
            sections.append([])
        sections[-1].append(cell)
    absent: list[str] = []
    kept: list[Cell] = []
    for section in sections:
        missing = {index: what for index, cell in enumerate(section) if (what := _absences(cell))}
        left = [cell for index, cell in enumerate(section) if index not in missing]
        absent += (name for names in missing.values() for name in names)
        if not missing or any(map(_shows, left)):
            kept += left
    return [*kept[:-1], _line(absent), kept[-1]] if absent else kept


def _line(absent: Sequence[str]) -> Cell:
    says = f"Not given in a published paper: {'; '.join(dict.fromkeys(absent))}."
    source = f"::: {{.note .left-out}}\n{escape(says)}\n:::"
    return {"cell_type": "markdown", "id": "left-out", "metadata": {}, "source": source}


def _begins_section(cell: Mapping[str, Any]) -> bool:
    if cell["cell_type"] == "markdown":
        return "".join(cell["source"]).startswith("## ")
    return any("<h2" in "".join(data.get("text/html", "")) for data in _shown(cell))


def _shows(cell: Mapping[str, Any]) -> bool:
    """Whether there is anything to see of what a code cell gave; a piece may be empty."""
    return any("".join(data.get("text/html", "no HTML")).strip() for data in _shown(cell))


def _absences(cell: Mapping[str, Any]) -> list[str]:
    """What the cell says that there is not, if it says nothing else."""
    outputs = _shown(cell)
    names = [data[ABSENT_TYPE] for data in outputs if ABSENT_TYPE in data]
    return names if len(names) == len(outputs) else []


def _shown(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [output.get("data", {}) for output in cell.get("outputs", ())]
