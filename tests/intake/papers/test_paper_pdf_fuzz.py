"""A PDF in any dress is read in the same words, or refused: never in other words or numbers.

`pytest -s` prints how many were tried, read rightly and refused.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from opsg.core.errors import UserError
from opsg.intake.papers.importer import read
from opsg.intake.papers.model import Paper

HEADER = "OPSG_45_0303 – OPSG Issues Log – Progress Report"
FOOTER = "This document has a Classification of White"
PROSE = """Users DCC hubs the of and is to were counted CSP North a fewer than in (SMI) 12 345
firmware 1 7 98,500 5,700 41 2021 3% 8F12 MP119 0.5 £3 million illegal waffle efficient"""
WORDS = PROSE.split()
# As they stand in a string of a PDF.
ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "–": r"\226", "£": r"\243", "•": r"\225"})


@dataclass(frozen=True)
class Dress:
    """How the pages are drawn."""

    size: int
    font: str
    bold: str
    placement: str
    justified: bool
    columns: int
    leading: float
    space: float
    edges: bool


DRESSES = st.builds(
    Dress,
    size=st.integers(7, 14),
    font=st.sampled_from(["Helvetica", "Times-Roman", "Courier"]),
    bold=st.sampled_from(["Helvetica-Bold", "Times-BoldItalic", "Courier-Bold"]),
    placement=st.sampled_from(["line", "word", "glyph", "TJ", "backwards", "twice", "spaces"]),
    justified=st.booleans(),
    columns=st.sampled_from([1, 1, 2]),
    leading=st.sampled_from([1.15, 1.3, 1.6]),
    space=st.sampled_from([0.6, 1.0]),
    edges=st.booleans(),
)
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(
    lambda words: f"The {' '.join(words)}."
)
TEXT = st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join)
ITEMS = st.lists(SENTENCE, min_size=0, max_size=3)
CELL = st.sampled_from(["12", "345", "1,000", "Open", "CSP North", "7"])
CELLS = st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=3)


@dataclass(frozen=True)
class Issue:
    """An issue as it is drawn; `table` stands below the list."""

    title: str
    impact: str
    status: list[str]
    items: list[str]
    table: list[list[str]]
    next_steps: str


ISSUES = st.builds(
    Issue,
    title=st.sampled_from(["Spurious Alerts", "No meters on Hubs", "Late Reads"]),
    impact=TEXT,
    status=st.lists(TEXT, min_size=1, max_size=3),
    items=ITEMS,
    table=CELLS,
    next_steps=TEXT,
)


class Printer:
    """Draws lines, columns and pages in a dress."""

    def __init__(self, file: Path, dress: Dress) -> None:
        self.dress = dress
        self.canvas = Canvas(str(file), pagesize=A4)
        self.column = 0
        self.width = 475 if dress.columns == 1 else 225
        self._page()

    def _page(self) -> None:
        self.y = 760.0
        if self.dress.edges:
            self._draw(60, 805, HEADER, self.dress.font, 8)
            self._draw(60, 30, FOOTER, self.dress.font, 8)

    def space(self, height: float, after: float = 0) -> None:
        """Go down, to the next column or page if there is no room."""
        self.y -= height
        if self.y - after < 60:
            self.column = (self.column + 1) % self.dress.columns
            self.y = 760 - height
            if not self.column:
                self.canvas.showPage()
                self._page()

    @property
    def left(self) -> float:
        return 60 + 250.0 * self.column

    def text(self, text: str, font: str, size: float, indent: float = 0) -> None:
        """A paragraph, broken into lines."""
        lines: list[list[str]] = [[]]
        for word in text.split():
            if lines[-1] and stringWidth(" ".join([*lines[-1], word]), font, size) > (
                self.width - indent
            ):
                lines.append([])
            lines[-1].append(word)
        for line in lines:
            self.space(size * self.dress.leading)
            room = self.width - indent - stringWidth(" ".join(line), font, size)
            stretch = room / (len(line) - 1) if line is not lines[-1] and len(line) > 1 else 0
            stretch = stretch if self.dress.justified else 0
            self._draw(self.left + indent, self.y, " ".join(line), font, size, stretch)

    def _draw(
        self, x: float, y: float, text: str, font: str, size: float, stretch: float = 0
    ) -> None:
        blank = stringWidth(" ", font, size) * (self.dress.space if not stretch else 1) + stretch
        self.canvas.setFont(font, size)
        place = self.dress.placement
        if place in ("line", "twice"):
            for offset in (0, 0.25)[: 1 + (place == "twice")]:
                drawn = self.canvas.beginText(x + offset, y)
                drawn.setWordSpace(stretch)
                drawn.textOut(text)
                self.canvas.drawText(drawn)
        elif place == "TJ":
            drawn = self.canvas.beginText(x, y)
            drawn.textOut("")
            parts = f"{-1000 * blank / size:.1f}".join(
                f"({word.translate(ESCAPED)})" for word in text.split()
            )
            drawn._code.append(f"[{parts}] TJ")
            self.canvas.drawText(drawn)
        else:
            pieces = list(self._pieces(x, text, font, size, blank))
            for at, piece in reversed(pieces) if place == "backwards" else pieces:
                self.canvas.drawString(at, y, piece)

    def _pieces(
        self, x: float, text: str, font: str, size: float, blank: float
    ) -> Iterator[tuple[float, str]]:
        for word in text.split():
            for piece in word if self.dress.placement in ("glyph", "backwards") else [word]:
                yield x, piece
                x += stringWidth(piece, font, size)
            if self.dress.placement == "spaces":
                yield x, " "
            x += blank

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table with lines around its cells."""
        size = self.dress.size
        self.space(size, after=len(rows) * (size + 8))
        if not rows:
            return
        columns = [self.left - 3 + self.width * part for part in (0, 0.35, 0.6, 1)]
        tops = [self.y - 3 - (size + 8) * row for row in range(len(rows) + 1)]
        self.canvas.grid(columns, tops)
        for row in rows:
            self.space(size + 8)
            for x, cell in zip(columns, row, strict=False):
                self._draw(x + 3, self.y + 2, cell, self.dress.font, size)


def draw(file: Path, dress: Dress, issue: Issue) -> None:
    printer = Printer(file, dress)
    size, bold = dress.size, dress.bold

    def heading(text: str, scale: float = 1.2) -> None:
        printer.space(size, after=4 * size)
        printer.text(text, bold, scale * size)
        printer.space(size / 3)

    def body(text: str, indent: float = 0) -> None:
        printer.text(text, dress.font, size, indent)
        printer.space(size * 0.8)

    heading("OPSG Issues Log – Progress Report", 1.5)
    heading("Purpose")
    body("This paper reports.")
    heading("Actively Managed Issues")
    heading(issue.title)
    heading("Current Stage", 1)
    heading("Issue and Impact", 1)
    body(issue.impact)
    heading("Status", 1)
    for text in issue.status:
        body(text)
    for item in issue.items:
        body(f"• {item}", 15)
    printer.table(issue.table)
    heading("Next Steps", 1)
    body(issue.next_steps)
    heading("Recommendation")
    body("The OPSG is requested to:")
    body("• NOTE the contents of this paper.")
    body("SECAS Team")
    body("23 March 2021")
    printer.canvas.save()


def words(*texts: str) -> list[str]:
    return " ".join(texts).replace("\\", "").split()


def said(paper: Paper) -> dict[str, list[str]]:
    """The words of each part that was read."""
    (issue,) = paper.issues
    return {
        "title": words(paper.title),
        "issue": words(issue.title),
        "impact": words(issue.issue_and_impact),
        "status": [word for word in words(issue.status) if word != "-"],
        "next": words(issue.next_steps),
        "table": [
            word
            for leftover in paper.leftovers
            for word in words(leftover.text.replace("|", " ").replace(";", " "))
        ],
        "team": words(paper.team),
    }


def drawn(issue: Issue) -> dict[str, list[str]]:
    return {
        "title": words("OPSG Issues Log – Progress Report"),
        "issue": words(issue.title),
        "impact": words(issue.impact),
        "status": words(*issue.status, *issue.items),
        "next": words(issue.next_steps),
        "table": words(*(cell for row in issue.table for cell in row)),
        "team": words("SECAS Team"),
    }


COUNTS: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def counts() -> Iterator[None]:
    yield
    print(f"\nPDFs: {COUNTS.total()} tried: {dict(COUNTS)}")


def tried(dress: Dress, issue: Issue) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "OPSG_45_0303.pdf"
        draw(file, dress, issue)
        try:
            paper = read(file)
        except UserError as error:
            assert any(word in str(error) for word in ("page ", "nothing under", "No issue"))
            COUNTS["refused"] += 1
            return
        assert said(paper) == drawn(issue)
        COUNTS["right"] += 1


SLOW = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
FAST = settings(SLOW, max_examples=6, derandomize=True)


@FAST
@given(DRESSES, ISSUES)
def test_any_dress_gives_the_same_words_or_a_refusal(dress: Dress, issue: Issue) -> None:
    tried(dress, issue)


def test_the_team_at_the_top_of_a_column_is_not_asked_for() -> None:
    dress = Dress(14, "Helvetica", "Helvetica-Bold", "line", True, 2, 1.15, 0.6, edges=True)
    status = ["The MP119 41 in.", f"The fewer 8F12 Users waffle North {'Users ' * 7}Users.", "No."]
    cells = [["12", "12", "12"]] * 2
    issue = Issue("Spurious Alerts", "The Users 5,700.", status, ["No."], cells, "The Users. " * 3)

    tried(dress, issue)


def test_a_figure_that_is_not_where_it_seems_to_be_is_not_taken_for_a_raised_one() -> None:
    dress = Dress(7, "Helvetica", "Helvetica-Bold", "line", False, 1, 1.15, 0.6, edges=False)

    tried(dress, Issue("Spurious Alerts", "The Users.", ["The Users."], ["The 12."], [], "None."))


@pytest.mark.slow
@SLOW
@given(DRESSES, ISSUES)
def test_many_dresses_give_the_same_words_or_a_refusal(dress: Dress, issue: Issue) -> None:
    tried(dress, issue)
