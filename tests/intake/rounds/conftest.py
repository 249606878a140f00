"""The small log's data folder and a folder of notebooks, in a repository of their own."""

import shutil
from pathlib import Path

import pytest

LOG = Path(__file__).parents[2] / "fixtures" / "log"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LOG, tmp_path / "data"))


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"
