"""Footnotes of plain text: their marks are glued to words, their texts stand at a page's foot.

A line such as `1 MM is used as an acronym for Meter Manufacturer` is a footnote only if its mark
is found before it: a raised figure, or a 1 at the end of a word that holds what the note is about
(`MM11`), or at the end of an ordinary word if it stands at the foot of its page or section. A line
that begins with a date, goes on with the sentence above it, or has letters as large as the text's
is none. The word loses its figure and gets a mark that no text of a paper can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from opsg.core import months
from opsg.intake.papers.lines import Line, ends_sentence, section_of, width

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DEFINITION = re.compile(rf"(?:(\d{{1,2}})|([{_RAISED}]{{1,2}})) ?(\D.*)")
_DATE = re.compile(rf"(?:{'|'.join(months.NAMES)})\b")
_TAIL = "[)\\].,;:’”'\"]*$"
_MARK = re.compile("\ue000(\\d+)\ue001")
# A note and its mark are on one page; this is more than a page of text.
_PAGE = 6_000
# Lines that look like notes are looked into up to this many, which bounds the time.
_MOST = 300


def cite(text: str) -> str:
    """The text with the marks that `take` left as Pandoc writes them, `[^1]`."""
    return _MARK.sub(r"[^\1]", text)


def plain(text: str) -> str:
    """The text without the marks that `take` left."""
    return _MARK.sub("", text)


def take(lines: Sequence[Line], full: int) -> tuple[list[Line], dict[int, str]]:
    """The lines with footnotes taken out and marks put in, and the notes by their marks.

    `full` is the width of a full line. Notes are numbered through the paper, from 1.
    """
    body = list(lines)
    notes: dict[int, str] = {}
    taken: set[int] = set()
    last = _Spot(0, 0)
    expected = 1
    tried = 0
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        definition = None if index in taken else _definition(line, before)
        if definition is None or definition[0] not in (expected, 1) or tried == _MOST:
            continue
        number, words = definition
        tried += 1
        is_sure = line.small is not None or _is_at_foot(lines, index, full)
        spot = _find(body, last, index, number, words, is_sure)
        if spot is None:
            continue
        text = body[spot.line].text
        mark = f"\ue000{len(notes) + 1}\ue001"
        body[spot.line] = replace(
            body[spot.line], text=text[: spot.at] + mark + text[spot.at + spot.length :]
        )
        parts = list(_rest(lines, index, full))
        taken.update(range(index, index + 1 + len(parts)))
        notes[len(notes) + 1] = " ".join([words, *parts])
        last = _Spot(spot.line, spot.at + len(mark))
        expected = number + 1
    return [line for index, line in enumerate(body) if index not in taken], notes


@dataclass(frozen=True)
class _Spot:
    """Where a mark is: the line, the character, and how many characters."""

    line: int
    at: int
    length: int = 0


def _definition(line: Line, before: Line | None) -> tuple[int, str] | None:
    """The number and the words of the note that a line may be, below the line `before`."""
    match = _DEFINITION.fullmatch(line.text)
    if not match or line.small is False or _DATE.match(match[3]):
        return None
    words = match[3]
    if not (words[0].isupper() or words[0] in "‘“'\"" or words.startswith("http")):
        return None
    if match[2]:
        return int("".join(str(_RAISED.index(figure)) for figure in match[2])), words
    goes_on = before and line.gap is False and not line.small and not ends_sentence(before.text)
    return None if goes_on else (int(match[1]), words)


def _rest(lines: Sequence[Line], index: int, full: int) -> Iterator[str]:
    """The further lines of the note that begins at `index`."""
    for before, line in zip(lines[index:], lines[index + 1 :], strict=False):
        ended = ends_sentence(before.text) or width(before.text) < 0.9 * full
        other = section_of(line.text) or line.aside or line.small != lines[index].small
        if ended or line.gap or other or _definition(line, before):
            return
        yield line.text


def _is_at_foot(lines: Sequence[Line], index: int, full: int) -> bool:
    """Whether nothing but notes is below the one at `index` on its page, or in its section."""
    end = index + sum(1 for _ in _rest(lines, index, full))
    # A section's heading may have an issue's title above it.
    below = lines[end + 1 : end + 3]
    if lines[end].foot or not below or any(section_of(line.text) for line in below):
        return True
    return bool(_definition(below[0], lines[end])) and _is_at_foot(lines, end + 1, full)


def _find(
    lines: Sequence[Line], after: _Spot, before: int, number: int, note: str, is_sure: bool
) -> _Spot | None:
    """The first place between two where the mark of a note may be, the surest kind first.

    The last kind, at the end of any word, counts only if it is sure that there is a note.
    """
    figure = str(number)
    raised = "".join(_RAISED[int(digit)] for digit in figure)
    subject = note.split()[0].strip("‘’“”'\".,;:()")
    about = rf"(?<![^\W\d_]){re.escape(subject)}(?![^\W\d_]).*" if len(subject) > 1 else "(?!)"
    kinds = [
        re.compile(rf".*?[^{_RAISED}](?P<mark>{raised}){_TAIL}"),
        re.compile(rf".*?{about}?(?P<mark>{figure}){_TAIL}"),
        re.compile(rf".*[a-z]{{2}}[)\].,;:’”'\"]*(?P<mark>{figure}){_TAIL}"),
    ]
    words = list(_words(lines, after, before))
    for kind in kinds if is_sure else kinds[:-1]:
        for line, at, word in words:
            if match := kind.match(word):
                return _Spot(line, at + match.start("mark"), len(match["mark"]))
    return None


def _words(lines: Sequence[Line], after: _Spot, before: int) -> Iterator[tuple[int, int, str]]:
    first, size = before, 0
    while first > after.line and size + len(lines[first - 1].text) <= _PAGE:
        first -= 1
        size += len(lines[first].text)
    for index in range(first, before):
        for match in re.finditer(r"\S+", lines[index].text):
            if (index, match.start()) >= (after.line, after.at) and len(match[0]) <= 100:
                yield index, match.start(), match[0]
