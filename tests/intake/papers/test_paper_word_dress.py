"""Random true papers in random dress, written by python-docx and as raw XML, say what they said."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from word_files import NAMESPACES, box, control, entry_field, paragraph, run, table

from opsg.core.errors import UserError
from opsg.intake.papers import importer
from opsg.intake.papers.ledger import plain

WORDS = re.findall(
    r"\S+", "Alerts are outstanding of the DCC Users CH and 8F12 MP119 12 345 2,350,000 41% £9.5m"
)
CHANGED = 'w:id="1" w:author="A" w:date="2021-03-01T00:00:00Z"'
SECRET = "SECRET99"
SHOWN = (
    lambda text: run(text),
    lambda text: run(text, "<w:b/>"),
    lambda text: run(text, "<w:i/><w:u/>"),
    lambda text: run(text, '<w:color w:val="FF0000"/><w:sz w:val="20"/>'),
    lambda text: f'<w:fldSimple w:instr=" DOCPROPERTY x ">{run(text)}</w:fldSimple>',
    lambda text: entry_field(" REF x ", run(text)),
    lambda text: entry_field(" IF ", entry_field(" SEQ y ", run(text))),
    lambda text: control(run(text), "<w:text/>"),
    lambda text: control(control(run(text)), "<w15:repeatingSectionItem/>"),
    lambda text: f"<w:ins {CHANGED}>{run(text)}</w:ins>",
    lambda text: f"<w:moveTo {CHANGED}>{run(text)}</w:moveTo>",
    lambda text: f"<w:smartTag>{run(text)}</w:smartTag>",
    lambda text: f'<w:hyperlink w:anchor="x">{run(text)}</w:hyperlink>',
    lambda text: run(text[: len(text) // 2]) + run(text[len(text) // 2 :]),
)
UNSHOWN = (
    run(f" {SECRET} ", "<w:vanish/>"),
    f"<w:del {CHANGED}><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>",
    f"<w:moveFrom {CHANGED}>{run(SECRET)}</w:moveFrom>",
    control(run(SECRET), "<w:showingPlcHdr/>"),
    entry_field(f" PRIVATE {SECRET} ", ""),
    "<w:bookmarkStart w:id='1' w:name='x'/><w:bookmarkEnd w:id='1'/>",
    '<w:r><w:lastRenderedPageBreak/></w:r><w:proofErr w:type="spellStart"/>',
)
WRAPPED = (
    lambda xml: xml,
    lambda xml: control(xml),
    lambda xml: f'<w:customXml w:element="x">{xml}</w:customXml>',
    lambda xml: f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{xml}</w:tc></w:tr></w:tbl>",
)


@dataclass
class Written:
    """The words under a heading, in order, and those that are told beside them."""

    words: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def sentence(chance: random.Random) -> list[str]:
    return [chance.choice(WORDS) for _ in range(chance.randint(1, 9))]


def dressed(chance: random.Random, words: list[str]) -> str:
    """Runs that show the words, cut anywhere between them, with what is not shown among them."""
    parts = []
    while words:
        count = chance.randint(1, 4)
        taken, words = words[:count], words[count:]
        parts.append(chance.choice(SHOWN)(" ".join(taken) + (" " if words else "")))
        if chance.random() < 0.2:
            parts.append(chance.choice(UNSHOWN))
    return "".join(parts)


def blocks(chance: random.Random) -> tuple[str, Written]:
    """The XML of some paragraphs, lists, tables and boxes, and what stands in them."""
    written = Written()
    xml = ""
    for _ in range(chance.randint(1, 4)):
        words = sentence(chance)
        written.words += words
        inner = dressed(chance, words)
        if chance.random() < 0.3:
            told = [" ".join(sentence(chance)) for _ in range(chance.randint(1, 2))]
            written.told.append(" ".join(told))
            inner += box("".join(map(paragraph, told)))
        style = chance.choice(["", "", "ListBullet"])
        xml += chance.choice(WRAPPED)(paragraph(inner, style))
        if chance.random() < 0.3:
            rows = [(" ".join(sentence(chance)), chance.choice(WORDS)) for _ in range(2)]
            written.told += [cell for row in rows for cell in row]
            xml += table(*rows)
    return xml, written


def add(document: docx.document.Document, xml: str) -> None:
    body = document.element.body
    for element in parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"):
        body.insert(len(body) - 1, element)


def paper(chance: random.Random, file: Path) -> dict[tuple[int, str], Written]:
    """Writes a paper of two issues; what it says by the issue's place and the heading."""
    document = docx.Document()
    said = {}
    document.add_heading("OPSG Issues Log – Progress Report", 0)
    for heading, text in (("Purpose", "An update."), ("Actively Managed Issues", "Listed here.")):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    for place, title in enumerate(("No meters on Hubs", "Spurious Alerts")):
        document.add_heading(title, 2)
        document.add_heading("Current Stage", 3)
        for heading in ("Issue and Impact", "Status", "Next Steps"):
            document.add_heading(heading, 3)
            xml, said[place, heading] = blocks(chance)
            add(document, xml)
    document.add_heading("Recommendation", 1)
    for text in ("NOTE the contents of this paper.", "SECAS Team", "23 March 2021"):
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "OPSG_45_0303"
    document.sections[0].footer.paragraphs[0].text = "Classification: White"
    document.save(str(file))
    return said


def outcome(seed: int, folder: Path) -> str:
    """Whether the paper of a seed is read rightly or refused."""
    chance = random.Random(seed)
    file = folder / f"OPSG_45_0303-{seed}.docx"
    said = paper(chance, file)
    try:
        read = importer.read(file)
    except UserError as error:
        return f"refused: {error}"
    told = Counter(re.findall(r"[^\s|;]+", " ".join(leftover.text for leftover in read.leftovers)))
    for place, issue in enumerate(read.issues):
        texts = (issue.issue_and_impact, issue.status, issue.next_steps)
        for heading, text in zip(("Issue and Impact", "Status", "Next Steps"), texts, strict=True):
            words = [word for word in plain(text).split() if word != "-"]
            assert words == said[place, heading].words, (seed, place, heading)
    expected = Counter(
        word for each in said.values() for text in each.told for word in text.split()
    )
    assert told - Counter({"Listed": 1, "here.": 1}) == expected, seed
    assert SECRET not in str(read), seed
    return "right"


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 400), marks=pytest.mark.slow)])
def test_a_random_true_paper_is_read_rightly_or_refused(seeds: range, tmp_path: Path) -> None:
    outcomes = Counter(outcome(seed, tmp_path) for seed in seeds)
    right = outcomes.pop("right", 0)
    print(f"tried {len(seeds)}, right {right}, refused {sum(outcomes.values())}: {dict(outcomes)}")
    assert right > 0.9 * len(seeds)
