"""What editors do to a notebook is never a change: Git's filter takes out what they add."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from projects import ROOT

from opsg.cli import main
from opsg.core.notebook_file import tidied
from opsg.intake.rounds.notebook_template import template

NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("tests/project/notebooks/*.ipynb")])
SHOWN = {"text/html": "<b>1</b>", "text/plain": "1", "image/png": "iVBORw0KGgo="}
Json = dict[str, Any]
Editor = Callable[[bytes], bytes]


def executed(notebook: Json) -> Json:
    """The notebook after Run All in whatever editor."""
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            result = {"output_type": "execute_result", "data": SHOWN, "metadata": {}}
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]},
                result | {"execution_count": number},
            ]
            cell["execution_count"] = number
    return notebook


def jupyterlab(content: bytes) -> bytes:
    """Run cell by cell, folded here and there, and saved by JupyterLab's server."""
    notebook = nbformat.from_dict(executed(json.loads(content)))
    notebook.cells.append(nbformat.v4.new_code_cell())
    notebook.metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    notebook.metadata["language_info"] |= {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "version": "3.12.4",
    }
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    notebook.metadata["toc-showcode"] = True
    for cell in notebook.cells:
        cell.metadata |= {
            "editable": True, "slideshow": {"slide_type": ""}, "jp-MarkdownHeadingCollapsed": True,
            "collapsed": False, "scrolled": True, "jupyter": {"source_hidden": True},
            "execution": {"iopub.execute_input": "2021-03-01T09:00:00Z"},
        }  # fmt: skip
        cell.metadata.setdefault("tags", [])
    return nbformat.writes(notebook).encode() + b"\n"


def vs_code(content: bytes) -> bytes:
    """Run and saved by VS Code: keys in order, its own names, on Windows."""
    notebook = executed(json.loads(content))
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv (3.11.7)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7", "nbconvert_exporter": "python"},
        "vscode": {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b"}},
        "orig_nbformat": 4,
    }
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def old_editor(content: bytes) -> bytes:
    """Indented by four, with letters escaped and keys in an order of its own."""
    notebook = executed(json.loads(content))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return json.dumps(dict(reversed(notebook.items())), indent=4).encode()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
@pytest.mark.parametrize("editor", [jupyterlab, vs_code, old_editor])
def test_a_notebook_that_was_run_and_saved_is_as_it_was(path: Path, editor: Editor) -> None:
    content = path.read_bytes()
    saved = editor(content)
    assert saved != content
    assert tidied(saved) == content


def test_jupyterlab_saves_a_notebook_as_it_was(tmp_path: Path) -> None:
    lab = pytest.importorskip("jupyter_server.services.contents.filemanager")
    settings = json.loads((ROOT / "tools/jupyterlab/config.json").read_text("utf-8"))
    manager = lab.FileContentsManager(root_dir=str(tmp_path), **settings["FileContentsManager"])
    content = NOTEBOOKS[0].read_bytes()
    saved = json.loads(jupyterlab(content))
    manager.save({"type": "notebook", "format": "json", "content": saved}, "a.ipynb")
    assert (tmp_path / "a.ipynb").read_bytes() == content


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_notebook_of_the_repository_is_as_editors_write_it(path: Path) -> None:
    content = path.read_bytes()
    notebook = nbformat.reads(content.decode(), nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert f"{nbformat.writes(notebook)}\n".encode() == content


def test_a_new_issues_notebook_is_tidy() -> None:
    content = template("late-reads", "‘Late’ reads").encode()
    assert tidied(content) == content


def test_what_analysts_write_stays() -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell(
                "![a](attachment:a.png)", id="m", attachments={"a.png": {"image/png": "aa"}}
            ),
            nbformat.v4.new_code_cell("1 # é ", id="c", metadata={"tags": ["b", "a"]}),
            nbformat.v4.new_code_cell("", id="e", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_markdown_cell(" \n", id="blank"),
        ]
    )
    kept = json.loads(tidied(nbformat.writes(notebook).encode()))["cells"]
    assert [cell["id"] for cell in kept] == ["m", "c", "e"]
    assert kept[0]["attachments"] == {"a.png": {"image/png": "aa"}}
    assert (kept[1]["source"], kept[1]["metadata"]) == (["1 # é "], {"tags": ["b", "a"]})


def test_a_cell_without_an_id_gets_none() -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "1"}
    content = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 4}).encode()
    once = tidied(content)
    assert "id" not in json.loads(once)["cells"][0]
    assert tidied(once) == once


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"[]", b"{}", b'{"nbformat": 3}', b'{"nbformat": 4, "cells": [1]}']
)
def test_what_is_no_notebook_is_left_as_it_is(content: bytes) -> None:
    assert tidied(content) == content


def test_check_tells_of_it_and_its_remedy_mends_it(
    golden_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(golden_copy)
    path = golden_copy / "notebooks/han-stability.ipynb"
    content = path.read_bytes()
    for saved, holds in (
        (jupyterlab(content), "holds outputs."),
        (content.replace(b'"opsg"', b'"python3"'), "not in nbformat's own form."),
    ):
        path.write_bytes(saved)
        main(["check"], root=golden_copy)
        said = capsys.readouterr()
        assert holds in said.out + said.err
        command = re.search(r"python build.py (tidy \S+)", (said.out + said.err).replace("\n", ""))
        assert command
        assert main(command[1].split(), root=golden_copy) == 0
        assert path.read_bytes() == content
        capsys.readouterr()


def test_git_sees_nothing_once_make_has_told_it_of_the_filter(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    (clone / "notebooks").mkdir(parents=True)
    (clone / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    path = clone / "notebooks/data.ipynb"
    content = (ROOT / "notebooks/data.ipynb").read_bytes()
    path.write_bytes(content)
    (command,) = re.findall(r"^TIDY := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        done = subprocess.run(
            ["git", *who, *arguments], cwd=clone, check=True, capture_output=True, text=True
        )
        assert done.stderr == ""
        return done.stdout

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "a clone in which nothing is set up")
    path.write_bytes(jupyterlab(content))
    assert git("status", "--short") == " M notebooks/data.ipynb\n"
    git("config", "filter.opsg-notebook.clean", command.replace("$(PY)", ".venv/bin/python"))
    assert git("status", "--short") == " M notebooks/data.ipynb\n"  # .venv is not there
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".gitignore").write_text("*\n")
    (clone / "build.py").symlink_to(ROOT / "build.py")
    python = clone / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    assert git("diff") == ""
    # Git tells of the file's size until it has read it.
    git("add", "--update")
    assert git("status", "--short") == ""
