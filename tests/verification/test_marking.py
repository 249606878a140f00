"""An inner edition says what it is, in every file that can."""

import zipfile
from pathlib import Path

from opsg.core.edition import inner_note
from opsg.verification.marking import find_unmarked


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
