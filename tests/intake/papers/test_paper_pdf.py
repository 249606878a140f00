"""A paper that is a PDF with text in it is read, page furniture and broken words included."""

import io
import subprocess
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.core.pandoc import binary
from opsg.intake.papers import importer, model
from opsg.intake.papers.pdf.document import unhyphenated

pypdf = pytest.importorskip("pypdf")

PAGE = """
#set page(
  header: [OPSG_44_0203 – OPSG Issues Log - Progress Report],
  footer: context [This document has a Classification of White
    Page #counter(page).display() of 8],
)
"""


def pdf(folder: Path, paper: model.Paper) -> Path:
    """The paper printed through Typst."""
    typst = pytest.importorskip("typst")
    parts = [f"# {paper.title}\n\n## Purpose\n\n{paper.purpose}\n\n## Actively Managed Issues"]
    for place, issue in enumerate(paper.issues):
        text = (
            f"### {issue.title}\n\n#### Current Stage\n\n#### Issue and Impact\n\n"
            f"{issue.issue_and_impact}\n\n#### Status\n\n{issue.status}\n\n"
            f"#### Next Steps\n\n{issue.next_steps}"
        )
        parts.append(text.replace("[^", f"[^{place}-"))
    asks = "\n\n".join(f"- {ask.verb} {ask.what}" for ask in paper.asks)
    parts.append(f"## Recommendation & Next Steps\n\n{asks}\n\n{paper.team}\n\n23 February 2021")
    source = subprocess.run(
        [binary(), "--from=markdown-smart", "--to=typst"],
        input="\n\n".join(parts),
        encoding="utf-8",
        capture_output=True,
        check=True,
    ).stdout
    (folder / "paper.typ").write_text(PAGE + source, encoding="utf-8")
    typst.compile(folder / "paper.typ", output=folder / "paper.pdf")
    return folder / "paper.pdf"


def test_the_published_paper_made_a_pdf_gives_the_same_entries(
    tmp_path: Path, data: Path, february: Path
) -> None:
    file = pdf(tmp_path, importer.read(february))
    result = importer.import_paper(file, data)
    assert {change.kind for change in result.changes} == {"unchanged"}
    assert result.leftovers == ()


def blank(password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_scanned_pdf_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(blank())
    with pytest.raises(UserError, match="it seems to be scanned"):
        importer.read(file)


def test_a_protected_pdf_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(blank("secret"))
    with pytest.raises(UserError, match="it is protected by a password"):
        importer.read(file)


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"no PDF", blank()[:300]])
def test_a_damaged_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    with pytest.raises(UserError, match="It cannot be read as a PDF"):
        importer.read(file)


def test_soft_hyphens_join_broken_words_and_keep_compounds() -> None:
    text = "modifi\u00ad\ncation of non\u00ad\ncompliance, half\u00ad\nhourly"
    assert unhyphenated(text) == "modification\nof non-compliance,\nhalf-hourly\n"
