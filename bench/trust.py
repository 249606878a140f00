"""Counts what is tried against the program and what comes of it, as a table in `RESULTS.md`.

Run it with `python bench/trust.py`; `python bench/trust.py leaks numbers links clearing` are the
quick parts, of half a minute. The others run the tests that try files, kills and places one by one,
and count what passes: they take a quarter of an hour on a machine that does nothing else.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

import results

TESTS = Path(__file__).parents[1] / "tests"
ROOMS = (".", "analysis/statistics", "faults", "build", "verification/secrets")
sys.path[:0] = [str(TESTS / room) for room in ROOMS]

import test_clearance as series  # noqa: E402
import test_hostile_files as hostile  # noqa: E402
import test_irregular as irregular  # noqa: E402
import test_leak_forms as pages  # noqa: E402
import test_numbers_of_no_size as numbers  # noqa: E402
from forms import Sample, leaks  # noqa: E402
from further import further  # noqa: E402
from harmless import harmless  # noqa: E402
from projects import GOLDEN, assembled  # noqa: E402

from opsg.analysis.statistics.clearance import project_clearance  # noqa: E402
from opsg.build.check import check_all  # noqa: E402
from opsg.build.request import Request  # noqa: E402
from opsg.core.errors import UserError  # noqa: E402
from opsg.data import log  # noqa: E402
from opsg.verification import secrets  # noqa: E402
from opsg.verification.secrets.names import names_to_find  # noqa: E402

COUNT = 500
SERIES = 2000
KILLS = 40
Row = tuple[str, float, float]
"""What is tried, with what outcome, of how many."""


def found(samples: Sequence[Sample], names: Sequence[str]) -> int:
    """In how many of the samples something is found."""
    with tempfile.TemporaryDirectory() as folder:
        return len(pages.found(Path(folder), samples, names))


def unsound() -> tuple[int, int, float]:
    """How many unsound pages give their secret away, of how many, and the seconds of the worst."""
    names, seen, worst = names_to_find(["Quillstone Ltd"]), 0, 0.0
    for kind in ("html", "svg"):
        for content in pages.HOSTILE.values():
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / f"page.{kind}").write_bytes(content)
                started = time.process_time()
                seen += bool(secrets.scan(Path(folder), names))
                worst = max(worst, time.process_time() - started)
    return seen, 2 * len(pages.HOSTILE), worst


def bad_numbers() -> tuple[int, int]:
    """How many numbers that are none are refused, of how many."""
    refused = tried = 0
    for file in numbers.FILES:
        for number in numbers.NONE:
            with tempfile.TemporaryDirectory() as folder:
                data = Path(shutil.copytree(GOLDEN / "data", Path(folder) / "data"))
                text = (data / file).read_text(encoding="utf-8")
                spoilt = re.sub(r"(?<=: )\d[\d-]*(?=[,}\n])", number, text, count=1)
                if spoilt == text:
                    continue
                (data / file).write_text(spoilt, encoding="utf-8")
                tried += 1
                try:
                    log.load(data)
                except UserError:
                    refused += 1
    return refused, tried


def links() -> tuple[int, int]:
    """How many links, pipes and devices are named, of how many."""
    named = tried = 0
    for make in irregular.KINDS.values():
        for place in irregular.PLACES:
            with tempfile.TemporaryDirectory() as folder:
                project = assembled(GOLDEN, Path(folder) / "opsg")
                path = project / place
                if path.exists():
                    path.rename(path.with_name(".kept"))
                make(path)
                request = Request(project, project / "data", project / "_site")
                (finding,) = check_all(request).errors
                tried, named = tried + 1, named + (str(finding.where) == place)
    return named, tried


def clears_by_chance(draw: Callable[[random.Random], list[float]], seed: int = 5) -> float:
    """How many series without a direction are said to clear by a month, in percent."""
    rng = random.Random(seed)
    states = [project_clearance([1000 + value for value in draw(rng)]).state for _ in range(SERIES)]
    return 100 * states.count("clears") / SERIES


def passed(file: str, times: int = 1) -> tuple[int, int]:
    """How many tests of a file pass, of how many; what is random is drawn so many `times`."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *file.split()],
            cwd=TESTS.parent,
            env={**os.environ, "OPSG_TIMES": str(times)},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        cases = [*ElementTree.parse(report).iter("testcase")]
    tried = [case for case in cases if case.find("skipped") is None]
    failed = [case for case in tried if {each.tag for each in case} & {"failure", "error"}]
    return len(tried) - len(failed), len(tried)


def of_leaks() -> Iterator[Row]:
    samples, own = leaks(COUNT)
    yield "forms of secrets found", found(samples, own), COUNT
    samples, names = further()
    yield "further forms found, thought of later", found(samples, names), len(samples)
    yield "harmless texts with an alarm", found(harmless(COUNT), own), COUNT
    seen, of, worst = unsound()
    yield f"unsound pages searched to the end, the worst in {worst:.1f} s", seen, of


def of_numbers() -> Iterator[Row]:
    yield "numbers that are none refused", *bad_numbers()


def of_links() -> Iterator[Row]:
    yield "links, pipes and devices named", *links()


def of_clearing() -> Iterator[Row]:
    kinds = {
        "random walks": series.walk,
        "seasons without a trend": series.season,
        "levels that stay": series.level,
        "levels to which figures return": series.returning,
    }
    for name, draw in kinds.items():
        share = clears_by_chance(draw)
        yield f"percent of {SERIES:,} {name} said to clear by a month; at most", share, 5


def of_files() -> Iterator[Row]:
    yield "bad inputs refused, with file and place", *passed("tests/faults/test_bad_input.py")
    whole, readers = passed("-m slow tests/faults/test_hostile_files.py")
    many = len(hostile.HOSTILE)
    yield "hostile files read or refused in five seconds", whole * many, readers * many


def of_kills() -> Iterator[Row]:
    times = KILLS // 4
    survived, _ = passed("tests/faults/test_faults.py -k killed_at_any_moment", times)
    yield "builds killed at any moment, the site whole after", survived * KILLS, KILLS


def of_places() -> Iterator[Row]:
    same = passed("tests/build/test_same_bytes.py")
    yield "locales, homes and folders that give the same bytes", *same


PARTS = {
    "leaks": of_leaks,
    "numbers": of_numbers,
    "links": of_links,
    "clearing": of_clearing,
    "files": of_files,
    "kills": of_kills,
    "places": of_places,
}


def main(names: Sequence[str]) -> None:
    """Try what is named, or everything, and print the table; of everything it is kept."""
    text = "| what is tried | | of |\n| --- | ---: | ---: |\n"
    for name in names or PARTS:
        for what, count, of in PARTS[name]():
            text += f"| {what} | {count:,g} | {of:,g} |\n"
    text += f"\n{results.machine()}"
    print(text)
    if not names:
        results.write("What is tried against it (`bench/trust.py`)", text)


if __name__ == "__main__":
    main(sys.argv[1:])
