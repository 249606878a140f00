"""The published paper, versions of it with other words, and a copy of the log to import into."""

import shutil
from collections.abc import Callable
from pathlib import Path

import projects
import pytest

ROOT = Path(__file__).parents[3]
FEBRUARY = ROOT / "tests/fixtures/OPSG_44_0203.txt"
MARCH = {"23 February 2021": "23 March 2021", "OPSG_44_0203": "OPSG_45_0303"}


@pytest.fixture
def february() -> Path:
    """The paper of February 2021, as its text was taken out of the published file."""
    return FEBRUARY


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the log without its snapshots."""
    return Path(
        shutil.copytree(
            projects.FEBRUARY / "data",
            tmp_path / "data",
            ignore=shutil.ignore_patterns("snapshots"),
        )
    )


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Makes a paper from that of February, with words replaced; each must be there."""

    def make(words: dict[str, str]) -> Path:
        text = FEBRUARY.read_text(encoding="utf-8")
        for old, new in words.items():
            assert old in text, old
            text = text.replace(old, new)
        file = tmp_path / "paper.txt"
        file.write_text(text, encoding="utf-8")
        return file

    return make


@pytest.fixture
def march() -> dict[str, str]:
    """The words that make February's paper one of March."""
    return dict(MARCH)
