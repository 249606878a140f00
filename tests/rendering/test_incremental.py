"""Only the pages that would come out differently are rendered, and the site is the same."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from opsg.core.cache import digests
from opsg.core.cache.store import Cache
from opsg.core.errors import UserError
from opsg.rendering import Renderer
from opsg.rendering.assemble import original
from opsg.rendering.incremental import render
from opsg.rendering.page_sources import TOLD
from opsg.rendering.pandoc import Pandoc
from opsg.rendering.quarto import Quarto

PAGES = ["index.html", "issues/hubs.html", "method.html"]
Build = Callable[..., list[str]]


@pytest.fixture
def build(project: Path, tmp_path: Path) -> Build:
    """Make the site as the next build would; which pages were rendered.

    Each time it is compared with a site that is made from nothing.
    """
    count = iter(range(100))

    def build(renderer: Renderer | None = None, program: str = "p") -> list[str]:
        output = tmp_path / f"site-{next(count)}"
        told: list[str] = []
        cache = Cache(tmp_path / "cache")
        renderer = renderer or Pandoc()
        done = render(renderer, project, output, cache, program, report=told.append)
        assert sorted(done.anew + done.recalled) == PAGES
        if isinstance(renderer, Pandoc):
            assert sorted(told) == sorted(done.anew)
            scratch = tmp_path / f"scratch-{next(count)}"
            nothing = Cache(scratch / "cache")
            render(Pandoc(), project, scratch / "site", nothing, "", report=lambda _: None)
            assert digests.digest_tree(output) == digests.digest_tree(scratch / "site")
        return sorted(done.anew)

    return build


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_second_render_does_nothing_but_the_site_is_there(build: Build) -> None:
    assert build() == PAGES
    assert build() == []


def test_times_of_files_make_no_difference(build: Build, project: Path) -> None:
    build()
    for path in project.rglob("*"):
        os.utime(path, (1, 1))

    assert build() == []


def test_an_edited_page_is_rendered_alone(build: Build, project: Path) -> None:
    build()
    notebook = json.loads((project / "issues/hubs.ipynb").read_text())
    notebook["cells"][0]["source"] = ["---\n", "title: Another\n", "---\n"]
    (project / "issues/hubs.ipynb").write_text(json.dumps(notebook))

    assert build() == ["issues/hubs.html"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("template.html", "<body>", "<body class='new'>"),
        ("_quarto.yml", "Test site", "The site"),
        ("_quarto.yml", "css: styles/site.css", "css: [styles/site.css, styles/method.css]"),
        ("_site.yml", "White", "Green"),
        ("issues/_metadata.yml", "../", ".././"),
    ],
)
def test_what_all_pages_share_renders_them_all(
    build: Build, project: Path, file: str, old: str, new: str
) -> None:
    build()
    _change(project / file, old, new)

    assert build() == PAGES


def test_what_a_page_is_told_otherwise_than_the_others_does_not_count_for_it(
    build: Build, project: Path
) -> None:
    page = project / "issues/hubs.ipynb"
    notebook = json.loads(page.read_text())
    front = "".join(notebook["cells"][0]["source"]).rstrip().removesuffix("---")
    notebook["cells"][0]["source"] = f"{front}classification: Red\n---"
    notebook["metadata"][TOLD] = ["classification"]
    page.write_text(json.dumps(notebook))
    build()
    _change(project / "_site.yml", "White", "Green")

    assert build() == ["index.html", "method.html"]


def test_a_report_more_or_less_renders_only_what_links_to_it(build: Build, project: Path) -> None:
    (project / "reports").mkdir()
    (project / "reports/2021-02.pdf").write_bytes(b"%PDF-")
    with (project / "index.qmd").open("a") as page:
        page.write("\n\n[Report](reports/2021-02.pdf)\n")
    build()
    (project / "reports/2021-03.pdf").write_bytes(b"%PDF-")
    assert build() == []

    (project / "reports/2021-02.pdf").unlink()
    assert build() == ["index.html"]


@pytest.mark.parametrize("file", ["styles/site.css", "scripts/site.js", "data/figures.csv"])
def test_what_goes_to_readers_as_it_is_renders_none_that_cannot_show_it(
    build: Build, project: Path, file: str
) -> None:
    build()
    (project / file).write_text("new")

    assert build() == []


def test_a_page_is_rendered_when_what_it_includes_changes(
    build: Build, project: Path, stand_in: Callable[..., Path]
) -> None:
    (project / "index.qmd").write_text("---\ntitle: Home\n---\n\n{{< include _note.md >}}\n")
    for renderer in (Quarto(str(stand_in(WRITES))), Pandoc()):
        (project / "_note.md").write_text("One.")
        build(renderer)
        (project / "_note.md").write_text("Two.")

        assert "index.html" in build(renderer)


def test_errors_name_what_is_written_and_not_its_copy(project: Path, tmp_path: Path) -> None:
    (project / "index.qmd").write_text("---\ntitle: Home\n---\n\n::: {.panel-tabset}\n:::\n")
    (project / "issues/hubs.ipynb").write_text("{}")
    root = tmp_path / "root"
    (root / "site").mkdir(parents=True)
    (root / "site" / "index.qmd").touch()
    names = partial(original, root=root, notebooks={"issues/hubs.ipynb": "notebooks/hubs.ipynb"})
    with pytest.raises(UserError) as raised:
        cache = Cache(tmp_path / "cache")
        render(Pandoc(), project, tmp_path / "o", cache, "p", report=print, original=names)
    assert [str(finding.where) for finding in raised.value.findings] == [
        "site/index.qmd:5", "notebooks/hubs.ipynb"
    ]  # fmt: skip


def test_a_new_file_renders_all_because_pages_may_link_to_it(build: Build, project: Path) -> None:
    build()
    (project / "scripts/more.js").write_text("more")

    assert build() == PAGES


def test_a_link_that_leads_nowhere_any_more_is_found(build: Build, project: Path) -> None:
    build()
    (project / "method.qmd").unlink()

    with pytest.raises(UserError, match=r"method\.qmd"):
        build()


def test_another_program_or_renderer_renders_all(build: Build) -> None:
    build()

    class Newer(Pandoc):
        version = "newer"

    assert build(program="q") == PAGES
    assert build(Newer()) == PAGES
    assert build() == []


def test_a_damaged_entry_is_rendered_anew(build: Build, tmp_path: Path) -> None:
    build()
    (entry,) = (tmp_path / "cache").glob("page.method*")
    entry.write_bytes(entry.read_bytes()[:-5])

    assert build() == ["method.html"]
    assert build() == []


WRITES = """
names = ["index", "method", "issues/hubs"]
if not asked.is_dir():
    names = [asked.relative_to(project).with_suffix("")]
for name in names:
    write(f"{name}.html")
with (here / "asked").open("a") as log:
    log.write(f"{asked.name} ")
"""


def test_under_quarto_changed_pages_are_rendered_one_by_one(
    build: Build, project: Path, stand_in: Callable[..., Path]
) -> None:
    program = stand_in(WRITES)
    assert build(Quarto(str(program))) == PAGES
    _change(project / "index.qmd", "home", "start")
    assert build(Quarto(str(program))) == ["index.html"]
    assert build(Quarto(str(program))) == []

    assert (program.parent / "asked").read_text() == "project index.qmd "


def test_under_quarto_a_changed_stylesheet_renders_all(
    build: Build, project: Path, stand_in: Callable[..., Path]
) -> None:
    program = stand_in(WRITES)
    build(Quarto(str(program)))
    (project / "styles/site.css").write_text("new")

    assert build(Quarto(str(program))) == PAGES


def test_another_version_of_quarto_renders_all(build: Build, stand_in: Callable[..., Path]) -> None:
    program = stand_in(WRITES)
    build(Quarto(str(program)))
    _change(program, "1.10.18", "1.10.19")

    assert build(Quarto(str(program))) == PAGES


def test_files_of_which_it_is_not_known_whose_they_are_are_not_kept(
    build: Build, stand_in: Callable[..., Path]
) -> None:
    program = stand_in(f"{WRITES}\nwrite('site_libs/library.js')")

    assert build(Quarto(str(program))) == PAGES
    assert build(Quarto(str(program))) == PAGES
