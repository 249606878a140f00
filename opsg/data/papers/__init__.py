"""What each paper said when it came: its words, kept beside the entries, which may be edited.

An import writes them into `data/papers/`, one file for each time that a paper was issued. Entries
are held against them: `agreement` tells where an entry says something else than its paper.

log.load().paper("2021-02").issues["han-stability"].status
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, PositiveInt

from opsg.core.cache.facts import Node
from opsg.core.edition import Level
from opsg.data.models import Ask, Model, Month, Text

__all__ = ["HEADINGS", "IssueText", "Ledger", "PaperFront", "PaperText", "Revised"]

HEADINGS = ("Issue and Impact", "Status", "Next Steps")
"""The paper's headings below an issue, in its order."""


class Revised(Model):
    """A figure to which a paper that was issued again gives another value; None where it has none.

    `issue` is the issue's slug and `figure` the figure's name there.
    """

    issue: Text
    figure: Text
    label: Text
    was: float | int | None = None
    now: float | int | None = None


class Ledger(Model):
    """What became of a paper's text.

    `parts` say how many paragraphs, items of lists, notes, tables and so on stand where, by their
    place in the paper. `left_out` names what its readers do not see, such as hidden text, and where
    it stands but not its words; `unplaced` is text that has no place in the log.
    """

    parts: Mapping[Text, Mapping[Text, PositiveInt]]
    left_out: tuple[Text, ...] = ()
    unplaced: tuple[Text, ...] = ()


class PaperFront(Model):
    """What a paper said of itself, and where its words were read from.

    `version` counts how often the paper was issued; `source` is the name of the file that was
    imported on the day `imported`, and `sha256` its digest. `revised` has the figures to which
    this version gives other values than the one before, and `ledger` what became of its text.
    """

    paper: Text
    month: Month
    version: Annotated[int, Field(ge=1)] = 1
    source: Text
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    imported: date
    number: int | None = None
    paper_date: date | None = None
    title: str = ""
    team: str = ""
    classification: Level | None = None
    purpose: str = ""
    asks: tuple[Ask, ...] = ()
    revised: tuple[Revised, ...] = ()
    ledger: Ledger | None = None


class IssueText(Model, Node):
    """The title and the texts of an issue as a paper printed them, the texts as Markdown."""

    title: Text
    issue_and_impact: Text
    status: Text
    next_steps: Text

    @property
    def sections(self) -> dict[str, str]:
        """The texts by the paper's headings."""
        return dict(
            zip(HEADINGS, (self.issue_and_impact, self.status, self.next_steps), strict=True)
        )


class PaperText(PaperFront, Node):
    """A paper as it came, with its issues by their names in the log, in the paper's order.

    `name` is that of the file that holds it, as messages show it.
    """

    named_by: ClassVar[str] = "name"

    name: str
    issues: Mapping[str, IssueText]

    @property
    def shown(self) -> str:
        """The paper's number, and which version of it this is if there was more than one."""
        return self.paper if self.version == 1 else f"{self.paper}, version {self.version}"
