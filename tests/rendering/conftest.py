"""A small site that has one of everything, and a stand-in for Quarto."""

from __future__ import annotations

import json
import shutil
import stat
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from opsg.core.cache.store import Cache
from opsg.rendering import incremental
from opsg.rendering.pandoc import Pandoc

FILTERS = Path(__file__).parents[2] / "site" / "filters"

STAND_IN = """\
#!{python}
import json, os, pathlib, subprocess, sys, time
if sys.argv[1:] == ["--version"]:
    print("{version}")
    raise SystemExit
here = pathlib.Path(__file__).parent
asked, output = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[-1])
project = asked if asked.is_dir() else pathlib.Path.cwd()
files = sorted(p.relative_to(project).as_posix() for p in project.rglob("*") if p.is_file())
seen = dict(argv=sys.argv[1:], cwd=os.getcwd(), no_color=os.environ.get("NO_COLOR"), files=files)
(here / "seen.json").write_text(json.dumps(seen))
def write(*pages):
    for page in pages:
        (output / page).parent.mkdir(parents=True, exist_ok=True)
        (output / page).write_text("<!DOCTYPE html>")
"""


@pytest.fixture(scope="session")
def small_site() -> Callable[[Path], Path]:
    """Put the small site into a folder, with the filters of the real one."""

    def put(folder: Path) -> Path:
        project = Path(shutil.copytree(Path(__file__).parent / "project", folder / "project"))
        shutil.copytree(FILTERS, project / "filters")
        return project

    return put


@pytest.fixture
def project(tmp_path: Path, small_site: Callable[[Path], Path]) -> Path:
    """A copy of the small site, to be changed at will."""
    return small_site(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, small_site: Callable[[Path], Path]) -> Path:
    """The small site as Pandoc renders it."""
    folder = tmp_path_factory.mktemp("pandoc")
    project, cache = small_site(folder), Cache(folder / "cache")
    incremental.render(Pandoc(), project, folder / "site", cache, "", report=lambda line: None)
    return folder / "site"


@pytest.fixture(scope="session")
def page(site: Path) -> Callable[[str], BeautifulSoup]:
    """A page of the small site, parsed."""
    return lambda name: BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a program that passes for Quarto, does `body`, and is found by QUARTO_PATH.

    It leaves what it was asked in `seen.json` beside it.
    """

    def make(body: str = "", version: str = "1.10.18") -> Path:
        program = tmp_path / "bin" / "quarto"
        program.parent.mkdir()
        head = STAND_IN.format(python=sys.executable, version=version)
        program.write_text(head + textwrap.dedent(body))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("QUARTO_PATH", str(program))
        return program

    return make


def notebook_cells(*cells: dict[str, Any]) -> str:
    """A notebook of the cells, as a file holds it."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells})


@pytest.fixture
def write_notebook(project: Path) -> Callable[..., Path]:
    """Write a notebook of given cells, after one of settings, as `extra.ipynb` of the site."""

    def write(*cells: dict[str, Any]) -> Path:
        settings = {
            "cell_type": "raw",
            "metadata": {},
            "source": ["---\n", "title: Extra\n", "---"],
        }
        path = project / "issues" / "extra.ipynb"
        path.write_text(notebook_cells(settings, *cells))
        return path

    return write


@pytest.fixture
def render(project: Path, tmp_path: Path) -> Callable[[str], BeautifulSoup]:
    """Render one page of the site with Pandoc, and parse it."""

    def rendered(source: str) -> BeautifulSoup:
        output = tmp_path / "output"
        Pandoc().render(project, output, report=lambda line: None, pages=[source])
        page = (output / source).with_suffix(".html").read_text(encoding="utf-8")
        return BeautifulSoup(page, "html.parser")

    return rendered
