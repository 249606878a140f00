"""How the time of a build from nothing grows with months, issues and parties: curves, exponents.

Run it with `python bench/growth.py`, or `--repeats 1` for a quick look; it prints a Markdown table
and puts it into `bench/RESULTS.md`. Every project is a grown copy of this one in a temporary
folder, built by the command with the embedded renderer.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import log
from pathlib import Path
from statistics import linear_regression, median

import results
from projects import copied

from opsg.core import months
from opsg.data.log import load
from opsg.intake.rounds import new_month

FIRST = date(2021, 2, 1)
PARTIES = 63


def main() -> None:
    """Measure everything, print it and keep it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--repeats", type=int, default=3, help="builds of each project")
    arguments.add_argument("--only", choices=GROWN, help="one kind of growth; nothing is kept")
    asked = arguments.parse_args()
    parts = []
    for part in _tables(asked.repeats, [asked.only] if asked.only else list(GROWN)):
        print(part, end="", flush=True)
        parts.append(part)
    if not asked.only:
        results.write("How builds grow (`bench/growth.py`)", "".join(parts))


def _tables(repeats: int, kinds: Sequence[str]) -> Iterator[str]:
    yield f"Builds from nothing; median of {repeats}. The exponent is the slope of a straight line "
    yield "through the logarithms of all points, and of the last two alone: 0 is no growth, 1 is "
    yield "in proportion.\n\n"
    yield "| growing | | seconds | notebooks run | check | notebooks | pages |\n"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    exponents = []
    for kind in kinds:
        grow, sizes = GROWN[kind]
        seconds = []
        for size in sizes:
            taken, summary = _measured(grow, size, repeats)
            seconds.append(taken)
            yield f"| {kind} | {size:,} | {taken:.2f} | {len(summary['notebooks']['run'])} |"
            yield "".join(f" {spent:.2f} |" for spent in _steps(summary)) + "\n"
        exponents.append(
            f"{kind} {_exponent(sizes, seconds):.2f}, at the end "
            f"{_exponent(sizes[-2:], seconds[-2:]):.2f}"
        )
    yield f"\nExponents: {'; '.join(exponents)}.\n\n{results.machine()}\n"


def _measured(
    grow: Callable[[Path, int], None], size: int, repeats: int
) -> tuple[float, dict[str, dict]]:
    """The median seconds of builds from nothing of a grown copy, and the summary of the last."""
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder))
        grow(project, size)
        seconds = []
        for _ in range(repeats):
            for made in (".opsg", "_build", "_site", "._site.opsg"):
                shutil.rmtree(project / made, ignore_errors=True)
            results.settle()
            start = time.perf_counter()
            _build(project)
            seconds.append(time.perf_counter() - start)
        return median(seconds), json.loads((project / "_build" / "summary.json").read_text())


def _build(project: Path) -> None:
    command = [sys.executable, "build.py", "--renderer", "pandoc"]
    environment = {**os.environ, "OPSG_DATA": str(project / "data")}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"the grown project does not build:\n{done.stderr[-2000:]}")


def _steps(summary: dict[str, dict]) -> list[float]:
    """The seconds of the check, of the notebooks, and of rendering."""
    spent = summary["seconds"]
    return [
        sum(seconds for title, seconds in spent.items() if title.startswith(word))
        for word in ("Check", "Run", "Render")
    ]


def _exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    return linear_regression([log(size) for size in sizes], [log(each) for each in seconds]).slope


def _grow_months(project: Path, count: int) -> None:
    """A log of so many months, each with its meeting, its entries and its figures."""
    data = project / "data"
    part_figures(data)
    grown = [months.text(months.add(FIRST, number)) for number in range(1, count)]
    _add_meetings(data, grown)
    for folder in (data / "snapshots").iterdir():
        files = sorted(folder.iterdir())
        texts = [(file.stem, file.read_text()) for file in files]
        for file in files[:-1]:
            file.unlink()
        for number, month in enumerate(grown):
            then, text = texts[number % len(texts)]
            text = text.replace(f"{then},", f"{month},").replace(",reported", ",illustrative")
            (folder / f"{month}.csv").write_text(text)


def _add_meetings(data: Path, grown: Sequence[str]) -> None:
    """A meeting and entries for each month: the first by the command, the others like it."""
    meetings = data / "meetings.yml"
    before, first = meetings.read_text(), grown[0]
    new_month(load(data), first, classification="White")
    added = meetings.read_text().removeprefix(before)
    entries = list((data / "issues").rglob(f"{first}.md"))
    for number, month in enumerate(grown[1:], 1):
        like = added.replace("number: 45", f"number: {45 + number}").replace(first, month)
        with meetings.open("a") as file:
            file.write(like)
        for entry in entries:
            text = entry.read_text().replace(f"month: {first}", f"month: {month}", 1)
            entry.with_name(f"{month}.md").write_text(text)


def _grow_issues(project: Path, count: int) -> None:
    """So many issues: those there are, and copies of them under other names.

    The words of the papers as they came are taken away: a report then tells of all issues.
    """
    shutil.rmtree(project / "data" / "papers", ignore_errors=True)
    issues, notebooks = project / "data" / "issues", project / "notebooks"
    slugs = sorted(path.name for path in issues.iterdir())
    for number in range(len(slugs), count):
        old = slugs[number % len(slugs)]
        new = f"{old}-{number // len(slugs) + 1}"
        shutil.copytree(issues / old, issues / new)
        page = issues / new / "issue.md"
        text = page.read_text().replace(f"slug: {old}\n", f"slug: {new}\n", 1)
        text = re.sub(r"(?m)^order: \d+$", f"order: {number + 1}", text, count=1)
        page.write_text(re.sub(r"(?m)^(title: .*)$", rf"\1 {number + 1}", text, count=1))
        notebook = (notebooks / f"{old}.ipynb").read_text()
        notebook = re.sub(r'"(title: [^"\\]*)', rf'"\1 {number + 1}', notebook, count=1)
        (notebooks / f"{new}.ipynb").write_text(notebook.replace(f'\\"{old}\\"', f'\\"{new}\\"'))


def _grow_parties(project: Path, count: int) -> None:
    """So many parties: every row of a party once more for each further one, with its figures."""
    part_figures(project / "data")
    for file in (project / "data" / "snapshots").rglob("*.csv"):
        header, *rows = file.read_text().splitlines()
        if "party" not in header.split(","):
            continue
        grown = [
            re.sub(r"User (\d+)", lambda found, by=by: f"User {int(found[1]) + by:02}", row)
            for by in range(0, count, PARTIES)
            for row in rows
        ]
        kept = [row for row in grown if int(re.search(r"User (\d+)", row)[1]) <= count]
        file.write_text("\n".join([header, *kept, ""]))


def part_figures(data: Path) -> None:
    """Let the papers' figures no longer be the sums of rows, which here they are not."""
    for page in (data / "issues").rglob("20*.md"):
        page.write_text(re.sub(r"(?m)^    snapshot:.*\n(?:      .*\n)*", "", page.read_text()))


GROWN: dict[str, tuple[Callable[[Path, int], None], tuple[int, ...]]] = {
    "months": (_grow_months, (12, 24, 48, 120)),
    "issues": (_grow_issues, (12, 25, 50, 100, 200)),
    "parties": (_grow_parties, (63, 200, 630, 2_000, 6_300)),
}
"""How a project is grown in each way, and to which sizes."""


if __name__ == "__main__":
    main()
