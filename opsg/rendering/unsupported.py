"""What Quarto does with Markdown and Pandoc alone does not: found in a page and refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CROSS_REFERENCES = (
    "fig|tbl|lst|sec|eq|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|dia|vid"
)
_FENCED = r"^(?P<mark>`{3,}|~{3,})[^\n]*\n(?s:.*?)^(?P=mark)[`~]*[ \t]*$"
_INLINE = r"(?<!`)(?P<ticks>`+)(?!`)(?s:.+?)(?<!`)(?P=ticks)(?!`)"
_CODE = re.compile(rf"(?P<code>{_FENCED}|{_INLINE})", re.MULTILINE)
_FIGURE_ALT = re.compile(
    rf"(?P<code>{_FENCED}|{_INLINE})"
    r"|(?P<picture>!\[[^\]]*\]\([^)\n]*\)\{[^{}\n]*?(?<![\w-]))fig-alt(?=[ \t]*=)",
    re.MULTILINE,
)
_DIV_CLASSES = (
    r"callout-\w+|panel-\w+|column-(?:page|body|screen|margin)[\w-]*|aside|content-visible"
    r"|content-hidden|landscape|theorem|proof"
)

_EVERYWHERE = (
    (
        re.compile(r"\{\{\{?<\s*([\w/-]+)"),
        "the shortcode `{0}`",
        "Write out what it stands for; only `include`, on a line of its own, is supported.",
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
        re.compile(r"!\[[^\]]*\]\([^)\n]*\)\{[^{}\n]*(?<![\w-])(alt)[ \t]*="),
        "the attribute `{0}`, which Quarto drops,",
        "Write `fig-alt` for a picture's alternative text.",
    ),
    (
        re.compile(r"\{[^{}\n]*\b(layout(?:-\w+)?)[ \t]*="),
        "the attribute `{0}`",
        "Lay the page out with a class and the site's styles.",
    ),
    (
        re.compile(rf"(?<![\w@.])@((?:{CROSS_REFERENCES})-[\w:.-]*\w)"),
        "the cross-reference `@{0}`",
        "Link to the place instead: `[the figure](#place)`.",
    ),
    (
        re.compile(r"\{[^{}\n]*#((?:fig|tbl|lst|eq)-[\w-]+)"),
        "the numbered item `#{0}`",
        "Give it a name that does not begin as Quarto's cross-references do.",
    ),
)


class Feature(NamedTuple):
    """A feature that is not supported: its line, what is wrong, what to do."""

    line: int
    problem: str
    remedy: str


def unsupported(text: str, first_line: int = 1) -> Iterator[Feature]:
    """Every feature in the Markdown `text` that is not supported; it starts on `first_line`."""
    readable = _CODE.sub(_blank, text)
    for searched, kinds in ((text, _EVERYWHERE), (readable, _OUTSIDE_CODE)):
        for pattern, feature, remedy in kinds:
            for match in pattern.finditer(searched):
                line = first_line + text.count("\n", 0, match.start(1))
                problem = f"{feature.format(match[1])} is not supported without Quarto."
                yield Feature(line, problem, remedy)


def with_alternative_texts(text: str) -> str:
    """The Markdown `text` with Quarto's `fig-alt` of pictures made to Pandoc's `alt`."""
    return _FIGURE_ALT.sub(lambda match: match["code"] or f"{match['picture']}alt", text)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
