"""Finds paragraphs and lists in lines of text that no longer show where they ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from opsg.core.markdown import escape
from opsg.intake.papers import footnotes
from opsg.intake.papers.lines import Line, ends_sentence, follows, is_address, item_of, width
from opsg.intake.papers.model import Block, Listing, Paragraph

# A line that leaves this part of its width free ended where it did on purpose.
_CLEARLY_SHORT = 0.2
# What a list's indent takes off the width of its lines.
_INDENT = 0.06
_DEEPEST = 6
# What part of the lines may be exceptions to what the others show.
_SOME = 0.1
_ADDRESS = re.compile(r"https?://[^\s<>\"\\\ue000]*[\w/]")


def with_gaps(lines: Sequence[Line], full: int) -> list[Line]:
    """The lines, with `gap` unknown wherever empty lines do not tell paragraphs apart.

    They tell nothing if they stand within sentences, as in text that has one after every line: a
    line that begins in lower case after an empty one shows it. If paragraphs also end without
    one, as a clearly short line shows, then its absence tells nothing.
    """
    after = [line for line in lines[1:] if line.gap]
    inside = [line for line in after if line.text[:1].islower() and not item_of(line.text)]
    if not after or len(inside) > _SOME * len(after):
        return [replace(line, gap=None) for line in lines]
    ends = [
        line
        for before, line in pairwise(lines)
        if ends_sentence(before.text) and _room(before.text, line, full) > _CLEARLY_SHORT * full
    ]
    unmarked = [line for line in ends if line.gap is False and not item_of(line.text)]
    if len(unmarked) > _SOME * len(ends):
        return [replace(line, gap=line.gap or None) for line in lines]
    return list(lines)


def ends_before(before: str, line: Line, full: int) -> bool:
    """Whether a paragraph ends between the line `before` and `line`.

    Where empty lines do not tell, it does if the first word of `line` had room on the line
    before and a sentence ended there, or if the line before is clearly short.
    """
    if line.gap is not None:
        return line.gap
    if is_address(line.text):
        return ends_sentence(before) or is_address(before)
    opens = not line.text[:1].islower()
    if is_address(before):
        return opens
    room = _room(before, line, full)
    ended = ends_sentence(before) and room > 0
    return opens and (ended or room > _CLEARLY_SHORT * full)


def _room(before: str, line: Line, full: int) -> int:
    """The width that the line before had left for the first word of `line`."""
    return full - width(f"{before} {line.text.split(None, 1)[0]}")


def blocks(lines: Sequence[Line], full: int, vocabulary: frozenset[str]) -> list[Block]:
    """The paragraphs and lists of a section.

    `full` is the width of a full line. A word hyphenated at a line's end loses its hyphen if
    `vocabulary`, the words of the paper in lower case, has it without one.
    """
    top: list[Block | _List] = []
    open_lists: list[_List] = []
    for unit in _units(lines, full):
        paragraph = inline(_joined(unit.lines, vocabulary))
        if not unit.mark:
            open_lists.clear()
            top.append(paragraph)
            continue
        item = _Item(unit.mark, [paragraph])
        style = _style(unit.mark)
        depth = next((at for at, known in enumerate(open_lists) if known.takes(unit.mark)), None)
        if depth is not None:
            del open_lists[depth + 1 :]
            open_lists[depth].items.append(item)
            continue
        if len(open_lists) == _DEEPEST:
            open_lists.clear()
        new = _List(style, [item])
        if open_lists:
            open_lists[-1].items[-1].blocks.append(new)
        else:
            top.append(new)
        open_lists.append(new)
    return _finished(top)


def inline(text: str) -> Paragraph:
    """A paragraph of plain words: addresses become links, marks of footnotes Pandoc's."""
    parts = []
    at = 0
    for match in _ADDRESS.finditer(text):
        parts += [escape(text[at : match.start()]), f"<{match[0]}>"]
        at = match.end()
    parts.append(escape(text[at:]))
    return Paragraph(footnotes.cite("".join(parts)), footnotes.plain(text))


@dataclass
class _Unit:
    """A paragraph in the making; `mark` is that of the list item that it begins."""

    mark: str
    lines: list[str]


@dataclass
class _Item:
    mark: str
    blocks: list[Block | _List]


@dataclass
class _List:
    style: str
    items: list[_Item] = field(default_factory=list)

    def takes(self, mark: str) -> bool:
        """Whether an item with this mark is the list's next."""
        if _style(mark) != self.style:
            return False
        return mark[-1] not in ".)" or follows(mark, self.items[-1].mark)


def _style(mark: str) -> str:
    return re.sub(r"\w+", "1", mark) if mark[-1] in ".)" else mark


def _units(lines: Sequence[Line], full: int) -> Iterator[_Unit]:
    unit: _Unit | None = None
    last: dict[str, str] = {}
    for line in lines:
        marked = item_of(line.text)
        if marked and _begins_item(marked[0], unit, line, full, last):
            if unit:
                yield unit
            mark, text = marked
            last[_style(mark)] = mark
            unit = _Unit(mark, [text])
            continue
        if unit is None or (
            unit.lines[-1]
            and ends_before(unit.lines[-1], line, full - int(_INDENT * full * bool(unit.mark)))
        ):
            if unit:
                yield unit
            unit = _Unit("", [])
        unit.lines.append(line.text)
    if unit:
        yield unit


def _begins_item(
    mark: str, unit: _Unit | None, line: Line, full: int, last: dict[str, str]
) -> bool:
    """Whether a mark at a line's beginning is that of an item, and not a part of a sentence."""
    style = _style(mark)
    ordered = mark[-1] in ".)"
    if ordered or mark in "-–—*":
        before = unit.lines[-1] if unit else ""
        room = full - width(before)
        ended = not before or ends_sentence(before) or room > _CLEARLY_SHORT * full
        if not (ended or line.gap):
            return False
    return not ordered or follows(mark, last.get(style)) or follows(mark, None)


def _joined(lines: Sequence[str], vocabulary: frozenset[str]) -> str:
    parts: list[str] = []
    for line in lines:
        before = parts[-1] if parts else ""
        if re.fullmatch(r"\w-", before[-2:]) and line[:1].islower():
            whole = re.split(r"\W", before[:-1])[-1] + re.split(r"\W", line, maxsplit=1)[0]
            parts[-1] = before[:-1] if whole.lower() in vocabulary else before
        elif parts:
            parts.append(" ")
        parts.append(line)
    return " ".join("".join(parts).split())


def _finished(parts: Sequence[Block | _List]) -> list[Block]:
    return [
        Listing(tuple((item.mark, tuple(_finished(item.blocks))) for item in part.items))
        if isinstance(part, _List)
        else part
        for part in parts
    ]
