"""The built site, looked into as a reader would: both editions, from the committed data."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pypandoc
import pytest
from bs4 import BeautifulSoup
from projects import FEBRUARY

from opsg.cli import main
from opsg.data import log, snapshots

ROOT = Path(__file__).parents[2]
LOG = log.load(FEBRUARY / "data")
ISSUES = [issue.slug for issue in LOG.issues]
PAGES = [
    "index", "next-steps", "stage-timeline", "what-changed", "data", "method", "glossary", "about",
    "search", "404", "reports/index", "reports/2021-02", *(f"issues/{slug}" for slug in ISSUES),
]  # fmt: skip

REPORTED = {
    "no-meters-on-hubs": ["109k"],
    "spurious-alerts": ["41 million"],
    "incorrect-dno-certificates": ["62,000", "63", "17,683"],
    "communications-hub-exceptions": ["70%"],
    "han-stability": ["5,700", "42,300", "1,400", "5,485", "3,900", "58,785", "59k"],
    "other-user-data-retrieval": ["13 months"],
}


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def words(text: str) -> str:
    """The text with white space and typographic quotes made alike."""
    text = text.translate(str.maketrans("‘’“”", "''\"\""))
    return " ".join(text.split())


def text_of(path: Path) -> str:
    page = soup(path)
    return words(page.main.get_text() if page.main else "")


def plain_blocks(markdown: str) -> list[str]:
    """The paragraphs and list items of the log's Markdown as plain text, without their marks."""
    marks = re.sub(r"\[\^\w+\](: )?", " ", markdown)
    plain = pypandoc.convert_text(marks, "plain", format="markdown", extra_args=["--wrap=none"])
    blocks = (re.sub(r"^\s*([-•]|[a-z0-9]+[.)])\s+", "", line) for line in plain.splitlines())
    return [words(block) for block in blocks if block.strip()]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_and_says_what_it_is(site: Path, page: str) -> None:
    found = soup(site / f"{page}.html")
    assert len(found.find_all("h1")) == 1
    assert found.html["lang"] == "en-GB"
    assert found.title.string.strip()
    assert found.main.get_text(strip=True)


@pytest.mark.parametrize("slug", REPORTED)
def test_every_reported_figure_is_on_its_page_in_both_editions(
    site: Path, reported_site: Path, slug: str
) -> None:
    for edition in (site, reported_site):
        text = text_of(edition / "issues" / f"{slug}.html")
        assert [figure for figure in REPORTED[slug] if figure not in text] == []


@pytest.mark.parametrize("slug", ISSUES)
def test_the_papers_words_are_on_the_page_word_for_word(
    site: Path, reported_site: Path, slug: str
) -> None:
    issue = LOG.issue(slug)
    entry = issue.entry("2021-02")
    blocks = [
        block
        for part in (issue.issue_and_impact, entry.status, entry.next_steps)
        for block in plain_blocks(part)
    ]
    for edition in (site, reported_site):
        page = soup(edition / "issues" / f"{slug}.html")
        for mark in page.select("sup, .footnote-ref"):
            mark.decompose()
        for short in page.select("abbr"):
            short.unwrap()
        page.smooth()
        text = words(page.main.get_text(" "))
        spaced = re.sub(r" ?([(),;:.]) ?", r"\1", text)
        missing = [b for b in blocks if re.sub(r" ?([(),;:.]) ?", r"\1", b) not in spaced]
        assert missing == []
    soup.cache_clear()


def test_every_figure_carries_its_sentence(site: Path) -> None:
    for issue in LOG.issues:
        text = text_of(site / "issues" / f"{issue.slug}.html")
        for figure in issue.entry("2021-02").figures:
            assert words(figure.quote) in text, figure.name


def test_a_stage_that_is_inferred_says_so(site: Path, reported_site: Path) -> None:
    for edition in (site, reported_site):
        for slug in ISSUES:
            assert "Stage inferred" in text_of(edition / "issues" / f"{slug}.html")


def test_an_action_without_a_date_says_that_none_is_given(site: Path) -> None:
    text = text_of(site / "issues" / "no-meters-on-hubs.html")
    assert "no date given" in text


def test_every_page_of_the_illustrative_edition_says_that_it_is(site: Path) -> None:
    for path in site.rglob("*.html"):
        banner = soup(path).select_one(".edition")
        assert banner and "not for decisions" in banner.get_text().lower(), path


def test_no_illustrative_figure_reaches_the_reported_edition(
    golden_copy: Path, lived: Path
) -> None:
    """Without a single illustrative row or date, the reported edition is the same to the byte."""
    _assert_same_without_illustrative(golden_copy, lived / "before")


@pytest.mark.slow
def test_no_illustrative_figure_of_february_reaches_its_reported_edition(
    project_copy: Path, reported_site: Path
) -> None:
    _assert_same_without_illustrative(project_copy, reported_site)


def _assert_same_without_illustrative(project: Path, reported_site: Path) -> None:
    """The reported edition of the project without illustrative rows is this site."""
    for path in (project / "data" / "snapshots").rglob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if not row.endswith(",illustrative")]
        path.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
        if not kept:
            path.unlink()
    output = project / "_reported"
    # The cross-checks would miss the breakdowns; what is compared here is what a reader sees.
    arguments = ["--reported-only", "--renderer", "pandoc", "--output", str(output)]
    assert main(arguments, root=project) == 0
    for path in sorted(reported_site.rglob("*")):
        if path.is_file() and path.name != "sitemap.xml":
            other = output / path.relative_to(reported_site)
            assert other.read_bytes() == path.read_bytes(), path


def test_the_reported_edition_offers_reported_rows_only(reported_site: Path) -> None:
    for path in (reported_site / "downloads" / "data").glob("*.csv"):
        assert "illustrative" not in path.read_text(encoding="utf-8")


def test_notebooks_are_committed_without_outputs() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert not any(cell["outputs"] or cell["execution_count"] for cell in code), path
        assert any("parameters" in cell["metadata"].get("tags", []) for cell in code), path


def test_the_site_shows_all_months_of_history(site: Path) -> None:
    assert len(snapshots.months("hub_exceptions", FEBRUARY / "data")) == 18
    table = soup(site / "issues" / "communications-hub-exceptions.html").select_one(
        "#chart-trend table"
    )
    assert len(table.select("tbody tr")) == 18
