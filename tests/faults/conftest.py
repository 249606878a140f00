"""A small project with its site built and everything in its cache, to be spoilt and mended."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from projects import copied
from spoilt import CASE_SECONDS, spoiling


@pytest.fixture(scope="session")
def built(golden: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small project, which tests spoil and put right again."""
    return copied(golden, tmp_path_factory.mktemp("built") / "opsg", built=True)


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
