"""Which data a notebook reads, wherever Jupyter started its kernel."""

from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.data.folder import data_folder


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of notebooks of a copy of the project, to work in."""
    monkeypatch.delenv("OPSG_DATA", raising=False)
    for name in ("data/stages.yml", "notebooks/deeper/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path / "notebooks/deeper")
    return tmp_path / "notebooks"


def test_it_is_found_from_the_notebooks_folder(notebooks: Path) -> None:
    assert data_folder() == notebooks.parent / "data"


def test_a_kernel_of_another_copy_of_the_project_is_refused(notebooks: Path) -> None:
    program = notebooks.parent / "opsg/data/folder.py"
    program.parent.mkdir(parents=True)
    program.touch()
    with pytest.raises(UserError, match="not that of its notebooks") as refused:
        data_folder()
    assert "`make lab`" in str(refused.value)
    assert str(notebooks.parent) in str(refused.value)
