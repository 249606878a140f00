"""Finds the tables of a PDF's page, by the lines around their cells or by how their words stand."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

from opsg.intake.papers.pdf.lines import Letter, Row, Unclear, text_of, words_of

Box = tuple[float, float, float, float]


def ruled(page: Any, letters: Sequence[Letter]) -> tuple[Sequence[Letter], list[Row]]:
    """The letters that stand in no table of pdfplumber's `page`, and the tables with ruled cells.

    Raises Unclear if words of one cell run into the next.
    """
    tables: list[Row] = []
    finder = page.debug_tablefinder()
    framed = {letter["order"] for box in finder.cells for letter in _within(letters, box)}
    taken: set[Box] = set()
    for table in finder.tables:
        cells = [
            [text_of(_within(letters, box)) if box else "" for box in row.cells]
            for row in table.rows
        ]
        # Frames around paragraphs are no table.
        if max((sum(map(bool, row)) for row in cells), default=0) < 2:
            continue
        own = _within(letters, table.bbox)
        _check(own, [box for row in table.rows for box in row.cells if box])
        taken.update(table.cells)
        x0, top, x1, _ = table.bbox
        inside = {letter["order"] for letter in own}
        letters = [letter for letter in letters if letter["order"] not in inside]
        tables.append(Row(top, x0, x1, 0, [], True, [row for row in cells if any(row)]))
    for box in finder.cells:
        if box not in taken:
            _refuse_beside(letters, framed, box)
    return letters, tables


def placed(tables: Sequence[Row], lines: Sequence[Row]) -> list[Row]:
    """The lines of a page with its tables where they stand."""
    lines = list(lines)
    for row in tables:
        below = (
            at
            for at, other in enumerate(lines)
            if other.y > row.y and other.x0 < row.x1 and row.x0 < other.x1
        )
        at = next(below, len(lines))
        lines.insert(at, row)
        if at + 1 < len(lines):
            lines[at + 1].starts = True
    return lines


def _within(letters: Sequence[Letter], box: Box) -> list[Letter]:
    return [letter for letter in letters if _is_within(letter, box)]


def _is_within(letter: Letter, box: Box) -> bool:
    x0, top, x1, bottom = box
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(x0 <= x <= x1 and top <= y <= bottom)


def _refuse_beside(letters: Sequence[Letter], framed: Collection[int], box: Box) -> None:
    """Refuse a frame that has text beside it, of whose lines its words would be read as a part."""
    _, top, _, bottom = box
    across = _within(letters, (-math.inf, top, math.inf, bottom))
    if any(each["order"] not in framed and not each["text"].isspace() for each in across):
        words = text_of(_within(letters, box))
        raise Unclear(f"text stands beside the frame around '{words[:60]}'")


def _check(letters: Sequence[Letter], boxes: Sequence[Box]) -> None:
    for word in words_of(letters):
        ends = word.letters[0], word.letters[-1]
        if not any(all(_is_within(letter, box) for letter in ends) for box in boxes):
            text = "".join(letter["text"] for letter in word.letters)
            raise Unclear(f"words run over the edge of a table's cell at '{text[:60]}'")


def aligned(lines: Sequence[Row]) -> list[Row]:
    """The lines, with those that have cells one under the other made one table."""
    from opsg.intake.papers.lines import item_of

    parts: list[Row] = []
    last: Row | None = None
    for above, row, below in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        is_text = row.is_even and not (_is_under(above, row) or _is_under(below, row))
        count = 0 if is_text or item_of(f"{row.cells[0]} x") else len(row.cells)
        goes_on = last and not row.starts and count > 1
        if goes_on and parts[-1].table:
            parts[-1].table.append(row.cells)
            parts[-1].y = row.y
        elif goes_on and last:
            parts[-1] = _table(row, last.cells, row.cells, starts=last.starts)
        else:
            parts.append(_table(row, row.cells, starts=row.starts) if count > 2 else row)
        last = row if count > 1 else None
    return parts


def _is_under(one: Row | None, other: Row) -> bool:
    """Whether cells of two lines stand one under the other, which words of stretched lines do not.

    The first and the last word of these do.
    """
    if not one or min(len(one.spans), len(other.spans)) < 3:
        return False
    few, many = sorted((one.spans, other.spans), key=len)
    return all(any(_is_in_line(span, each) for each in many) for span in few)


def _is_in_line(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two cells have the left end, the right end or the middle in common."""
    return any(
        abs(a - b) < 0.5
        for a, b in zip((*one, sum(one) / 2), (*other, sum(other) / 2), strict=True)
    )


def _table(row: Row, *cells: list[str], starts: bool) -> Row:
    return Row(row.y, row.x0, row.x1, row.size, [], starts, list(cells))
