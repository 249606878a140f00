"""The command: what it accepts, what it says, and the code with which it ends."""

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from projects import GOLDEN

from opsg.cli import main

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("polars", "plotly", "papermill", "nbformat", "pydantic", "yaml", "rich", "IPython")
PAGE = 'month = ""\nreported_only = False'
ISSUE = f'{PAGE}\nslug = ""'
SHOWS = "from IPython.display import Markdown\n"
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Runs the command in a small project and returns its code, output and errors."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments, root=tmp_path)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small log with the smallest of notebooks and pages."""
    from opsg.data.log import load

    (tmp_path / "data").symlink_to(GOLDEN / "data")
    (tmp_path / "site").mkdir()
    template = (
        "<!DOCTYPE html>\n<html><head><title>$title$</title></head><body>$body$</body></html>\n"
    )
    (tmp_path / "site" / "template.html").write_text(template)
    (tmp_path / "_quarto.yml").write_text(
        "project: {type: website, output-dir: _site, render: ['*.ipynb', 'issues/*.ipynb']}\n"
        "metadata-files: [_site.yml]\n"
        "website: {title: Log, site-url: 'https://log.example/'}\n"
        "execute: {enabled: false, echo: false}\n"
        "format: {html: {theme: none, minimal: true, template: template.html}}\n"
    )
    (tmp_path / "notebooks").mkdir()
    for issue in load(tmp_path / "data").issues:
        source = f"{SHOWS}Markdown(f'{{slug}} {{month}}')"
        _write(tmp_path, issue.slug, ISSUE, source, issue.title)
    _write(tmp_path, "overview", PAGE, f"{SHOWS}Markdown(f'home {{month}}')")
    return tmp_path


def _write(project: Path, name: str, parameters: str, source: str, title: str = "A page") -> None:
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_raw_cell(f"---\ntitle: {title}\n---", id="t"),
            nbformat.v4.new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(source, id="c"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
    )
    nbformat.write(made, project / "notebooks" / f"{name}.ipynb")


def test_help_is_printed_without_importing_anything_heavy() -> None:
    asked = subprocess.run(
        [sys.executable, "-X", "importtime", ROOT / "build.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in asked.stderr.splitlines()}
    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)
    assert "--reported-only" in asked.stdout


def test_wrong_usage_ends_with_2_and_names_the_nearest_option(command: Command) -> None:
    code, _, error = command("--mont", "2021-02")

    assert code == 2
    assert "--month" in error


def test_a_folder_that_is_no_project_is_an_error_that_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main([]) == 1
    assert "Run the command in the folder" in capsys.readouterr().err


def test_data_that_is_not_there_is_named(command: Command) -> None:
    code, _, error = command("check", "--data", "nowhere")

    assert code == 1
    assert "nowhere: there is no such folder. Name it with --data." in error


def test_check_tells_every_mistake_of_log_and_snapshots_at_once(
    command: Command, tmp_path: Path
) -> None:
    shutil.copytree(GOLDEN / "data", tmp_path / "data")
    (tmp_path / "data" / "stages.yml").write_text("- {name: Raised, meening: x}\n")
    (tmp_path / "data" / "snapshots" / "alerts" / "2021-02.csv").write_text("month,nonsense\n")

    code, _, error = command("check")

    assert code == 1
    assert "stages.yml:1" in error
    assert "alerts/2021-02.csv" in error
    assert "Traceback" not in error


def test_check_finds_sound_data_in_order(command: Command, project: Path) -> None:
    code, said, _ = command("check")

    assert code == 0
    assert "The data is in order: 3 issues" in said


def test_the_site_is_built_and_the_command_says_where_to_open_it(
    command: Command, project: Path
) -> None:
    code, said, error = command("--renderer", "pandoc")

    assert (code, error) == (0, "")
    assert f"Open {project / '_site' / 'index.html'}" in said
    assert "home 2021-02" in (project / "_site" / "index.html").read_text()
    assert "han-stability 2021-02" in (project / "_site/issues/han-stability.html").read_text()
    assert "han-stability  0." in said
    assert "  han-stability\n" in said.partition("Render pages")[2]


def test_what_each_step_does_is_told_where_that_is_asked_for(
    command: Command, project: Path
) -> None:
    data = (project / "data").resolve()
    done = f"{data} is as it was when it was found in order"
    command("check")
    _, _, error = command("check")
    assert done not in error

    try:
        _, _, error = command("-v", "check")
    finally:
        logging.getLogger("opsg").handlers.clear()
        logging.getLogger("opsg").setLevel(logging.NOTSET)
    assert done in error


def test_a_single_page_is_built_anew_and_the_others_are_kept(
    command: Command, project: Path
) -> None:
    command("--renderer", "pandoc")
    _write(project, "overview", PAGE, f"{SHOWS}Markdown('changed')")

    code, said, _ = command("--renderer", "pandoc", "--only", "overview")

    assert code == 0
    assert "Run notebooks (1)" in said
    assert "changed" in (project / "_site" / "index.html").read_text()
    assert "han-stability 2021-02" in (project / "_site/issues/han-stability.html").read_text()


def test_a_failing_notebook_leaves_the_published_site_alone(
    command: Command, project: Path
) -> None:
    command("--renderer", "pandoc")
    _write(project, "han-stability", ISSUE, "1 / 0", "Stability within the HAN")

    code, _, error = command("--renderer", "pandoc")

    assert code == 1
    assert "han-stability.ipynb, cell 3, line 1: `1 / 0` failed. ZeroDivisionError" in error
    assert "Traceback" not in error
    assert "han-stability 2021-02" in (project / "_site/issues/han-stability.html").read_text()


def test_a_month_without_a_meeting_is_refused_with_those_there_are(
    command: Command, project: Path
) -> None:
    code, _, error = command("--month", "2020-01")

    assert code == 1
    assert "2021-02" in error


def test_a_folder_that_no_build_made_is_not_replaced(command: Command, project: Path) -> None:
    code, _, error = command("--output", str(project / "site"))

    assert code == 1
    assert "template.html" in error
    assert (project / "site" / "template.html").is_file()


def test_ctrl_c_ends_the_build_with_130_and_leaves_no_process(project: Path) -> None:
    _write(
        project,
        "overview",
        PAGE,
        "import os, pathlib\npathlib.Path('../pid').write_text(str(os.getpid()))\nwhile True: pass",
    )
    source = f"import sys; from pathlib import Path; from opsg.cli import main\n" \
        f"sys.exit(main([], root=Path({str(project)!r})))"  # fmt: skip
    running = subprocess.Popen(
        [sys.executable, "-c", source], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    noted = project / "pid"
    for _ in range(1200):
        if noted.is_file() and noted.read_text():
            break
        threading.Event().wait(0.05)
    running.send_signal(2)
    _, error = running.communicate(timeout=60)

    assert running.returncode == 130
    assert error == "Interrupted. The published site is as it was.\n"
    assert not _lives(int(noted.read_text()))
    assert not (project / "_site").exists()


def _lives(process: int) -> bool:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        threading.Event().wait(0.02)
    return True
