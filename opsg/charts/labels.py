"""Where the words on a chart stand: not on one another, not on a line, not outside the picture.

`layout` asks for the labels of a trend's events and levels; reports ask how wide a text is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

LINE = 14
"""The height of a line of text, in the picture's pixels."""

GAP = 5
"""How far a label stands from what it belongs to."""

_NARROW = frozenset("fijlrtI.,:;'’‘!|()- ")
_WIDE = frozenset("mwMW%@—")


class Marker(NamedTuple):
    """An upright line at `x` that is to have a label."""

    x: float
    title: str


@dataclass(frozen=True)
class Label:
    """The label of a marker: its lines of text, the first in row `row` from the top.

    `anchor` says which end of the text is at `x`, as SVG has it. The marker stands at `marker`
    and begins in the label's first row.
    """

    marker: float
    x: float
    anchor: str
    row: int
    lines: tuple[str, ...]

    @property
    def extent(self) -> tuple[float, float]:
        """From where to where the label reaches."""
        width = max(map(text_width, self.lines))
        return (self.x, self.x + width) if self.anchor == "start" else (self.x - width, self.x)


def place_labels(markers: Sequence[Marker], left: float, right: float) -> list[Label]:
    """Labels beside their markers, between `left` and `right`, each in rows of its own.

    A marker runs down from its label through all rows below. So the label that fits best between
    its neighbours goes lowest, and is then out of the others' way.
    """
    unplaced, upwards = list(markers), []
    while unplaced:
        options = [_best_side(marker, unplaced, left, right) for marker in unplaced]
        lowest = min(range(len(options)), key=lambda index: len(options[index].lines))
        upwards.append(options[lowest])
        del unplaced[lowest]
    labels, row = [], 0
    for label in reversed(upwards):
        labels.append(replace(label, row=row))
        row += len(label.lines)
    return labels


def _best_side(marker: Marker, others: Sequence[Marker], left: float, right: float) -> Label:
    """The label on that side of its marker where it takes fewer rows, on the right if as many."""
    before = max((other.x + 1 for other in others if other.x < marker.x), default=left)
    after = min((other.x - 1 for other in others if other.x > marker.x), default=right)
    start, end = marker.x + GAP, marker.x - GAP
    sides = (
        Label(marker.x, start, "start", 0, tuple(wrap(marker.title, after - start))),
        Label(marker.x, end, "end", 0, tuple(wrap(marker.title, end - before))),
    )
    # A single word wider than the room cannot be broken: such a label takes the other side.
    return min(sides, key=lambda it: (it.extent[0] < before or it.extent[1] > after, len(it.lines)))


def resolve_overlaps(positions: Sequence[float], least: float = LINE - 1) -> list[float]:
    """The positions, in rising order, moved apart until they are `least` from one another.

    >>> resolve_overlaps([0, 10, 50], least=14)
    [-2.0, 12.0, 50]
    """
    apart = list(positions)
    for _ in apart:
        for index, (one, other) in enumerate(pairwise(apart)):
            overlap = least - (other - one)
            if overlap > 1e-9:
                apart[index] -= overlap / 2
                apart[index + 1] += overlap / 2
    return apart


def wrap(text: str, room: float) -> list[str]:
    """The text in lines no wider than `room` pixels, broken between words.

    >>> wrap("New firmware for the hubs", 100)
    ['New firmware', 'for the hubs']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text_width(text: str) -> float:
    """About how wide a text of twelve pixels is, in a wide typeface."""
    return sum(4.9 if c in _NARROW else 10.8 if c in _WIDE else 7.6 for c in text)
