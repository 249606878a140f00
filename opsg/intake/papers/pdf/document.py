"""Reads a paper that is a PDF with text in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from opsg.core import sandbox
from opsg.core.errors import UserError
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.lines import Line
from opsg.intake.papers.model import Aside, Leftover, Paragraph, Stream
from opsg.intake.papers.page_furniture import without_known
from opsg.intake.papers.pdf.pages import REMEDY
from opsg.intake.papers.text import MOST_TEXT, of_lines

_SECONDS = 10
_MEMORY = 1_000_000_000
_LEAST_TEXT = 200
_KIND = sandbox.Untrusted("a PDF", REMEDY, REMEDY)
_PREFIXES = {
    *("co", "cross", "de", "end", "half", "high", "inter", "low", "mid", "multi", "non", "post"),
    *("pre", "re", "self", "semi", "sub", "un", "up"),
}
# Stands for the words of a table among lines; no text of a paper can hold it.
_TABLE = "\ue002"

Table = list[list[str]]


def read(file: Path) -> Stream:
    """The stream of a PDF.

    Raises UserError if it cannot be read, is protected, holds pictures of pages only, or has text
    that cannot be told for sure.
    """
    command = sandbox.reader(f"{__package__}.pages", str(file.absolute()), memory=_MEMORY)
    with sandbox.run(command, where=file.name, seconds=_SECONDS, kind=_KIND) as output:
        document = json.load(output)
    lines = list(_lines(document["pages"]))
    length = sum(len(line.text) for line in lines)
    if length > MOST_TEXT:
        raise UserError("It holds far more text than a paper.", where=file.name)
    if length < _LEAST_TEXT:
        raise UserError(
            "There is hardly any text in it: it seems to be scanned.",
            where=file.name,
            remedy="Use the Word file, or a PDF made from it.",
        )
    body, known = without_known(lines)
    furniture = dict.fromkeys(_plain(text) for text in (*document["furniture"], *known))
    paper = of_lines(body, tuple(furniture))
    # Words that stand on a page in their own way are listed with what stands before the purpose.
    shown = tuple(Aside(kind, f"{kind}: {_plain(text)}") for kind, text in document["shown"])
    at = int(isinstance(next(iter(paper.pieces), None), Paragraph))
    return replace(
        paper,
        pieces=(*paper.pieces[:at], *shown, *paper.pieces[at:]),
        properties=tuple(map(_plain, document["properties"])),
        left_out=tuple(Leftover(kind, where) for kind, where in document["left_out"]),
    )


def _lines(pages: Sequence[Sequence[tuple[str, bool | None, bool, Table]]]) -> Iterator[Line]:
    rows = [(page, *row) for page, lines in enumerate(pages, start=1) for row in lines]
    texts = unhyphenated("\n".join(text for _, text, *_ in rows)).split("\n")
    for (page, _, gap, small, table), text in zip(rows, texts, strict=bool(rows)):
        if table:
            told = [" | ".join(map(_plain, filter(None, cells))) for cells in table]
            yield Line(_TABLE, True, aside=Aside(f"table on page {page}", "; ".join(told)))
        elif plain := _plain(text):
            yield Line(plain, gap, small)


def unhyphenated(text: str) -> str:
    """The text with words whole that were broken at a soft hyphen.

    Some PDFs print every hyphen as a soft one. At a line's end it stays if what stands before it
    is a word by itself, in this paper or as a prefix; within a line it always does.
    """
    whole_words = {*_PREFIXES, *re.findall(r"(?<!\w)[^\W\d_]+(?!\w|\u00ad\n)", text.lower())}

    def mended(match: re.Match[str]) -> str:
        hyphen = "-" if match[1].lower() in whole_words else ""
        return f"{match[1]}{hyphen}{match[2]}\n"

    broken = re.compile(r"(?<!\w)([^\W\d_]{1,40})\u00ad\n([^\W\d_]{1,40}\S{0,10}) ?")
    return broken.sub(mended, text)


def _plain(text: str) -> str:
    return " ".join(cleaned(text.replace("\u00ad", "-")).split())
