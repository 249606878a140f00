"""Tells where paragraphs end, by the distances of a PDF's lines and the room on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from opsg.intake.papers.lines import ends_sentence
from opsg.intake.papers.pdf.lines import SPACE, Row

# Lines of one paragraph are less than so much of the type size apart, unless all are not.
_WIDE = 1.7
_ENOUGH = 6


def usual_size(rows: Iterable[Row]) -> float:
    """The type size that most of the text has."""
    lengths: Counter[float] = Counter()
    for row in rows:
        lengths[row.size] += len(row.text)
    return lengths.most_common(1)[0][0] if lengths else 0


def gaps(pages: Sequence[Sequence[Row]], usual: float) -> Iterator[list[bool | None]]:
    """For each line of each page whether a paragraph ended above it, or None if nothing tells.

    One did not if the line's first word had no room on the line above and stands as far below it
    as lines mostly do. `usual` is the size of most text; larger lines may stand further apart. A
    line of another size is parted from the one above in any case.
    """
    margins: dict[tuple[int, int], float] = {}
    for row in (row for lines in pages for row in lines if " " in row.text):
        margins[row.column] = max(margins.get(row.column, 0), row.x1)

    def had_room(above: Row, row: Row) -> bool:
        return above.x1 + SPACE * row.size + row.first < margins.get(above.column, 0)

    steps = [
        round(row.y - above.y, 1)
        for lines in pages
        for above, row in pairwise(lines)
        if above.size == row.size == usual and not row.starts and not had_room(above, row)
    ]
    # A line that is full by chance may end a paragraph too.
    narrow = [step for step in steps if step < _WIDE * usual]
    wide = steps if len(steps) >= _ENOUGH else [1.2 * usual]
    pitch = Counter(narrow or wide).most_common(1)[0][0]

    def is_parted(above: Row | None, row: Row) -> bool | None:
        if above is None:
            return None
        ended = had_room(above, row) and ends_sentence(above.text)
        if not row.starts:
            if abs(row.size - above.size) > 0.05 * above.size:
                return True
            if row.y - above.y > 1.2 * pitch * max(1, row.size / usual):
                return True
            # A title goes on over as many lines as are set in its size.
            if not had_room(above, row) or row.size > 1.05 * usual:
                return False
        return True if ended else None

    above: Row | None = None
    for lines in pages:
        parted = []
        for row in lines:
            parted.append(is_parted(above, row))
            above = row
        yield parted
