"""The report as a Word file says what the paper says, and can be imported as one."""

import importlib.util
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from february import DATA, MONTH, paragraphs, squeezed
from projects import ROOT

from opsg.core.edition import Edition, inner_note
from opsg.core.pandoc import binary
from opsg.data.log import IssueLog
from opsg.exports import paper as reports
from opsg.exports.paper import report
from opsg.exports.paper.document import document
from opsg.intake.papers import importer


def part(file: Path, name: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode()


def lines_of(xml: str) -> list[str]:
    """The words of each paragraph."""
    paragraphs = xml.split("</w:p>")[:-1]
    return ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", one)) for one in paragraphs]


def opened(file: Path, form: str) -> str:
    """What Pandoc reads from a Word file."""
    return subprocess.run(
        [binary(), "--from=docx", f"--to={form}", "--wrap=none", str(file)],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout


def headings(blocks: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [
        (block["c"][0], "".join(part.get("c", " ") for part in block["c"][2]))
        for block in blocks
        if block["t"] == "Header"
    ]


def test_it_holds_every_paragraph_of_the_paper(report: Path, log: IssueLog) -> None:
    said = squeezed(opened(report / f"{MONTH}.docx", "plain"))
    missing = [(slug, one) for slug, one in paragraphs(log, MONTH) if squeezed(one) not in said]
    assert missing == []


def test_its_headings_are_those_of_the_paper_in_the_same_order(report: Path, log: IssueLog) -> None:
    parts = ("Current Stage", "Issue and Impact", "Status", "Next Steps")
    expected = [(1, "Purpose"), (1, "Actively Managed Issues")]
    for issue in log.issues:
        expected += [(2, issue.title), *((3, part) for part in parts)]
    expected.append((1, "Recommendation & Next Steps"))
    read = json.loads(opened(report / f"{MONTH}.docx", "json"))
    assert headings(read["blocks"]) == expected


def test_imported_again_it_gives_the_same_entries(report: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("snapshots"))
    imported = importer.import_paper(report / f"{MONTH}.docx", data)
    assert {change.kind for change in imported.changes} == {"unchanged"}
    assert (imported.new_issues, imported.absent, imported.by_hand) == ((), (), ())
    assert imported.paper.classification == "White"


def test_imported_into_a_log_without_the_month_it_gives_the_same_words_and_stages(
    report: Path, tmp_path: Path, log: IssueLog
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("snapshots"))
    for entry in data.glob(f"issues/*/{MONTH}.md"):
        entry.unlink()
    importer.import_paper(report / f"{MONTH}.docx", data)
    for issue in log.issues:
        text = (data / "issues" / issue.slug / f"{MONTH}.md").read_text(encoding="utf-8")
        entry = issue.entry(MONTH)
        assert f"stage: {entry.stage}\n" in text
        words = f"## Status\n\n{entry.status}\n\n## Next Steps\n\n{entry.next_steps}"
        assert " ".join(text.split()).endswith(" ".join(words.split()))


def test_every_page_has_the_papers_number_its_classification_and_its_own_number(
    report: Path,
) -> None:
    file = report / f"{MONTH}.docx"
    body = part(file, "word/document.xml")
    assert re.search(r'<w:headerReference[^>]*w:type="default"', body)
    assert re.search(r'<w:footerReference[^>]*w:type="default"', body)
    header = lines_of(part(file, "word/header1.xml"))
    assert header[0] == "OPSG_44_0203 – OPSG Issues Log – Progress Report"
    footer = part(file, "word/footer1.xml")
    assert lines_of(footer) == ["This document has a Classification of White Page 1 of 1"]
    assert re.findall(r'w:instr=" (\w+) "', footer) == ["PAGE", "NUMPAGES"]


def test_the_illustrative_edition_says_so_on_every_page(illustrative: Path) -> None:
    header = lines_of(part(illustrative / f"{MONTH}.docx", "word/header1.xml"))
    assert header[1] == "Illustrative edition: not for decisions"


def test_the_reported_edition_holds_nothing_illustrative_and_draws_no_trend(
    reported: Path,
) -> None:
    file = reported / f"{MONTH}.docx"
    with zipfile.ZipFile(file) as archive:
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    assert not [text for text in texts if b"llustrative" in text]
    body = part(file, "word/document.xml")
    assert set(re.findall(r'<wp:docPr descr="([^"]*)"', body)) == {
        "Current stage: Investigating",
        "Current stage: Solution design",
        "Current stage: Implementing",
        "Current stage: Monitoring",
    }
    assert "Communications Hubs with no meter attached stood at about 109k." in body


def test_every_picture_has_alternative_text(report: Path) -> None:
    body = part(report / f"{MONTH}.docx", "word/document.xml")
    pictures = re.findall(r"<wp:docPr[^>]*>", body)
    assert len(pictures) >= 12
    assert all(re.search(r'descr="[^"]{20,}"', picture) for picture in pictures)


def test_it_has_a_title_a_language_and_the_papers_date(report: Path) -> None:
    core = part(report / f"{MONTH}.docx", "docProps/core.xml")
    assert "<dc:title>OPSG Issues Log – Progress Report</dc:title>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert core.count("2021-02-23T00:00:00Z") == 2


def test_the_same_log_gives_the_same_bytes(
    illustrative: Path, log: IssueLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(DATA))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    for file in reports.write(log, Edition(MONTH), tmp_path):
        assert file.read_bytes() == (illustrative / file.name).read_bytes()


def test_a_paper_that_is_not_out_yet_is_a_draft_and_each_page_has_the_editions_note(
    log: IssueLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(DATA))
    draft = log.meetings[-1].model_copy(update={"paper": None, "paper_date": None})
    paper = document(
        log.model_copy(update={"meetings": (draft,)}),
        Edition(MONTH, reported_only=True, ceiling="Amber"),
    )
    file = tmp_path / "draft.docx"
    file.write_bytes(report.write(paper)[0])
    assert lines_of(part(file, "word/header1.xml")) == [
        "OPSG 44 – OPSG Issues Log – Progress Report",
        f"{inner_note('Amber')} · Draft, not yet published",
    ]
    assert "SECAS Team\n\nDraft, not yet published\n" in opened(file, "plain")
    assert paper.day == date(2021, 2, 1)


def test_the_reference_document_is_what_its_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("made", ROOT / "tools/reference_document.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    committed = script.TARGET.read_bytes()
    assert committed == script.document(), "run: python tools/reference_document.py"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_libreoffice_opens_it(illustrative: Path, tmp_path: Path) -> None:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", "txt:Text"),
            *("--outdir", str(tmp_path)),
            str(illustrative / f"{MONTH}.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    said = (tmp_path / f"{MONTH}.txt").read_text(encoding="utf-8-sig")
    assert "MPxN issues on Churned/Crossed Meters" in said
