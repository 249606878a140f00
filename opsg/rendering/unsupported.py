"""What Quarto does and Pandoc alone does not: found in a page, a notebook or settings, by name.

Whatever is in these tables is refused when pages are rendered without Quarto, so that both
renderers make the same pages of what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from opsg.core.errors import Finding, Place

if TYPE_CHECKING:
    from opsg.rendering.notebook import Cell

_SETTINGS = """
    about abstract aliases anchor-sections appendix-style author axe bibliography body-classes book
    brand cache canonical-url citation citeproc code-annotations code-copy code-fold
    code-line-numbers code-link code-overflow code-summary code-tools comments crossref csl date
    date-format date-modified default-image-extension df-print doi draft email-obfuscation
    embed-resources engine fig-align fig-cap-location fig-responsive freeze from grid
    header-includes highlight-style html-math-method html-q-tags identifier-prefix include-after
    include-after-body include-before include-before-body include-in-header ipynb-filters jupyter
    keep-hidden knitr language lightbox link-citations link-external-icon link-external-newwindow
    listing margin-header margin-footer mermaid metadata metadata-file metadata-files notebook-links
    notebook-view number-depth number-offset number-sections output-file output-ext page-layout
    preserve-tabs profile project reader reference-location repo-actions resources search
    self-contained server shift-heading-level-by shortcodes sidebar strip-comments
    syntax-highlighting tab-stop tbl-cap-location tbl-colwidths template-partials title-block-banner
    title-block-style title-prefix to toc-expand toc-location toc-title top-level-division variables
    website wrap
"""
SETTINGS = frozenset(_SETTINGS.split())
"""Settings that mean something to Quarto and that are not supported without it."""

_CELLS = {
    "raw": ("a raw cell", "Make it a Markdown cell; only the page's settings are in a raw one."),
    "attachment": (
        "a picture attached to a cell",
        "Put the picture into a file and link to it.",
    ),
    "option": ("the cell option `{0}`", "Leave it out; a cell shows its outputs and no code."),
    "tag": ("the tag `{0}`", "Leave it out; a cell shows its outputs and no code."),
    "stream": ("what a cell prints", "Let the cell show HTML or Markdown."),
    "output": ("an output of type {0}", "Let the cell show HTML or Markdown."),
}
_OPTION = re.compile(r"#\|\s*([\w-]*)")
# Other tags, such as `parameters`, mean nothing to Quarto.
_TAG = re.compile(r"(?:hide|show|remove)[-_]")
_SHOWN = {"text/html", "text/markdown"}

_CROSS_REFERENCES = (
    "fig|tbl|lst|sec|eq|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|dia|vid"
)
_FENCED = r"^(?P<mark>`{3,}|~{3,})[^\n]*\n(?s:.*?)^(?P=mark)[`~]*[ \t]*$"
_INLINE = r"(?<!`)(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`)"
_CODE = re.compile(rf"{_FENCED}|{_INLINE}", re.MULTILINE)
_DIV_CLASSES = (
    r"callout-\w+|panel-\w+|column-(?:page|body|screen|margin)[\w-]*|aside|content-visible"
    r"|content-hidden|landscape|theorem|proof"
)
# Quarto acts on these even where code is shown.
_EVERYWHERE = (
    (
        re.compile(r"\{\{\{?<\s*([\w/-]+)"),
        "the shortcode `{0}`",
        "Write out what it stands for.",
    ),
    (
        re.compile(r"^[ \t]*(?:`{3,}|~{3,})[ \t]*\{+([A-Za-z][\w-]*)[^}\n=]*\}+[ \t]*$", re.M),
        "the executable code block `{0}`",
        "Put the computation into a notebook.",
    ),
)
_OUTSIDE_CODE = (
    (
        re.compile(rf"^[ \t]*:{{3,}}[ \t]*({_DIV_CLASSES})[ \t]*:*[ \t]*$", re.MULTILINE),
        "the block `{0}`",
        "Use a fenced block with a class of the site's own, or `<details>`.",
    ),
    (
        re.compile(rf"\{{[^{{}}\n]*\.({_DIV_CLASSES})\b"),
        "the block `{0}`",
        "Use a fenced block with a class of the site's own, or `<details>`.",
    ),
    (
        re.compile(r"!\[[^\]]*\]\([^)\n]*\)\{[^{}\n]*(?<![\w-])((?:fig-)?alt)[ \t]*="),
        "the attribute `{0}` of a picture",
        'Write the picture as HTML, `<img src="…" alt="…">`.',
    ),
    (
        re.compile(r"\{[^{}\n]*\b(layout(?:-\w+)?)[ \t]*="),
        "the attribute `{0}`",
        "Lay the page out with a class and the site's styles.",
    ),
    (
        re.compile(rf"(?<![\w@.])@((?:{_CROSS_REFERENCES})-[\w:.-]*\w)"),
        "the cross-reference `@{0}`",
        "Link to the place instead: `[the figure](#place)`.",
    ),
    (
        re.compile(r"\{[^{}\n]*#((?:fig|tbl|lst|eq)-[\w-]+)"),
        "the numbered item `#{0}`",
        "Give it a name that does not begin as Quarto's cross-references do.",
    ),
)


class Part(NamedTuple):
    """A piece of a page's Markdown and where it is from: a cell, or a file from its `line` on."""

    where: Place
    markdown: str


def in_markdown(part: Part) -> Iterator[Finding]:
    """Every feature in a page's Markdown that is not supported."""
    text = part.markdown
    readable = _CODE.sub(_blank, text)
    for searched, features in ((text, _EVERYWHERE), (readable, _OUTSIDE_CODE)):
        for pattern, feature, remedy in features:
            for match in pattern.finditer(searched):
                where = part.where
                if where.line is not None:
                    line = where.line + text.count("\n", 0, match.start(1))
                    where = replace(where, line=line)
                yield _finding(where, feature.format(match[1]), remedy)


def _blank(code: re.Match[str]) -> str:
    # As long as before, so that lines can still be counted.
    return re.sub(r"[^\n]", " ", code[0])


def in_cell(cell: Cell, where: Place) -> Iterator[Finding]:
    """Everything about a notebook's cell at `where` that cannot be shown."""
    for kind, name in _constructs(cell):
        feature, remedy = _CELLS[kind]
        yield _finding(where, feature.format(name), remedy)
    for output in cell.outputs:
        if output.output_type == "error":
            problem = f"the cell failed: {output.ename}: {output.evalue}"
            yield Finding(where, problem, "Mend the notebook and run it again.")


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
    for output in cell.outputs:
        if output.output_type == "stream":
            yield "stream", ""
        elif output.output_type != "error" and _SHOWN.isdisjoint(output.data):
            yield "output", ", ".join(sorted(output.data)) or "nothing"


def setting(name: str, where: Place | str) -> Finding:
    """That a setting is not supported."""
    return _finding(where, f"the setting `{name}`", "Leave it out.")


def _finding(where: Place | str, feature: str, remedy: str) -> Finding:
    return Finding(where, f"{feature} is not supported without Quarto.", remedy)
