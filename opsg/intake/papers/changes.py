"""What an import does to a file, and the whole of what it did."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from opsg.intake.papers import figure_table, ledger
from opsg.intake.papers.figure_table import IssueFigures
from opsg.intake.papers.model import Leftover, Paper

BY_HAND = "as it was edited by hand; --replace overwrites it"

Kind = Literal["new", "changed", "unchanged", "kept"]


@dataclass(frozen=True)
class Change:
    """What becomes of a file: `name` is as messages show it, from the data folder on.

    `kept` is a file that says something else than the paper and was not overwritten; `why` says
    so, and `difference` is a unified diff of the sentences, from the file's to the paper's.
    """

    name: str
    kind: Kind
    difference: str = ""
    why: str = ""


@dataclass(frozen=True)
class Planned:
    """A change, and the text that the file is to have; None leaves it as it is."""

    change: Change
    path: Path
    text: str | None


@dataclass(frozen=True)
class Aside:
    """A part of a file that stood in the log, was no paper's, and gave way to the paper's words."""

    name: str
    heading: str
    text: str


@dataclass(frozen=True)
class Import:
    """What came of importing a paper; with `dry_run`, what would have come of it.

    `new_issues` and `absent` are names of issues' folders: those that the paper brought, and
    those that are open in the log and that the paper does not name. `by_hand` says what is left
    for an analyst, one sentence each, `set_aside` what of the log gave way and is kept in the file
    `aside_name`, `figures` how new issues get figures, `read` the figures that were read, and
    `leftovers` what text of the paper fits nowhere.
    """

    paper: Paper
    month: str
    changes: tuple[Change, ...]
    new_issues: tuple[str, ...]
    absent: tuple[str, ...]
    by_hand: tuple[str, ...]
    figures: tuple[str, ...]
    read: tuple[IssueFigures, ...]
    leftovers: tuple[Leftover, ...]
    dry_run: bool
    set_aside: tuple[Aside, ...] = ()
    aside_name: str = ""
    pointed_out: tuple[str, ...] = ()

    def by_kind(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    def lines(self) -> Iterator[str]:
        """The import as lines for a person to read."""
        would = "would be " if self.dry_run else ""
        words = {"new": f"{would}new", "changed": f"{would}changed", "kept": "kept as it was"}
        for change in self.changes:
            if change.kind != "unchanged":
                why = f", {change.why}" if change.why else ""
                yield f"{change.name}: {words[change.kind]}{why}"
                yield from (f"  {line}" for line in change.difference.splitlines())
        for aside in self.set_aside:
            kept = "would be kept" if self.dry_run else "it is kept"
            yield f"Set aside: {aside.heading} of {aside.name}; {kept} in {self.aside_name}."
        same = len(self.by_kind("unchanged"))
        yield f"{same} of {len(self.changes)} files say what the paper says."
        yield from figure_table.lines(self.read)
        for slug in self.absent:
            closing = f"python build.py close-issue {slug} --month {self.month}"
            yield f"Not in the paper: {slug}. Its page keeps its text. If it was closed: {closing}"
        yield from (f"See: {line}" for line in self.pointed_out)
        yield from (f"By hand: {line}" for line in self.by_hand)
        yield from self.figures
        yield from ledger.lines(self.paper.ledger)
        yield from (f"No place in the log: {leftover}" for leftover in self.leftovers)


def contents(plans: Iterable[Planned | None]) -> dict[Path, bytes]:
    """What is to be written of plans, by the files."""
    return {plan.path: encoded(plan.path, plan.text) for plan in plans if plan and plan.text}


def encoded(path: Path, text: str) -> bytes:
    """A file's bytes, with the line ends and the byte-order mark that it has had."""
    old = path.read_bytes() if path.exists() else b""
    if (ends := old.count(b"\r\n")) and ends == old.count(b"\n"):
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8-sig" if old.startswith(codecs.BOM_UTF8) else "utf-8")
