"""What a paper says, once read: its meeting, its issues, and what fits nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from opsg.data.models import Ask


@dataclass(frozen=True)
class PaperIssue:
    """An issue as a paper tells it; the three texts are Markdown.

    `stage` is what stands as text under Current Stage, a line for each paragraph; mostly nothing,
    as it is a picture.
    `links` are the addresses that stand on a line of their own.
    """

    title: str
    stage: str
    issue_and_impact: str
    status: str
    next_steps: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leftover:
    """A piece of text that has no place in the log, and the heading that it stood under."""

    under: str
    text: str

    def __str__(self) -> str:
        return f"{self.under}: {self.text}" if self.under else self.text


@dataclass(frozen=True)
class Paper:
    """An Issues Log Progress Report. What it does not say is None, or empty."""

    number: int | None
    paper: str
    date: date | None
    classification: str
    title: str
    team: str
    purpose: str
    asks: tuple[Ask, ...]
    issues: tuple[PaperIssue, ...]
    leftovers: tuple[Leftover, ...]
