"""The project's configuration, its layers, and what is refused in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from opsg.core.errors import UserError
from opsg.rendering.project import load, match_files, merge, parse

Read = Callable[[str], BeautifulSoup]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_dates_and_yes_stay_text() -> None:
    values = parse("a: 2021-02-23\nb: yes\nc: true\nd: 012\ne: 1:30\nf: 4.5\ng:\n", "x")
    assert values == {
        "a": "2021-02-23", "b": "yes", "c": True, "d": "012", "e": "1:30", "f": 4.5, "g": None
    }  # fmt: skip


def test_a_yaml_error_has_file_and_line(project: Path, render: Read) -> None:
    (project / "index.qmd").write_text('---\ntitle: A\ndescription: "open\n---\n')
    with pytest.raises(UserError, match=r"index.qmd:\d: This is not YAML that can be read"):
        render("index.qmd")


def test_layers_merge_and_lists_join() -> None:
    lower = {"a": {"x": 1, "y": 1}, "css": ["one"], "b": 1}
    upper = {"a": {"y": 2}, "css": ["one", "two"], "b": 2}
    assert merge(lower, upper) == {"a": {"x": 1, "y": 2}, "css": ["one", "two"], "b": 2}


def test_settings_that_name_a_file_are_seen_from_the_page(project: Path) -> None:
    site = load(project)
    (page,) = [page for page in site.pages if page.source == "issues/hubs.ipynb"]
    settings = site.settings_of(page, {"title": "No file"})
    assert settings["css"] == ["../styles/site.css"]
    assert (settings["root"], settings["title"]) == ("../", "No file")


def test_the_render_list_takes_patterns_folders_and_exceptions(tmp_path: Path) -> None:
    for name in ("a.qmd", "b.qmd", "in/c.ipynb", "in/_d.qmd", "in/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert match_files(tmp_path, ["*.qmd", "!b.qmd"]) == ["a.qmd", "in/_d.qmd"]
    assert match_files(tmp_path, ["/*.qmd"]) == ["a.qmd", "b.qmd"]
    assert match_files(tmp_path, ["in"]) == ["in/_d.qmd", "in/c.ipynb", "in/e.txt"]


def test_without_a_render_list_every_source_is_a_page(project: Path) -> None:
    text = (project / "_quarto.yml").read_text()
    start, end = text.index("  render:"), text.index("  resources:")
    (project / "_quarto.yml").write_text(text[:start] + text[end:])
    assert [page.source for page in load(project).pages] == [
        "draft.qmd", "index.qmd", "issues/hubs.ipynb", "method.qmd"
    ]  # fmt: skip


def test_a_page_that_the_render_list_names_must_be_there(project: Path) -> None:
    change(project / "_quarto.yml", '- "*.qmd"', "- gone.qmd")
    with pytest.raises(UserError, match=r"_quarto.yml, project: render: no page is called 'gone"):
        load(project)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "  title: Test site",
            "  title: Test site\n  navbar: {}",
            r"website: the setting `navbar`",
        ),
        ("type: website", "type: book", r"project: `type: book` is not supported"),
        ("output-dir: _site", "pre-render: x.py", r"project: the setting `pre-render` is not"),
        ("    theme: none", "    theme: cosmo", r"index.qmd: `theme: cosmo` is not supported"),
        ("    theme: none", "    grid: {}", r"_quarto.yml: the setting `format: html: grid`"),
        ("  html:", "  pdf: {}\n  html:", r"the setting `format: pdf` is not"),
        ("  enabled: false", "  enabled: true", r"`execute: enabled: True` is not supported"),
        ("  echo: false", "  echo: true", r"`execute: echo: True` is not supported"),
        ("  echo: false", "  warning: false", r"the setting `execute: echo` is missing"),
        ("  echo: false", "  output: false", r"the setting `execute: output` is not supported"),
        ("lang: en-GB", "number-sections: true", r"_quarto.yml: the setting `number-sections` is"),
    ],
)
def test_a_setting_that_is_not_supported_is_refused_by_name(
    old: str, new: str, message: str, project: Path, render: Read
) -> None:
    change(project / "_quarto.yml", old, new)
    with pytest.raises(UserError, match=message):
        render("index.qmd")


def test_a_setting_of_a_page_or_a_folder_is_refused_by_name(project: Path, render: Read) -> None:
    change(project / "method.qmd", "toc: false", "number-sections: true")
    with pytest.raises(UserError, match=r"method.qmd: the setting `number-sections`"):
        render("method.qmd")
    change(project / "issues" / "_metadata.yml", "affects:", "listing:")
    with pytest.raises(UserError, match=r"issues/_metadata.yml: the setting `listing`"):
        render("issues/hubs.ipynb")
