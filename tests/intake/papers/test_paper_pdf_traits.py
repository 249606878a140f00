"""Each way in which a PDF can be drawn is read by where its letters stand, or refused by page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from opsg.core.errors import UserError
from opsg.intake.papers.importer import read
from opsg.intake.papers.model import Paper

HEADER = "OPSG_45_0303 – OPSG Issues Log – Progress Report"
FOOTER = "This document has a Classification of White"
BEFORE = (
    "OPSG Issues Log – Progress Report",
    "Purpose",
    "This paper provides an update on the issues for the month.",
    "Actively Managed Issues",
    "Spurious Alerts",
    "Current Stage",
    "Issue and Impact",
    "Parties receive large numbers of Alerts that tell them nothing at all of what happened there.",
    "Status",
)
AFTER = (
    "Next Steps",
    "DCC to count the Alerts again in April, and to tell the members of the group what it found.",
    "Recommendation",
    "The OPSG is requested to:",
    "• NOTE the contents of this paper.",
    "SECAS Team",
    "23 March 2021",
)
SIZE = 10
LEADING = 20


class Page:
    """Writes a paper on pages, one line under the other."""

    def __init__(self, file: Path) -> None:
        self.canvas = Canvas(str(file), pagesize=A4)
        self.left, self.y = 60.0, 800.0
        self.font = "Helvetica"
        self.edges = (HEADER, FOOTER)
        self._open()

    def _open(self) -> None:
        header, footer = self.edges
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(60, 815, header)
        self.canvas.drawString(60, 30, footer)
        self.canvas.setFont(self.font, SIZE)
        self.y = 780

    def turn(self) -> None:
        self.canvas.showPage()
        self._open()

    def down(self, leading: float = LEADING) -> float:
        self.y -= leading
        return self.y

    def line(self, text: str) -> None:
        self.canvas.drawString(self.left, self.down(), text)

    def lines(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self.line(text)

    def piece(self, x: float, text: str, font: str = "Helvetica", size: float = SIZE) -> float:
        """A piece of the line that stands at `x`; gives where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.canvas.setFont(self.font, SIZE)
        return float(x + self.canvas.stringWidth(text, font, size))


Draw = Callable[[Page], None]


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Paper]:
    """Reads a paper whose Status is drawn by a function."""

    def paper(draw: Draw, **changes: object) -> Paper:
        file = tmp_path / "paper.pdf"
        page = Page(file)
        page.lines(BEFORE)
        draw(page)
        page.lines(AFTER)
        page.canvas.save()
        return read(file)

    return paper


def status(paper: Paper) -> str:
    (issue,) = paper.issues
    return " ".join(issue.status.split())


def a_space_of_its_own(page: Page) -> None:
    x = page.piece(page.left, "In the north 12", "Helvetica-Bold", page.down() and SIZE)
    x = page.piece(x, " ")
    x = page.piece(x, "345", "Helvetica-BoldOblique")
    page.piece(x, " hubs were seen.")


def a_gap_and_no_space(page: Page) -> None:
    page.down()
    x = page.left
    for word in ["In", "the", "north", "12", "345", "hubs", "were", "seen."]:
        x = page.piece(x, word) + 2.8


def glyph_by_glyph(page: Page) -> None:
    page.down()
    x = page.left
    for letter in "In the north 12 345 hubs were seen.":
        x = x + 2.78 if letter == " " else page.piece(x, letter)


def glyphs_from_the_end(page: Page) -> None:
    page.down()
    places, x = [], page.left
    for letter in "In the north 12 345 hubs were seen.":
        places.append((x, letter))
        x += page.canvas.stringWidth(letter, "Helvetica", SIZE)
    for x, letter in reversed(places):
        if letter != " ":
            page.piece(x, letter)


def spaced_and_justified(page: Page) -> None:
    text = page.canvas.beginText(page.left, page.down())
    text.setCharSpace(0.2)
    text.setWordSpace(1.5)
    text.textOut("In the north 12 345 hubs were seen.")
    page.canvas.drawText(text)


def kerned_with_tj(page: Page) -> None:
    text = page.canvas.beginText(page.left, page.down())
    text.textOut("")
    text._code.append(
        "[(In)-278(the)-278(north)-278(12)-278(345)-278(h)10(ubs)-278(were)-278(seen.)] TJ"
    )
    page.canvas.drawText(text)


def bold_by_drawing_twice(page: Page) -> None:
    page.down()
    for offset in (0, 0.3):
        page.piece(page.left + offset, "In the north 12 345 hubs were seen.")


ALL = [
    a_space_of_its_own,
    a_gap_and_no_space,
    glyph_by_glyph,
    glyphs_from_the_end,
    spaced_and_justified,
    kerned_with_tj,
    bold_by_drawing_twice,
]


@pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)
def test_a_gap_is_a_space_and_no_numbers_fuse(drawn: Callable[..., Paper], draw: Draw) -> None:
    paper = drawn(draw)
    assert status(paper) == "In the north 12 345 hubs were seen."
    assert paper.leftovers == ()
    assert paper.team == "SECAS Team"


def test_a_header_on_two_pages_is_no_part_of_a_sentence(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.line(
            "The Users of the northern region were asked in this month to look at all of the 12"
        )
        page.turn()
        page.line("345 hubs.")

    paper = drawn(draw)
    assert status(paper).endswith("at all of the 12 345 hubs.")
    assert (paper.classification, paper.leftovers) == ("White", ())


def test_a_line_that_begins_with_a_date_is_no_footnote(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.line(
            "The Users of the northern region were asked in the first phase1 and the DCC says that"
        )
        page.down(-8)
        page.line("1 March 2021 is the day on which it went live.")

    assert "phase1 and the DCC says that 1 March 2021 is the day" in status(drawn(draw))


def test_a_raised_figure_is_the_mark_of_a_note(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.down()
        x = page.piece(page.left, "There were 12,345 hubs")
        page.y += 4
        x = page.piece(x, "1", size=6)
        page.y -= 4
        page.piece(x, " on the 14")
        page.canvas.setFont("Helvetica", 7)
        page.line("1 Of the older kind.")
        page.canvas.setFont("Helvetica", SIZE)

    assert status(drawn(draw)) == "There were 12,345 hubs[^1] on the 14 [^1]: Of the older kind."


def test_columns_are_read_one_after_the_other(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.turn()
        for x, words in ((60, "one two three four"), (320, "five six seven eight")):
            page.y = 700
            for word in words.split():
                page.down(12)
                page.piece(x, f"Here stands the line {word},")
        page.down()

    numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    assert status(drawn(draw)) == " ".join(f"Here stands the line {word}," for word in numbers)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_keeps_its_cells_apart_and_is_told(
    drawn: Callable[..., Paper], ruled: bool
) -> None:
    def draw(page: Page) -> None:
        page.line("See the table.")
        top = page.down(10)
        for cells in (("CSP North", "12", "345"), ("CSP South", "6", "789")):
            page.down()
            for x, cell in zip((60, 160, 190), cells, strict=True):
                page.piece(x, cell)
        if ruled:
            page.canvas.grid([55, 155, 185, 220], [top, top - 26, top - 46])

    paper = drawn(draw)
    assert status(paper) == "See the table."
    (table,) = paper.leftovers
    assert table.under == "Spurious Alerts, Status (table on page 1)"
    assert table.text == "CSP North | 12 | 345; CSP South | 6 | 789"


def stretched(page: Page, *lines: str) -> None:
    """Lines of a narrow column that fill it, whatever their words."""
    page.down(10)
    for text in lines:
        page.down(12)
        words = text.split()
        widths = [page.canvas.stringWidth(word, "Helvetica", SIZE) for word in words]
        x, gap = page.left, (150 - sum(widths)) / (len(words) - 1)
        for word, width in zip(words, widths, strict=True):
            page.piece(x, word)
            x += width + gap


@pytest.mark.parametrize(
    "lines",
    [
        ("In all 12", "345 hubs were", "seen there then."),
        ("Nobody there knew", "of the 12", "345 hubs at all."),
        ("In the 12 345", "hubs on it are", "no more meters."),
    ],
)
def test_words_stretched_over_a_narrow_column_are_no_table(
    drawn: Callable[..., Paper], lines: tuple[str, ...]
) -> None:
    paper = drawn(lambda page: stretched(page, *lines))
    assert status(paper) == " ".join(lines)
    assert paper.leftovers == ()


@pytest.mark.parametrize(
    "places", [(60, 160, 260), (60, 115, 160, 205), (60, 110, 160, 210), (60, 120, 190, 240)]
)
def test_cells_as_far_apart_as_stretched_words_are_a_table(
    drawn: Callable[..., Paper], places: tuple[float, ...]
) -> None:
    def draw(page: Page) -> None:
        page.line("See the table.")
        page.down(10)
        for cells in ("North 12 345 6", "South 34 567 8", "Centre 56 789 9"):
            page.down()
            for x, cell in zip(places, cells.split(), strict=False):
                page.piece(x, cell)

    paper = drawn(draw)
    assert status(paper) == "See the table."
    (table,) = paper.leftovers
    rows = [row.split(" | ") for row in table.text.split("; ")]
    assert [len(row) for row in rows] == [len(places)] * 3


def test_a_column_that_begins_above_the_one_before_comes_after_it(
    drawn: Callable[..., Paper],
) -> None:
    def draw(page: Page) -> None:
        page.turn()
        for x, top, words in ((60, 694, "one two three four"), (320, 706, "five")):
            page.y = top
            for word in words.split():
                page.down(12)
                page.piece(x, f"Here stands the line {word},")
        page.y = 640

    numbers = ["one", "two", "three", "four", "five"]
    assert status(drawn(draw)) == " ".join(f"Here stands the line {word}," for word in numbers)


def in_white(page: Page) -> None:
    page.canvas.setFillGray(1)
    page.line("Not to be seen.")
    page.canvas.setFillGray(0)


def without_ink(page: Page) -> None:
    text = page.canvas.beginText(page.left, page.down())
    text.setTextRenderMode(3)
    text.textOut("Not to be seen.")
    text.setTextRenderMode(0)
    page.canvas.drawText(text)


def covered(page: Page) -> None:
    page.line("Not to be seen.")
    page.canvas.setFillGray(0.5)
    page.canvas.rect(50, page.y - 5, 300, 18, stroke=0, fill=1)
    page.canvas.setFillGray(0)


def aslant(page: Page) -> None:
    page.canvas.saveState()
    page.canvas.translate(300, 100)
    page.canvas.rotate(45)
    page.canvas.drawString(0, 0, "Not to be seen.")
    page.canvas.restoreState()


def commented(page: Page) -> None:
    page.canvas.textAnnotation("Is it 12 or 13?", Rect=[400, 400, 420, 420])


def beside_words(drawn: Callable[..., Paper], draw: Draw) -> Paper:
    """The paper of a page with words that are its whole Status, and with what `draw` draws."""

    def both(page: Page) -> None:
        page.line("All is well.")
        draw(page)

    paper = drawn(both)
    assert status(paper) == "All is well."
    return paper


def beyond_the_edge(page: Page) -> None:
    page.canvas.setCropBox((0, 0, 560, 842))
    page.piece(562, "No.")


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (in_white, "hidden words: page 1"),
        (without_ink, "hidden words: page 1"),
        (covered, "hidden words: page 1"),
        (beyond_the_edge, "words off the page: page 1"),
        (commented, "comment: page 1"),
    ],
    ids=lambda draw: getattr(draw, "__name__", ""),
)
def test_what_nobody_sees_is_left_out_and_said_so(
    drawn: Callable[..., Paper], draw: Draw, said: str
) -> None:
    paper = beside_words(drawn, draw)
    assert (paper.leftovers, paper.ledger.left_out) == ((), (said,))


def test_white_letters_on_a_dark_ground_are_text(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.down()
        page.canvas.setFillGray(0.2)
        page.canvas.rect(50, page.y - 5, 300, 18, stroke=0, fill=1)
        page.canvas.setFillGray(1)
        page.piece(page.left, "All is well.")
        page.canvas.setFillGray(0)

    assert status(drawn(draw)) == "All is well."


def run_together(page: Page) -> None:
    page.line("TheDCChasmettheUserswiththemosthubsandhasaskedthem12times.")


def on_one_another(page: Page) -> None:
    page.down()
    for offset in (0, 2):
        page.piece(page.left + offset, "12,345 hubs were seen.")


def over_the_edge(page: Page) -> None:
    page.down(40)
    page.piece(60, "CSP North")
    page.piece(60 + page.canvas.stringWidth("CSP North", "Helvetica", SIZE), "7")
    page.canvas.grid([55, 95, 150], [page.y - 5, page.y + 15])


def struck_through(page: Page) -> None:
    page.down()
    end = page.piece(page.left, "12,345")
    page.canvas.line(page.left, page.y + 3, end, page.y + 3)
    page.piece(end + 3, "12,346 hubs were seen.")


def turned(page: Page) -> None:
    page.turn()
    page.canvas.rotate(90)
    for number in range(30):
        page.canvas.drawString(
            60, -60 - 12 * number, "All of this text stands on its side, line by line."
        )
    page.canvas.rotate(-90)


@pytest.mark.parametrize(
    ("draw", "problem"),
    [
        (run_together, r"On page 1, the words run together in 'TheDCChas"),
        (on_one_another, r"On page 1, letters stand on one another in '1"),
        (over_the_edge, r"On page 1, words run over the edge of a table's cell at 'North7'\."),
        (struck_through, r"On page 1, a line goes through the words '12,345'\. Accept or reject"),
        (turned, r"On page 2, the text is rotated\. Print it anew with the text upright"),
    ],
    ids=lambda draw: getattr(draw, "__name__", ""),
)
def test_what_cannot_be_told_is_refused_by_its_page(
    drawn: Callable[..., Paper], draw: Draw, problem: str
) -> None:
    with pytest.raises(UserError, match=problem):
        drawn(draw)


def filled_in(page: Page) -> None:
    page.canvas.acroForm.textfield(name="count", value="12,345", x=300, y=100)


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (aslant, "Before Purpose: Rotated text on page 1: Not to be seen."),
        (filled_in, "Before Purpose: Form field on page 1: 12,345"),
    ],
    ids=lambda draw: getattr(draw, "__name__", ""),
)
def test_what_stands_on_a_page_in_its_own_way_is_listed(
    drawn: Callable[..., Paper], draw: Draw, told: str
) -> None:
    paper = beside_words(drawn, draw)
    assert list(map(str, paper.leftovers)) == [told]


def test_a_raised_figure_that_is_as_large_as_the_others_is_no_part_of_a_number(
    tmp_path: Path,
) -> None:
    lines = [*BEFORE, "There are 4,250#super[1] hubs on 1,200 m#super[2].", *AFTER]
    text = "\n\n".join(line.replace("_", "\\_") for line in (HEADER, FOOTER, *lines))
    typst.compile(text.replace("• ", "").encode(), output=str(tmp_path / "paper.pdf"))
    assert status(read(tmp_path / "paper.pdf")) == "There are 4,250¹ hubs on 1,200 m²."


def test_lines_that_two_pages_begin_with_by_chance_are_text(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        for week in (1, 5, 8):
            page.line(f"In week {week} the Users were asked; the DCC counted the hubs that were")
            page.turn()
            page.line("seen in the north.")
            page.down()
        page.line("That is all.")

    assert status(drawn(draw)).count("that were seen in the north.") == 3


def test_text_beside_a_frame_is_refused(drawn: Callable[..., Paper]) -> None:
    def draw(page: Page) -> None:
        page.line("The Users of the north were asked, and the DCC has counted")
        page.piece(420, "Key facts: 77 sites")
        page.canvas.rect(410, page.y - 8, 150, 25)
        page.line("12,345 hubs.")

    with pytest.raises(UserError, match="On page 1, text stands beside the frame around 'Key fact"):
        drawn(draw)


def test_a_title_in_large_letters_goes_on_over_its_lines(tmp_path: Path) -> None:
    page = Page(tmp_path / "paper.pdf")
    for line in BEFORE:
        if line == "Spurious Alerts":
            page.piece(page.left, "Alerts that", "Helvetica-Bold", page.down(24) and 14)
            page.piece(page.left, "Nobody Needs", "Helvetica-Bold", page.down(17) and 14)
        else:
            page.line(line)
    page.lines(("Users were asked.", *AFTER))
    page.canvas.save()
    assert read(tmp_path / "paper.pdf").issues[0].title == "Alerts that Nobody Needs"
