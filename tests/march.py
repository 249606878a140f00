"""A March that follows the frozen February, with gaps in every place; its paper is made up.

Its paper gives the hubs as 97k and no other figure. Extracts: of Alerts one region of three, of
power outages four DNOs of six, of Exceptions all Users but one, of capacity everything; of the
other datasets none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from projects import FEBRUARY, assembled

from opsg.cli import main

SAYS = "The DCC has now identified around 97k instances in the three categories."
FIGURE = f"""figures:
  - name: hubs_without_meters
    label: Instances of a Communications Hub with no meter, in the three categories
    value: 97000
    unit: hubs
    kind: level
    approximate: true
    as_at: 2021-03-12
    quote: >-
      {SAYS}
    headline: true
    snapshot: {{dataset: hubs_without_meters, column: hubs}}
---
"""


def march(folder: Path) -> Path:
    """A project of February and the made-up March."""
    project = assembled(FEBRUARY, folder)
    began = main(["new-month", "2021-03", "--classification", "White"], root=project)
    assert began == 0
    meetings = project / "data/meetings.yml"
    before, at, after = meetings.read_text("utf-8").rpartition("  month: 2021-03\n")
    paper = "  paper: OPSG_45_0303\n  paper_date: 2021-03-23\n"
    meetings.write_text(before + at + paper + after)
    for entry in (project / "data/issues").glob("*/2021-03.md"):
        text = entry.read_text("utf-8").replace("carried_forward: true\n", "")
        if entry.parent.name == "no-meters-on-hubs":
            front, _, body = text.rpartition("---\n")
            text = front + FIGURE + body.replace("## Status\n", f"## Status\n\n{SAYS}\n", 1)
        entry.write_text(text)
    _extract(project, "alerts", lambda row: "CSP North" in row)
    _extract(project, "power_outages", lambda row: "DNO E" not in row and "DNO F" not in row)
    _extract(project, "hub_exceptions", lambda row: "User 44" not in row)
    _extract(project, "capacity", lambda row: True)
    return project


def _extract(project: Path, dataset: str, keep: Callable[[str], bool]) -> None:
    """March's rows of a dataset: those of February that are kept, as figures of March."""
    folder = project / "data/snapshots" / dataset
    head, *rows = (folder / "2021-02.csv").read_text("utf-8").splitlines()
    new = [row.replace("2021-02", "2021-03") for row in rows if keep(row)]
    (folder / "2021-03.csv").write_text("\n".join([head, *new]) + "\n")
