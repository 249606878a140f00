"""Both renderers make the same pages of the same project."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag

from opsg.core.cache.store import Cache
from opsg.rendering import incremental, quarto
from opsg.rendering.pandoc import Pandoc
from opsg.rendering.quarto import Quarto

pytestmark = pytest.mark.quarto

PAGES = ("index.html", "method.html", "issues/hubs.html")
QUARTOS_OWN = {"title-block-header"}


@pytest.fixture(scope="module")
def quartos(tmp_path_factory: pytest.TempPathFactory, small_site: Callable[[Path], Path]) -> Path:
    """The small site as Quarto renders it."""
    program = quarto.find()
    if program is None or quarto.too_old(quarto.version(program)):
        pytest.skip("no supported Quarto is found (QUARTO_PATH, PATH)")
    folder = tmp_path_factory.mktemp("quarto")
    project, cache = small_site(folder), Cache(folder / "cache")
    incremental.render(Quarto(program), project, folder / "site", cache, "", report=print)
    return folder / "site"


@pytest.fixture(params=PAGES)
def both(request: pytest.FixtureRequest, site: Path, quartos: Path) -> tuple[Tag, Tag]:
    """A page as Pandoc and as Quarto make it."""
    ours, theirs = (
        BeautifulSoup((folder / request.param).read_text(encoding="utf-8"), "html.parser")
        for folder in (site, quartos)
    )
    return ours, theirs


FEATURES = """---
title: All that a page may use
bibliography: sources.bib
---

::: {.callout-note}
Plain, with a footnote.[^1]
:::

::: {.callout-tip title="A *tip*" collapse="true"}
Folded.

::: {.callout-warning}
## Beware

Within another.
:::
:::

As @fig-bar shows [see @fig-two; -@fig-bar], and @smith [p. 3] says.

![Hubs & *causes*](pictures/bar.svg){#fig-bar fig-alt="One bar" .wide width=300}

![Two](pictures/bar.svg){#fig-two}

- In a list

  ![Unnumbered](pictures/bar.svg)

A picture ![in a line](pictures/bar.svg) and one of nothing ![](pictures/bar.svg){fig-alt=""}

{{< include _note.md >}}

<details><summary>More</summary>

Within.

</details>

| Cause  | Hubs |
|--------|-----:|
| Triage |   12 |

: Hubs by cause

[^1]: The *note*.

## Sources
"""


@pytest.fixture(scope="module")
def features(
    tmp_path_factory: pytest.TempPathFactory, small_site: Callable[[Path], Path]
) -> tuple[Tag, Tag]:
    """A page of everything that pages may use, as Pandoc and as Quarto make it."""
    program = quarto.find()
    if program is None or quarto.too_old(quarto.version(program)):
        pytest.skip("no supported Quarto is found (QUARTO_PATH, PATH)")
    pages = []
    for renderer in (Pandoc(), Quarto(program)):
        folder = tmp_path_factory.mktemp("features")
        project = small_site(folder)
        (project / "features.qmd").write_text(FEATURES, encoding="utf-8")
        (project / "_note.md").write_text("What is *included*, with [a link](method.qmd).\n")
        (project / "sources.bib").write_text(
            "@book{smith, title={Meters}, author={Smith, Jane}, publisher={Press}, year={2020}}"
        )
        lines: list[str] = []
        renderer.render(project, folder / "site", report=lines.append, pages=["features.qmd"])
        html = (folder / "site" / "features.html").read_text(encoding="utf-8")
        pages.append(BeautifulSoup(html, "html.parser"))
    return pages[0], pages[1]


def boxes(page: Tag) -> object:
    return [(box["class"], box.get("role"), words(box)) for box in page.find_all(class_="box")]


def citations(page: Tag) -> object:
    found = page.find_all(class_=["citation", "csl-entry", "references"])
    return [(each["class"], words(each)) for each in found]


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


@pytest.mark.parametrize(
    "fact", [words, headings, anchors, links, figures, tables, boxes, citations]
)
def test_both_renderers_agree_on_all_that_a_page_may_use(
    features: tuple[Tag, Tag], fact: Callable[[Tag], object]
) -> None:
    ours, theirs = features
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
