"""Abbreviations are marked where a page uses them first, alike under both renderers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from projects import FEBRUARY

from opsg import rendering
from opsg.data.log import load
from opsg.data.models import Term
from opsg.exports import abbreviations
from opsg.rendering import quarto

ROOT = Path(__file__).parents[2]
CONFIGURATION = """\
project: {type: website}
website: {title: Log}
metadata-files: [_abbreviations.yml]
filters: [filters/abbreviations.lua]
execute: {enabled: false, echo: false}
format:
  html: {theme: none, minimal: true, template: template.html, html-table-processing: none}
"""


def term(name: str, expansion: str | None = None, meaning: str = "Not explained.") -> Term:
    return Term(term=name, expansion=expansion, meaning=meaning, source="a test")


GLOSSARY = (
    term("CSP", "Communication Service Provider"),
    term("CSP N", "Communication Service Provider North"),
    term("CO-2", "A term with a hyphen"),
    term("DCC", "Data & Communications Company"),
    term("ESME", "Electricity Smart Metering Equipment"),
    term("SR", "Service Request"),
    term("R2", meaning="A release of the DCC's."),
    term("Working Group", meaning="Named in the paper."),
)

Render = Callable[[str], Tag]


def _has_quarto() -> bool:
    program = quarto.find()
    return program is not None and not quarto.too_old(quarto.version(program))


@pytest.fixture(params=["pandoc", pytest.param("quarto", marks=pytest.mark.quarto)])
def render(request: pytest.FixtureRequest, tmp_path: Path) -> Render:
    """Render Markdown as a page of a small project with the site's filter."""
    if request.param == "quarto" and not _has_quarto():
        pytest.skip("no supported Quarto is found (QUARTO_PATH, PATH)")
    project = tmp_path / "project"
    shutil.copytree(ROOT / "site" / "filters", project / "filters")
    (project / "_quarto.yml").write_text(CONFIGURATION)
    (project / "template.html").write_text("<html><body><main>$body$</main></body></html>")
    abbreviations.write(project, GLOSSARY)

    def rendered(markdown: str, settings: str = "") -> Tag:
        (project / "index.qmd").write_text(f"---\ntitle: Page\n{settings}---\n\n{markdown}\n")
        site = tmp_path / "site"
        rendering.choose(request.param).render(project, site, report=lambda line: None)
        page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
        assert page.main
        return page.main

    return rendered


def marked(page: Tag) -> list[tuple[str, str]]:
    return [(each.get_text(), str(each["title"])) for each in page.find_all("abbr")]


def test_the_first_use_is_marked_and_no_other(render: Render) -> None:
    page = render("The DCC’s report.\n\nThe DCC, and *the DCC*.")
    assert marked(page) == [("DCC", "Data & Communications Company")]
    assert page.p and page.p.abbr


def test_whole_words_are_marked_the_longest_first(render: Render) -> None:
    page = render("ESMEs in OPSG_SR_1, SR8, AB-SR and CSP North; in CSP\nN and CSP N; CO-2.")
    assert [word for word, _ in marked(page)] == ["ESMEs", "CSP", "CSP N", "CO-2"]
    assert " ".join(page.get_text().split()) == (
        "ESMEs in OPSG_SR_1, SR8, AB-SR and CSP North; in CSP N and CSP N; CO-2."
    )


def test_headings_links_code_and_alternative_texts_stay_as_they_are(render: Render) -> None:
    page = render(
        "## The SR\n\nSee [the SR](https://example.org), `SR`, ![the SR](icon.svg)\n\n**Each SR.**"
    )
    assert [word for word, _ in marked(page)] == ["SR"]
    assert page.strong and page.strong.abbr
    assert page.find(id="the-sr")


def test_pieces_of_html_are_marked_in_their_text_alone(render: Render) -> None:
    page = render(
        '```{=html}\n<p title="SR"><a href="#SR">SR</a> &amp; <b>an SR</b></p>\n'
        '<svg aria-label="DCC"><text>DCC</text></svg><details><p>DCC</p></details>\n'
        '<script type="application/json">{"a": "DCC"}</script>\n```\n\nAn SR of the DCC.'
    )
    assert [word for word, _ in marked(page)] == ["SR", "DCC"]
    assert page.b and page.b.decode_contents() == 'an <abbr title="Service Request">SR</abbr>'


def test_an_abbreviation_that_nobody_expands_has_its_meaning(render: Render) -> None:
    page = render("R2 of the Working Group.")
    assert marked(page) == [("R2", "A release of the DCC's.".replace("'", "’"))]


def test_the_glossary_itself_is_left_alone(render: Render) -> None:
    assert marked(render("The DCC.", "here-glossary: true\n")) == []


def test_every_page_of_the_site_marks_a_term_once(site: Path) -> None:
    titles = {each.expansion or each.meaning for each in load(FEBRUARY / "data").glossary}
    pages = {
        path.relative_to(site).as_posix(): marked(BeautifulSoup(path.read_text(), "html.parser"))
        for path in site.rglob("*.html")
    }
    for page, found in pages.items():
        terms = [word.removesuffix("s") for word, _ in found]
        assert len(set(terms)) == len(terms), page
        assert {title for _, title in found} <= titles, page
    assert pages["glossary.html"] == []
    assert ("DCC", "Data Communications Company") in pages["issues/han-stability.html"]
    assert len(pages["reports/2021-02.html"]) > 20
