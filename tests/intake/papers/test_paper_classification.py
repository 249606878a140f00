"""A paper's classification counts wherever and however it is said; a doubt is refused, by place."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from opsg.cli import main
from opsg.core.errors import UserError
from opsg.data import log
from opsg.intake import rounds
from opsg.intake.papers.importer import import_paper
from opsg.intake.papers.markings import markings
from opsg.intake.papers.model import Heading, Paragraph, Stream

Make = Callable[[dict[str, str]], Path]
OWN = "This document has a\nClassification of White"
STATUS = "The proposed way forward"

AMBER = [
    "Classification: Amber",
    "Classification – Amber",
    "This document is classified as Amber in accordance with the Panel Information Policy.",
    "This document has a Classification of Amber",
    "SEC AMBER",
    "Amber Classified",
    "TLP:AMBER",
    "TLP:AMBER+STRICT",
    "Protective marking: Amber",
    "AMBER – members only",
    "AMBER",
    "A M B E R",
    "OPSG Issues Log | Amber | Page 3 of 8",
    "Classification (SEC Panel Information Policy): Amber",
    "Classification of this document: Amber",
    "Marked AMBER",
    "CLASSIFICATION\tAMBER",
    "Sensitivity: Amber",
]
HARMLESS = [
    "The amber warning light was on.",
    "The RAG status is red.",
    "A white paper was published.",
    "White, green or amber lamps were seen.",
    "It is rated Amber on RAG.",
    "Severity classification: Red",
    "Mr White and Ms Green attended.",
    "The Green Deal is over. Reds are not counted.",
    "Reclassification of Red Hubs is under way.",
    "Secret keys are stored; access to them is restricted.",
    "Distribution is to members only in the first phase.",
    "The table shows green cells for meters.",
    "Red: 12",
    "Amber, white or green lamps",
    "12 Users gave confidential data to the DCC.",
]
DOUBTS = [
    "This section is Amber.",
    "[AMBER] The meters failed.",
    "More is in Annex B (Amber).",
    "Two incidents were classified as Amber by the DCC.",
    "Amber",
    "AMBER | Page 3",
]


def levels(text: str, *, inside: bool) -> list[tuple[str, bool]]:
    heading, paragraph = Heading("Purpose"), Paragraph(text, text)
    furniture = () if inside else (text,)
    stream = Stream((heading, paragraph) if inside else (), {}, furniture)
    return [(marking.level, marking.sure) for marking in markings(stream, "a.txt")]


@pytest.mark.parametrize("text", AMBER)
def test_a_header_s_classification_is_read_in_all_usual_words(text: str) -> None:
    assert ("Amber", True) in levels(text, inside=False)
    assert {level for level, _ in levels(text, inside=False)} <= {"Amber", ""}


@pytest.mark.parametrize("text", HARMLESS)
def test_colours_and_words_that_say_nothing_of_the_paper_are_no_marking(text: str) -> None:
    assert levels(text, inside=True) == []


@pytest.mark.parametrize("text", ["Official-Sensitive", "OFFICIAL", "Confidential",
                                  "Not for publication", "Commercial in confidence",
                                  "Do not distribute"])  # fmt: skip
def test_what_forbids_to_publish_makes_no_white_paper(data: Path, paper: Make, text: str) -> None:
    with pytest.raises(UserError, match=rf"a header or footer: It is not for all: “{text}”"):
        import_paper(paper({OWN: f"{OWN}\n\n{text}"}), data)


def test_an_amber_paper_raises_the_month_that_was_begun_as_white(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="White")
    import_paper(paper({**march, OWN: "SEC AMBER"}), data)
    assert log.load(data).meeting("2021-03").classification == "Amber"


def test_a_later_version_that_is_amber_raises_a_meeting_that_was_edited(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper(march), data)
    meetings = data / "meetings.yml"
    before, _, last = meetings.read_text().rpartition("SECAS Team")
    meetings.write_text(f"{before}The Team{last}")
    import_paper(paper({**march, OWN: "Classification: Amber"}), data)
    meeting = log.load(data).meeting("2021-03")
    assert (meeting.classification, meeting.team) == ("Amber", "The Team")


@pytest.mark.parametrize("text", DOUBTS)
def test_a_doubt_within_the_text_is_refused_by_place(
    data: Path, paper: Make, march: dict[str, str], text: str
) -> None:
    file = paper({**march, STATUS: f"{text}\n\n{STATUS}"})
    place = "paper.txt, under 'Forecasting Obligations, Status': It may be marked Amber"
    with pytest.raises(UserError, match=place):
        import_paper(file, data)


def test_a_person_settles_a_doubt(data: Path, paper: Make, march: dict[str, str]) -> None:
    file = paper({**march, STATUS: f"{DOUBTS[0]}\n\n{STATUS}"})
    with pytest.raises(UserError) as told:
        import_paper(file, data)
    assert (
        "--classification Amber if that is said of it, and if not with --classification White"
        in (str(told.value))
    )
    assert import_paper(file, data, said="White", dry_run=True).paper.classification == "White"
    assert import_paper(file, data, said="Amber").paper.classification == "Amber"
    assert log.load(data).meeting("2021-03").classification == "Amber"


def test_different_classifications_are_each_told_and_the_highest_is_safe(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper({**march, STATUS: f"The classification of this paper is Red.\n\n{STATUS}"})
    with pytest.raises(UserError) as told:
        import_paper(file, data)
    assert [(finding.where.part, finding.problem) for finding in told.value.findings] == [
        ("a header or footer",
         "It is marked White: “This document has a Classification of White”."),
        ("under 'Forecasting Obligations, Status'",
         "It is marked Red: “The classification of this paper is Red.”."),
    ]  # fmt: skip
    assert "Import it with --classification Red, the highest" in told.value.findings[-1].remedy
    with pytest.raises(UserError, match="It is marked Red, above White"):
        import_paper(file, data, said="White")
    import_paper(file, data, said="Red")
    assert log.load(data).meeting("2021-03").classification == "Red"


def test_a_paper_without_a_classification_needs_one(data: Path, paper: Make) -> None:
    file = paper({OWN: ""})
    with pytest.raises(UserError, match="Its classification was not found in it") as told:
        import_paper(file, data)
    assert "--classification White, Green, Amber or Red" in told.value.findings[0].remedy
    assert {change.kind for change in import_paper(file, data, said="White").changes} == {
        "unchanged"
    }


def test_a_paper_below_its_month_is_refused(data: Path, paper: Make, march: dict[str, str]) -> None:
    rounds.new_month(log.load(data), "2021-03", classification="Amber")
    told = r"The paper is White, below the Amber of 2021-03 in data/meetings.yml:\d+\. Import it"
    with pytest.raises(UserError, match=f"{told} with --classification Amber"):
        import_paper(paper(march), data)
    import_paper(paper(march), data, said="Amber")
    assert log.load(data).meeting("2021-03").classification == "Amber"


def test_a_file_s_name_raises_its_classification_and_makes_nothing_public(
    data: Path, paper: Make
) -> None:
    named = paper({}).rename(data.parent / "Issues log AMBER.txt")
    with pytest.raises(UserError, match="the file's name: It is marked Amber"):
        import_paper(named, data)
    white = paper({OWN: ""}).rename(data.parent / "white.txt")
    with pytest.raises(UserError, match="Its classification was not found"):
        import_paper(white, data)


def word(text: str) -> Any:
    document = docx.Document()
    for line in text.split("\n"):
        if line.strip():
            document.add_paragraph(line)
    return document


@pytest.mark.parametrize(("key", "value"), [("keywords", "Amber"), ("category", "SEC AMBER"),
                                            ("title", "Issues Log (Amber)")])  # fmt: skip
def test_the_properties_of_a_word_file_count(
    data: Path, tmp_path: Path, february: Path, key: str, value: str
) -> None:
    document = word(february.read_text())
    setattr(document.core_properties, key, value)
    document.core_properties.author = "Amber Green"
    document.save(str(tmp_path / "paper.docx"))
    with pytest.raises(UserError) as told:
        import_paper(tmp_path / "paper.docx", data)
    assert f"the file's properties: It is marked Amber: “{key}: {value}”." in str(told.value)


def test_a_sensitivity_label_and_a_watermark_of_a_word_file_count(
    data: Path, tmp_path: Path, february: Path
) -> None:
    document = word(february.read_text())
    document.save(str(tmp_path / "plain.docx"))
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    label = (
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{vt}"><property fmtid="{{D}}" '
        'pid="2" name="MSIP_Label_1_Name"><vt:lpwstr>Amber</vt:lpwstr></property></Properties>'
    )
    relation = (
        f'<Relationship Id="rId99" Type="{office}/relationships/custom-properties" '
        'Target="docProps/custom.xml"/></Relationships>'
    )
    with (
        zipfile.ZipFile(tmp_path / "plain.docx") as old,
        zipfile.ZipFile(tmp_path / "labelled.docx", "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            if name == "_rels/.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            new.writestr(name, text)
        new.writestr("docProps/custom.xml", label)
    with pytest.raises(UserError, match="It is marked Amber: “MSIP_Label_1_Name: Amber”"):
        import_paper(tmp_path / "labelled.docx", data)

    shape = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textpath '
        'string="CONFIDENTIAL"/></v:shape></w:pict></w:r>'
    )
    document.sections[0].header.paragraphs[0]._p.append(parse_xml(shape))
    document.save(str(tmp_path / "watermark.docx"))
    with pytest.raises(UserError, match="It is not for all: “CONFIDENTIAL”"):
        import_paper(tmp_path / "watermark.docx", data)


def test_a_paper_that_says_it_must_not_be_published_is_refused(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper({**march, STATUS: f"This paper must not be published. {STATUS}"})
    with pytest.raises(UserError, match="It is not for all: “This paper must not be published"):
        import_paper(file, data)


NONE = {OWN: ""}
RED = {STATUS: f"The classification of this paper is Red. {STATUS}"}
REFUSED = {
    "no classification": (NONE, "White", "--classification White"),
    "two classifications": (RED, "White", "--classification Red"),
    "a doubt": ({STATUS: f"Amber\n\n{STATUS}"}, "White", "--classification Amber"),
    "not for publication": ({OWN: "Confidential"}, "White", "--classification Green"),
    "below its month": ({}, "Amber", "--classification Amber"),
    "no date": ({"23 March 2021": ""}, "White", "--month 2021-03"),
    "two days": ({"23 March 2021": "03/04/2021"}, "White", "--month 2021-03"),
    "the number of another month": (
        {"23 March 2021": "26 February 2021"},
        "White",
        "--month 2021-03",
    ),
    "two dates": ({"23 March 2021": "26 April 2021\n\n23 March 2021"}, "White", "--month 2021-03"),
}


@pytest.mark.parametrize(("words", "begun", "remedy"), REFUSED.values(), ids=REFUSED.keys())
def test_every_remedy_works_when_it_is_followed(
    golden_copy: Path,
    paper: Make,
    march: dict[str, str],
    words: dict[str, str],
    begun: str,
    remedy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["new-month", "2021-03", "--classification", begun], root=golden_copy) == 0
    file = paper(march)
    text = file.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert main(["import-paper", str(file)], root=golden_copy) == 1
    told = capsys.readouterr().err.replace("YYYY-MM", "2021-03")
    option, value = remedy.split()
    assert option in told and value in told
    assert main(["import-paper", str(file), option, value], root=golden_copy) == 0
