"""Changes YAML that people wrote, and leaves every line that the change does not touch as it is.

ruamel.yaml keeps order, quotes and most comments, but writes a file in one form of its own, and
loses comments below what it takes out. So what it writes before and after a change tells only
which lines change, and these are put into the people's own text. The result is read again: where
it does not say what it should, nothing is changed. Meetings, entries, an issue's history and
restatements are edited so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import (
    FoldedScalarString,
    LiteralScalarString,
    PlainScalarString,
    ScalarString,
    SingleQuotedScalarString,
)

from opsg.core.errors import Place, UserError
from opsg.data import frontmatter

_NOTHING = object()


def edit(text: str, name: str, change: Callable[[Any], None], *, first_line: int = 1) -> str:
    """The text once `change` has been made to its mapping or list; `name` is for messages.

    `first_line` is the line of the file on which the text begins. Raises UserError if it is not
    YAML, or is written in a form in which the change cannot be made without touching more.
    """
    frontmatter.parse(text, name, first_line)
    # The marks of a list's items stand two spaces in, or right below its key.
    for offset in (2, 0):
        before, after = _written(text, offset, change)
        changed = _patched(text, before, after)
        if after and _value(changed) == _value("\n".join(after)):
            return changed
    raise UserError(
        "This is written in a form that cannot be changed here without changing more of it.",
        where=Place(name, line=first_line),
        remedy="Write each key and each item on a line of its own, or edit it by hand.",
    )


def edit_front(text: str, name: str, change: Callable[[Any], None]) -> str:
    """A page of the log with its front matter changed, and nothing else. Raises as `edit` does."""
    lines = text.splitlines(keepends=True)
    end = next(index for index, line in enumerate(lines) if index and line.rstrip() == "---")
    front = edit("".join(lines[1:end]), name, change, first_line=2)
    return "".join([lines[0], front, *lines[end:]])


def put(mapping: CommentedMap, values: Mapping[str, object], *, after: str | None = None) -> None:
    """Set keys of a mapping; those that are not there come after another key, or last."""
    for key, value in values.items():
        if key in mapping or after is None:
            mapping[key] = styled(value)
        else:
            mapping.insert(list(mapping).index(after) + 1, key, styled(value))
        after = after and key


def styled(value: object) -> object:
    """A value in the form that people's files have: text of several lines as it is, below `|`."""
    if isinstance(value, CommentedMap | CommentedSeq | ScalarString):
        return value
    if isinstance(value, dict):
        return CommentedMap({key: styled(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        items = CommentedSeq(map(styled, value))
        if not items:
            items.fa.set_flow_style()
        return items
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    # Readers of YAML 1.1 take some words, such as `no` and `1:30`, for something else than text.
    if isinstance(value, str):
        plain = _value(value) == value
        return PlainScalarString(value) if plain else SingleQuotedScalarString(value)
    return value


def on_one_line(values: Mapping[str, object]) -> CommentedMap:
    """A mapping in braces, as the items of short lists are written."""
    mapping = CommentedMap({key: styled(value) for key, value in values.items()})
    mapping.fa.set_flow_style()
    return mapping


def folded(text: str, width: int) -> Any:
    """Text of one line, written below `>-` in lines of up to `width` letters."""
    value: Any = FoldedScalarString(text)
    value.fold_pos, start = [], 0
    while len(text) - start > width and (at := text.rfind(" ", start, start + width)) > start:
        value.fold_pos.append(at)
        start = at + 1
    return value


def _written(text: str, offset: int, change: Callable[[Any], None]) -> tuple[list[str], list[str]]:
    """The lines of a text as ruamel.yaml writes it before and after a change; none if it cannot."""
    handler = YAML()
    handler.preserve_quotes = True
    handler.width = 4096
    handler.indent(mapping=2, sequence=2 + offset, offset=offset)
    # It fails so on an empty list in brackets below a comment.
    try:
        document = handler.load(text.replace("\r\n", "\n"))
    except (YAMLError, IndexError):
        return [], []
    above = _lines(text) if document is None else []
    document = CommentedSeq() if document is None else document

    def lines() -> list[str]:
        output = StringIO()
        try:
            if document or not above:
                handler.dump(document, output)
        except (YAMLError, IndexError):
            return []
        lines = _lines(output.getvalue())
        if isinstance(document, list):
            # It sets the outermost list in as well, which people do not.
            lines = [line.removeprefix(" " * offset) for line in lines]
        return [*above, *lines]

    before = lines()
    change(document)
    return before, lines()


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n") if text]


def _value(text: str) -> object:
    """What a text says as YAML; what it says not if it is none, or gives a key twice."""
    try:
        return frontmatter.parse(text, "").value
    except UserError:
        return _NOTHING


def _patched(text: str, before: Sequence[str], after: Sequence[str]) -> str:
    """The text with the lines that differ between `before` and `after`; "" if it is not sure how.

    Comments and empty lines stay, above and below what changes or goes: they belong to what is
    left. What is new comes before them, but for the last part of a file.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    text += ends if text and not text.endswith("\n") else ""
    lines = _lines(text)
    gaps = _gaps(text, lines)
    # The lines of the text that those of `before` are, with what stands before and after all.
    own = {-1: -1, len(before): len(lines)}
    for block in SequenceMatcher(None, before, lines, autojunk=False).get_matching_blocks():
        own |= {block.a + step: block.b + step for step in range(block.size)}
    whole = text.removesuffix("\n").split("\n") if text else []
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    # From the end, so that what comes before keeps its place.
    for kind, start, end, first, last in reversed(changes):
        if kind == "equal":
            continue
        low = own.get(start, own.get(start - 1, -2) + 1)
        high = own.get(end - 1, own.get(end, -2) - 1) + 1 if end > start else low
        if not 0 <= low <= high:
            return ""
        while high > low and high - 1 in gaps:
            high -= 1
        while high > low and low in gaps:
            low += 1
        nested = after[first:last] and after[first].startswith(" ")
        while low == high and low - 1 in gaps and (high < len(lines) or nested):
            low = high = low - 1
        whole[low:high] = [line + ends.removesuffix("\n") for line in after[first:last]]
    return "\n".join([*whole, ""])


def _gaps(text: str, lines: Sequence[str]) -> set[int]:
    """Which lines are empty or comments, and not in a text of several lines."""
    inside = set[int]()
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.ScalarEvent):
            assert event.start_mark and event.end_mark
            inside |= set(range(event.start_mark.line + 1, event.end_mark.line))
    return {
        index
        for index, line in enumerate(lines)
        if not line.strip() or (line.lstrip().startswith("#") and index not in inside)
    }
