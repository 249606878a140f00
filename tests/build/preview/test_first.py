"""The page that the browser shows is made before the others, and the build takes it from there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from editing import change

from opsg.build.preview import first
from opsg.build.request import Request
from opsg.cli import main
from opsg.rendering.pandoc import Pandoc

PAGE = "issues/han-stability"


@pytest.fixture
def copy(golden_built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built project at another place."""
    monkeypatch.chdir(golden_built)
    return golden_built


def _made(root: Path) -> Path:
    asked = Request(root=root, data=root / "data", output=root / "_site", renderer="pandoc")
    made = first.make(asked, PAGE)
    assert made
    return made


def test_the_build_takes_the_page_that_was_made_first(copy: Path) -> None:
    change(copy / "data" / f"{PAGE}/2021-02.md", "## Status\n", "## Status\n\nAmended.\n")

    made = _made(copy)

    page = (made / f"{PAGE}.html").read_text()
    assert "Amended." in page
    assert main(["--renderer", "pandoc"], root=copy) == 0
    assert (copy / "_site" / f"{PAGE}.html").read_text() == page
    summary = json.loads((copy / "_build" / "summary.json").read_text())
    assert "han-stability" in {*summary["notebooks"]["recalled"]} & {*summary["pages"]["recalled"]}
    assert summary["pages"]["anew"]


def test_another_stylesheet_is_shown_without_rendering_the_page(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / "site/styles/base.css").write_text("body { color: teal }")
    monkeypatch.delattr(Pandoc, "render")

    made = _made(copy)

    assert (made / f"{PAGE}.html").read_text() == (copy / "_site" / f"{PAGE}.html").read_text()
    assert "teal" in (made / "styles" / "base.css").read_text()
