"""Executed notebooks as Pandoc Markdown, put together as Quarto does."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from opsg.core.errors import UserError
from opsg.rendering import settings as metadata
from opsg.rendering.options import Execute, Settings, checked
from opsg.rendering.unsupported import CROSS_REFERENCES

_CELL_OPTION = re.compile(r"#\|\s?(.*)")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_HTML, _MARKDOWN, _PLAIN = "text/html", "text/markdown", "text/plain"
_IMAGES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}
_SHOWN = (_HTML, _MARKDOWN, *_IMAGES, _PLAIN)
_DISPLAYED = ("display_data", "execute_result")
_TAGS = {
    "hide-cell": {"include": False},
    "remove-cell": {"include": False},
    "hide-code": {"echo": False},
    "show-code": {"echo": True},
    "hide-output": {"output": False},
    "show-output": {"output": True},
    "hide-warnings": {"warning": False},
    "show-warnings": {"warning": True},
}


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


def _joined(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) else value


class Output(_Read):
    """One output of a code cell."""

    output_type: Literal["stream", "display_data", "execute_result", "error"]
    name: Literal["stdout", "stderr"] = "stdout"
    text: str = ""
    data: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    ename: str = ""
    evalue: str = ""

    _text = field_validator("text", mode="before")(_joined)


class Cell(_Read):
    """One cell of a notebook."""

    cell_type: Literal["raw", "markdown", "code"]
    source: str
    id: str = ""
    metadata: dict[str, Any] = {}
    attachments: dict[str, Any] = {}
    outputs: list[Output] = []

    _source = field_validator("source", mode="before")(_joined)


class _File(_Read):
    nbformat: Literal[4]
    cells: list[Cell]


class CellOptions(Settings):
    """The `#|` lines at the top of a code cell; None where the page's settings hold."""

    echo: bool | None = None
    output: bool | None = None
    warning: bool | None = None
    include: bool | None = None
    label: str | None = None
    fig_cap: str | None = None
    fig_alt: str | None = None


@dataclass(frozen=True)
class Notebook:
    """A notebook as read: its page's settings, and the cells that make up the page."""

    settings: dict[str, Any]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Part:
    """A piece of the page: a cell's Markdown, where it is from, and the pictures it shows."""

    where: str
    markdown: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def read(path: Path, name: str) -> Notebook:
    """The notebook in `path`, called `name` in errors. Raises UserError if it is none."""
    try:
        file = _File.model_validate_json(path.read_bytes())
    except ValidationError as error:
        detail = error.errors()[0]
        place = ".".join(str(part) for part in detail["loc"])
        raise UserError(
            f"this is not a notebook that can be read: {place} {detail['msg']}.", where=name
        ) from error
    cells = list(file.cells)
    for number, cell in enumerate(cells):
        front, rest = metadata.split_front_matter(cell.source)
        if cell.cell_type != "code" and front is not None:
            cells[number] = cell.model_copy(update={"source": rest, "cell_type": "markdown"})
            settings = metadata.parse(front, _where(name, number))
            return Notebook(settings, tuple(cells))
    return Notebook({}, tuple(cells))


def parts(notebook: Notebook, execute: Execute, name: str, files: str) -> Iterator[Part]:
    """The page's pieces in order; pictures go below the folder `files`, as the page sees it.

    Raises UserError that names notebook and cell for what cannot be shown.
    """
    labels: set[str] = set()
    code_cells = 0
    for number, cell in enumerate(notebook.cells):
        where = _where(name, number)
        code_cells += cell.cell_type == "code"
        if cell.cell_type == "raw":
            raise UserError(
                "a raw cell is not supported without Quarto, except for the page's settings.",
                where=where,
                remedy="Make it a Markdown cell.",
            )
        if cell.attachments:
            raise UserError(
                "a picture attached to a cell is not supported without Quarto.",
                where=where,
                remedy="Put the picture into a file and link to it.",
            )
        if cell.cell_type == "markdown":
            yield Part(where, cell.source + "\n")
            continue
        shown = _CodeCell(cell, number, execute, where, f"{files}/figure-html", code_cells)
        if shown.label and shown.label in labels:
            raise UserError(f"the label '{shown.label}' is used twice.", where=where)
        labels.add(shown.label)
        yield shown.part()


def _where(name: str, number: int) -> str:
    return f"{name}, cell {number + 1}"


class _CodeCell:
    """A code cell on its way to Markdown."""

    def __init__(
        self, cell: Cell, number: int, execute: Execute, where: str, folder: str, count: int
    ) -> None:
        self.where = where
        self.number = number
        self.cell = cell
        self.folder = folder
        self.options, self.source = _options(cell, where)
        self.label = _label(self.options.label or "", where)
        self.picture_name = f"{self.label or f'cell-{count + 1}'}-output"
        self.pictures: dict[str, bytes] = {}
        self.include = _first(self.options.include, execute.include)
        self.echo = _first(self.options.echo, execute.echo)
        self.shows_output = _first(self.options.output, execute.output)
        self.warning = _first(self.options.warning, execute.warning)

    def part(self) -> Part:
        """The cell's Markdown with its pictures; empty if it shows nothing."""
        pieces = list(self._pieces()) if self.include else []
        if not pieces:
            return Part(self.where, "")
        body = "\n".join(pieces)
        markdown = f"::: {{#{self._identity()} .cell}}\n\n{body}\n:::\n"
        return Part(self.where, markdown, self.pictures)

    def _identity(self) -> str:
        if not self.label:
            return self.cell.id or f"cell-{self.number}"
        return self.label if self._labels_itself() else f"cell-{self.label}"

    def _labels_itself(self) -> bool:
        """Whether the label names the cell rather than its one displayed output."""
        displayed = [o for o in self.cell.outputs if o.output_type in _DISPLAYED]
        return not self.shows_output or len(displayed) != 1

    def _pieces(self) -> Iterator[str]:
        if self.echo and self.source.strip():
            yield fenced(self.source, "{.python .cell-code}")
        if not self.shows_output:
            return
        caption = self.options.fig_cap or ""
        suffix = 0
        for index, output in enumerate(self.cell.outputs):
            if output.output_type == "error":
                raise UserError(
                    f"the cell failed: {output.ename}: {output.evalue}",
                    where=self.where,
                    remedy="Mend the notebook and run it again.",
                )
            if output.output_type == "stream":
                if output.name == "stdout" or self.warning:
                    text = fenced(_ANSI.sub("", output.text))
                    yield _block(f".cell-output .cell-output-{output.name}", text)
                continue
            suffix += 1
            label = self.label
            if label and self._labels_itself():
                label = f"{label}-{suffix}"
            yield self._displayed(output, index, label, caption.strip().replace("\n", " "))
            caption = ""

    def _displayed(self, output: Output, index: int, label: str, caption: str) -> str:
        kind = next((kind for kind in _SHOWN if kind in output.data), None)
        if kind is None or (kind == _PLAIN and not isinstance(output.data[kind], str | list)):
            raise UserError(
                f"an output of type {', '.join(sorted(output.data)) or 'nothing'} cannot be shown.",
                where=self.where,
                remedy="Let the cell show HTML, Markdown or a picture.",
            )
        content = _joined(output.data[kind])
        attributes = ".cell-output .cell-output-display"
        if kind in _IMAGES:
            return _block(attributes, self._picture(kind, content, index, label, caption))
        if label:
            attributes = f"#{label} {attributes}"
        if kind == _MARKDOWN:
            text = f"{content}\n"
            attributes += " .cell-output-markdown"
        else:
            text = fenced(content, "{=html}") if kind == _HTML else fenced(_ANSI.sub("", content))
        return _block(attributes, f"{text}\n{caption}\n" if caption else text)

    def _picture(self, kind: str, content: str, index: int, label: str, caption: str) -> str:
        name = f"{self.folder}/{self.picture_name}-{index + 1}.{_IMAGES[kind]}"
        if kind == "image/svg+xml" and "<svg" in content:
            self.pictures[name] = content.encode()
        else:
            self.pictures[name] = base64.b64decode(content)
        size = self.cell.outputs[index].metadata.get(kind, {})
        attributes = [f"#{label}"] if label else []
        attributes += [f"{side}={size[side]}" for side in ("width", "height") if side in size]
        if self.options.fig_alt:
            attributes.append(f'fig-alt="{escape(self.options.fig_alt)}"')
        written = f"{{{' '.join(attributes)}}}" if attributes else ""
        return f"![{caption}]({name}){written}\n"


def fenced(text: str, kind: str = "") -> str:
    """`text` as a code block (or raw block, by `kind`) that nothing in it can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    opening = f"{fence} {kind}" if kind else fence
    return f"{opening}\n{text.rstrip(chr(10))}\n{fence}\n"


def _block(attributes: str, content: str) -> str:
    return f"::: {{{attributes}}}\n{content}:::\n"


def _first(own: bool | None, general: bool) -> bool:
    return general if own is None else own


def _label(written: str, where: str) -> str:
    """A cell's label as an anchor."""
    if re.match(rf"(?:{CROSS_REFERENCES})-", written):
        raise UserError(
            f"the numbered item '{written}' is not supported without Quarto.",
            where=where,
            remedy="Choose a label that does not begin as Quarto's cross-references do.",
        )
    return re.sub(r"[^\w.-]", "", written.strip().lower().replace(" ", "-"))


def _options(cell: Cell, where: str) -> tuple[CellOptions, str]:
    """A cell's options from its tags and `#|` lines, and its source without these."""
    lines = cell.source.splitlines()
    count = 0
    while count < len(lines) and _CELL_OPTION.match(lines[count]):
        count += 1
    written = "\n".join(_CELL_OPTION.sub(r"\1", line) for line in lines[:count])
    values: dict[str, Any] = {}
    for tag in cell.metadata.get("tags", []):
        values |= _TAGS.get(tag, {})
    values |= metadata.parse(written, where)
    options = checked(CellOptions, values, f"{where}, cell options")
    return options, "\n".join(lines[count:])
