"""What is above White is in no public site, and an inner edition says what it is everywhere."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import polars as pl
import pytest
from projects import copied
from pypdf import PdfReader

from opsg.cli import main

ISSUE = "data/issues/capacity-management/issue.md"
NOTE = "Inner edition: it may hold material up to Amber. Not for publication."
SECRET = "Only for those inside."


def _reclassified(root: Path, old: str, new: str) -> None:
    for file in (ISSUE, "data/meetings.yml"):
        text = (root / file).read_text()
        assert f"classification: {old}" in text
        (root / file).write_text(text.replace(f"classification: {old}", f"classification: {new}"))


@pytest.fixture(scope="module")
def amber(golden: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with an issue, and so a paper, for those inside; its inner edition."""
    root = copied(golden, tmp_path_factory.mktemp("amber") / "opsg")
    _reclassified(root, "White", "Amber")
    with (root / ISSUE).open("a") as text:
        text.write(f"\n{SECRET}\n")
    assert _build(root, "--ceiling", "amber", "--output", str(root / "inner")) == 0
    return root


def _build(root: Path, *arguments: str) -> int:
    return main(["--renderer", "pandoc", *arguments], root=root)


def _says(path: Path) -> bool:
    match path.suffix:
        case ".docx":
            with zipfile.ZipFile(path) as file:
                return NOTE in file.read("word/header1.xml").decode()
        case ".pdf":
            pages = [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]
            return all(NOTE in page for page in pages)
        case ".parquet":
            return NOTE in pl.read_parquet_metadata(path).values()
        case _:
            return NOTE in path.read_text()


@pytest.mark.parametrize("arguments", [[], ["--ceiling", "green"], ["check"], ["report"]])
def test_what_is_above_the_ceiling_stops_the_command_and_is_named(
    amber: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    output = [] if "report" in arguments else ["--output", str(amber / "public")]
    assert _build(amber, *output, *arguments) == 1

    said = capsys.readouterr().err
    assert re.search(r"capacity-management/issue\.md:\d+: The issue '[^']+' is Amber, above", said)
    assert re.search(r"meetings\.yml:\d+: The paper of OPSG 44 is Amber, above", said)
    assert "--ceiling amber" in said
    assert not (amber / "public").exists()


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf", "csv", "parquet", "xml", "json"])
def test_everything_that_an_inner_edition_makes_says_so(amber: Path, suffix: str) -> None:
    site = amber / "inner"
    made = [
        path
        for path in site.rglob(f"*.{suffix}")
        if path.name != "sitemap.xml" and "pagefind" not in path.parts
    ]
    assert made
    assert [path for path in made if not _says(path)] == []


def test_the_data_package_of_an_inner_edition_describes_its_files(amber: Path) -> None:
    folder = amber / "inner/downloads/data"
    package = json.loads((folder / "datapackage.json").read_text())
    each = next(r for r in package["resources"] if r["path"] == "capacity.csv")

    comment = each["dialect"]["commentChar"]
    rows = pl.read_csv(folder / each["path"], comment_prefix=comment)
    assert rows.columns == [field["name"] for field in each["schema"]["fields"]]


def test_an_inner_edition_shows_its_ceiling_on_screen_and_on_paper(amber: Path) -> None:
    page = (amber / "inner/index.html").read_text()
    assert f'<aside class="edition" aria-label="Classification"><p>{NOTE}</p></aside>' in page
    assert "Classification: Amber" in page
    on_paper = (amber / "inner/styles/print.css").read_text()
    assert ".edition {" in on_paper


def test_the_papers_written_by_themselves_say_so(amber: Path, tmp_path: Path) -> None:
    assert main(["--ceiling", "amber", "report", "--folder", str(tmp_path)], root=amber) == 0

    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".pdf"}
    assert all(map(_says, tmp_path.iterdir()))


def test_a_site_that_does_not_say_so_is_no_inner_edition(
    amber: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--ceiling", "red", "verify", str(amber / "inner")], root=amber) == 1
    assert "it does not say: 'Inner edition: it may hold material up to Red." in (
        capsys.readouterr().err
    )
    assert main(["--ceiling", "amber", "verify", str(amber / "inner")], root=amber) == 0


def test_nothing_of_an_inner_edition_gets_into_the_public_one(amber: Path) -> None:
    _reclassified(amber, "Amber", "White")
    text = (amber / ISSUE).read_text()
    (amber / ISSUE).write_text(text.replace(SECRET, ""))

    # The public edition has no earlier pages to keep; those of the inner one will not do.
    for only in (["--only", "glossary"], []):
        assert _build(amber, *only, "--output", str(amber / "public")) == 0
        for path in (amber / "public").rglob("*"):
            if path.suffix in (".html", ".csv", ".json", ".xml"):
                assert "Inner edition" not in path.read_text(), path
                assert SECRET not in path.read_text(), path
