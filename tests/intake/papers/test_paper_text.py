"""Text that lost its layout is read as the paragraphs, lists, notes and headings it had."""

from collections.abc import Callable
from pathlib import Path

import pytest

from opsg.intake.papers.importer import read
from opsg.intake.papers.model import Paper, PaperIssue

Read = Callable[[str], Paper]
PAGES = """OPSG_45_0303 – OPSG Issues
Log - Progress Report
Page {page} of 3
This document has a
Classification of White
"""
LONG = (
    "Users are asked every week to look into the list of sites that the Technical Operating Centre"
)


@pytest.fixture
def read_text(tmp_path: Path) -> Read:
    def read_it(text: str) -> Paper:
        file = tmp_path / "OPSG_45_0303.txt"
        file.write_text(text, encoding="utf-8")
        return read(file)

    return read_it


def paper(status: str, before: str = "") -> str:
    return (
        f"OPSG Issues Log – Progress Report\nPurpose\nTo report.\nActively Managed Issues\n{before}"
        f"An issue\nCurrent Stage\nIssue and Impact\n{LONG}\nsends them, and they do.\n"
        f"Status\n{status}\nNext Steps\nMore of the same.\n"
        "Recommendation & Next Steps\nThe OPSG is requested to:\n• NOTE the contents.\n"
        "SECAS Team\n23 March 2021\n"
    )


def status(read_text: Read, text: str) -> str:
    return words(read_text(paper(text)).issues[0])


def words(issue: PaperIssue) -> str:
    """The Status, each paragraph on one line."""
    return "\n".join(" ".join(part.split("\n")) for part in issue.status.split("\n\n"))


CASES = {
    "a full line goes on in the next": (
        f"{LONG}\nSends them.",
        f"{LONG} Sends them.",
    ),
    "a sentence that ends where the next word had room ends a paragraph": (
        "All Users were told.\nThe list is shorter now.",
        "All Users were told.\nThe list is shorter now.",
    ),
    "a short line goes on if the next begins in lower case": (
        "All Users\nwere told.",
        "All Users were told.",
    ),
    "an empty line after every line says nothing": (
        f"{LONG}\n\nsends to them.\n\nAll is well.",
        f"{LONG} sends to them.\nAll is well.",
    ),
    "a hyphen at a line's end joins": (
        f"{LONG} non-\ncompliance.",
        f"{LONG} non-compliance.",
    ),
    "a hyphen goes if the paper has the word without one": (
        f"Information is lacking. {LONG} infor-\nmation.",
        f"Information is lacking. {LONG} information.",
    ),
    "two spaces after a full stop are one": ("One.  Two.", "One. Two."),
    "bullets hold bullets": (
        "Two:\n• one:\no first\no second\n• two.\nAll is well.",
        "Two:\n- one:\n    - first\n    - second\n- two.\nAll is well.",
    ),
    "a bullet may stand on a line of its own": ("Two:\n•\none\n•\ntwo.", "Two:\n- one\n- two."),
    "letters and figures count": (
        "Two:\na) one;\nb) two:\n1. first\n2. second\nc) three.",
        "Two:\na) one;\nb) two:\n    1. first\n    2. second\nc) three.",
    ),
    "a figure in a sentence is no list": (
        f"{LONG} in\n12. Then there were none.",
        f"{LONG} in 12. Then there were none.",
    ),
    "a dash in a sentence is no list": (
        f"{LONG}\n– and others – went on.",
        f"{LONG} – and others – went on.",
    ),
    "a heading within the text stays": (
        "Missing Certificates:\nSome were found.\nIncorrect Certificates:\nNone.",
        "Missing Certificates:\nSome were found.\nIncorrect Certificates:\nNone.",
    ),
    "an address in a sentence is a link": (
        "See https://example.org/a_b/ for more.",
        "See <https://example.org/a_b/> for more.",
    ),
    "what looks like markup is words": (
        "Use *all* of <b>it</b> for $5 [now].",
        "Use \\*all\\* of \\<b>it\\</b> for \\$5 \\[now\\].",
    ),
    "a note is known by what it is about": (
        "MM11 and MM3/CH12 and MM2.\n1 MM is a Meter Manufacturer\n2 CH is a Hub",
        "MM1[^1] and MM3/CH1[^2] and MM2.\n[^1]: MM is a Meter Manufacturer\n[^2]: CH is a Hub",
    ),
    "a note is known by an ordinary word": (
        "Some makers1 are slow.\n1 There are eleven.",
        "Some makers[^1] are slow.\n[^1]: There are eleven.",
    ),
    "a note is known by a raised figure": (
        "SMETS1¹ is old.\n1 The first version.",
        "SMETS1[^1] is old.\n[^1]: The first version.",
    ),
    "a figure without a mark is text": (
        "R2 is out.\n1 Manufacturer is late.",
        "R2 is out.\n1 Manufacturer is late.",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_text_is_read_as_it_was_meant(read_text: Read, text: str, expected: str) -> None:
    assert status(read_text, text) == expected


def test_empty_lines_are_paragraphs_where_they_stand_between_sentences(read_text: Read) -> None:
    parted = paper("STATUS").replace("\n", "\n\n")
    text = parted.replace("STATUS", "Short line\nGoes on.\n\nA new one.")
    assert words(read_text(text).issues[0]) == "Short line Goes on.\nA new one."


def test_what_stands_on_every_page_is_left_out(read_text: Read) -> None:
    first, second, third = (PAGES.format(page=page) for page in (1, 2, 3))
    whole = read_text(
        first + paper(f"{LONG}\n{second}sends them.\n{third.replace(chr(10), ' ', 1)}It is done.")
    )
    assert words(whole.issues[0]) == f"{LONG} sends them.\nIt is done."
    assert (whole.number, whole.classification, whole.leftovers) == (45, "White", ())


def test_a_line_repeated_at_the_edges_of_pages_is_left_out(read_text: Read) -> None:
    pages = [
        f"SECAS for OPSG\n{part}\n- {number} -\n"
        for number, part in enumerate(
            (paper(f"{LONG}\nCUT").split("CUT")[0], "sends them.", paper("CUT").split("CUT")[1])
        )
    ]
    whole = read_text("\f".join(pages))
    assert words(whole.issues[0]) == f"{LONG} sends them."
    assert whole.leftovers == ()


def test_a_title_over_two_lines_is_one(read_text: Read) -> None:
    title = "Communications Hubs that report nothing at all after\nthe new Firmware"
    whole = read_text(paper("Fine.").replace("An issue\n", f"{title}\n"))
    assert whole.issues[0].title == title.replace("\n", " ")


def test_a_heading_without_a_place_is_shown(read_text: Read) -> None:
    other = (
        "Other issue\nCurrent Stage\nIssue and Impact\nBad.\nStatus\nSlow.\nNext Steps\nOne. Two.\n"
    )
    text = paper("Fine.").replace("Recommendation &", f"New Issues\n{other}Recommendation &")
    whole = read_text(text)
    assert [issue.title for issue in whole.issues] == ["An issue", "Other issue"]
    assert [str(leftover) for leftover in whole.leftovers] == ["A heading: New Issues"]
    assert whole.issues[0].next_steps == "More of the same."


def test_a_note_cited_nowhere_is_shown(read_text: Read) -> None:
    whole = read_text(paper("Fine.", before="All makers1 are here.\n1 As of March\n"))
    assert [str(leftover) for leftover in whole.leftovers] == [
        "Actively Managed Issues: All makers are here.",
        "A footnote: As of March",
    ]


def test_a_heading_split_over_two_lines_is_one(read_text: Read) -> None:
    whole = read_text(paper("Fine.").replace("Recommendation & Next", "Recommendation &\nNext"))
    assert whole.issues[0].next_steps == "More of the same."
    assert whole.asks[0].verb == "NOTE"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "paper.txt"
    file.write_bytes(paper("DCC’s labs – all of them.").replace("\n", "\r\n").encode(encoding))
    assert read(file).issues[0].status == "DCC’s labs – all of them."
