"""A paper written in Word comes back with its headings, lists, links and notes."""

import io
import subprocess
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.core.pandoc import binary
from opsg.intake.papers import importer

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAPER = """---
title: OPSG Issues Log – Progress Report
---

# Purpose

This paper provides an *update*.

# Actively Managed Issues

This section presents the Issues which are being actively monitored by OPSG.

## No meters on Hubs

### Current Stage

![Current stage: Implementing](chevrons.png)

### Issue and Impact

About ~17,683 of [these](https://example.org/a_(b)), says 'DCC'.

### Status

Two causes:

a) one maker[^1]; and

b) the other:

    - one half

    - the **other** half

#### Missing Certificates:

None[^2].

[^1]: MM is a Meter Manufacturer

[^2]: As of March

### Next Steps

- More of this.

<https://example.org/more>

### Trend

The number rose.

# Recommendation & Next Steps

The OPSG is requested to:

- **NOTE** the contents of this paper; and

- **APPROVE** the next steps.

SECAS Team

23 March 2021
"""


def word(folder: Path, markdown: str, **parts: str) -> Path:
    """A Word file of a Markdown text, with headers and footers given by their names."""
    file = folder / "paper.docx"
    subprocess.run(
        [binary(), "--from=markdown-smart", "--to=docx", "--output", str(file)],
        input=markdown,
        encoding="utf-8",
        capture_output=True,
        check=True,
    )
    related, references = "", ""
    for name, text in parts.items():
        kind = name.rstrip("0123456789")
        related += f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{name}.xml"/>'
        references += f'<w:{kind}Reference w:type="default" r:id="{name}"/>'
        paragraphs = "".join(f"<w:p><w:r><w:t>{part}</w:t></w:r></w:p>" for part in text.split("|"))
        parts[name] = f'<w:hdr xmlns:w="{W}">{paragraphs}</w:hdr>'
    with zipfile.ZipFile(file) as archive:
        document = archive.read("word/document.xml").decode()
        listed = archive.read("word/_rels/document.xml.rels").decode()
    return remade(
        file,
        **parts,
        **{
            "document": document.replace(
                "</w:body>", f"<w:sectPr>{references}</w:sectPr></w:body>"
            ),
            "_rels/document.xml.rels": listed.replace("</Rel", f"{related}</Rel", 1),
        },
    )


def test_a_word_paper_is_read(tmp_path: Path) -> None:
    paper = importer.read(
        word(
            tmp_path,
            PAPER,
            header1="OPSG_45_0303 – OPSG Issues Log - Progress Report",
            footer1="Page 1 of 2|This document has a Classification of Green",
        )
    )
    assert (paper.number, paper.paper, paper.classification) == (45, "OPSG_45_0303", "Green")
    assert (paper.title, paper.team) == ("OPSG Issues Log – Progress Report", "SECAS Team")
    assert paper.date == date(2021, 3, 23)
    assert paper.purpose == "This paper provides an *update*."
    assert [(ask.verb, ask.what) for ask in paper.asks] == [
        ("NOTE", "the contents of this paper"),
        ("APPROVE", "the next steps"),
    ]
    (issue,) = paper.issues
    assert issue.title == "No meters on Hubs"
    assert "Implementing" in issue.stage
    assert issue.issue_and_impact == (
        "About ~17,683 of [these](<https://example.org/a_(b)>), says 'DCC'."
    )
    assert issue.status == (
        "Two causes:\n\na) one maker[^1]; and\n\nb) the other:\n\n    - one half\n\n"
        "    - the **other** half\n\nMissing Certificates:\n\nNone[^2].\n\n"
        "[^1]: MM is a Meter Manufacturer\n\n[^2]: As of March"
    )
    assert (issue.next_steps, issue.links) == ("- More of this.", ("https://example.org/more",))
    assert [str(leftover) for leftover in paper.leftovers] == ["Trend: The number rose."]


def test_headings_may_be_mere_bold_lines(tmp_path: Path) -> None:
    plain = "\n".join(
        f"**{line.lstrip('# ')}**" if line.startswith("#") else line for line in PAPER.splitlines()
    )
    (issue,) = importer.read(
        word(tmp_path, plain.replace("**Trend**\n\nThe number rose.", ""))
    ).issues
    assert issue.title == "No meters on Hubs"
    assert issue.next_steps == "- More of this."


def test_a_table_in_an_issue_is_shown(tmp_path: Path) -> None:
    table = "### Status\n\n| MM1 | 5,700 |\n|-----|-------|\n| MM2 | 42,300 |\n"
    paper = importer.read(word(tmp_path, PAPER.replace("### Status\n", table)))
    assert "No meters on Hubs, Status (table): MM1 | 5,700; MM2 | 42,300" in map(
        str, paper.leftovers
    )


def test_a_link_that_runs_a_script_is_words(tmp_path: Path) -> None:
    text = PAPER.replace("(https://example.org/a_(b))", "(javascript:alert(1))")
    (issue,) = importer.read(word(tmp_path, text)).issues
    assert issue.issue_and_impact == "About ~17,683 of these, says 'DCC'."


def test_the_published_paper_made_a_word_file_gives_the_same_entries(
    tmp_path: Path, data: Path, february: Path
) -> None:
    whole = importer.read(february)
    parts = [f"# Purpose\n\n{whole.purpose}\n\n# Actively Managed Issues"]
    for place, issue in enumerate(whole.issues):
        text = (
            f"## {issue.title}\n\n### Current Stage\n\n### Issue and Impact\n\n"
            f"{issue.issue_and_impact}\n\n### Status\n\n{issue.status}\n\n"
            f"### Next Steps\n\n{issue.next_steps}"
        )
        parts.append(text.replace("[^", f"[^{place}-"))
    asks = "\n\n".join(f"- {ask.verb} {ask.what}" for ask in whole.asks)
    parts.append(f"# Recommendation & Next Steps\n\n{asks}\n\n{whole.team}\n\n23 February 2021")
    header = "OPSG_44_0203 – OPSG Issues Log - Progress Report"
    markdown = f"---\ntitle: {whole.title}\n---\n\n" + "\n\n".join(parts)
    file = word(tmp_path, markdown, header1=header, footer2="Classification: White")
    assert {change.kind for change in importer.import_paper(file, data).changes} == {"unchanged"}


def remade(file: Path, **parts: str) -> Path:
    """The Word file with some of its parts given anew."""
    given = {f"word/{name if '.' in name else f'{name}.xml'}": text for name, text in parts.items()}
    old = zipfile.ZipFile(io.BytesIO(file.read_bytes()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            if name not in given:
                archive.writestr(name, old.read(name))
        for name, text in given.items():
            archive.writestr(name, text)
    return file


def body(inner: str) -> str:
    return f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'


TABLE = ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")
NAMES = "abcdefghi"
LOL = "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise(NAMES))
LOL = f"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{LOL}]>"
HOSTILE = {
    "it unpacks to more than a paper": body(" " * 6_000_000),
    "tables in tables in tables": body(TABLE[0] * 3000 + "<w:p/>" + TABLE[1] * 3000),
    "entities in entities": LOL + body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"),
    "nothing": body(""),
    "no XML": "PK",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_word_file_is_refused(tmp_path: Path, document: str) -> None:
    with pytest.raises(UserError):
        importer.read(remade(word(tmp_path, PAPER), document=document))


def test_a_word_file_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    file = remade(word(tmp_path, PAPER), document=body(" " * 200_000_000))
    size = len(body("")) + 200_000_000
    content = file.read_bytes()
    assert size.to_bytes(4, "little") in content
    file.write_bytes(content.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little")))
    with pytest.raises(UserError):
        importer.read(file)
