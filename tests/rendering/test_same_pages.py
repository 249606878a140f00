"""Both renderers make the same pages of the same project."""

from __future__ import annotations

import json
import posixpath
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag

from opsg.rendering import quarto
from opsg.rendering.quarto import Quarto

pytestmark = pytest.mark.quarto

PAGES = ("index.html", "method.html", "issues/hubs.html")
QUARTOS_OWN = {"title-block-header"}


@pytest.fixture(scope="module")
def quartos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site as Quarto renders it."""
    program = quarto.find()
    if program is None or quarto.too_old(quarto.version(program)):
        pytest.skip("no supported Quarto is found (QUARTO_PATH, PATH)")
    folder = tmp_path_factory.mktemp("quarto")
    project = shutil.copytree(Path(__file__).parent / "project", folder / "project")
    Quarto(program).render(Path(project), folder / "site", report=lambda line: None)
    return folder / "site"


@pytest.fixture(params=PAGES)
def both(request: pytest.FixtureRequest, site: Path, quartos: Path) -> tuple[Tag, Tag]:
    """A page as Pandoc and as Quarto make it."""
    ours, theirs = (
        BeautifulSoup((folder / request.param).read_text(encoding="utf-8"), "html.parser")
        for folder in (site, quartos)
    )
    return ours, theirs


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def place(address: str) -> str:
    path, mark, anchor = address.partition("#")
    return (posixpath.normpath(path) if path and ":" not in path else path) + mark + anchor


def head(page: Tag) -> object:
    sheets = [place(link["href"]) for link in page.find_all("link")]
    scripts = [place(script["src"]) for script in page.find_all("script", src=True)]
    metas = [meta.attrs for meta in page.find_all("meta")]
    return page.html["lang"], words(page.title), metas, sheets, scripts


def headings(page: Tag) -> object:
    return [(h.name, words(h)) for h in page.find_all(["h1", "h2", "h3", "h4"])]


def anchors(page: Tag) -> object:
    return sorted(tag["id"] for tag in page.find_all(id=True) if tag["id"] not in QUARTOS_OWN)


def links(page: Tag) -> object:
    return [(place(link["href"]), words(link)) for link in page.find_all("a", href=True)]


def figures(page: Tag) -> object:
    pictures = [(place(img["src"]), img["alt"]) for img in page.find_all("img")]
    return pictures, [words(caption) for caption in page.find_all("figcaption")]


def tables(page: Tag) -> object:
    return [
        (
            words(table.caption),
            [[(cell.name, words(cell)) for cell in row.find_all(["th", "td"])] for row in
             table.find_all("tr")],
        )
        for table in page.find_all("table")
    ]  # fmt: skip


def data(page: Tag) -> object:
    return [json.loads(s.string) for s in page.find_all("script", type="application/json")]


def blocks(page: Tag) -> object:
    """The cells' outputs by their classes, which the site's styles rest on."""
    return [tag["class"] for tag in page.find_all(class_="cell-output")]


@pytest.mark.parametrize(
    "fact", [words, head, headings, anchors, links, figures, tables, data, blocks]
)
def test_both_renderers_agree(both: tuple[Tag, Tag], fact: Callable[[Tag], object]) -> None:
    ours, theirs = both
    assert fact(ours) == fact(theirs)


def test_both_renderers_write_the_same_files(site: Path, quartos: Path) -> None:
    def files(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert files(quartos) - {"search.json"} == files(site)


def test_both_sitemaps_name_the_same_pages(site: Path, quartos: Path) -> None:
    def addresses(folder: Path) -> list[str]:
        sitemap = ElementTree.parse(folder / "sitemap.xml")
        return [str(place.text) for place in sitemap.iterfind(".//{*}loc")]

    assert sorted(addresses(site)) == sorted(addresses(quartos))
