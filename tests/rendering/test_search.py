"""The search: what is indexed, the same every time, and the page that searches it."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.rendering import choose, incremental, search

ROOT = Path(__file__).parents[2]


def page(title: str, says: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><title>{title} – Log</title></head><body>'
        "<header><nav>Navigation</nav></header>"
        f'<main><h1>{title}</h1><p>{says}</p><figure class="chart"><p>Drawn</p>'
        "<details><summary>Table</summary>Hidden figures</details></figure>"
        '<ol class="chevrons"><li>Raised</li><li class="now">Monitoring</li></ol></main>'
        "<footer>Foot</footer></body></html>"
    )


def site(folder: Path, seed: int = 0) -> Path:
    pages = {f"issues/i{number:02}.html": f"Meters {number}" for number in range(12)}
    pages |= {name: name for name in ("index.html", "404.html", "search.html")}
    names = list(pages)
    random.Random(seed).shuffle(names)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(page(pages[name], f"Alerts of {pages[name]}"))
    return folder


def indexed(folder: Path) -> dict[str, dict[str, Any]]:
    """What the index holds of each page, by its address."""
    fragments = (folder / "pagefind" / "fragment").iterdir()
    contents = [gzip.decompress(path.read_bytes()) for path in fragments]
    pages = [json.loads(content.removeprefix(b"pagefind_dcd")) for content in contents]
    return {each["url"]: each for each in pages}


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_pages_are_indexed_but_those_that_are_no_find(tmp_path: Path) -> None:
    search.index(site(tmp_path), tmp_path)
    assert set(indexed(tmp_path)) == {"/index.html", *(f"/issues/i{n:02}.html" for n in range(12))}


def test_only_the_main_part_of_a_page_is_indexed(tmp_path: Path) -> None:
    search.index(site(tmp_path), tmp_path)
    found = indexed(tmp_path)["/issues/i07.html"]
    assert found["content"] == "Meters 7. Alerts of Meters 7. Drawn. Monitoring."
    assert found["meta"]["title"] == "Meters 7"


def test_the_same_pages_give_the_same_index_in_whatever_order_they_were_written(
    tmp_path: Path,
) -> None:
    one, other = site(tmp_path / "one", seed=1), site(tmp_path / "other", seed=2)
    search.index(one, one)
    search.index(other, other)
    assert files(one / "pagefind") == files(other / "pagefind")


def test_english_is_stemmed_and_no_interface_is_published(tmp_path: Path) -> None:
    search.index(site(tmp_path), tmp_path)
    names = {path.name for path in (tmp_path / "pagefind").iterdir() if path.is_file()}
    names = {name for name in names if not name.endswith(".pf_meta")}
    assert names == {"pagefind.js", "pagefind-entry.json", "wasm.en-gb.pagefind"}


def test_without_pagefind_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    with pytest.raises(UserError, match="pagefind_bin is missing"):
        search.index(site(tmp_path), tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search page with two others, in a folder below a server's root."""
    root = tmp_path_factory.mktemp("search")
    project, output = root / "project", root / "served" / "below"
    shutil.copytree(ROOT / "site", project, ignore=shutil.ignore_patterns("*.qmd"))
    shutil.copyfile(ROOT / "site" / "search.qmd", project / "search.qmd")
    for name, title in (("one", "Spurious Alerts"), ("two", "Certificates")):
        words = f"# {title} explained {{#explained}}\n\nThe certificates of {title} <b>& more</b>."
        (project / f"{name}.qmd").write_text(f"---\ntitle: {title}\n---\n\n{words}\n")
    (project / "records.qmd").write_text(
        "---\ntitle: Records\n---\n\nProblem Record PBI000000121298.\n\n## User 07\n\nA User.\n"
    )
    for number in range(12):
        text = f"---\ntitle: Page {number}\n---\n\nAbundant.\n"
        (project / f"page-{number:02}.qmd").write_text(text)
    (project / "_quarto.yml").write_text(
        "project:\n  type: website\n  resources: [styles, scripts]\n"
        "website:\n  title: Log\nlang: en-GB\nroot: ./\nexecute:\n  echo: false\n"
        "format:\n  html:\n    theme: none\n    minimal: true\n    template: template.html\n"
        "    css: [styles/base.css, styles/data.css]\n"
    )
    output.mkdir(parents=True)
    cache = Cache(project.parent / "cache")
    incremental.render(choose("pandoc"), project, output, cache, "", report=lambda _: None)
    search.index(output, output)
    return output


@pytest.fixture(scope="module")
def address(built: Path, serve: Callable[[Path], str]) -> str:
    return f"{serve(built.parent)}/below/search.html"


@pytest.fixture(scope="module")
def only_tab(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as window:
        yield window.new_page()


@pytest.fixture
def tab(only_tab: Page) -> Iterator[Page]:
    """The tab of all tests, with nothing remembered."""
    yield only_tab
    only_tab.unroute_all()
    if only_tab.url.startswith("http:"):
        only_tab.evaluate("localStorage.clear()")


@pytest.mark.browser
def test_words_find_pages_and_their_sections_below_a_sub_path(tab: Page, address: str) -> None:
    tab.goto(address)
    tab.get_by_label("Words to look for").fill("certif")
    expect(tab.get_by_role("status")).to_have_text("2 pages have “certif”.")
    found = tab.locator(".search-results")
    expect(found.get_by_role("link", name="Certificates", exact=True)).to_be_visible()
    expect(found.locator("mark").first).to_be_visible()
    section = found.get_by_role("link", name="Certificates explained")
    section.click()
    assert tab.url == address.replace("search.html", "two.html#explained")


@pytest.mark.browser
def test_the_address_of_a_search_can_be_shared(tab: Page, address: str) -> None:
    tab.goto(f"{address}?q=spurious")
    expect(tab.get_by_role("status")).to_have_text("1 page has “spurious”.")
    tab.get_by_label("Words to look for").fill("certificates")
    expect(tab.get_by_role("status")).to_contain_text("2 pages")
    assert tab.url == f"{address}?q=certificates"


@pytest.mark.browser
def test_numbers_are_found_as_people_write_them(tab: Page, address: str) -> None:
    for words in ("PBI000000121298", "PBI 121298", "pbi121298", "121298", "User 07", "user 7"):
        tab.goto(f"{address}?q={words}")
        expect(tab.get_by_role("status")).to_have_text(f"1 page has “{words}”.")
        expect(tab.locator(".search-results").get_by_role("link", name="Records")).to_be_visible()


@pytest.mark.browser
def test_the_slash_goes_to_the_box_of_every_page_until_it_is_switched_off(
    tab: Page, address: str
) -> None:
    other = address.replace("search.html", "one.html")
    tab.goto(other)
    tab.keyboard.press("/")
    expect(tab.get_by_label("Search the site")).to_be_focused()
    tab.keyboard.type("abundant/")
    expect(tab.get_by_label("Search the site")).to_have_value("abundant/")
    tab.keyboard.press("Backspace")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{address}?q=abundant")
    tab.get_by_label("on every page").uncheck()
    tab.goto(other)
    tab.keyboard.press("/")
    expect(tab.get_by_label("Search the site")).not_to_be_focused()


@pytest.mark.browser
def test_the_box_of_a_page_opened_as_a_file_leads_to_the_search_page(
    tab: Page, built: Path
) -> None:
    tab.goto((built / "one.html").as_uri())
    tab.get_by_label("Search the site").fill("a & b")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=a%20%26%20b")
    expect(tab.get_by_role("status")).to_contain_text("Search needs a web server")


@pytest.mark.browser
def test_words_that_are_nowhere_are_told_of(tab: Page, address: str) -> None:
    tab.goto(f"{address}?q=zebra")
    expect(tab.get_by_role("status")).to_contain_text("No page has “zebra”")
    expect(tab.locator(".search-results > li")).to_have_count(0)


@pytest.mark.browser
def test_more_pages_are_shown_by_keyboard(tab: Page, address: str) -> None:
    tab.goto(f"{address}?q=abundant")
    expect(tab.locator(".search-results > li")).to_have_count(10)
    tab.get_by_role("button", name="Show more pages").press("Enter")
    expect(tab.locator(".search-results > li")).to_have_count(12)
    expect(tab.locator(".search-results > li > a").nth(10)).to_be_focused()
    expect(tab.get_by_role("button", name="Show more pages")).to_be_hidden()


@pytest.mark.browser
def test_searching_satisfies_a_strict_policy_and_asks_no_other_host(
    tab: Page, address: str
) -> None:
    policy = (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
        "connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
    )
    told: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    tab.route(
        "**/search.html*",
        lambda route: route.fulfill(
            response=route.fetch(), headers={"content-security-policy": policy}
        ),
    )
    tab.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    tab.goto(f"{address}?q=certificates")
    expect(tab.get_by_role("status")).to_contain_text("2 pages")
    assert told == []
    assert {url.split("/")[2] for url in asked} == {address.split("/")[2]}


@pytest.mark.browser
def test_a_page_opened_as_a_file_says_that_search_needs_a_server(tab: Page, built: Path) -> None:
    tab.goto((built / "search.html").as_uri())
    expect(tab.get_by_role("status")).to_contain_text("Search needs a web server")
    expect(tab.locator("form")).to_be_hidden()


@pytest.mark.browser
def test_without_scripts_the_page_says_that_search_needs_them(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    assert "Search needs JavaScript" in opened.locator("main").inner_text()
    expect(opened.locator("form")).to_be_hidden()
    context.close()
