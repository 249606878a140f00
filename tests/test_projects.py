"""Tests have projects of their own, so that a month breaks none; and none of them is left out."""

import subprocess
import sys
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
from frozen.live_log import EXIT
from projects import ROOT

LIVE = ROOT / "data"
READS: dict[str, Callable[[], object]] = {
    "a file": lambda: (LIVE / "stages.yml").read_text(encoding="utf-8"),
    "a file by another name": lambda: (ROOT / "tests/../data/stages.yml").open(),
    "a folder": lambda: list((LIVE / "issues").iterdir()),
    "with another program": lambda: subprocess.run(["cat", LIVE / "stages.yml"], check=True),
    "from within": lambda: subprocess.run(["cat", "stages.yml"], cwd=LIVE, check=True),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_a_test_that_reads_the_live_log_fails(read: Callable[[], object]) -> None:
    with pytest.raises(AssertionError, match="a test reads the live log"):
        read()


def test_it_fails_where_the_live_log_is_the_working_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(AssertionError, match="a test reads the live log"):
        Path("data/stages.yml").read_text(encoding="utf-8")


def test_the_live_log_is_not_linked_to(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="a test reads the live log"):
        (tmp_path / "data").symlink_to(LIVE)


def test_a_process_that_reads_the_live_log_ends() -> None:
    script = "import sys\ntry: open(sys.argv[1] + '/data/stages.yml')\nexcept BaseException: pass"
    done = subprocess.run([sys.executable, "-c", script, ROOT], capture_output=True, text=True)
    assert done.returncode == EXIT
    assert done.stderr == f"a process of a test reads the live log: {LIVE}/stages.yml\n"


def test_what_stands_beside_the_live_log_may_be_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert list((tmp_path / "data").iterdir()) == []
    assert (ROOT / "tests/project/data/stages.yml").read_text(encoding="utf-8")
    assert subprocess.run([sys.executable, "-c", f"open({__file__!r})"]).returncode == 0


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    passed_over = pytestconfig.getini("norecursedirs")
    files = [path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py")]
    left_out = [
        file
        for file in files
        for part in file.parts[:-1]
        if any(fnmatch(part, pattern) for pattern in passed_over)
    ]
    assert files and left_out == []
