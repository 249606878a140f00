"""Where the words on a chart stand: not on one another, not on a line, not outside the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

LINE = 14
"""The height of a line of text, in the picture's pixels."""

GAP = 5
"""How far a label stands from what it belongs to."""

_NARROW = frozenset("fijlrtI.,:;'’‘!|()- ")
_WIDE = frozenset("mwMW%@—")


def width(text: str) -> float:
    """About how wide a text of twelve pixels is, in a wide typeface."""
    return sum(4.9 if c in _NARROW else 10.8 if c in _WIDE else 7.6 for c in text)


def wrapped(text: str, room: float) -> list[str]:
    """The text in lines no wider than `room`, broken between words."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class Upright(NamedTuple):
    """An upright line at `x` that is to have a label."""

    x: float
    title: str


@dataclass(frozen=True)
class Placed:
    """A label beside its upright line: its lines of text, the first in row `row` from the top.

    `anchor` says which end of the text is at `x`, as SVG has it. The upright line itself stands
    at `line` and begins in the label's first row.
    """

    line: float
    x: float
    anchor: str
    row: int
    text: tuple[str, ...]

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where the label reaches."""
        wide = max(map(width, self.text))
        return (self.x, self.x + wide) if self.anchor == "start" else (self.x - wide, self.x)


def beside(uprights: Sequence[Upright], left: float, right: float) -> list[Placed]:
    """Labels beside their lines, between `left` and `right`, each in rows of its own.

    A line runs down from its label through all rows below. So the label that fits best between
    its neighbours goes lowest, and is then out of the others' way.
    """
    waiting, upwards = list(uprights), []
    while waiting:
        options = [_option(upright, waiting, left, right) for upright in waiting]
        best = min(range(len(options)), key=lambda index: len(options[index].text))
        upwards.append(options[best])
        del waiting[best]
    placed, row = [], 0
    for label in reversed(upwards):
        placed.append(Placed(label.line, label.x, label.anchor, row, label.text))
        row += len(label.text)
    return placed


def _option(upright: Upright, lines: Sequence[Upright], left: float, right: float) -> Placed:
    """The label on that side of its line where it takes fewer rows, on the right if as many."""
    before = max((other.x + 1 for other in lines if other.x < upright.x), default=left)
    after = min((other.x - 1 for other in lines if other.x > upright.x), default=right)
    choices = (
        Placed(upright.x, upright.x + GAP, "start", 0,
               tuple(wrapped(upright.title, after - upright.x - GAP))),
        Placed(upright.x, upright.x - GAP, "end", 0,
               tuple(wrapped(upright.title, upright.x - GAP - before))),
    )  # fmt: skip
    return min(choices, key=lambda it: (it.reach[0] < before or it.reach[1] > after, len(it.text)))


def spread(places: Sequence[float], least: float = LINE - 1) -> list[float]:
    """The places, in rising order, moved apart until they are `least` from one another."""
    moved = list(places)
    for _ in moved:
        for index, (one, other) in enumerate(pairwise(moved)):
            short = least - (other - one)
            if short > 1e-9:
                moved[index] -= short / 2
                moved[index + 1] += short / 2
    return moved
