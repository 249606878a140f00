"""Whatever Word puts into a text is read as Word shows it, told if it fits nowhere, or refused."""

import re
import zipfile
from pathlib import Path

import pytest
from word_files import ALERTS, CASES, Case, paragraph, write

from opsg.core.errors import UserError
from opsg.intake.papers import importer


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_trait_of_word_is_read_as_word_shows_it(tmp_path: Path, case: Case) -> None:
    file = write(tmp_path / "OPSG_45_0303.docx", case.xml, parts=case.parts)
    if case.refused:
        with pytest.raises(UserError, match=case.refused):
            importer.read(file)
        return
    paper = importer.read(file)
    first, second = paper.issues
    assert second.status == case.status
    assert (first.status, second.next_steps) == (
        "Counted are 98,500 hubs.",
        "Users to update 900 hubs.",
    )
    told = " ".join(map(str, paper.leftovers))
    assert [words for words in case.told if told.count(words) != 1] == []
    assert [words for words in case.unsaid if words in f"{paper}"] == []
    assert paper.leftovers == () or case.told


@pytest.mark.parametrize("suffix", [".docm", ".dotx", ".dotm", ".DOCX"])
def test_a_word_file_by_another_name_is_read(tmp_path: Path, suffix: str) -> None:
    file = write(tmp_path / f"OPSG_45_0303{suffix}", paragraph(ALERTS))
    assert importer.read(file).issues[1].status == ALERTS


def test_the_strict_dialect_is_read_with_its_header_and_footer(tmp_path: Path) -> None:
    file = write(tmp_path / "paper.docx", CASES["SmartArt"].xml, parts=CASES["SmartArt"].parts)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    usual = rb"http://schemas.openxmlformats.org/(\w+)/2006/(\w+)"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            strict = re.sub(usual, rb"http://purl.oclc.org/ooxml/\1/\2", text)
            package = b"http://purl.oclc.org/ooxml/package/"
            archive.writestr(
                name, strict.replace(package, b"http://schemas.openxmlformats.org/package/2006/")
            )
    paper = importer.read(file)
    assert (paper.paper, paper.classification) == ("OPSG_45_0303", "White")
    assert paper.issues[1].status == ALERTS
    assert [leftover.text for leftover in paper.leftovers] == ["Raised; Solved 41"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
OTHERS = {
    "protected": (OLE + "EncryptedPackage".encode("utf-16-le"), "It has a password"),
    "of an old Word": (OLE, "a file of an old Word.*save it as .docx"),
    "Rich Text": (b"{\\rtf1 About 12}", "It is Rich Text.*save it as .docx"),
    "a web page": (b"<html>About 12</html>", "not a Word file"),
}


@pytest.mark.parametrize(("content", "problem"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_called_a_word_file_and_is_none_is_said(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "paper.docx"
    file.write_bytes(content)
    with pytest.raises(UserError, match=problem):
        importer.read(file)


def test_an_open_document_called_a_word_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(UserError, match=r"OpenDocument.*save it as \.docx"):
        importer.read(file)


@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_another_kind_of_document_is_told_how_to_be_saved(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"paper{suffix}"
    file.write_bytes(b"x")
    with pytest.raises(UserError, match=r"Open it in Word and save it as \.docx"):
        importer.read(file)
