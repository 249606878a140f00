"""Every notebook runs from its first cell to its last on somebody's workbench, without a build."""

import json
from pathlib import Path
from typing import Any

import pytest
from projects import GOLDEN, ROOT, assembled


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assembled(GOLDEN, tmp_path_factory.mktemp("workbench") / "opsg") / "notebooks"


@pytest.mark.parametrize("reported_only", [False, True])
def test_run_all_works_as_of_the_newest_month(
    notebooks: Path, monkeypatch: pytest.MonkeyPatch, reported_only: bool
) -> None:
    monkeypatch.chdir(notebooks)
    monkeypatch.delenv("OPSG_DATA", raising=False)
    months = {}
    for notebook in sorted(notebooks.glob("*.ipynb")):
        names = _run(notebook, reported_only)
        assert names["month"] == "latest"
        editions = [each.edition for each in names.values() if hasattr(each, "edition")]
        months[notebook.stem] = {(each.month, each.reported_only) for each in editions}

    assert len(months) == 17
    assert months["han-stability"] == months["briefing"] == {("2021-02", reported_only)}


def _run(notebook: Path, reported_only: bool) -> dict[str, Any]:
    """The names that a notebook's cells leave behind, run one after the other."""
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(notebook)}
    for cell in json.loads(notebook.read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook.name, "exec"), names)
        if "parameters" in cell["metadata"].get("tags", ()):
            names["reported_only"] = reported_only
    return names


def test_no_committed_notebook_names_a_month() -> None:
    for folder in (ROOT / "notebooks", GOLDEN / "notebooks"):
        for notebook in folder.glob("*.ipynb"):
            assert '"month = \\"latest\\"\\n"' in notebook.read_text(), notebook.name
