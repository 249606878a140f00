"""A text is that of the issue and the section whose headings stand above it, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from opsg.core.errors import UserError
from opsg.intake.papers.importer import read
from opsg.intake.papers.model import Paper

TITLES = ("Multiple GSMEs per site", "Spurious Alerts")
SECTIONS = {
    "Current Stage": "Monitoring",
    "Issue and Impact": "Parties receive 12,345 Alerts.",
    "Status": "The DCC counts them.",
    "Next Steps": "DCC to count again.",
}
ASKS = ("• NOTE the contents of this paper; and", "• APPROVE the next steps.")
RIGHT = [(title, *SECTIONS.values()) for title in TITLES]

Block = tuple[str, str]
"""How a paragraph is set (`h2`, `bold`, `text`), and its words; after `|` in plain letters."""


def blocks(
    titles: tuple[str, ...] = TITLES, order: tuple[str, ...] = tuple(SECTIONS)
) -> list[Block]:
    found: list[Block] = []
    for title in titles:
        found.append(("h2", title))
        for name in order:
            found += [("h3", name), ("text", SECTIONS[name])]
    return found


def word(file: Path, body: list[Block]) -> Paper:
    document = docx.Document()
    for text in ("OPSG_45_0303", "Classification: White", "OPSG Issues Log – Progress Report"):
        document.add_paragraph(text)
    for kind, text in [("h1", "Purpose"), ("text", "An update."), *body, ("h1", "Recommendation")]:
        if kind[0] == "h":
            document.add_heading(text, int(kind[1]))
        elif kind == "table":
            table = document.add_table(rows=1, cols=2)
            for cell, words in zip(table.rows[0].cells, text.split("|"), strict=True):
                cell.text = words
        else:
            bold, _, rest = text.partition("|")
            paragraph = document.add_paragraph()
            paragraph.add_run(bold).bold = kind == "bold"
            paragraph.add_run(rest)
    for text in (*(ask.removeprefix("• ") for ask in ASKS), "SECAS Team", "23 March 2021"):
        document.add_paragraph(text)
    document.save(str(file))
    return read(file)


def text(file: Path, body: list[Block], asks: tuple[str, ...] = ASKS) -> Paper:
    lines = ["OPSG_45_0303", "Classification: White", "OPSG Issues Log – Progress Report"]
    lines += ["Purpose", "An update.", *(words for _, words in body)]
    lines += ["Recommendation", *asks, "SECAS Team", "23 March 2021"]
    file.write_text("\n\n".join(lines), encoding="utf-8")
    return read(file)


def issues(paper: Paper) -> list[tuple[str, ...]]:
    return [
        (issue.title, issue.stage, issue.issue_and_impact, issue.status, issue.next_steps)
        for issue in paper.issues
    ]


@pytest.mark.parametrize("number", ["2.{} ", "{}. ", "Issue {}: ", "Issue {} – "])
@pytest.mark.parametrize("write", [word, text])
def test_titles_that_are_all_numbered_are_read_without_their_numbers(
    tmp_path: Path, write: Callable[[Path, list[Block]], Paper], number: str
) -> None:
    titles = tuple(number.format(at) + title for at, title in enumerate(TITLES, start=1))
    paper = write(tmp_path / f"a.{'docx' if write is word else 'txt'}", blocks(titles))
    assert issues(paper) == RIGHT
    assert paper.leftovers == ()


def test_a_number_that_only_one_title_has_is_its_own(tmp_path: Path) -> None:
    paper = text(tmp_path / "a.txt", blocks(("3 CSP Outages of March", "Spurious Alerts")))
    assert paper.issues[0].title == "3 CSP Outages of March"


@pytest.mark.parametrize(
    "order",
    [
        ("Issue and Impact", "Current Stage", "Status", "Next Steps"),
        ("Status", "Current Stage", "Issue and Impact", "Next Steps"),
    ],
)
def test_sections_may_come_in_another_order(tmp_path: Path, order: tuple[str, ...]) -> None:
    assert issues(word(tmp_path / "a.docx", blocks(order=order))) == RIGHT


@pytest.mark.parametrize(("kind", "colon"), [("bold", ":| "), ("bold", "|: "), ("h3", ": ")])
def test_a_heading_may_stand_before_its_text(tmp_path: Path, kind: str, colon: str) -> None:
    body: list[Block] = []
    for title in TITLES:
        body.append(("h2", title))
        for name, words in SECTIONS.items():
            body.append((kind, name + colon + words))
    assert issues(word(tmp_path / "a.docx", body)) == RIGHT


def test_a_stage_may_stand_in_its_heading_s_line(tmp_path: Path) -> None:
    body = [blocks()[0], ("text", "Current Stage: Monitoring"), *blocks()[3:9]]
    assert issues(text(tmp_path / "a.txt", body)) == RIGHT[:1]


FAULTS: dict[str, tuple[list[Block], str]] = {
    "an issue without its first sections": (
        [*blocks(TITLES[:1]), ("text", TITLES[1]), *blocks(TITLES[:1])[5:]],
        "not clear of which issue the 'Status' below 'Spurious Alerts' is",
    ),
    "a heading that is no section": (
        [*blocks(TITLES[:1])[:-2], ("h3", "Further reading"), ("text", "A."), *blocks()[-2:]],
        "The 'Next Steps' stands below 'Further reading', which is no issue",
    ),
    "a title and its stage on one line": (
        blocks(("Spurious Alerts Current Stage",)),
        "'Spurious Alerts Current Stage', is not the title of an issue",
    ),
    "an end of a sentence for a title": (
        blocks(("in the north of England",)),
        "is not the title of an issue",
    ),
    "an issue in a table": (
        [*blocks(TITLES[:1]), ("h2", TITLES[1]), ("table", "Issue and Impact|Parties suffer.")],
        "A table holds a section of an issue, 'Issue and Impact'",
    ),
}


@pytest.mark.parametrize(("body", "problem"), FAULTS.values(), ids=FAULTS)
def test_a_text_of_no_clear_issue_is_refused(
    tmp_path: Path, body: list[Block], problem: str
) -> None:
    with pytest.raises(UserError, match=problem):
        word(tmp_path / "a.docx", body)


def test_a_recommendation_may_stand_above_the_issues(tmp_path: Path) -> None:
    body = [("text", "Recommendation"), ("text", "NOTE this paper."), *blocks()]
    assert issues(text(tmp_path / "a.txt", body)) == RIGHT


def test_two_numbers_of_the_paper_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="OPSG_45_0303 and OPSG_46_0404"):
        text(tmp_path / "OPSG_46_0404.txt", blocks())


@pytest.mark.parametrize(
    "asks",
    [
        ("• Note the contents of this paper; and", "• approve the next steps."),
        ("The OPSG is requested to NOTE the contents of this paper and APPROVE the next steps.",),
        ("NOTE the contents of this paper; APPROVE the next steps.",),
    ],
)
def test_asks_are_read_however_they_are_set(tmp_path: Path, asks: tuple[str, ...]) -> None:
    paper = text(tmp_path / "a.txt", blocks(), asks)
    assert [(ask.verb, ask.what) for ask in paper.asks] == [
        ("NOTE", "the contents of this paper"),
        ("APPROVE", "the next steps"),
    ]
    assert (paper.leftovers, paper.team) == ((), "SECAS Team")
