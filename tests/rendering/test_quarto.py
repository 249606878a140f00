"""Running Quarto, with a stand-in for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from inspect import cleandoc
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.rendering import choose, quarto
from opsg.rendering.quarto import Quarto

StandIn = Callable[..., Path]
PAGES = '"index.html", "method.html", "issues/hubs.html"'


def ignore(line: str) -> None:
    """Nobody listens."""


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 60
    while not (path.is_file() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return path.read_text()


def ended(process: int) -> bool:
    """Whether a process is gone, or dead and waiting for its parent to notice."""
    status = Path(f"/proc/{process}/stat")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if status.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


def test_the_named_quarto_is_found(stand_in: StandIn) -> None:
    program = stand_in()
    assert quarto.find() == str(program)
    assert quarto.version(str(program)) == (1, 10, 18)


def test_auto_takes_quarto_where_there_is_one(stand_in: StandIn) -> None:
    stand_in()
    assert choose("auto").name == "Quarto"


def test_auto_takes_pandoc_where_quarto_is_too_old(stand_in: StandIn) -> None:
    stand_in(version="1.7.34")
    assert choose("auto").name == "Pandoc"


def test_auto_takes_pandoc_where_there_is_no_quarto(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "none"))
    assert choose("auto").name == "Pandoc"


def test_quarto_asked_for_by_name_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "none"))
    with pytest.raises(UserError, match=r"Quarto is not found.*--renderer pandoc"):
        choose("quarto")


def test_quarto_asked_for_by_name_must_be_new_enough(stand_in: StandIn) -> None:
    stand_in(version="1.7.34")
    with pytest.raises(UserError, match=r"is 1.7.34, and 1.8 or newer is needed"):
        choose("quarto")


def test_a_quarto_that_tells_no_version_is_not_supported(stand_in: StandIn) -> None:
    stand_in(version="?")
    with pytest.raises(UserError, match=r"is an unknown version"):
        choose("quarto")


def test_quarto_renders_the_project_into_the_output_without_executing(
    stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    program = stand_in(f"write({PAGES})")
    output = tmp_path / "output"
    choose("quarto").render(project, output, report=ignore)
    seen = json.loads((program.parent / "seen.json").read_text())
    assert seen["argv"] == [
        "render", str(project), "--no-execute", "--output-dir", str(output)
    ]  # fmt: skip
    assert seen["cwd"] == str(project)
    assert seen["no_color"] == "1"
    assert {"_quarto.yml", "_site.yml", "template.html", "issues/hubs.ipynb"} <= set(seen["files"])


def test_quarto_renders_chosen_pages_one_at_a_time(
    stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    program = stand_in("write(asked.relative_to(project).with_suffix('.html'))")
    lines: list[str] = []
    pages = ["method.qmd", "issues/hubs.ipynb"]
    choose("quarto").render(project, tmp_path / "output", report=lines.append, pages=pages)
    seen = json.loads((program.parent / "seen.json").read_text())
    assert seen["argv"][:2] == ["render", str(project / "issues" / "hubs.ipynb")]
    assert lines == ["method.html", "issues/hubs.html"]


def test_the_log_is_reported_as_it_comes(stand_in: StandIn, project: Path, tmp_path: Path) -> None:
    stand_in(
        f"""
        print("\\x1b[1m[1/3] index.qmd\\x1b[22m", flush=True)
        print("[2/3] issues/hubs.ipynb", flush=True)
        print("WARN: something of no matter", file=sys.stderr)
        write({PAGES})
        """
    )
    lines: list[str] = []
    choose("quarto").render(project, tmp_path / "output", report=lines.append)
    assert lines == ["index.html", "issues/hubs.html", "WARN: something of no matter"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # Settings, as Quarto's errors.ts and validate-document.ts write them.
        (
            """\x1b[91mERROR: Validation of YAML front matter failed.
            ERROR: In file method.qmd
            (line 3, columns 6--7) Field "toc" has value 7, which must be true or false
            3: toc: 7
                    ~
            ✖ The value must be true or false.
            ERROR: Render failed due to invalid YAML.
            Stack trace:
                at render (quarto.js:1:1)""",
            'method.qmd:3: Quarto failed: In file method.qmd (line 3, columns 6--7) Field "toc"'
            " has value 7, which must be true or false ✖ The value must be true or false.",
        ),
        (
            """ERROR: YAMLError: {project}/index.qmd:
            bad indentation of a mapping entry at line 2, column 9:
            title: a: b
                    ^""",
            "index.qmd:2: Quarto failed: YAMLError: {project}/index.qmd: bad indentation of a",
        ),
        # A Lua filter, as Pandoc tells it.
        (
            """Error running filter {project}/filters/blocks.lua:
            {project}/filters/blocks.lua:12: attempt to index a nil value (local 'div')
            stack traceback:
                [C]: in ?""",
            "filters/blocks.lua:12: Quarto failed: Error running filter {project}/filters",
        ),
        (
            """ERROR: Include directive failed.
              in file {project}/method.qmd,
              could not find file {project}/_gone.md.""",
            "method.qmd: Quarto failed: Include directive failed. in file",
        ),
        (
            """ERROR: NotFound: No such file or directory (os error 2): readfile 'gone.html'""",
            "method.qmd: Quarto failed: NotFound: No such file or directory (os error 2): readfile",
        ),
        ("""nothing that is known""", "method.qmd: Quarto failed: nothing that is known"),
    ],
)
def test_a_failure_gives_file_line_and_quartos_words(
    said: str, told: str, stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    lines = cleandoc(said).replace("{project}", str(project))
    stand_in(f"print('[2/3] method.qmd')\nprint({lines!r}, file=sys.stderr)\nraise SystemExit(1)")
    with pytest.raises(UserError) as raised:
        choose("quarto").render(project, tmp_path / "output", report=ignore)
    assert str(raised.value).startswith(told.replace("{project}", str(project)))
    assert len(raised.value.findings) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "WARN: Unable to resolve link target: gone.qmd",
            "Unable to resolve link target: gone.qmd",
        ),
        (
            "WARNING (/q/share/filters/main.lua:128) Unable to resolve crossref @fig-x",
            "Unable to resolve crossref @fig-x",
        ),
        (
            "WARNING (/q/share/filters/main.lua:340) \nThe string ::: was found",
            "The string ::: was",
        ),
        ("[WARNING] Duplicate note reference '1' at line 9", "Duplicate note reference '1'"),
    ],
)
def test_a_warning_about_a_page_is_an_error(
    line: str, said: str, stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    stand_in(f"print('[1/3] index.qmd')\nprint({line!r})\nwrite({PAGES})")
    with pytest.raises(UserError) as raised:
        choose("quarto").render(project, tmp_path / "output", report=ignore)
    assert str(raised.value).startswith(f"index.qmd: Quarto says: {said}")


def test_a_page_that_quarto_leaves_out_is_an_error(
    stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    stand_in('write("index.html", "method.html")')
    with pytest.raises(UserError, match=r"issues/hubs.ipynb: Quarto did not render the page"):
        choose("quarto").render(project, tmp_path / "output", report=ignore)


HANG = """
child = subprocess.Popen(["sleep", "600"])
(here / "child").write_text(str(child.pid))
print("[1/3] index.qmd", flush=True)
time.sleep(600)
"""


def test_a_hanging_quarto_is_ended_with_its_children(
    stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    program = stand_in(HANG)
    with pytest.raises(UserError, match=r"stopped because it took longer than 2 seconds"):
        Quarto(str(program), seconds=2).render(project, tmp_path / "output", report=ignore)
    assert ended(int(wait_for(program.parent / "child")))


def test_an_interrupted_quarto_is_ended_with_its_children(
    stand_in: StandIn, project: Path, tmp_path: Path
) -> None:
    program = stand_in(HANG)

    def interrupt(line: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Quarto(str(program)).render(project, tmp_path / "output", report=interrupt)
    assert ended(int(wait_for(program.parent / "child")))
