"""Executed notebooks as Pandoc Markdown, put together as Quarto does; `pandoc.py` calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from opsg.core.errors import Finding, Place, UserError
from opsg.rendering.project import parse, split_front_matter
from opsg.rendering.unsupported import Part, in_cell

_HTML, _MARKDOWN = "text/html", "text/markdown"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


def _join(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) else value


class Output(_Model):
    """One output of a code cell."""

    output_type: Literal["stream", "display_data", "execute_result", "error"]
    data: dict[str, Any] = {}
    ename: str = ""
    evalue: str = ""


class Cell(_Model):
    """One cell of a notebook."""

    cell_type: Literal["raw", "markdown", "code"]
    source: str
    id: str = ""
    metadata: dict[str, Any] = {}
    attachments: dict[str, Any] = {}
    outputs: list[Output] = []

    _source = field_validator("source", mode="before")(_join)


class _File(_Model):
    nbformat: Literal[4]
    cells: list[Cell]


def read(path: Path, name: str) -> tuple[dict[str, Any], list[Part]]:
    """The settings of the notebook in `path`, called `name` in errors, and what its page shows.

    Raises UserError if it is no notebook, or that names each cell with what cannot be shown.
    """
    try:
        cells = _File.model_validate_json(path.read_bytes()).cells
    except ValidationError as error:
        detail = error.errors()[0]
        field = ".".join(str(part) for part in detail["loc"])
        raise UserError(
            f"this is not a notebook that can be read: {field} {detail['msg']}.", where=name
        ) from error
    settings: dict[str, Any] | None = None
    parts: list[Part] = []
    findings: list[Finding] = []
    for number, cell in enumerate(cells, start=1):
        where = Place(name, cell=number)
        front, text = split_front_matter(cell.source)
        if front is not None and cell.cell_type != "code" and settings is None:
            settings = parse(front, str(where))
            parts.append(Part(where, f"{text}\n"))
        elif problems := list(in_cell(cell, where)):
            findings += problems
        elif cell.cell_type == "markdown":
            parts.append(Part(where, f"{cell.source}\n"))
        else:
            parts.append(Part(where, _show(cell, number)))
    if findings:
        raise UserError.of(findings)
    return settings or {}, parts


def _show(cell: Cell, number: int) -> str:
    """What a code cell shows as Markdown, in the blocks that the site's styles rest on."""
    blocks = "\n".join(_blocks(cell))
    return f"::: {{#{cell.id or f'cell-{number}'} .cell}}\n\n{blocks}\n:::\n" if blocks else ""


def _blocks(cell: Cell) -> Iterator[str]:
    for output in cell.outputs:
        # HTML comes before Markdown, as with Quarto.
        kind = _HTML if _HTML in output.data else _MARKDOWN
        content = _join(output.data[kind])
        if kind == _HTML:
            text, own_class = fenced(content, "{=html}"), ""
        else:
            text, own_class = f"{content}\n", " .cell-output-markdown"
        yield f"::: {{.cell-output .cell-output-display{own_class}}}\n{text}:::\n"


def fenced(text: str, kind: str) -> str:
    """`text` as a raw block of a `kind` that nothing in it can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {kind}\n{text.rstrip(chr(10))}\n{fence}\n"
