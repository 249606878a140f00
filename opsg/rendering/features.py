"""What pages may not use, found by name before either renderer sees them.

There is one table of features and one walk over a page as Pandoc reads it. What stands in the
table looks different under Quarto and Pandoc, or needs scripts and styles that the site has not.
The build calls `check` before it renders, and `check` calls it for the pages written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from opsg.core import pandoc
from opsg.core.errors import Finding, Place, nearest
from opsg.rendering.marks import Mark, in_document, in_html, in_text

_LAY_OUT = "Use a fenced block with a class of the site's own, or `<details>`."
_WRITE_OUT = "Write out what it stands for."
_OWN_NAME = "Give it a name that does not begin as Quarto's cross-references do."
_IN_WORDS = "Write it in words, or put a backslash before the dollar sign."
_ONE_BY_ONE = "Leave it out: code stands on a page as it is."
_BY_STYLES = "Give it a class, and the class its looks in site/styles."
_PICTURE = 'Say what it shows: `![Caption](picture.svg){fig-alt="What is to be seen"}`.'
_REFERENCES = (
    "fig|tbl|lst|sec|eq|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|nte|tip|wrn|imp|cau|dia|vid"
)


class Feature(NamedTuple):
    """Something that is refused: what kind of mark it has, which names, and what is said of it."""

    kind: str
    name: re.Pattern[str]
    words: str
    remedy: str


def _feature(kind: str, names: str, words: str, remedy: str) -> Feature:
    return Feature(kind, re.compile(names, re.IGNORECASE), words, remedy)


FEATURES = (
    _feature("shortcode", r".*", "the shortcode `{}`", _WRITE_OUT),
    _feature("engine", r".*", "the executable code `{}`", "Put the computation into a notebook."),
    _feature(
        "class",
        r"callout(-(?!(note|tip|warning|important|caution)$).*)?|panel-.*|tabset.*|column(s|-(page"
        r"|body|screen|margin).*)?|aside|margin-.*|content-(visible|hidden)|landscape|proof|theorem"
        r"|remark|solution|grid|g-(col|start)-.*|incremental|nonincremental|fragment|list-table"
        r"|hidden|quarto-.*",
        "the block `{}`",
        _LAY_OUT,
    ),
    _feature("class", r"(no-?)?lightbox", "the class `{}`", "Leave it out."),
    _feature(
        "class",
        r"number-?lines|line-?anchors|code-(annotation|overflow|with|fold).*",
        "the code option `{}`",
        _ONE_BY_ONE,
    ),
    _feature("attribute", r"layout(-.*)?", "the attribute `{}`", _LAY_OUT),
    _feature("attribute", r"(when|unless)-.*", "the attribute `{}`", _WRITE_OUT),
    _feature(
        "attribute",
        r"filename|code-.*|start-?from|lst-.*|echo|eval|output|source-.*",
        "the code option `{}`",
        _ONE_BY_ONE,
    ),
    _feature("attribute", r"tbl-.*|cap-location", "the attribute `{}` of a table", "Leave it out."),
    _feature(
        "attribute",
        r"fig-(?!alt$).*|lightbox|group|style|width|height|appearance|icon",
        "the attribute `{}`",
        _BY_STYLES,
    ),
    _feature("table", r".*", "the class `{}` of a table", _BY_STYLES),
    _feature("quarto", r".*", "the attribute `{}`", "Leave it out."),
    _feature("attribute", r"on\w+", "the script in `{}`", "Leave it out."),
    _feature("annotation", r".*", "the code annotation `<{}>`", _ONE_BY_ONE),
    _feature("id", rf"(?!sec-)({_REFERENCES})-.*", "the numbered item `#{}`", _OWN_NAME),
    _feature(
        "reference",
        rf"(?!fig-)({_REFERENCES})-.*",
        "the cross-reference `@{}`",
        "Link to the place instead: `[the table](#place)`.",
    ),
    _feature("math", r".*", "mathematics between dollar signs", _IN_WORDS),
    _feature("raw", r"(?!html).*", "text in the language `{}`", "Write it as Markdown or HTML."),
    _feature(
        "element",
        r"iframe|object|embed|applet|frame|frameset|base|style|video|audio|canvas|link|meta",
        "the element `<{}>`",
        "Link to it, or show a picture from the site.",
    ),
    _feature("media", r".*", "`{}` as a picture", "Use an SVG, PNG, JPEG, WebP or AVIF picture."),
)


LONGEST_LINE = 100_000
"""How many characters a line of Markdown may have; Pandoc takes minutes for endless brackets."""


class Part(NamedTuple):
    """A piece of a page and where it is from: from a `line` on, or a cell's output."""

    where: Place
    text: str
    html: bool = False


class Context(NamedTuple):
    """What a page's marks may rest on: whether it has a bibliography, and what it may link to."""

    cites: bool
    links: Callable[[str], tuple[str, str] | None]


_ALWAYS = {
    "unclosed": ("a block is opened here and never closed.", "Close it with `:::`."),
    "twice": ("the footnote `{}` is there twice.", "Give every footnote a mark of its own."),
    "warned": ("Pandoc says: {}.", ""),
    "colons": ("`:::` stands here and opens or closes no block.", "Look for its other end."),
    "setting": (
        "the setting `{}` stands in the middle of the page.",
        "Put it at its top; write a line as `* * *`.",
    ),
    "picture": ("the picture `{}` has no alternative text.", _PICTURE),
    "elsewhere": ("the picture `{}` is no file of the site.", "Put it into the site's folder."),
}


def check(pages: Sequence[tuple[Sequence[Part], Context]]) -> list[Finding]:
    """What the site cannot show of pages, and what leads nowhere, in the order of their parts."""
    parted = [(part, number) for number, (parts, _) in enumerate(pages) for part in parts]
    if too_long := [*_too_long(part for part, _ in parted)]:
        return too_long
    read = iter(pandoc.parse([part.text for part, _ in parted if not part.html]))
    findings: list[Finding] = []
    marked: dict[int, list[tuple[Part, list[Mark]]]] = {}
    for part, number in parted:
        found = in_html(part.text) if part.html else _in_markdown(part, next(read))
        marked.setdefault(number, []).append((part, list(found)))
    for number, parts in marked.items():
        figures = {mark.name for _, marks in parts for mark in marks if mark.kind == "figure"}
        for part, marks in parts:
            findings += _findings(part, marks, figures, pages[number][1])
    return findings


def _too_long(parts: Iterable[Part]) -> Iterator[Finding]:
    for part in parts:
        if not part.html and max(map(len, part.text.splitlines()), default=0) > LONGEST_LINE:
            problem = f"a line has more than {LONGEST_LINE:,} characters."
            yield Finding(part.where, problem, "Break it, or put what it holds into a file.")


def _findings(
    part: Part, marks: Sequence[Mark], figures: Collection[str], context: Context
) -> Iterator[Finding]:
    refused = [(mark, said) for mark in marks if (said := _refusal(mark, figures, context))]
    if refused:
        places = _Places(part)
        for mark, said in refused:
            yield Finding(places.of(mark), *said)


def _in_markdown(part: Part, read: dict[str, Any]) -> Iterator[Mark]:
    # Quarto puts in what a page includes, and not what a notebook does.
    yield from in_text(part.text, includes=part.where.cell is None)
    yield from in_document(read["document"])
    for said in read["said"]:
        if said["type"] == "UnclosedDiv":
            yield Mark("unclosed", ":::", said["openpos"]["line"])
        elif said["type"] == "DuplicateNoteReference":
            yield Mark("twice", said["contents"], said["line"])
        elif said["verbosity"] == "WARNING":
            yield Mark("warned", said["pretty"], said.get("line"))


def _refusal(mark: Mark, figures: Collection[str], context: Context) -> tuple[str, str] | None:
    """Problem and remedy of a mark, None if the site can show what it stands for."""
    if mark.kind in _ALWAYS:
        problem, remedy = _ALWAYS[mark.kind]
        return problem.format(mark.name), remedy
    if mark.kind == "link":
        return context.links(mark.name)
    for feature in FEATURES:
        if feature.kind == mark.kind and feature.name.fullmatch(mark.name):
            return unsupported(feature.words.format(mark.name)), feature.remedy
    if mark.kind != "reference":
        return None
    if mark.name.startswith("fig-"):
        if mark.name in figures:
            return None
        return f"no picture of the page is called `#{mark.name}`.", nearest(
            mark.name, sorted(figures)
        ) if figures else "Give the picture that name: `![Caption](picture.svg){#fig-name}`."
    if context.cites:
        return None
    problem = f"`@{mark.name}` cites a source, and the page has no `bibliography`."
    return problem, "Put a backslash before the @, or name a bibliography."


def unsupported(feature: str) -> str:
    """That a feature cannot be shown, as all messages say it."""
    return f"{feature} is not supported on this site."


class _Places:
    """Where the marks of a part stand in its file or cell.

    Of Pandoc's readers only that of CommonMark tells lines. What it does not know is looked for by
    name.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        self._marks: list[Mark] = []
        if not part.html:
            (read,) = pandoc.parse([part.text], "commonmark_x+sourcepos")
            self._marks = [mark for mark in in_document(read["document"]) if mark.line]

    def of(self, mark: Mark) -> Place:
        """Where one is; each is asked for once."""
        first = self._part.where.line
        if first is None:
            return self._part.where
        line = mark.line
        same = next((each for each in self._marks if each[:2] == mark[:2]), None)
        if line is None and same:
            self._marks.remove(same)
            line = same.line
        if line is None:
            name = re.escape(mark.written or mark.name)
            found = re.search(rf"(?<![\w-]){name}(?![\w-])", self._part.text, re.IGNORECASE)
            line = self._part.text.count("\n", 0, found.start()) + 1 if found else 1
        return replace(self._part.where, line=first + line - 1)
