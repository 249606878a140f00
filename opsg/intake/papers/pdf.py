"""Reads a paper that is a PDF with text in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from opsg.core import sandbox
from opsg.core.errors import UserError
from opsg.intake.papers.characters import cleaned
from opsg.intake.papers.model import Stream
from opsg.intake.papers.pdf_text import REMEDY
from opsg.intake.papers.text import MOST_TEXT, stream

_SECONDS = 4
_MEMORY = 1_000_000_000
_LEAST_TEXT = 200
_KIND = sandbox.Untrusted("a PDF", REMEDY, REMEDY)
_PREFIXES = frozenset(
    [
        "co",
        "cross",
        "de",
        "end",
        "half",
        "high",
        "inter",
        "low",
        "mid",
        "multi",
        "non",
        "post",
        "pre",
        "re",
        "self",
        "semi",
        "sub",
        "un",
        "up",
    ]
)


def read(file: Path) -> Stream:
    """The stream of a PDF.

    Raises UserError if it cannot be read, is protected, or holds pictures of pages only.
    """
    command = sandbox.reader(f"{__package__}.pdf_text", str(file.absolute()), memory=_MEMORY)
    with sandbox.run(command, where=file.name, seconds=_SECONDS, kind=_KIND) as output:
        texts = json.load(output)
    pages = [cleaned(page) for page in unhyphenated(texts)]
    length = sum(len(page.strip()) for page in pages)
    if length > MOST_TEXT:
        raise UserError("It holds far more text than a paper.", where=file.name)
    if length < _LEAST_TEXT:
        raise UserError(
            "There is hardly any text in it: it seems to be scanned.",
            where=file.name,
            remedy="Use the Word file, or a PDF made from it.",
        )
    return stream(pages)


def unhyphenated(pages: Sequence[str]) -> list[str]:
    """The pages with words whole that were broken at a soft hyphen.

    Some PDFs print every hyphen as a soft one. At a line's end it stays if what stands before it
    is a word by itself, in this paper or as a prefix; within a line it always does.
    """
    text = " ".join(pages).lower()
    whole_words = {*_PREFIXES, *re.findall(r"(?<!\w)[^\W\d_]+(?!\w|\u00ad\n)", text)}

    def mended(match: re.Match[str]) -> str:
        hyphen = "-" if match[1].lower() in whole_words else ""
        return f"{match[1]}{hyphen}{match[2]}\n"

    broken = re.compile(r"(?<!\w)([^\W\d_]{1,40})\u00ad\n([^\W\d_]{1,40}\S{0,10}) ?")
    return [broken.sub(mended, page).replace("\u00ad", "-") for page in pages]
