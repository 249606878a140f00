"""What notebooks and `site/` give out: kinds of a list, names that are plain, nothing that acts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from opsg.build.check import check_all
from opsg.build.request import Request
from opsg.core.edition import Edition
from opsg.core.errors import Place, UserError
from opsg.core.html import FILES_TYPE
from opsg.rendering.page_sources import Sources
from opsg.verification.site import verify

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
NAMES = (
    *(f"downloads/a{ending}" for ending in (
        ".SVG", ".Svg", ".xhtml", ".XHTML", ".xml", ".html", ".HTML", ".htm", ".mht", ".mhtml",
        ".js", ".mjs", ".svgz", ".pdf", ".svg.", ".svg ", ".svg\n", ".svg\0", ".svg/", "",
    )),
    "a.csv", "../a.csv", "/etc/a.csv", "downloads/../a.csv", "downloads/..", "downloads/.csv",
    "downloads/x/../../a.csv", "downloads\\a.csv", "downloads/a\u202egvs.csv", "downloads/a;b.csv",
    "downloads", "downloads/", "", "downloads/a.csv/b.csv", f"downloads/{'a' * 300}.csv",
    f"downloads/{'a' * 300}/b.csv", "downloads/data/alerts.csv", "downloads/data/x/y.json",
    "downloads/%2e%2e/a.csv", "downloads/.hidden/a.csv",
)  # fmt: skip
HARMFUL = {
    "svg": (
        f"{SVG}><script>x</script></svg>", f"{SVG}><SCRIPT/></svg>", f'{SVG} onload="x()"/>',
        f'{SVG} OnLoad="x()"/>', f'{SVG}><image href="https://h.example/a.png"/></svg>',
        f'{SVG}><image xlink:href="//h.example/a.png"/></svg>',
        f'{SVG}><use href="other.svg#a"/></svg>', f'{SVG}><a href="java&#10;script:x">t</a></svg>',
        f'{SVG}><rect fill="url(https://h.example/a#b)"/></svg>',
        f'{SVG}><rect style="fill: u\\72l(//h.example/a)"/></svg>',
        f"{SVG}><style>@import '//h.example/a'</style></svg>",
        f'<?xml-stylesheet href="//h.example/a.css"?>{SVG}/>',
        f'{SVG}><g xml:base="//h.example/"><use href="#a"/></g></svg>',
        f'{SVG}><foreignObject><b xmlns="http://www.w3.org/1999/xhtml"/></foreignObject></svg>',
        f'{SVG}><set attributeName="href" to="javascript:x()"/></svg>',
        f'{SVG}><image href="data:image/svg+xml,&lt;svg/&gt;"/></svg>',
        f'{SVG} xmlns:h="http://www.w3.org/1999/xhtml"><h:img src="a.png"/></svg>',
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}/>', f"{SVG}>", "", "\ud800", "<html>",
    ),
    "json": ("<html><script>x()</script></html>", '{"a": NaN}', "[" * 100_000, "\ud800"),
    "csv": ("<html><script>x()</script></html>", "\n \t<svg onload='x()'>", "\ufeff<html>"),
    "txt": ("<!doctype html><script>x()</script>",),
}  # fmt: skip
HARMLESS = {
    "svg": (
        f'{SVG}><title>url of a page</title><rect fill="url(#a)"/><use href="#b"/></svg>',
        f'{SVG}><image xlink:href="data:image/png;base64,AAAA"/><g style="fill:red"/></svg>',
        f'<?xml version="1.0" encoding="utf-8"?>\n{SVG}/>',
    ),
    "json": ('{"a": "<script>"}',),
    "csv": ("month,a\n2021-02,<5\n",),
}


def offer(folder: Path, *each: object) -> None:
    """Assemble pages of notebooks, `a` and so on, of which the second cell offers files."""
    offers = zip("abc", each, strict=False)
    pages = [(f"issues/{name}", executed(folder, name, files)) for name, files in offers]
    named = {f"issues/{name}.ipynb": f"notebooks/{name}.ipynb" for name in "abc"}
    Sources(folder / "_build", Edition("2021-02"), original=named.__getitem__).add(pages)


def executed(folder: Path, name: str, files: object) -> Path:
    parameters = {"metadata": {"tags": ["injected-parameters"]}, "cell_type": "code", "id": "p"}
    shows = {
        "metadata": {},
        "cell_type": "code",
        "id": "c",
        "outputs": [{"data": {FILES_TYPE: files}}],
    }
    title = {"metadata": {}, "cell_type": "raw", "id": "t", "source": ["---\n---"]}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": [title, parameters, shows], "metadata": {}}))
    return path


@pytest.mark.parametrize("name", NAMES, ids=[repr(name)[:30] for name in NAMES])
def test_a_notebook_offers_plain_names_of_known_kinds(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as refused:
        offer(tmp_path, {name: "month\n"})
    (finding,) = refused.value.findings
    assert str(finding.where) == "notebooks/a.ipynb, cell 2"
    assert finding.remedy
    assert str(finding).isprintable() and len(str(finding)) < 400
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.ipynb"]


@pytest.mark.parametrize("kind", HARMFUL)
def test_what_acts_or_asks_for_something_is_refused_by_file_and_notebook(
    tmp_path: Path, kind: str
) -> None:
    for content in HARMFUL[kind]:
        with pytest.raises(
            UserError, match=rf"^notebooks/a\.ipynb, cell 2: in 'downloads/a\.{kind}'"
        ):
            offer(tmp_path, {f"downloads/a.{kind}": content})


@pytest.mark.parametrize(
    "files", [["a"], "a", 1, {"downloads/a.csv": 1}, {"downloads/a.csv": None}]
)
def test_files_that_are_no_texts_are_refused(tmp_path: Path, files: object) -> None:
    with pytest.raises(UserError, match=r"notebooks/a\.ipynb, cell 2: the files of an output"):
        offer(tmp_path, files)


def test_what_is_harmless_is_given_out_as_it_is(tmp_path: Path) -> None:
    for kind, contents in HARMLESS.items():
        for content in contents:
            offer(tmp_path, {f"downloads/charts/a.{kind}": content})
            assert (tmp_path / f"_build/downloads/charts/a.{kind}").read_text() == content


@pytest.mark.parametrize("name", ["a.SVG", "a.xhtml", "a.htm", "a.svgz", "a", "a.html.bak", "a.sh"])
def test_a_file_of_another_kind_is_found_in_site_and_in_a_finished_site(
    golden_copy: Path, name: str
) -> None:
    (golden_copy / "site" / "icons" / name).write_text("x")
    request = Request(golden_copy, golden_copy / "data", golden_copy / "_site")
    assert [str(each.where) for each in check_all(request).errors] == [f"site/icons/{name}"]

    site = golden_copy / "finished"
    site.mkdir()
    (site / "index.html").write_text("<title>T</title><body>Text</body>")
    (site / name).write_text("x")
    assert name in [str(each.where) for each in verify(site)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *[("a.svg", text) for text in HARMFUL["svg"][:-3]],
        ("a.xml", '<html xmlns="http://www.w3.org/1999/xhtml"><p/></html>'),
        ("a.xml", f'<feed>{SVG}><a href="javascript:x()"/></svg></feed>'),
        ("a.svg", f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}/>'.encode("utf-16")),
        ("a.png", "<html>"), ("a.pdf", "<html>"), ("a.xlsx", "PK"), ("a.csv", "<html>"),
    ],
)  # fmt: skip
def test_verify_looks_through_each_kind(tmp_path: Path, name: str, content: str | bytes) -> None:
    (tmp_path / "index.html").write_text("<title>T</title><body>Text</body>")
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(data)
    assert name in [str(each.where) for each in verify(tmp_path)]


@pytest.mark.parametrize("name", ["downloads/a.csv", "downloads/A.csv"])
def test_a_name_that_two_notebooks_offer_is_refused_with_both(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as refused:
        offer(tmp_path, {"downloads/a.csv": "month\n"}, {name: "month\n"})
    (finding,) = refused.value.findings
    assert finding.where == Place("notebooks/b.ipynb", cell=2)
    assert f"'{name}' is offered by notebooks/a.ipynb, cell 2 too." in str(finding)
