"""What the text of a cell turns out to be: a value, and what was done to it; or why it is none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Value:
    """A value as snapshots write it. `how` tells what was changed of its figure, if anything."""

    text: str
    how: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why a text is no value of its column, and what to do about it."""

    problem: str
    remedy: str


Reading = Value | Refusal
