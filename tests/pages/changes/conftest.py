"""The small log of two papers, free to be changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of two issues with papers of January and February 2021."""
    small = Path(__file__).parents[2] / "fixtures" / "log"
    copied = Path(shutil.copytree(small, tmp_path / "data"))
    monkeypatch.setenv("OPSG_DATA", str(copied))
    return copied


@pytest.fixture
def replace(data: Path) -> Callable[[str, str, str], None]:
    """Changes words in a file of the small log."""

    def replace(file: str, old: str, new: str) -> None:
        path = data / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace
