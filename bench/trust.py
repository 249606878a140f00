"""Counts what is tried against the program and what comes of it, as a table in `RESULTS.md`.

Run it with `python bench/trust.py`. It takes half a minute: forms of secrets and harmless texts,
pages that are not sound, numbers that are none, and links and pipes are tried one by one, and
backlogs without a direction are asked when they clear.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import results

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [
    str(TESTS),
    *(str(TESTS / each) for each in ("faults", "build", "verification/secrets")),
]

import test_irregular as irregular  # noqa: E402
import test_leak_forms as pages  # noqa: E402
import test_numbers_of_no_size as numbers  # noqa: E402
from forms import Sample, leaks  # noqa: E402
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
WALKS = 2000
MONTHS = 36


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


def clears_by_chance(seed: int = 5) -> float:
    """How many random walks are said to clear by a month, in percent."""
    rng = random.Random(seed)
    clears = 0
    for _ in range(WALKS):
        steps = [rng.gauss(0, 100) for _ in range(MONTHS)]
        walk = [max(value, 1.0) for value in accumulate(steps, initial=20_000)]
        clears += project_clearance(walk).state == "clears"
    return 100 * clears / WALKS


def main() -> None:
    """Try everything and write the table."""
    samples, names = leaks(COUNT)
    seen, of, worst = unsound()
    refused, bad = bad_numbers()
    named, tried = links()
    rows = [
        ("forms of secrets found", found(samples, names), COUNT),
        ("harmless texts with an alarm", found(harmless(COUNT), names), COUNT),
        (f"unsound pages searched to the end, the worst in {worst:.1f} s", seen, of),
        ("numbers that are none refused", refused, bad),
        ("links, pipes and devices named", named, tried),
    ]
    lines = ["| what is tried | | of |\n| --- | ---: | ---: |\n"]
    lines += [f"| {what} | {count} | {of} |\n" for what, count, of in rows]
    share = clears_by_chance()
    aims = results.aims(("percent of random walks that are said to clear by a month", 5, share))
    text = f"{''.join(lines)}\n{aims}\n{results.machine()}"
    print(text)
    results.write("What is tried against it (`bench/trust.py`)", text)


if __name__ == "__main__":
    main()
