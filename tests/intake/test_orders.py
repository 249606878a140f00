"""Whatever commands come in whatever order, none leaves a log that the check refuses."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import ROOT

from opsg.cli import main
from opsg.data.check import log_errors

FEBRUARY = (ROOT / "tests/fixtures/OPSG_44_0203.txt").read_text(encoding="utf-8")
MONTHS = ("2021-02", "2021-03", "2021-04", "2021-05")
NAMES = ("February", "March", "April", "May")
LEVELS = ("White", "White", "Green", "Amber")
WORDS = {
    "the following month": ("April", "weeks to come: see below"),
    " for each issue.\n": (".\n",),
    "Classification of White": ("Classification of Green", "Classification of Amber"),
    "approximately 59k": ("about 61k", "12 of 345"),
    "5700": ("5,900",),
    "Power Outage Reporting\n": ("Brand New: Thing\n", "Late reads\n"),
    "Current Stage\n": ("Stage\n\nMonitoring\n", "Current Stage\n\nImplementing\n"),
    "SECAS Team": ("# The: Team", "- Team"),
    "regenerate the data": ("write 'no': yes", "[see] {this}: *that*"),
    "Progress Report": ("Progress Report: 'March' #2",),
}


class Someone:
    """One who uses the commands, at random, in the project `root`."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.random = root, random.Random(seed)
        self.commands: list[Callable[[], list[str]]] = [
            self.month, self.paper, self.paper, self.issue, self.close, self.accept, self.dismiss,
            lambda: ["undo"],
        ]  # fmt: skip

    def command(self) -> list[str]:
        return self.random.choice(self.commands)()

    def month(self) -> list[str]:
        paper = self.maybe("--paper", "OPSG_45: x", "OPSG_44_0203")
        return ["new-month", self.of(MONTHS), *self.level(), *paper]

    def paper(self) -> list[str]:
        at = self.random.randrange(len(MONTHS))
        text = FEBRUARY.replace("OPSG_44_0203", f"OPSG_{44 + at}_0{2 + at}03")
        text = text.replace("23 February 2021", f"23 {NAMES[at]} {self.of((2021, 2021, 2099))}")
        for old, others in WORDS.items():
            if self.random.random() < 0.25:
                text = text.replace(old, self.of(others))
        file = self.root.parent / "paper.txt"
        file.write_text(text, encoding="utf-8")
        replace = self.of([["--replace"], []])
        said = self.of([self.level(), [], []])
        return ["import-paper", str(file), *replace, *said, *self.maybe("--month", *MONTHS)]

    def issue(self) -> list[str]:
        title = self.of(("Late reads", "Yes: no", "‘Q’ & A", "Brand New: Thing"))
        when = ("--month", self.of(MONTHS))
        return ["new-issue", self.of(("late-reads", "no")), "--title", title, *when, *self.level()]

    def close(self) -> list[str]:
        slugs = sorted(path.name for path in (self.root / "data/issues").iterdir())
        return ["close-issue", self.of(slugs), "--month", self.of(MONTHS)]

    def accept(self) -> list[str]:
        unit = self.maybe("--unit", "Hubs", "no: yes", "%")
        label = self.maybe("--label", "A: label", "#x", "yes")
        name = self.maybe("--name", "mm1", "new_name", "no")
        return ["accept-figure", self.proposal(), *unit, *label, *name]

    def dismiss(self) -> list[str]:
        return ["dismiss-figure", self.proposal()]

    def proposal(self) -> str:
        file = self.root / "data/proposals.yml"
        rows = yaml.safe_load(file.read_text("utf-8")) if file.exists() else None
        return self.of([row["id"] for row in rows or [{"id": "none"}]])

    def level(self) -> list[str]:
        return ["--classification", self.of(LEVELS)]

    def maybe(self, option: str, *values: str) -> list[str]:
        return [option, self.of(values)] if self.random.random() < 0.3 else []

    def of(self, values: Sequence[Any]) -> Any:
        return self.random.choice(values)


@pytest.mark.parametrize("seed", range(8))
def test_no_order_of_commands_leaves_a_log_that_the_check_refuses(
    golden_copy: Path, seed: int
) -> None:
    someone = Someone(golden_copy, seed)
    written = [path.name for path in golden_copy.glob("notebooks/*.ipynb")]
    for _ in range(6):
        command = someone.command()
        main(command, root=golden_copy)
        assert log_errors(golden_copy / "data", written) == [], command
