"""The report as a PDF says what the paper says, on pages that anybody can read."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from february import DATA, MONTH, paragraphs, squeezed
from pypdf import PdfReader

from opsg.core.edition import Edition
from opsg.data.log import IssueLog
from opsg.exports.paper import report
from opsg.exports.paper.document import document
from opsg.intake.papers import importer

HARD = 'A_title_ with #hash, "quotes", \\ $dollars$, <tags>, *stars*, [^1] & {header}'


@cache
def pages(folder: Path) -> list[str]:
    """The text of each page of the report in a folder."""
    return [page.extract_text() for page in PdfReader(folder / f"{MONTH}.pdf").pages]


@pytest.fixture
def texts(report: Path) -> list[str]:
    """The text of each page of the report, in each edition in turn."""
    return pages(report)


def figures(node: Any) -> Iterator[Any]:
    """The figures of a PDF's structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            yield from figures(kid)
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            yield node
        if "/K" in node:
            yield from figures(node["/K"])


def test_it_holds_every_paragraph_of_the_paper(texts: list[str], log: IssueLog) -> None:
    edges = ("OPSG_44_0203", "Illustrative edition", "This document has", "Page ")
    lines = [line for text in texts for line in text.split("\n") if not line.startswith(edges)]
    said = squeezed("".join(lines))
    missing = [(slug, one) for slug, one in paragraphs(log, MONTH) if squeezed(one) not in said]
    assert missing == []


def test_every_page_has_the_papers_number_its_classification_and_its_own_number(
    texts: list[str],
) -> None:
    for number, text in enumerate(texts, start=1):
        assert "OPSG_44_0203 – OPSG Issues Log – Progress Report" in text
        assert "This document has a Classification of White" in text
        assert f"Page {number} of {len(texts)}" in text


def test_the_illustrative_edition_says_so_on_every_page(illustrative: Path) -> None:
    for text in pages(illustrative):
        assert "Illustrative edition: not for decisions" in text


def test_the_reported_edition_holds_nothing_illustrative(reported: Path) -> None:
    for text in pages(reported):
        assert "llustrative" not in text


def test_it_is_tagged_has_a_title_and_a_language_and_embeds_its_letters(report: Path) -> None:
    file = PdfReader(report / f"{MONTH}.pdf")
    root = file.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert file.metadata and file.metadata.title == "OPSG Issues Log – Progress Report"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    for page in file.pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font["/DescendantFonts"]
            assert "SourceSansPro" in font["/BaseFont"]
            assert "/FontFile3" in inner["/FontDescriptor"]


def test_every_picture_has_alternative_text(report: Path) -> None:
    root = PdfReader(report / f"{MONTH}.pdf").root_object
    found = list(figures(root["/StructTreeRoot"]))
    assert len(found) >= 12
    assert all(len(figure["/Alt"]) > 20 for figure in found)


def test_what_means_something_to_pandoc_or_typst_stays_as_it_is(
    log: IssueLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(DATA))
    meeting = log.meetings[-1].model_copy(update={"title": HARD, "team": HARD})
    first = log.issues[0].model_copy(update={"title": HARD})
    hard = log.model_copy(update={"meetings": (meeting,), "issues": (first, *log.issues[1:])})
    paper = document(hard, Edition(MONTH, reported_only=True))
    as_word, as_pdf = report.write(paper)
    (tmp_path / "hard.pdf").write_bytes(as_pdf)
    said = [page.extract_text() for page in PdfReader(tmp_path / "hard.pdf").pages]
    # Every header, the issue's title and the team; the paper's title takes two lines.
    assert "".join(said).count(HARD) == len(said) + 2
    (tmp_path / "hard.docx").write_bytes(as_word)
    read = importer.read(tmp_path / "hard.docx")
    assert read.issues[0].title == HARD
