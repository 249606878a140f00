"""The marks of a page: what in its Markdown or HTML a renderer might act on, by kind and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from opsg.rendering.links import start_tags

PICTURES = {".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
_FOR_QUARTO = re.compile(r"data-(?:qmd|quarto)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# Quarto acts on these by the text alone, even where code is shown.
_SHORTCODE = re.compile(r"\{\{\{?<\s*([\w/-]+)")
INCLUDE = re.compile(r"^\{\{<\s*include\s+([^\s>]+)\s*>\}\}[ \t]*$", re.MULTILINE)
_ENGINE = re.compile(
    r"^[ \t]*(?:`{3,}|~{3,})[ \t]*\{+([A-Za-z][\w-]*)[^}\n=]*\}+[ \t]*$", re.MULTILINE
)
_INLINE_ENGINE = re.compile(r"\{([A-Za-z][\w-]*)\} |(r) \S")
_ANNOTATION = re.compile(r"(?:#|//|--|%|;)\s*<(\d+)>\s*$", re.MULTILINE)
# Where the attributes stand in what an element holds.
_ATTRIBUTES = {"Header": 1, **dict.fromkeys(("Div", "Span", "Code", "CodeBlock", "Link"), 0)}
_ATTRIBUTES |= dict.fromkeys(("Image", "Figure", "Table"), 0)
_POSITIONS = {"data-pos", "wrapper"}
_WHOLE_PIXELS = re.compile(r"\d+(?:px)?")


class Mark(NamedTuple):
    """Something of a `kind` with a `name`: its line in the text, or else how it is `written`."""

    kind: str
    name: str
    line: int | None = None
    written: str = ""


def in_text(text: str, includes: bool) -> Iterator[Mark]:
    """What is seen before Markdown is read: code that runs, shortcodes but for good `includes`."""
    for kind, pattern in (("shortcode", _SHORTCODE), ("engine", _ENGINE)):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            if not (includes and kind == "shortcode" and INCLUDE.match(text, match.start())):
                yield Mark(kind, match[1], line)


def in_html(html: str, line: int | None = None) -> Iterator[Mark]:
    """The marks of the tags in a piece of HTML."""
    for_quarto = "data-q" in html.lower()
    for tag in start_tags(html):
        yield Mark("element", tag.name, line)
        # What else HTML says by attributes is for browsers; these are for Quarto.
        for name in tag.values if for_quarto else ():
            if _FOR_QUARTO.match(name):
                yield Mark("quarto", name, line)
        if tag.name == "img":
            if "alt" not in tag.values:
                yield Mark("picture", tag.values.get("src", ""), line)
            if _ELSEWHERE.match(tag.values.get("src", "")):
                yield Mark("elsewhere", tag.values["src"], line)
        if tag.name == "a" and tag.values.get("href"):
            yield Mark("link", tag.values["href"], line)


def in_document(document: dict[str, Any]) -> Iterator[Mark]:
    """The marks of a document as Pandoc reads it."""
    # A notebook that makes the pages of many months says so what each is called.
    for name in document["meta"].keys() - {"pagetitle"}:
        yield Mark("setting", name)
    yield from _walk(document["blocks"], None)


def _walk(node: Any, line: int | None) -> Iterator[Mark]:
    if isinstance(node, list):
        for each in node:
            yield from _walk(each, line)
    elif isinstance(node, dict) and "t" in node:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in _ATTRIBUTES:
            attributes = content[_ATTRIBUTES[kind]]
            position = dict(attributes[2]).get("data-pos", "")
            line = int(position.split("@")[-1].split(":")[0]) if position else line
            yield from _of_attributes(kind, attributes, line)
        yield from _of_element(kind, content, line)
        yield from _walk(content, line)
    elif isinstance(node, dict):
        for each in node.values():
            yield from _walk(each, line)


def _of_attributes(kind: str, attributes: Any, line: int | None) -> Iterator[Mark]:
    name, classes, values = attributes
    if kind == "Figure" and name.startswith("fig-"):
        yield Mark("figure", name, line)
    elif kind != "Header":
        yield Mark("id", name, line)
    for each in classes:
        yield Mark("table" if kind == "Table" else "class", each, line)
    for key, value in values:
        sized = key in ("width", "height") and _WHOLE_PIXELS.fullmatch(value)
        if key not in _POSITIONS and not sized:
            yield Mark("attribute", key, line)


def _of_element(kind: str, content: Any, line: int | None) -> Iterator[Mark]:
    match kind:
        case "Math":
            yield Mark("math", content[1], line)
        case "Code" if match := _INLINE_ENGINE.match(content[1]):
            yield Mark("engine", match[1] or match[2], line)
        case "CodeBlock":
            for match in _ANNOTATION.finditer(content[1]):
                yield Mark("annotation", match[1], line)
            if INCLUDE.search(content[1]):
                yield Mark("shortcode", "include", line)
        case "RawInline" | "RawBlock":
            yield Mark("raw", content[0], line, content[1].partition("\n")[0])
            if content[0].startswith("html"):
                yield from in_html(content[1], line)
        case "Cite":
            for each in content[0]:
                key = each["citationId"]
                yield Mark("reference", key[:1].lower() + key[1:], line)
        case "Link":
            yield Mark("link", content[2][0], line)
        case "Image":
            yield from _of_picture(content, line)
        case "Str" if content.startswith(":::"):
            yield Mark("colons", ":::", line)


def _of_picture(content: Any, line: int | None) -> Iterator[Mark]:
    (_, _, values), caption, (source, _) = content
    given = [value for key, value in values if key in ("fig-alt", "alt")]
    if not given and not caption:
        yield Mark("picture", source, line)
    if _ELSEWHERE.match(source):
        yield Mark("elsewhere", source, line)
    elif PurePosixPath(source.partition("?")[0]).suffix.lower() not in PICTURES:
        yield Mark("media", source, line)
