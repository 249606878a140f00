"""A small project with its site built and everything in its cache, to be spoilt and mended."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spoilt import CASE_SECONDS, spoiling

from opsg.cli import main

# Of the others two months will do; what the paper says of Alerts rests on many.
WHOLE = "alerts"
MONTHS = ("2021-01", "2021-02")


@pytest.fixture(scope="session")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two months of figures, its site and its cache."""
    folder = tmp_path_factory.mktemp("built") / "opsg"
    for part in ("_quarto.yml", "data", "notebooks", "site"):
        copy = shutil.copytree if (project / part).is_dir() else shutil.copyfile
        folder.mkdir(exist_ok=True)
        copy(project / part, folder / part)
    for path in (folder / "data" / "snapshots").glob("*/*.csv"):
        if path.parent.name != WHOLE and path.stem not in MONTHS:
            path.unlink()
    output = str(folder / "_site")
    assert main(["--renderer", "pandoc", "--output", output], root=folder) == 0
    return folder


@pytest.fixture
def spoil(built: Path) -> Iterator[Callable[[str], Path]]:
    """Gives a path of the project to change; puts what was there back afterwards."""
    with spoiling(built) as spoil:
        yield spoil


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures of the bad input that was tried."""
    seconds = {
        report.nodeid.rpartition("[")[2].rstrip("]"): value
        for report in terminalreporter.stats.get("passed", ())
        for name, value in report.user_properties
        if name == CASE_SECONDS
    }
    if seconds:
        worst = max(seconds, key=seconds.__getitem__)
        most = max(
            resource.getrusage(who).ru_maxrss / 1000
            for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        terminalreporter.write_line(
            f"Bad input: {len(seconds)} cases refused one by one, at the worst in"
            f" {seconds[worst]:.1f} s ({worst}); no process of this run, whatever else it tested,"
            f" held more than {most:.0f} MB."
        )
