"""An inner edition says what it is, in every file that can."""

import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from opsg.core.edition import inner_note
from opsg.exports.paper import typst
from opsg.verification.marking import find_illustrative, find_unmarked


def test_the_public_edition_needs_no_mark(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Public</p>")
    assert inner_note("White") == ""
    assert find_unmarked(tmp_path, "White") == []


def test_every_page_feed_and_document_of_an_inner_edition_must_say_so(tmp_path: Path) -> None:
    note = inner_note("Green")
    (tmp_path / "pagefind").mkdir()
    for name in ("index.html", "feed.xml", "pagefind/pagefind-entry.json", "rows.csv"):
        (tmp_path / name).write_text("nothing")
    for name, text in (("good.docx", f"<w:t>{note}</w:t>"), ("bad.docx", "<w:t>x</w:t>")):
        with zipfile.ZipFile(tmp_path / name, "w") as document:
            document.writestr("word/document.xml", text)

    findings = find_unmarked(tmp_path, "Green")

    assert [str(finding.where) for finding in findings] == [
        "bad.docx",
        "feed.xml",
        "index.html",
        "rows.csv",
    ]
    (tmp_path / "index.html").write_text(f"<aside>{note}</aside>")
    assert "index.html" not in [str(finding.where) for finding in find_unmarked(tmp_path, "Green")]


def test_workbooks_and_pictures_of_charts_must_say_so_too(tmp_path: Path) -> None:
    note = inner_note("Green")
    charts = tmp_path / "downloads/charts"
    charts.mkdir(parents=True)
    (tmp_path / "icon.svg").write_text("<svg/>")
    for name, says in (("bad", "nothing"), ("good", note)):
        (charts / f"{name}.svg").write_text(f"<svg><text>{says}</text></svg>")
        (charts / f"{name}.png").write_bytes(b"\x89PNG" + says.encode())
        with zipfile.ZipFile(charts / f"{name}.xlsx", "w") as book:
            book.writestr("xl/sharedStrings.xml", f"<sst><si><t>{says}</t></si></sst>")

    findings = find_unmarked(tmp_path, "Green")

    assert [str(finding.where) for finding in findings] == [
        f"downloads/charts/bad.{kind}" for kind in ("png", "svg", "xlsx")
    ]


@pytest.mark.parametrize(("edition", "found"), [("illustrative", False), ("reported", True)])
def test_the_edition_of_published_figures_has_no_others(
    tmp_path: Path, edition: str, found: bool
) -> None:
    (tmp_path / "headlines.json").write_text(json.dumps({"edition": edition}))
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "bad.csv").write_text("month,provenance\n2021-02,illustrative\n")
    quoted = {"bad.txt": "2021-02\tIllustrative\n", "worse.csv": '2021-02;"illustrative";1\r\n'}
    quoted["bad.json"] = '{"provenance": ["reported", "illustrative"]}'
    for name, text in quoted.items():
        (folder / name).write_text(text)
    (folder / "bad.svg").write_text("<svg><text>illustrative</text></svg>")
    pl.DataFrame({"provenance": ["reported", "illustrative"]}).write_parquet(folder / "bad.parquet")
    (folder / "good.csv").write_text("sentence,provenance\nan illustrative case,reported\n")
    pl.DataFrame({"provenance": ["reported"]}).write_parquet(folder / "good.parquet")
    for name, cell in (("bad", "illustrative"), ("good", "an illustrative case")):
        with Workbook(folder / f"{name}.xlsx") as book:
            book.add_worksheet().write_string(0, 0, cell)

    for name, words in (("bad", "This one is " + "long " * 40 + "(illustrative)"), ("good", "Two")):
        text = f'#set document(title: "x")\n#set page(width: 4cm)\n{words}'
        (folder / f"{name}.pdf").write_bytes(typst.pdf(text, {}))

    pages = {
        "worse": "<h1>Two improving (illustrative)</h1>",
        "table": "<td> illustrative </td>",
        "chart": '<script>{"provenance": "illustrative"}</script>',
        "words": "<p>The paper reports no such figure; this one is illustrative.</p>",
        "fine": "<h2>What is illustrative</h2><td>reported, illustrative</td>",
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.html").write_text(text)
    (tmp_path / "feed.xml").write_text("<title>58,785 (illustrative)</title>")

    kinds = ("csv", "json", "parquet", "pdf", "svg", "txt", "xlsx")
    bad = ["chart.html", *(f"downloads/bad.{kind}" for kind in kinds), "downloads/worse.csv"]
    bad += ["feed.xml", "table.html", "words.html", "worse.html"]
    assert [str(each.where) for each in find_illustrative(tmp_path)] == (bad if found else [])
