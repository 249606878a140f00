"""Unfolds a cell that shows several parts of a page under their headings; `page_sources` calls it.

A heading among a cell's outputs would stand in a block, out of the page's contents. As a cell of
its own it is a heading like any other, and what follows it is a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Cell = dict[str, Any]
_HEADING = re.compile(r"## [^\n]+\n?")


def unfolded(cells: Sequence[Cell]) -> list[Cell]:
    """The cells, with one for each output of those whose outputs have headings."""
    return [part for cell in cells for part in _parts(cell)]


def _parts(cell: Cell) -> Iterator[Cell]:
    outputs = cell.get("outputs", ())
    if not any(map(_heading, outputs)):
        yield cell
        return
    for number, output in enumerate(outputs, start=1):
        own = {"id": f"{cell['id']}-{number}", "metadata": dict(cell["metadata"])}
        if heading := _heading(output):
            yield {"cell_type": "markdown", **own, "source": heading}
        else:
            yield {**cell, **own, "outputs": [output]}


def _heading(output: Mapping[str, Any]) -> str:
    """The heading that an output is and nothing else; empty if it is none."""
    text = "".join(output.get("data", {}).get("text/markdown", ""))
    return text if _HEADING.fullmatch(text) else ""
