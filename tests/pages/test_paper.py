"""The monthly paper as a page: its form, its words, and that nothing on it collides."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pypandoc
import pytest
from bs4 import BeautifulSoup
from projects import FEBRUARY

from opsg.analysis import holders, measures
from opsg.core.cache import shared
from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.core.html import Html, Markdown
from opsg.core.markdown import own_notes
from opsg.data import log, report_parts, snapshots
from opsg.pages.changes.textdiff import blocks
from opsg.pages.paper import Index, Report
from opsg.pages.paper_part import Part
from opsg.pages.paper_part import open_month as open_part

ROOT = Path(__file__).parents[2]
LOG = log.load(FEBRUARY / "data")
EDITIONS = pytest.mark.parametrize("edition", ["site", "reported_site"])


@cache
def page(folder: Path) -> BeautifulSoup:
    return BeautifulSoup((folder / "reports" / "2021-02.html").read_text("utf-8"), "html.parser")


@pytest.fixture
def paper(edition: str, request: pytest.FixtureRequest) -> BeautifulSoup:
    return page(request.getfixturevalue(edition))


def written(piece: Html | Markdown) -> str:
    return piece.html if isinstance(piece, Html) else piece.text


@EDITIONS
def test_the_headings_are_those_of_the_paper_in_its_order(paper: BeautifulSoup) -> None:
    said = [(each.name, each.get_text()) for each in paper.main.find_all(["h1", "h2", "h3", "h4"])]

    parts = ("Current Stage", "Issue and Impact", "Status", "Next Steps")
    assert said == [
        ("h1", "OPSG Issues Log – Progress Report"),
        ("h2", "Purpose"),
        ("h2", "Actively Managed Issues"),
        *[
            heading
            for issue in LOG.issues
            for heading in (("h3", issue.title), *(("h4", part) for part in parts))
        ],
        ("h2", "Recommendation & Next Steps"),
    ]


@EDITIONS
def test_the_words_are_those_of_the_paper(paper: BeautifulSoup) -> None:
    def plain(text: str) -> str:
        return " ".join(text.translate(str.maketrans("‘’“”", "''\"\"")).split())

    text = BeautifulSoup(str(paper.main), "html.parser")
    for mark in text.select(".footnote-ref"):
        mark.decompose()
    said = plain(text.get_text())
    meeting = LOG.meeting("2021-02")
    texts = [meeting.purpose]
    for issue in LOG.issues:
        entry = issue.entry("2021-02")
        texts += [issue.issue_and_impact, entry.status, entry.next_steps]
    marks = re.compile(r"^(•|\w\)|\[\d\]) |\[\d\]")
    wanted = [plain(marks.sub("", block)) for each in texts for block in blocks(each)]
    assert len(wanted) > 50
    assert [block for block in wanted if block not in said] == []
    assert "The OPSG is requested to: NOTE the contents of this paper; and APPROVE the" in said
    assert "SECAS Team 23 February 2021" in said.replace("Team23", "Team 23")


@EDITIONS
def test_every_anchor_of_the_page_is_there_once(paper: BeautifulSoup) -> None:
    anchors = Counter(element["id"] for element in paper.find_all(id=True))

    assert [anchor for anchor, times in anchors.items() if times > 1] == []
    assert {"han-stability", "han-stability-status", "han-stability-next-steps"} <= set(anchors)


@EDITIONS
def test_every_issue_has_its_current_stage_as_a_chevron(paper: BeautifulSoup) -> None:
    current = [stage.contents[0] for stage in paper.select(".chevrons [aria-current=step]")]

    assert current == [issue.entry("2021-02").stage for issue in LOG.issues]


def test_every_issue_has_one_picture_whose_sentence_stands_below_it(site: Path) -> None:
    pictures = page(site).select("figure.picture")

    assert len(pictures) == len(LOG.issues)
    for picture in pictures:
        [drawn] = picture.find_all("svg", attrs={"role": "img"})
        sentence = drawn["aria-label"].partition(". ")[2]
        assert sentence in picture.figcaption.get_text()
        assert "illustrative" in picture.figcaption.get_text()


def test_the_reported_edition_says_that_it_has_no_trend_to_draw(reported_site: Path) -> None:
    main = page(reported_site).main

    assert not main.select("figure")
    assert "ESMEs dropping off the HAN stood at" in main.get_text()
    assert "Not enough history yet to tell a trend." in main.get_text()
    assert "illustrative" not in main.get_text()


def test_a_report_is_light(site: Path) -> None:
    content = (site / "reports" / "2021-02.html").read_bytes()

    assert len(content) < 150_000
    assert len(gzip.compress(content)) < 40_000


def test_a_report_of_many_issues_is_contents_and_parts_with_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Report(LOG, Edition("2021-02")).sections()
    monkeypatch.setattr(report_parts, "MOST", 11)
    monkeypatch.setattr(report_parts, "PART", 5)
    report = Report(LOG, Edition("2021-02"))
    parts = [Part(report, number) for number in (1, 2, 3)]

    slugs = [issue.slug for issue in LOG.issues]
    contents = BeautifulSoup(report.heading().html, "html.parser").select(".contents a")
    assert [link["href"] for link in contents] == [
        f"2021-02-part-{number // 5 + 1}.html#{slug}" for number, slug in enumerate(slugs)
    ]
    [listed] = report.sections()
    links = BeautifulSoup(listed.html, "html.parser").select("a")
    assert [(link["href"], link.get_text()) for link in links] == [
        ("2021-02-part-1.html", "Issues 1 to 5"),
        ("2021-02-part-2.html", "Issues 6 to 10"),
        ("2021-02-part-3.html", "Issues 11 to 12"),
    ]
    shown = [piece for part in parts for piece in part.sections()]
    assert list(map(written, shown)) == list(map(written, whole))
    heading = BeautifulSoup(parts[1].heading().html, "html.parser")
    assert heading.h1.get_text() == "OPSG Issues Log – Progress Report: issues 6 to 10"
    assert heading.ol["start"] == "6"
    assert heading.select_one('a[href="2021-02.html"]')
    around = [BeautifulSoup(part.others().html, "html.parser").get_text() for part in parts]
    assert around == ["Issues 6 to 10", "Issues 1 to 5 · Issues 11 to 12", "Issues 6 to 10"]


def test_a_part_that_there_is_not_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    assert len(open_part("2021-02", 1).sections()) > 12
    with pytest.raises(UserError, match="has no part 2 of 1"):
        open_part("2021-02", 2)


def test_home_leads_to_the_paper(site: Path) -> None:
    home = BeautifulSoup((site / "index.html").read_text("utf-8"), "html.parser")

    assert home.select_one('.ask a[href="reports/2021-02.html"]')


def test_two_texts_with_a_first_footnote_keep_their_own() -> None:
    texts = [f"Meters{mark}.[^1]\n\n[^1]: Note {mark}, \\[^1] apart" for mark in "AB"]

    together = "\n\n".join(
        own_notes(text, owner) for text, owner in zip(texts, ("a", "b"), strict=True)
    )

    html = pypandoc.convert_text(together, "html", format="markdown")
    notes = BeautifulSoup(html, "html.parser").select(".footnotes li")
    assert [note.get_text().strip("↩︎\n") for note in notes] == [
        "Note A, [^1] apart",
        "Note B, [^1] apart",
    ]


def test_what_is_asked_for_is_one_sentence_in_a_list() -> None:
    meeting = LOG.meeting("2021-02")
    [ask, *_] = meeting.asks

    def asked(count: int) -> str:
        several = meeting.model_copy(update={"asks": (ask,) * count})
        whole = LOG.model_copy(update={"meetings": (several,)})
        return Report(whole, Edition(several.month)).asks().text

    note = "- NOTE the contents of this paper"
    assert asked(1) == f"{note}."
    assert asked(3) == f"{note};\n\n{note}; and\n\n{note}."


def test_a_paper_that_is_not_out_is_called_a_draft() -> None:
    draft = LOG.meeting("2021-02").model_copy(update={"paper": None, "paper_date": None})
    whole = LOG.model_copy(update={"meetings": (draft,)})
    paper = Report(whole, Edition(draft.month))

    assert "OPSG 44 · draft, not yet published" in paper.heading().html
    assert "Draft, not yet published" in paper.signature().html


def test_reports_are_listed_up_to_the_month_with_the_newest_first() -> None:
    small = log.load(ROOT / "tests" / "fixtures" / "log")

    listed = BeautifulSoup(Index(small, Edition("2021-02")).table().html, "html.parser")
    assert [link["href"] for link in listed.select("a")] == [
        *("2021-02.html", "2021-02-briefing.html", "2021-02-briefing.pdf"),
        *("2021-01.html", "2021-01-briefing.html", "2021-01-briefing.pdf"),
    ]
    assert "OPSG 43, January 2021" in Index.as_of(small, Edition("2021-01")).newest().html


def test_what_other_processes_of_a_build_have_read_is_read_from_no_table_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shared.FOLDER, str(tmp_path))
    known, edition = log.load(FEBRUARY / "data"), Edition("2021-02")

    def shown() -> list[object]:
        measures._held.clear()
        sections = Report.as_of(known, edition).sections()
        told = [each._repr_mimebundle_() for each in sections]
        return [told, holders.read(known, edition).table().rows()]

    first = shown()
    monkeypatch.setattr(snapshots, "pieces", lambda *_, **__: pytest.fail("a table is read"))
    assert shown() == first
