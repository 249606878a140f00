"""The embedded renderer, on a small site that has one of everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from opsg.core.errors import UserError
from opsg.rendering import choose, resources
from opsg.rendering.pandoc import Pandoc
from opsg.rendering.project import load

Read = Callable[[str], BeautifulSoup]


def ignore(line: str) -> None:
    """Nobody listens."""


def test_pandoc_can_be_chosen_by_name() -> None:
    assert choose("pandoc").name == "Pandoc"


def test_every_page_of_the_render_list_is_rendered_and_no_other(site: Path) -> None:
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert pages == ["index.html", "issues/hubs.html", "method.html"]


def test_resources_and_what_pages_refer_to_are_copied(site: Path) -> None:
    for file in (
        "scripts/site.js",
        "styles/site.css",
        "styles/method.css",
        "pictures/bar.svg",
        "data/figures.csv",
    ):
        assert (site / file).is_file(), file
    assert not (site / "template.html").exists()


def test_every_page_is_reported(project: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    Pandoc().render(project, tmp_path / "output", report=lines.append)
    assert sorted(lines) == ["index.html", "issues/hubs.html", "method.html"]


def test_pages_can_be_rendered_one_by_one(project: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    Pandoc().render(project, output, report=ignore, pages=["method.qmd"])
    assert [path.name for path in output.rglob("*.html")] == ["method.html"]


def test_an_unknown_page_is_refused_with_the_nearest(project: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"'metod.qmd' is not a page.*'method.qmd'"):
        Pandoc().render(project, tmp_path / "output", report=ignore, pages=["metod.qmd"])


def test_the_title_has_the_site_behind_it(page: Read) -> None:
    assert page("index.html").title.string == "The “home” of 12 issues – Test site"
    assert page("index.html").h1.string == "The “home” of 12 issues"


def test_the_template_is_given_every_layer_of_settings(page: Read) -> None:
    home, issue = page("index.html"), page("issues/hubs.html")
    assert home.html["lang"] == "en-GB"
    assert (
        home.find("meta", attrs={"name": "description"})["content"] == "Where the test site begins."
    )
    assert home.find(class_="badge").string == "White, 2021-02, 2021-02-23"
    assert home.header.a["aria-current"] == "page"
    assert not issue.header.a.has_attr("aria-current")
    assert issue.header.a["href"] == "../index.html"


def test_the_styles_of_the_project_and_the_page_are_seen_from_the_page(page: Read) -> None:
    def sheets(name: str) -> list[str]:
        return [link["href"] for link in page(name).find_all("link", rel="stylesheet")]

    assert sheets("issues/hubs.html") == ["../styles/site.css"]
    assert sheets("method.html") == ["styles/site.css", "styles/method.css"]


def test_a_page_can_do_without_its_table_of_contents(page: Read) -> None:
    assert page("index.html").find("nav", class_="toc")
    assert not page("method.html").find("nav", class_="toc")


def test_headings_have_anchors_in_sections(page: Read) -> None:
    anchors = [section["id"] for section in page("method.html").find_all("section")]
    assert anchors == ["how-it-works", "how-it-works-1"]


def test_links_between_sources_lead_to_pages(page: Read) -> None:
    home = page("index.html")
    assert home.find("a", string="One issue")["href"] == "issues/hubs.html"
    assert home.find("a", string="figures")["href"] == "issues/hubs.html#the-figures"
    assert home.find("a", string="Method")["href"] == "method.html#how-it-works"
    assert page("issues/hubs.html").find("a", string="home")["href"] == "../index.html#issues-more"


def test_a_link_in_a_page_without_options_leads_to_a_page(page: Read) -> None:
    assert page("method.html").find("a", string="link home")["href"] == "index.html"


def test_a_picture_has_its_alternative_text_and_its_caption(page: Read) -> None:
    figure = page("index.html").figure
    assert figure.img["alt"] == "A bar"
    assert figure.figcaption.get_text(strip=True) == "A bar and its label"


def test_the_sitemap_names_every_page(site: Path) -> None:
    sitemap = ElementTree.parse(site / "sitemap.xml")
    assert [place.text for place in sitemap.iterfind(".//{*}loc")] == [
        "https://example.org/log/index.html",
        "https://example.org/log/issues/hubs.html",
        "https://example.org/log/method.html",
    ]
    assert (site / "robots.txt").read_text() == "Sitemap: https://example.org/log/sitemap.xml\n"


def test_without_an_address_there_is_no_sitemap(project: Path, tmp_path: Path) -> None:
    configuration = project / "_quarto.yml"
    kept = [line for line in configuration.read_text().splitlines() if "site-url" not in line]
    configuration.write_text("\n".join(kept))
    Pandoc().render(project, tmp_path / "output", report=ignore)
    assert not (tmp_path / "output" / "sitemap.xml").exists()


def test_two_renders_give_the_same_files(project: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        Pandoc().render(project, tmp_path / name, report=ignore)
    files = sorted(path for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert files
    for file in files:
        twin = tmp_path / "two" / file.relative_to(tmp_path / "one")
        assert file.read_bytes() == twin.read_bytes()


def test_errors_of_all_pages_are_told_at_once(project: Path, tmp_path: Path) -> None:
    (project / "one.qmd").write_text("---\ntitle: One\n---\n\n[gone](gone.qmd)\n")
    (project / "two.qmd").write_text("No title.\n")
    with pytest.raises(UserError) as raised:
        Pandoc().render(project, tmp_path / "output", report=ignore)
    assert [str(finding.where) for finding in raised.value.findings] == ["one.qmd:5", "two.qmd"]
    assert "the page has no title" in str(raised.value)


def test_a_warning_of_pandoc_is_an_error(
    project: Path, render: Read, write_notebook: Callable[..., Path]
) -> None:
    note = {"cell_type": "markdown", "metadata": {}, "source": "a[^1]\n\n[^1]: b"}
    write_notebook(note, note)
    with pytest.raises(UserError, match=r"extra.ipynb: Pandoc says: Duplicate note .* Give every"):
        render("issues/extra.ipynb")


def test_on_the_page_for_wrong_addresses_links_start_at_the_site(
    project: Path, render: Read
) -> None:
    (project / "404.qmd").write_text("---\ntitle: Not here\n---\n\n[Home](index.qmd#issues-more)\n")
    page = render("404.qmd")
    assert page.main.find("a", string="Home")["href"] == "/log/index.html#issues-more"
    assert page.script["src"] == "/log/scripts/site.js"
    assert page.find("link")["href"] == "/log/styles/site.css"


def test_the_page_for_wrong_addresses_is_not_in_the_sitemap(project: Path, tmp_path: Path) -> None:
    (project / "404.qmd").write_text("---\ntitle: Not here\n---\n")
    resources.finish(load(project), tmp_path / "output", ())
    assert "404" not in (tmp_path / "output" / "sitemap.xml").read_text()
