"""A small log of two issues and two meetings, copied so that tests may spoil it."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The small log's data folder, in order until a test changes it."""
    return Path(shutil.copytree(Path(__file__).parents[1] / "fixtures" / "log", tmp_path / "data"))
