"""Prints the text of a PDF's pages as JSON; `opsg.intake.papers.pdf` runs it apart, with limits.

An empty line stands for a gap between lines that is wider than usual, and a small raised figure is
printed as such (`¹`).
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NoReturn

from opsg.core.sandbox import begin, refuse

REMEDY = "Save it anew as a PDF, or as plain text."

_PAGES = 60
_OUTPUT = 5_000_000
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def main() -> None:
    """Print a list of texts, one for each page of the file that the only argument names."""
    (file,) = begin()
    # The reader has its limits before it loads what will open the file.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable()
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            _refuse("it is protected by a password")
        if len(reader.pages) > _PAGES:
            _refuse(f"it has more than {_PAGES} pages")
        pages = [rows(page) for page in reader.pages]
    except (MemoryError, RecursionError):
        _refuse("it is too large or too deeply nested")
    except PyPdfError as error:
        _refuse(str(error).strip() or type(error).__name__)
    # A damaged file can make the reader fail in any way.
    except Exception as error:
        _refuse(f"it is damaged ({type(error).__name__})")
    pitch = usual_pitch(pages)
    text = json.dumps(["\n".join(spaced(lines, pitch)) for lines in pages])
    if len(text) > _OUTPUT:
        refuse("It holds far more text than a paper.", "")
    sys.stdout.write(text)


def _refuse(reason: str) -> NoReturn:
    line = reason.splitlines()[0].strip(" .;")[:200]
    refuse(f"It cannot be read as a PDF: {line}.", REMEDY)


@dataclass
class Row:
    """A line of a page: its baseline, the size of its first letters, and its text."""

    y: float
    size: float
    text: str


def rows(page: Any) -> list[Row]:
    """The lines of a page, a pypdf page object, from the pieces of text that it is made of."""
    lines: list[Row] = []

    def piece(
        text: str, position: Sequence[float], matrix: Sequence[float], _: Any, size: float
    ) -> None:
        if not text.strip():
            return
        y = matrix[4] * position[1] + matrix[5] * position[3] + position[5]
        first, *more = text.lstrip("\n").split("\n")
        row = lines[-1] if lines else None
        if row is None or abs(row.y - y) >= 0.6 * max(row.size, size):
            lines.append(Row(y, size, first))
        elif size < 0.8 * row.size and y > row.y - 0.1 and first.strip().isdigit():
            row.text += first.translate(_RAISED)
        else:
            row.text += first
            if size > 1.2 * row.size:
                # The line began with the raised figure of a note.
                row.y, row.size = y, size
        lines.extend(Row(y, size, part) for part in more if part.strip())

    page.extract_text(visitor_text=piece)
    return lines


def spaced(lines: Sequence[Row], pitch: float) -> Iterator[str]:
    """The texts of lines, with an empty one for every gap that is wider than `pitch`."""
    above: Row | None = None
    for row in lines:
        if above and above.y - row.y > 1.2 * pitch * max(1, row.size / (above.size or 1)):
            yield ""
        yield row.text
        above = row


def usual_pitch(pages: Sequence[Sequence[Row]]) -> float:
    """The most frequent distance from one line to the next of the same size."""
    steps = Counter(
        round(above.y - row.y, 1)
        for lines in pages
        for above, row in pairwise(lines)
        if above.size == row.size and above.y > row.y
    )
    return steps.most_common(1)[0][0] if steps else 0


if __name__ == "__main__":
    main()
