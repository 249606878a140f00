"""Executed notebooks as Pandoc Markdown, put together as Quarto does; `pandoc.py` calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from opsg.core.errors import Finding, Place, UserError
from opsg.execution import cells
from opsg.rendering.features import Part, unsupported
from opsg.rendering.page_sources import NUMBER
from opsg.rendering.project import parse, split_front_matter

_HTML, _MARKDOWN = "text/html", "text/markdown"
_CELLS = {
    "raw": ("a raw cell", "Make it a Markdown cell; only the page's settings are in a raw one."),
    "attachment": (
        "a picture attached to a cell",
        "Put the picture into a file and link to it.",
    ),
    "option": ("the cell option `{0}`", "Leave it out; a cell shows its outputs and no code."),
    "tag": ("the tag `{0}`", "Leave it out; a cell shows its outputs and no code."),
}
_OPTION = re.compile(r"#\|\s*([\w-]*)")
# Other tags, such as `parameters`, mean nothing to Quarto.
_TAG = re.compile(r"(?:hide|show|remove)[-_]")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


def _join(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) else value


class Output(_Model):
    """One output of a code cell."""

    output_type: Literal["stream", "display_data", "execute_result", "error"]
    data: dict[str, Any] = {}
    name: str = ""
    text: str = ""
    ename: str = ""
    evalue: str = ""

    _text = field_validator("text", mode="before")(_join)


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


def read(path: Path, name: str) -> tuple[dict[str, Any], list[Part], str]:
    """Settings, parts and Markdown of the notebook in `path`, called `name` in errors.

    A cell's number is the one that whoever wrote it sees, where papermill's own cell is not.
    Raises UserError if it is no notebook, or that names each cell with what cannot be shown.
    """
    try:
        written = _File.model_validate_json(path.read_bytes()).cells
    except ValidationError as error:
        detail = error.errors()[0]
        field = ".".join(str(part) for part in detail["loc"])
        raise UserError(
            f"this is not a notebook that can be read: {field} {detail['msg']}.", where=name
        ) from error
    settings: dict[str, Any] | None = None
    parts: list[Part] = []
    blocks: list[str] = []
    findings: list[Finding] = []
    for index, (cell, number) in enumerate(zip(written, _numbers(written), strict=True), start=1):
        where = Place(name, cell=number)
        front, text = split_front_matter(cell.source)
        if front is not None and cell.cell_type != "code" and settings is None:
            settings = parse(front, str(where))
            blocks.append(f"{text}\n")
        elif problems := list(_problems(cell, where)):
            findings += problems
        elif cell.cell_type == "markdown":
            parts.append(Part(replace(where, line=1), cell.source))
            blocks.append(f"{cell.source}\n")
        else:
            shown = [*_shown(cell)]
            parts += (Part(where, content, kind == _HTML) for kind, content in shown)
            blocks.append(_show(cell.id or f"cell-{index}", shown))
    if findings:
        raise UserError.of(findings)
    return settings or {}, parts, "\n".join(blocks)


def markdown(path: Path, name: str) -> list[Part]:
    """The Markdown cells of a notebook that is yet to run; none of one that cannot be read."""
    try:
        written = _File.model_validate_json(path.read_bytes()).cells
    except (OSError, ValidationError):  # which the check of notebooks tells
        return []
    return [
        Part(Place(name, cell=number, line=1), cell.source)
        for number, cell in zip(_numbers(written), written, strict=True)
        if cell.cell_type == "markdown" and split_front_matter(cell.source)[0] is None
    ]


def _numbers(written: Sequence[Cell]) -> Iterator[int | None]:
    """The number of each cell: as it was noted before cells were unfolded, else counted."""
    for number, cell in cells.numbered({"metadata": cell.metadata} for cell in written):
        yield cell["metadata"].get(NUMBER, number)


def _problems(cell: Cell, where: Place) -> Iterator[Finding]:
    """Everything about a cell that cannot be shown."""
    for kind, name in _constructs(cell):
        feature, remedy = _CELLS[kind]
        yield Finding(where, unsupported(feature.format(name)), remedy)
    for output in cell.outputs:
        if said := _problem(output):
            line = cells.line_of(cell.source, output.model_dump())
            at, words = cells.place(where, cell.source, line)
            problem, remedy = said
            yield Finding(at, f"`{words}` {problem}" if words else f"it {problem}", remedy)


def _problem(output: Output) -> tuple[str, str] | None:
    """What is wrong with an output, in words for the line that gave it, and what to do."""
    said = next(iter(output.text.strip().splitlines()), "")
    match output.output_type:
        case "stream" if output.name == "stderr":
            warning = re.sub(r"^\S+\.py:\d+: ", "", said)
            return f"warns: {warning}", "Mend what it warns of, or leave it out."
        case "stream":
            problem = f"prints '{said}', which no page shows."
            return problem, "Take it out, or show it as the cell's last line: Markdown(…)"
        case "error":
            return f"failed. {output.ename}: {output.evalue}.", "Mend it: no page shows an error."
        case _ if not {_HTML, _MARKDOWN}.intersection(output.data):
            kinds = ", ".join(sorted(output.data)) or "nothing"
            problem = f"shows {kinds}, which no page can show."
            return problem, "Let it show HTML or Markdown, a chart or a table."
    return None


def _constructs(cell: Cell) -> Iterator[tuple[str, str]]:
    """What of the table is in a cell, and what it is called there."""
    if cell.cell_type == "raw":
        yield "raw", ""
    if cell.attachments:
        yield "attachment", ""
    if option := _OPTION.match(cell.source):
        yield "option", option[1]
    for tag in filter(_TAG.match, cell.metadata.get("tags", [])):
        yield "tag", tag


def _shown(cell: Cell) -> Iterator[tuple[str, str]]:
    """The kind and the content of each output of a cell."""
    for output in cell.outputs:
        # HTML comes before Markdown, as with Quarto.
        kind = _HTML if _HTML in output.data else _MARKDOWN
        yield kind, _join(output.data[kind])


def _show(anchor: str, shown: Sequence[tuple[str, str]]) -> str:
    """What a code cell shows as Markdown, in the blocks that the site's styles rest on."""
    blocks = "\n".join(_block(kind, content) for kind, content in shown)
    return f"::: {{#{anchor} .cell}}\n\n{blocks}\n:::\n" if blocks else ""


def _block(kind: str, content: str) -> str:
    if kind == _HTML:
        text, own_class = fenced(content, "{=html}"), ""
    else:
        text, own_class = f"{content}\n", " .cell-output-markdown"
    return f"::: {{.cell-output .cell-output-display{own_class}}}\n{text}:::\n"


def fenced(text: str, kind: str) -> str:
    """`text` as a raw block of a `kind` that nothing in it can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {kind}\n{text.rstrip(chr(10))}\n{fence}\n"
