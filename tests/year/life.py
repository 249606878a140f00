"""Brings a year in by the commands, and keeps both editions as they are after each month."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import year.extracts as extracts
import year.papers as papers
from year.course import year
from year.truth import NEW, NEW_SLUG, RENAMED, WHY, Events, Month

from opsg.cli import main

EDITIONS: Mapping[str, tuple[str, ...]] = {"illustrative": (), "reported": ("--reported-only",)}


@dataclass(frozen=True)
class Wrong:
    """A statement that is not true, or a command that fails: where, and what is true."""

    month: str
    kind: str
    where: str
    says: str
    truth: str

    def __str__(self) -> str:
        return f"{self.month} | {self.kind} | {self.where} | {self.says} | {self.truth}"


@dataclass
class Life:
    """A year as it was lived: the sites after each month, and the commands that failed."""

    root: Path
    months: tuple[Month, ...]
    sites: dict[tuple[str, str], Path] = field(default_factory=dict)
    """The built sites by month and edition; a draft's month is `2021-03 draft`."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """What the commands of each month printed."""
    settled: list[tuple[str, str, str]] = field(default_factory=list)
    """The numbers that imports proposed, by month, and what became of each."""
    failures: list[Wrong] = field(default_factory=list)

    def run(self, month: str, *arguments: object) -> str:
        """Run a command; one that fails is kept, and the year goes on."""
        words = [str(argument) for argument in arguments]
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = main(words, root=self.root)
        self.said.setdefault(month, []).append(out.getvalue())
        if code:
            errors = [line for line in out.getvalue().splitlines() if "warning:" not in line]
            says = " / ".join(errors[-6:])
            self.failures.append(Wrong(month, "commands", " ".join(words), says, "exit code 0"))
        return out.getvalue()


def live(root: Path, project: Path, events: Events, *, every: bool = False) -> Life:
    """Live the months after February 2021 in the project at `root`.

    `project` is where February's words and rows are; with `every`, each site is verified.
    """
    life = Life(root, year(project, events))
    paths = root.parent / "inbox"
    for month in life.months:
        when = month.month
        life.run(when, "new-month", when, "--classification", "White")
        if month.draft:
            _build(life, f"{when} draft", every)
        _before_the_paper(life, month)
        for version in range(len(month.papers)):
            again = ("--replace",) if version else ()
            paper = papers.write(paths, month, version)
            life.run(when, "import-paper", paper, "--month", when, *again)
        _settle(life, month)
        if month.closed:
            life.run(when, "close-issue", month.closed, "--month", when)
        for index, extract in enumerate(month.extracts):
            file = extracts.write(paths, extract, (index + month.number) % extracts.FORMS)
            _ingest(life, when, file, extract.dataset, when, extract.provenance)
        if month.corrected:
            file = extracts.write(paths / "again", month.corrected, 1)
            again = ("--replace", "--why", WHY)
            _ingest(life, when, file, "alerts", month.corrected.month, "illustrative", *again)
        life.run(when, "check")
        # The small year is to be quick: its first month is a draft's again, with a paper.
        only = "reported" if month.draft and not every else ""
        _build(life, when, every or month is life.months[-1], only)
    life.run(when, "report", "--month", when, "--folder", root.parent / "reports")
    return life


def _before_the_paper(life: Life, month: Month) -> None:
    """What a person does by hand, as the messages and documents say."""
    if month.renamed:
        file = life.root / "data" / "issues" / NEW_SLUG / "issue.md"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        renamed = [f"title: {RENAMED}\n" if line.startswith("title:") else line for line in lines]
        file.write_text("".join(renamed), encoding="utf-8")
        notebook = life.root / "notebooks" / f"{NEW_SLUG}.ipynb"
        text = notebook.read_text(encoding="utf-8")
        assert f"title: {NEW}" in text
        notebook.write_text(text.replace(f"title: {NEW}", f"title: {RENAMED}"), encoding="utf-8")


PROPOSAL = re.compile(r"covers the (.+?)(?: \(perhaps .*?\))? in “(.+?)”.*?accept-figure ([^\s;]+)")


def _settle(life: Life, month: Month) -> None:
    """Accept the numbers that the import proposed and that are figures, and dismiss all others."""
    for number, quote, proposal in PROPOSAL.findall(life.run(month.month, "check")):
        true = [g for g in month.figures if g.written in number and g.sentence in f"{quote}."]
        if true:
            known = ("--name", "late_reads", "--label", "Reads that came late", "--unit", "reads")
            name = known if true[0].issue == NEW_SLUG else ("--name", true[0].name)
            life.run(month.month, "accept-figure", proposal, *name)
            life.settled.append((month.month, "accepted", number))
        else:
            life.run(month.month, "dismiss-figure", proposal)
            life.settled.append((month.month, "dismissed", number))


def _ingest(
    life: Life, now: str, file: Path, dataset: str, month: str, provenance: str, *more: str
) -> None:
    known = ("--dataset", dataset, "--month", month, "--provenance", provenance)
    for _ in range(3):
        failed = len(life.failures)
        # On a machine with much else to do the few seconds that a file may take can be too few.
        if "could not be read within" not in life.run(now, "ingest", file, *known, *more):
            break
        del life.failures[failed:]
    else:
        life.failures.append(Wrong(now, "commands", f"ingest {file}", "too slow thrice", "read"))


def _build(life: Life, name: str, verify: bool, only: str = "") -> None:
    for edition, options in EDITIONS.items():
        if only not in ("", edition):
            continue
        site = life.root.parent / "sites" / name.replace(" ", "-") / edition
        life.run(name, *options, "--renderer", "pandoc", "--output", site)
        if site.is_dir():
            life.sites[name, edition] = site
            if verify:
                life.run(name, *options, "verify", site)
