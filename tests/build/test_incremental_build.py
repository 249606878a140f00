"""A build does again only what must be done, and its site is the one that is built from nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editing import change
from projects import copied
from smallest import smallest

from opsg.cli import main
from opsg.core.cache import digests
from opsg.publish import previous_site
from opsg.rendering.assemble import plotly_script, plotly_version

HEAVY = {
    "polars", "plotly", "papermill", "nbformat", "nbclient", "IPython", "dataframely", "numpy",
    "opsg.data.models", "opsg.data.datasets", "opsg.pages.issue", "opsg.rendering.notebook", "rich",
}  # fmt: skip


@pytest.fixture
def copy(golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built project at another place: its sources and its cache, nothing else."""
    copy = copied(golden, tmp_path / "elsewhere")
    shutil.copytree(golden / ".opsg" / "cache", copy / ".opsg" / "cache")
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def after(golden_built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The built project at another place, with its site and all that its build has left."""
    monkeypatch.chdir(golden_built)
    return golden_built


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest project, built: not to be changed."""
    root = smallest(tmp_path_factory.mktemp("once") / "small")
    _build(root)
    return root


@pytest.fixture
def small(once: Path, tmp_path: Path) -> Path:
    """The smallest project, built, to be changed at will."""
    return copied(once, tmp_path / "small", built=True)


def _build(root: Path, *arguments: str) -> dict[str, Any]:
    """Builds a project and returns the build's summary."""
    assert main(["--renderer", "pandoc", *arguments], root=root) == 0
    summary: dict[str, Any] = json.loads((root / "_build" / "summary.json").read_text())
    assert summary["succeeded"]
    return summary


def _tree(folder: Path) -> dict[str, str]:
    return digests.digest_tree(folder, hidden=True)


def test_the_site_from_the_cache_is_the_site_that_was_built(copy: Path, golden: Path) -> None:
    cached = _build(copy)
    assert cached["notebooks"]["run"] == {}
    assert cached["pages"]["anew"] == []
    assert _tree(copy / "_site") == _tree(golden / "_site")


def test_without_the_cache_all_is_made_anew_and_comes_out_the_same(small: Path) -> None:
    anew = _build(small, "--no-cache", "--output", str(small / "scratch"))
    assert anew["notebooks"]["recalled"] == []
    assert anew["pages"]["recalled"] == []
    assert _tree(small / "scratch") == _tree(small / "_site")


@pytest.mark.parametrize("command", [["--renderer", "pandoc"], ["check"]])
def test_where_nothing_has_changed_nothing_heavy_is_imported(
    copy: Path, command: list[str]
) -> None:
    _build(copy)
    main(command, root=copy)  # a check looks at the notebooks more closely than a build does

    names = _imported(copy, command)

    assert "opsg.build" in names
    # A check reads the pages' text, whatever has changed.
    reads = {"opsg.rendering.notebook"} if command == ["check"] else set()
    assert HEAVY & names == reads


def test_where_figures_have_changed_the_libraries_are_imported_once_where_notebooks_run(
    small: Path,
) -> None:
    change(small / "data/snapshots/alerts/2021-02.csv", ",2908448,", ",2908449,")
    change(small / "notebooks/overview.ipynb", "import opsg", "import opsg ")

    names = _imported(small, ["--renderer", "pandoc"])

    assert "papermill.execute" in names
    assert {"polars", "plotly", "dataframely", "IPython"}.isdisjoint(names)


def _imported(root: Path, command: list[str]) -> set[str]:
    """What the process of a command imports."""
    source = f"import sys; from pathlib import Path; from opsg.cli import main\n" \
        f"sys.exit(main({command!r}, root=Path({str(root)!r})))"  # fmt: skip
    asked = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", source],
        capture_output=True, text=True, check=True, cwd=root,
    )  # fmt: skip
    return {line.rsplit("|", 1)[-1].strip() for line in asked.stderr.splitlines()}


def test_a_changed_figure_runs_the_notebooks_that_read_it_and_renders_what_they_changed(
    after: Path,
) -> None:
    demand = _change_capacity(after)

    summary = _build(after)

    ran = set(summary["notebooks"]["run"])
    assert {"capacity-management", "overview", "data"} <= ran
    assert ran.isdisjoint({"han-stability", "spurious-alerts"})
    assert "capacity-management" in summary["pages"]["anew"]
    assert not any("spurious" in page for page in summary["pages"]["anew"])
    assert f",{demand}," in (after / "_site/downloads/data/capacity.csv").read_text()


def _change_capacity(root: Path) -> int:
    """Change the peak demand of a row of one file; returns the new one."""
    path = root / "data" / "snapshots" / "capacity" / "2020-12.csv"
    lines = path.read_text().splitlines()
    header, first = lines[0].split(","), lines[1].split(",")
    place = header.index("peak_demand")
    demand = int(first[place]) - 1
    first[place] = str(demand)
    path.write_text("\n".join([lines[0], ",".join(first), *lines[2:], ""]))
    return demand


def test_a_build_that_would_do_the_same_as_the_last_one_does_nothing(
    copy: Path,
) -> None:
    first = _build(copy)
    left = copy / "_build" / "left"
    left.touch()

    again = _build(copy)

    assert left.exists()
    names = sorted(first["notebooks"]["recalled"]), sorted(first["pages"]["recalled"])
    assert (sorted(again["notebooks"]["recalled"]), sorted(again["pages"]["recalled"])) == names
    assert {name: again[name] for name in ("notebooks", "month", "warnings")} == {
        name: first[name] for name in ("notebooks", "month", "warnings")
    }


def _spoil(root: Path) -> None:
    (root / "_site" / "index.html").write_text("spoilt")


def _add(root: Path) -> None:
    (root / "_site" / ".hidden").touch()


def _upgrade(root: Path) -> None:
    (root / "node_modules").unlink(missing_ok=True)  # a link to the project's own
    folder = root / "node_modules" / "plotly.js-basic-dist-min"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(
        json.dumps({"version": plotly_version(plotly_script(root))})
    )
    (folder / "plotly-basic.min.js").write_bytes(plotly_script(root).read_bytes()[:1000])


@pytest.mark.parametrize("change", [_spoil, _add, _upgrade])
def test_what_is_not_as_the_last_build_left_it_is_made_good(
    copy: Path, change: Callable[[Path], None]
) -> None:
    _build(copy)
    change(copy)
    (copy / "_build" / "left").touch()
    _build(copy)

    made = copy / "_site"
    assert not (copy / "_build" / "left").exists()
    assert (made / "scripts" / "plotly.min.js").read_bytes() == plotly_script(copy).read_bytes()
    assert not (made / ".hidden").exists() and "spoilt" not in (made / "index.html").read_text()
    _build(copy)
    assert not (copy / "_build" / "left").exists()


def test_a_site_beside_which_another_edition_was_built_is_built_again(small: Path) -> None:
    _build(small, "--reported-only", "--output", str(small / "x"))
    (small / "_build" / "left").touch()

    assert _build(small)["edition"] == "illustrative"
    assert not (small / "_build" / "left").exists()


def test_a_changed_stylesheet_is_published_and_renders_no_page(after: Path) -> None:
    (after / "site" / "styles" / "base.css").write_text("body { color: teal }")

    summary = _build(after)

    assert summary["notebooks"]["run"] == {}
    assert summary["pages"]["anew"] == []
    assert "teal" in (after / "_site" / "styles" / "base.css").read_text()


def test_a_changed_word_of_the_configuration_renders_all_pages_and_runs_nothing(
    after: Path,
) -> None:
    change(after / "_quarto.yml", "title: OPSG Issues Log", "title: Issues Log")

    summary = _build(after)

    assert summary["notebooks"]["run"] == {}
    assert summary["pages"]["recalled"] == []
    assert " – Issues Log</title>" in (after / "_site" / "method.html").read_text()


def test_a_site_that_has_not_changed_leaves_the_one_before_to_go_back_to(
    small: Path,
) -> None:
    change(small / "site/template.html", "<body>", "<body class='teal'>")
    _build(small)
    _build(small)

    before = previous_site(small / "_site")
    assert before
    assert "teal" not in (before / "index.html").read_text()
    assert "teal" in (small / "_site/index.html").read_text()


def test_the_command_tells_why_a_notebook_is_run_again(
    after: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", "spurious-alerts"], root=after) == 0
    assert "The next build takes spurious-alerts from the cache" in capsys.readouterr().out

    change(after / "data/issues/spurious-alerts/2021-02.md", "## Status", "## Status\n\nNew.")
    assert main(["why", "spurious-alerts"], root=after) == 0
    assert capsys.readouterr().out.endswith(
        "The next build runs the notebook of spurious-alerts:\n"
        "  The Status of spurious-alerts, February 2021, has changed.\n"
    )

    assert main(["why", "spurious-alert"], root=after) == 1
    assert "Did you mean 'spurious-alerts'?" in capsys.readouterr().err


def test_a_failed_build_says_so_in_its_summary(after: Path) -> None:
    change(after / "data" / "stages.yml", "meaning", "meening")

    assert main(["--renderer", "pandoc"], root=after) == 1

    summary = json.loads((after / "_build" / "summary.json").read_text())
    assert summary["succeeded"] is False
    assert summary["errors"][0]["where"].startswith("data/stages.yml:")


def test_data_that_changes_during_a_build_is_not_published(
    after: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _tree(after / "_site")
    notebook = after / "notebooks" / "glossary.ipynb"
    change(
        notebook,
        "from opsg.pages import glossary",
        "!echo '#' >> ../data/glossary.yml\\nfrom opsg.pages import glossary",
    )

    assert main(["--renderer", "pandoc"], root=after) == 1

    assert "data/glossary.yml: it changed while the site was built. Build again." in (
        capsys.readouterr().err
    )
    assert _tree(after / "_site") == before


def test_two_projects_that_share_a_cache_can_be_built_at_once(small: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (small / ".opsg" / "cache").rename(cache)
    for path in list(cache.iterdir())[::2]:
        path.write_bytes(path.read_bytes()[:-1])
    shutil.rmtree(small / "_build")
    twin = Path(shutil.copytree(small, tmp_path / "twin"))
    builds = []
    for root in (small, twin):
        (root / ".opsg" / "cache").symlink_to(cache)
        source = f"import sys; from pathlib import Path; from opsg.cli import main\n" \
            f"sys.exit(main(['--renderer', 'pandoc'], root=Path({str(root)!r})))"  # fmt: skip
        builds.append(subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.DEVNULL))

    assert [build.wait() for build in builds] == [0, 0]
    assert _tree(small / "_site") == _tree(twin / "_site")
    assert not [path for path in cache.iterdir() if path.name.startswith(".")]


def test_the_look_over_a_site_tells_secrets_and_faults_together(
    after: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (after / "site" / "about.qmd").open("a") as page:
        page.write("\n[one]{#same} and [two]{#same}: somebody@smartdcc.example.org\n")

    assert main(["--renderer", "pandoc"], root=after) == 1

    told = capsys.readouterr().err
    assert "about.html: the anchor 'same' is there 2 times." in told
    assert "what looks like an e-mail address stands here." in told
    assert "3 errors" in told  # the index for the search has the address too
