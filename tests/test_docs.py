"""What the documents say to do can be done, and what they point to is there."""

import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import plotly.express as px
import polars as pl
import pytest
from projects import FEBRUARY, GOLDEN, assembled
from typer.main import get_command

from opsg.cli import app
from opsg.core.notebook_file import written
from opsg.pages.issue import IssuePage, open_issue

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [*(ROOT / "docs").glob("*.md"), *(ROOT / name for name in ("README.md", "CONTRIBUTING.md"))]
)
COPIED = (
    "Makefile", "build.py", "docs", "opsg", "package.json", "package-lock.json", "pyproject.toml",
    "requirements.lock", "tests/fixtures", "tools/uv.txt",
)  # fmt: skip
SECONDS = 600
REFERENCE = runpy.run_path(str(ROOT / "tools/notebook_reference.py"))
# Of another issue or with arguments of the program.
OF_OTHERS = ("forecasts", "as_known")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)


def commands(document: Path) -> str:
    """The commands of a document's `sh` blocks, in their order."""
    return "\n".join(blocks(document, "sh"))


def copied(folder: Path) -> Path:
    """The small project as somebody has it who has run `make site` once."""
    assembled(GOLDEN, folder)
    (folder / "node_modules").unlink(missing_ok=True)
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, target)
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        (folder / ".venv" / part.name).symlink_to(part)
    (folder / ".venv/.ready").unlink(missing_ok=True)
    (folder / ".venv/.ready").touch()
    (folder / "node_modules").mkdir()
    (folder / "node_modules/.package-lock.json").touch()
    return folder


def run(script: str, folder: Path) -> str:
    """Run commands one after another as a reader would; the test fails with what they print."""
    told = {key: value for key, value in os.environ.items() if not key.startswith("OPSG_")}
    # Else the processes that run notebooks would import the program that is installed.
    told["PYTHONPATH"] = str(folder)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.slow
def test_your_first_month_can_be_followed_literally(tmp_path: Path) -> None:
    project = copied(tmp_path / "opsg")
    run(commands(ROOT / "docs/first-month.md"), project)
    assert (project / "data/snapshots/alerts/2021-03.csv").is_file()
    for name in ("2021-03.docx", "2021-03.pdf"):
        assert (project / "_reports" / name).is_file(), name
        assert (project / "_site/reports" / name).is_file(), name
    assert (project / "_site/reports/2021-03.html").is_file()
    home = (project / "_site/index.html").read_text(encoding="utf-8")
    assert "March 2021" in home
    reported = (project / "_reported/index.html").read_text(encoding="utf-8")
    assert "February 2021" in reported
    assert "March 2021" not in reported


def put(file: Path, before: str, block: str) -> None:
    """Add a block of a document to a file, above the text at which the document says so."""
    text = file.read_text(encoding="utf-8")
    head, mark, tail = text.rpartition(before)
    assert mark, f"{file} has no {before!r}"
    file.write_text(f"{head}{block}{mark}{tail}", encoding="utf-8")


def blocks(document: Path, language: str) -> list[str]:
    """The blocks of a document in a language, in their order."""
    text = document.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def write_texts(issue: Path) -> None:
    for file in issue.glob("*.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("To be written.", "Reads are late."), encoding="utf-8")


@pytest.mark.slow
def test_an_issue_and_its_dataset_can_be_added_as_the_documents_say(tmp_path: Path) -> None:
    project = copied(tmp_path / "opsg")
    begun, checked, built, closed = blocks(ROOT / "docs/add-an-issue.md", "sh")
    activate = ". .venv/bin/activate\n"
    issue = project / "data/issues/late-reads"
    run(activate + begun, project)
    write_texts(issue)
    assert "not written yet" not in run(activate + checked, project)
    run(activate + built, project)
    assert (project / "_site/issues/late-reads.html").is_file()
    assert not (project / "_reported/issues/late-reads.html").exists()

    document = ROOT / "docs/add-a-dataset.md"
    contracts = project / "opsg/data/datasets/contracts.py"
    contract, entry = blocks(document, "python")
    columns, headline = blocks(document, "yaml")
    ingested, looked_at = blocks(document, "sh")
    put(contracts, "DATASETS: dict", f"{contract}\n\n")
    put(contracts, "    )\n}\n", textwrap.indent(entry, " " * 8))
    (project / "data/mappings").mkdir(exist_ok=True)
    (project / "data/mappings/late_reads.yml").write_text(columns, encoding="utf-8")
    run(activate + ingested, project)
    put(issue / "issue.md", "stage_history:", headline)
    run(activate + looked_at, project)
    for site in ("_site", "_reported"):
        assert 'id="late_reads"' in (project / site / "data.html").read_text(encoding="utf-8")

    run(activate + closed, project)
    assert "stage: Closed" in (issue / "issue.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_question_becomes_a_published_figure_as_the_document_says(tmp_path: Path) -> None:
    project = copied(tmp_path / "opsg")
    document = ROOT / "docs/edit-a-notebook.md"
    path = project / "notebooks/han-stability.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    _, figure = blocks(document, "python")
    (says,) = blocks(document, "markdown")
    cells = [{"cell_type": "markdown", "id": "why", "metadata": {}, "source": says}]
    cells += [{"cell_type": "code", "id": "figure", "metadata": {}, "source": figure}]
    notebook["cells"][-1:-1] = cells
    path.write_bytes(written(notebook))
    made, checked = blocks(document, "sh")
    activate = ". .venv/bin/activate\n"
    run(f"git init --quiet\n{activate}{made}{checked}", project)
    title = "Share of the ESMEs that drop off the HAN, by combination"
    for site, provenance in {"_site": "illustrative", "_reported": "reported"}.items():
        page = (project / site / "issues/han-stability.html").read_text(encoding="utf-8")
        (shown,) = re.findall(
            rf"<figure[^>]*>\s*<figcaption><h3>{title}</h3>.*?</figure>", page, re.DOTALL
        )
        assert "In the latest month MM2 has 72.0% of them." in shown and "<table" in shown
        assert re.search(rf'<p class="note">Made from rows that are {provenance}\b', shown)
        (data,) = re.findall(r'href="../(downloads/\S+\.csv)"', shown)
        rows = (project / site / data).read_text(encoding="utf-8")
        assert "2021-02" in rows and ("2021-01" in rows) == (site == "_site")


def test_the_reference_for_notebooks_is_what_the_program_says() -> None:
    written_down = REFERENCE["DOCUMENT"].read_text(encoding="utf-8")
    assert written_down == REFERENCE["reference"](), "run: python tools/notebook_reference.py"


def examples() -> Iterator[str]:
    """What the reference shows, and a bare call of what it shows no example of."""
    for group in REFERENCE["GROUPS"].values():
        for name, example in group.items():
            if name not in OF_OTHERS:
                called = callable(getattr(IssuePage, name, None))
                yield example or f"issue.{name}{'()' if called else ''}"


@pytest.mark.parametrize("example", [*examples()])
def test_what_the_reference_shows_can_be_called(
    example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    issue = open_issue("han-stability")
    assert eval(example, {"issue": issue, "pl": pl, "px": px}) is not None


@each_document
def test_every_command_and_option_that_a_document_names_is_one(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for line in re.findall(r"build\.py ([^`\n]+)", text):
        words = shlex.split(line.replace("…", ""))
        command = get_command(app)
        while words:
            word = words.pop(0)
            options = {name: option for option in command.params for name in option.opts}
            if word in options:
                taken = 0 if getattr(options[word], "is_flag", False) else 1
                del words[:taken]
            elif word.startswith("-"):
                assert word == "--help", f"{line}: there is no option {word}"
            elif commands := getattr(command, "commands", {}):
                assert word in commands, f"{line}: there is no command {word}"
                command = commands[word]


def test_the_readme_has_every_command_and_every_option() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    said = set(re.findall(r"--?[a-z][a-z-]*", text))
    command = get_command(app)
    groups = {"": command, **getattr(command, "commands", {})}
    for name, each in groups.items():
        assert f"`python build.py {name}".rstrip() in text, f"README.md does not have {name}"
        for option in each.params:
            names = [*option.opts] if option.param_type_name == "option" else []
            assert [one for one in names if one not in said] == [], f"of {name or 'build.py'}"


@each_document
def test_every_file_that_a_document_links_to_is_there(document: Path) -> None:
    # What stands in code is an example.
    text = re.sub(r"`[^`\n]*`", "", document.read_text(encoding="utf-8"))
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_path_that_how_it_is_built_names_is_there() -> None:
    text = (ROOT / "docs/how-it-is-built.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:opsg|tools|tests|site|\.github|\.ci)/[\w./-]*)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
