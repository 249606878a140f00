"""Builders of small states, so that a test says only what it is about."""

from __future__ import annotations

from typing import Any

from opsg.pages.changes.model import Figure, PaperEntry, Signal, Standing, State, Subject

CALM = Signal("No clear change", "steady", "no signal")
WORSE = Signal("Worsening", "worse", "above the usual range")
BETTER = Signal("Improving", "better", "below the usual range", illustrative=True)

HUBS = Subject("hubs", "No meters on Hubs", "Hubs with no meter")
READS = Subject("reads", "Data Retrieval", "Reads succeeding", is_rate=True)


def standing(subject: Subject = HUBS, **known: Any) -> Standing:
    return Standing(subject, **{"signal": CALM, "stage": "Raised", **known})


def state(*standings: Standing, month: str = "2021-02", paper: str = "") -> State:
    return State(month, paper, standings)


def figure(value: float, *, illustrative: bool = False) -> Figure:
    return Figure(value, f"{value:,.0f}", illustrative)


def entry(status: str = "As it was.", next_steps: str = "To go on.", *steps: Any) -> PaperEntry:
    return PaperEntry((status,), (next_steps,), steps)
