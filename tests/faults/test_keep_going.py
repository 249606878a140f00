"""With `--keep-going` a page whose notebook fails is published as it last was, and says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from projects import copied

from opsg.cli import main
from opsg.core import months

PAGE = "issues/han-stability"
BANNER = "This page could not be made anew."
FAILS = "raise ValueError('no such combination')"


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    return copied(built, tmp_path / "opsg", built=True)


def _build(root: Path, *arguments: str) -> int:
    return main(["--renderer", "pandoc", "--output", str(root / "_site"), *arguments], root=root)


def _edit(root: Path, source: str) -> None:
    """Let the last cell of the notebook be `source`."""
    path = root / "notebooks" / "han-stability.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][-1]["source"] = source
    path.write_text(json.dumps(notebook))


def _page(root: Path, page: str = PAGE) -> str:
    return (root / "_site" / f"{page}.html").read_text()


def _main(page: str) -> str:
    return page.partition("<main")[2]


def test_the_page_keeps_its_last_good_content_and_says_of_when(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _page(root)
    today = months.long_date(datetime.now(UTC).date())
    _edit(root, FAILS)
    template = root / "site" / "template.html"
    template.write_text(template.read_text() + "<!-- another edition -->\n")

    assert _build(root, "--keep-going") == 3

    assert _main(_page(root)).removesuffix("<!-- another edition -->\n") == _main(before)
    note = f"{BANNER} It is as it was made on {today} for February 2021, and may be out of date."
    assert note in _page(root)
    assert "another edition" in _page(root)
    assert BANNER not in _page(root, "index")
    said = capsys.readouterr().err
    assert "han-stability.ipynb, cell " in said
    assert "no such combination" in said
    assert said.rstrip().endswith("because their notebooks failed: han-stability.")
    summary = json.loads((root / "_build" / "summary.json").read_text())
    assert list(summary["notebooks"]["stale"]) == ["han-stability"]
    made = [*summary["notebooks"]["run"], *summary["notebooks"]["recalled"]]
    assert made and "han-stability" not in made


def test_a_notebook_that_cannot_be_read_is_one_that_fails(root: Path) -> None:
    (root / "notebooks" / "han-stability.ipynb").write_text("<<<<<<< HEAD")

    assert _build(root, "--keep-going") == 3

    assert BANNER in _page(root)


def test_the_note_is_shown_once_and_goes_when_the_notebook_is_mended(root: Path) -> None:
    _edit(root, FAILS)
    assert _build(root, "--keep-going") == 3
    assert _build(root, "--keep-going") == 3
    assert _page(root).count(BANNER) == 1

    _edit(root, "")
    assert _build(root, "--keep-going") == 0

    assert BANNER not in _page(root)


def test_what_a_refused_site_held_is_not_kept(root: Path) -> None:
    harm = '<p onclick="x()">harm</p>'
    _edit(root, f"from IPython.display import HTML\nHTML('{harm}')")
    assert _build(root) == 1

    _edit(root, FAILS)
    assert _build(root, "--keep-going") == 3

    assert BANNER in _page(root)
    assert "harm" not in _page(root)


def test_without_the_option_the_build_fails_and_the_site_stays(root: Path) -> None:
    before = _page(root)
    _edit(root, FAILS)

    assert _build(root) == 1

    assert _page(root) == before


def test_a_page_of_another_edition_is_never_kept(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _page(root)
    _edit(root, FAILS)

    assert _build(root, "--keep-going", "--reported-only") == 1

    assert _page(root) == before
    assert "no such combination" in capsys.readouterr().err
