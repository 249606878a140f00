"""What is true of a made-up year: what its papers say, and what its extracts hold.

Nothing here is read from what the program makes. `course` says what happens when, `words` writes it
down as papers have it and `rows` as extracts do; `life` brings it in, `checks` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NEW = "Late Half-Hourly Reads"
RENAMED = "Late Reads of Half-Hourly Data"
NEW_SLUG = "late-half-hourly-reads"
LEAVES = "User 07"
"""The Party that has no rows any more from a month on."""
WHY = "A late correction by one region."


@dataclass(frozen=True)
class Given:
    """A figure as a paper gives it: how it writes it, in which sentence, and what it is worth."""

    issue: str
    name: str
    value: int
    written: str
    sentence: str

    @property
    def forms(self) -> tuple[str, ...]:
        """How a page may write it."""
        return forms(self.value)


@dataclass(frozen=True)
class Told:
    """What a paper says of an issue. `stage` is what stands under Current Stage, often nothing."""

    slug: str
    title: str
    impact: str
    status: str
    steps: str
    stage: str = ""


@dataclass(frozen=True)
class Extract:
    """What an office sends of a dataset for a month: rows by column, all of one provenance."""

    dataset: str
    month: str
    rows: tuple[Mapping[str, str], ...]
    provenance: str


@dataclass(frozen=True)
class Month:
    """A month of the year: what happens in it and what is true after it."""

    month: str
    number: int
    form: str
    papers: tuple[tuple[Told, ...], ...]
    figures: tuple[Given, ...]
    extracts: tuple[Extract, ...]
    stages: Mapping[str, str]
    """The stage of each issue that is on the log after it, closed ones included."""
    draft: bool = False
    closed: str = ""
    opened: str = ""
    reopened: str = ""
    renamed: bool = False
    absent: str = ""
    corrected: Extract | None = None
    missing: tuple[str, ...] = ()
    """Datasets of which no extract comes in this month."""

    @property
    def paper(self) -> str:
        return f"OPSG_{self.number}_{self.month[5:]}23"

    @property
    def date(self) -> str:
        return f"23 {self.name}"

    @property
    def name(self) -> str:
        return f"{NAMES[int(self.month[5:]) - 1]} {self.month[:4]}"

    @property
    def told(self) -> tuple[Told, ...]:
        """What the paper says in the end, reissued or not."""
        return self.papers[-1]


@dataclass(frozen=True)
class Events:
    """In which month of the year what happens, counted from one; 0 is never."""

    months: int
    draft: int = 0
    opens: int = 0
    no_rows: int = 0
    no_extract: int = 0
    step: int = 0
    corrected: int = 0
    closes: int = 0
    reopens: int = 0
    renames: int = 0
    reissues: int = 0
    leaves: int = 0
    absent: int = 0
    combination: int = 0
    silent: int = 0
    """The paper does not say the figure of Alerts cleared."""


@dataclass(frozen=True)
class Now:
    """A month while it is made: its number in the year, and the true value of each figure."""

    index: int
    month: str
    events: Events
    values: Mapping[str, int]

    @property
    def combinations(self) -> tuple[str, ...]:
        """Those of the HAN's list: from a month on the fifth is gone and another there."""
        changed = self.events.combination and self.index >= self.events.combination
        return ("mm1", "mm2", "mm3_ch1", "mm3_ch2", "mm5" if changed else "mm4")


SMALL = Events(
    4, draft=1, opens=2, no_extract=2, step=2, no_rows=3, corrected=3, closes=3, reopens=4,
    renames=4, reissues=4, silent=3,
)  # fmt: skip
WHOLE = Events(
    12, draft=1, opens=2, no_extract=2, corrected=3, closes=4, step=5, no_rows=5, leaves=6,
    reopens=7, absent=8, renames=9, reissues=10, combination=11, silent=3,
)  # fmt: skip


def forms(value: int) -> tuple[str, ...]:
    """The ways to write a count on a page: 109k, 109,000; 41m, 41 million."""
    ways = {f"{value:,}", str(value)}
    for size, letters in ((1_000, ("k",)), (1_000_000, ("m", "M", " million", " m"))):
        short = value / size
        if value >= size:
            ways |= {
                f"{short:.{d}f}{s}" for s in letters for d in (0, 1, 2) if round(short, d) == short
            }
    return tuple(sorted(ways))


def paragraphs(text: str) -> list[str]:
    """The paragraphs and items of lists of a Markdown text, without their marks."""
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:-|\w\)) )", text)
    plain = (re.sub(r"^\s*(?:-|\(?\w\)|\d+\.) +", "", part) for part in parts)
    return [" ".join(part.split()) for part in plain if part.strip()]
