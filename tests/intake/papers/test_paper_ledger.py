"""An import says what became of every part of a paper, keeps that, and loses no word."""

from dataclasses import replace
from pathlib import Path

import pytest
from word_files import CASES, paragraph, run, write

from opsg.core.errors import UserError
from opsg.data.papers import files
from opsg.intake.papers import ledger
from opsg.intake.papers.importer import import_paper, read
from opsg.intake.papers.model import Paragraph
from opsg.intake.papers.reader import open_paper

RECORD = "papers/OPSG_45_0303.md"


def imported(tmp_path: Path, data: Path, xml: str, **more: str) -> tuple[str, str]:
    """What an import of a paper with this Status prints, and what it keeps of the paper."""
    file = write(tmp_path / "OPSG_45_0303.docx", xml, **more)
    lines = "\n".join(import_paper(file, data).lines())
    return lines, (data / RECORD).read_text(encoding="utf-8")


def test_a_ledger_is_printed_and_kept_with_the_paper(tmp_path: Path, data: Path) -> None:
    lines, text = imported(tmp_path, data, CASES["table"].xml)
    assert "Read 12 paragraphs, 1 table and 2 lines, and no word is lost:" in lines
    assert "  Spurious Alerts, Status: 1 paragraph and 1 table" in lines
    assert "No place in the log: Spurious Alerts, Status (table): MM1 | 5; MM2 | 700" in lines
    kept = files.read(data / RECORD, RECORD).ledger
    assert kept is not None
    assert kept.parts["Spurious Alerts, Status"] == {"paragraph": 1, "table": 1}
    assert kept.unplaced == ("Spurious Alerts, Status (table): MM1 | 5; MM2 | 700",)
    assert "    Spurious Alerts, Status: {paragraph: 1, table: 1}\n" in text


def test_what_is_hidden_is_told_by_its_place_and_its_words_are_nowhere(
    tmp_path: Path, data: Path
) -> None:
    lines, text = imported(tmp_path, data, CASES["hidden words"].xml)
    assert "Left out: hidden text: in 'About are left.'" in lines
    assert "left_out:" in text
    every = "".join(path.read_text("utf-8") for path in data.rglob("*.*") if path.is_file())
    assert "SECRET" not in lines + every


def test_a_kept_paper_without_a_ledger_is_as_good(tmp_path: Path, data: Path) -> None:
    _, text = imported(tmp_path, data, paragraph("About 12."))
    head, _, rest = text.partition("ledger:\n")
    words = rest[rest.index("---\n") :]
    (data / RECORD).write_text(head + words, encoding="utf-8")
    assert files.read(data / RECORD, RECORD).ledger is None
    again = import_paper(tmp_path / "OPSG_45_0303.docx", data)
    assert {change.kind for change in again.changes} == {"unchanged"}


def test_a_dry_run_prints_the_ledger_and_keeps_nothing(tmp_path: Path, data: Path) -> None:
    file = write(tmp_path / "OPSG_45_0303.docx", paragraph("About 12."))
    assert "and no word is lost" in "\n".join(import_paper(file, data, dry_run=True).lines())
    assert not (data / RECORD).exists()


def test_a_paper_of_which_a_word_would_be_lost_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "OPSG_45_0303.docx", paragraph(run("About 12.")))
    more = replace(open_paper(file), pieces=(Paragraph("Lost 345.", "Lost 345."),))
    with pytest.raises(UserError, match="'Lost', '345'"):
        ledger.check(read(file), more, [], file.name)


def test_a_title_that_stands_there_twice_is_no_lost_word(tmp_path: Path) -> None:
    again = paragraph("OPSG Issues Log – Progress Report")
    file = write(tmp_path / "OPSG_45_0303.docx", paragraph("About 12."), before=again)
    assert read(file).title == "OPSG Issues Log – Progress Report"
