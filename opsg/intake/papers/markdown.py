"""Writes a paper's blocks as the Markdown of the log, so that words stay words.

Whatever a paper's text contains, Pandoc reads from it the same words again: the words of a block
are escaped already, and no wrapped line begins with what looks like a list, a heading or a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from opsg.intake.papers.model import Block, Listing, Paragraph

WIDTH = 102

_BLOCK_MARK = re.compile(
    r"[#>|%]|:::|[-+*:~]$|[-=]+$|\+[-=+]+$|\[\^"
    r"|\(?(?:\d+|[A-Za-z]|[ivxlcdmIVXLCDM]+|@\w*)[.)]$"
)
_NOTE = re.compile(r"(?<!\\)\[\^(\d+)\]")


class Writer:
    """Writes sections of one file; notes are numbered through it, from 1.

    `notes` are those of the paper; the ones referred to are added to `cited`.
    """

    def __init__(self, notes: Mapping[int, str], cited: set[int]) -> None:
        self._notes = notes
        self._cited = cited
        self._numbers: dict[int, int] = {}

    def section(self, blocks: Sequence[Block]) -> str:
        """The Markdown of blocks, and after them of the notes that they refer to."""
        text = "\n\n".join(_blocks(blocks, ""))
        new: list[int] = []

        def number(match: re.Match[str]) -> str:
            note = int(match[1])
            if note not in self._numbers:
                self._numbers[note] = len(self._numbers) + 1
                new.append(note)
            return f"[^{self._numbers[note]}]"

        text = _NOTE.sub(number, text)
        self._cited.update(new)
        definitions = [
            "\n".join(_wrapped(self._notes[note], f"[^{self._numbers[note]}]: ", "    "))
            for note in new
        ]
        return "\n\n".join([text, *definitions]).strip()


def _blocks(blocks: Iterable[Block], indent: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "\n".join(_wrapped(_opened(block.markdown), indent, indent))
        elif isinstance(block, Listing):
            for mark, inner in block.items:
                yield from _item("-" if block.bulleted else mark, inner, indent)


def _item(mark: str, blocks: Sequence[Block], indent: str) -> Iterator[str]:
    # A capital and a full stop are a list only with two spaces: else they are initials.
    lead = indent + mark + ("  " if re.fullmatch(r"[A-Z]\.", mark) else " ")
    body = " " * len(lead)
    deeper = " " * max(len(body), len(indent) + 4)
    first = True
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "\n".join(_wrapped(_opened(block.markdown), lead if first else body, body))
        else:
            yield from _blocks([block], deeper)
        first = False


def _opened(text: str) -> str:
    """Markdown that begins a paragraph and is not taken for the beginning of another block."""
    first, space, rest = text.partition(" ")
    if note := re.match(r"\[\^\d+\](?=:)", first):
        return f"{note[0]}\\{text[note.end() :]}"
    if first.startswith("[^") or not _BLOCK_MARK.match(first):
        return text
    if first[-1] in ".)" and first[0] not in "#>|:%":
        return f"{first[:-1]}\\{first[-1]}{space}{rest}"
    return f"\\{text}"


def _wrapped(text: str, lead: str, indent: str) -> Iterator[str]:
    """Lines of at most WIDTH characters where words allow, `lead` before the first."""
    line = lead
    empty = True
    for word in _unbroken(text):
        if not empty and len(line) + 1 + len(word) > WIDTH:
            yield line
            line, empty = indent, True
        line += word if empty else f" {word}"
        empty = False
    yield line


def _unbroken(text: str) -> Iterator[str]:
    """The words of a text; one that would mean something at a line's start stays with the last."""
    line = ""
    for word in text.split():
        if line and not _BLOCK_MARK.match(word):
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield line
