"""The small project's March 2021: begun as a draft, then published."""

from __future__ import annotations

import shutil
from pathlib import Path

from projects import copied

from opsg.cli import main

PAPER = {"paper": "OPSG_45_0303", "paper_date": "2021-03-23"}


def begin_march(project: Path, **meeting: str) -> Path:
    """Begin March 2021, a draft but for what is given of its `meeting`, in a project."""
    assert main(["new-month", "2021-03", "--classification", "White"], root=project) == 0
    return give_paper(project, "2021-03", **meeting)


def give_paper(project: Path, month: str, **meeting: str) -> Path:
    """Write keys of a month's meeting into a project."""
    path = project / "data/meetings.yml"
    given = "".join(f"  {key}: {value}\n" for key, value in meeting.items())
    line = f"  month: {month}\n"
    path.write_text(path.read_text("utf-8").replace(line, line + given))
    return project


def live(golden: Path, folder: Path) -> None:
    """The small project in two steps: March a draft, then published.

    `before` is the reported edition before March was begun, `draft` the illustrative one with the
    draft, `asked` the reported one of it, `published` the reported one at the end.
    """
    copied(golden, folder, built=True)
    build(folder, "before", "--reported-only")
    begin_march(folder)
    build(folder, "draft")
    build(folder, "draft-reported", "--reported-only")
    build(folder, "asked", "--reported-only", "--month", "2021-03")
    give_paper(folder, "2021-03", **PAPER)
    build(folder, "published", "--reported-only")


def build(project: Path, name: str, *options: str) -> None:
    """Build a project into a folder of its own, and keep its summary beside that."""
    output = ["--renderer", "pandoc", "--output", str(project / name)]
    assert main([*options, *output], root=project) == 0
    shutil.copyfile(project / "_build/summary.json", project / f"{name}.json")
