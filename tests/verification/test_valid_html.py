"""Every page of both editions is valid HTML, as html-validate reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = {
    # What is written otherwise and means the same.
    "attribute-empty-style": "off",
    "no-implicit-button-type": "off",
    "prefer-native-element": "off",
    "valid-id": ["error", {"relaxed": True}],
    "void-style": "off",
    # The key Enter sends the search; a list has a name that is read.
    "wcag/h32": "off",
    "aria-label-misuse": "off",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules, as a file; without the program the tests are skipped."""
    if not PROGRAM.is_file() or not shutil.which("node"):
        pytest.skip("html-validate is not there: npm install")
    path = tmp_path_factory.mktemp("html-validate") / "settings.json"
    rules = {"root": True, "extends": ["html-validate:standard"], "rules": RULES}
    path.write_text(json.dumps(rules))
    return path


def complaints(pages: list[Path], settings: Path) -> list[str]:
    # It ends before a pipe is read to its end.
    report = settings.with_name("report.json")
    command = ["node", str(PROGRAM), "--config", str(settings), "--formatter", f"json={report}"]
    subprocess.run([*command, *map(str, pages)], timeout=120, check=False)
    return [
        f"{Path(page['filePath']).name}:{each['line']}: {each['ruleId']}: {each['message']}"
        for page in json.loads(report.read_text())
        for each in page["messages"]
    ]


def test_every_page_of_both_editions_is_valid(
    site: Path, reported_site: Path, settings: Path
) -> None:
    pages = [page for each in (site, reported_site) for page in sorted(each.rglob("*.html"))]
    assert complaints(pages, settings) == []


def test_a_page_that_is_not_valid_is_found(tmp_path: Path, settings: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><html lang='en'><title>a</title><p>a <ul><li>b</ul></p></html>")
    assert complaints([page], settings)
