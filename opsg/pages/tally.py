"""The strip of the home page: how many issues have figures, and how many moved beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h

from opsg.analysis.measures import Reading
from opsg.core.html import Html
from opsg.pages import components

Cell = tuple[int, str, str]
"""A count, its tone, and what it counts."""


def strip(
    readings: Sequence[Reading], issues: int, others: Sequence[Cell] = (), *, papers: int
) -> Html:
    """The counts as cells; without history enough to judge any issue, those of figures.

    `issues` is how many are managed, some of them without a reading; `others` is told after them.
    """
    tones = [components.tone(reading) for reading in readings]
    cells = [(issues, "", "actively managed issue" + ("" if issues == 1 else "s"))]
    judged = any(tone != "none" for tone in tones)
    cells += _signals(readings, tones) if judged else _figures(readings, papers)
    if issues > len(readings):
        cells.append((issues - len(readings), "steady", "without a measure"))
    cells += others
    return Html(
        h.ul(class_="strip")[
            (h.li[h.b(class_=tone)[count], h.span[meaning]] for count, tone, meaning in cells)
        ]
    )


def _signals(readings: Sequence[Reading], tones: Sequence[str]) -> list[Cell]:
    better, worse, stale = tones.count("better"), tones.count("worse"), _stale(readings)
    cells = [
        (better, "better", "improving, beyond chance"),
        (worse, "worse", "worsening, beyond chance"),
        (len(tones) - better - worse - stale, "steady", "no clear change"),
    ]
    return [*cells, (stale, "steady", "without figures for the month yet")] if stale else cells


def _figures(readings: Sequence[Reading], papers: int) -> list[Cell]:
    reported, stale = sum(reading.latest is not None for reading in readings), _stale(readings)
    earlier = [(stale, "steady", "with one of an earlier month")] if stale else []
    plural = "" if papers == 1 else "s"
    return [
        (reported, "", "with a headline figure reported"),
        *earlier,
        (len(readings) - reported - stale, "steady", "with no such figure reported"),
        (papers, "steady", f"published paper{plural}: no trend yet"),
    ]


def _stale(readings: Sequence[Reading]) -> int:
    return sum(reading.stale for reading in readings)
