"""The workflows are sound, ask for no more than they need, and run only what is pinned."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, expect

FOLDER = Path(__file__).parents[1] / ".github/workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
TOOLS = str(Path(sys.executable).parent)

LOOK, SUM_UP = "See whether data or the program changes", "See that all went well that had to run"

each_workflow = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)


def read(file: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def found(tool: str) -> str:
    """A program of the environment or the machine; the test is skipped if it is missing."""
    path = shutil.which(tool, path=TOOLS) or shutil.which(tool)
    if path is None:
        pytest.skip(f"needs {tool}")
    return path


@each_workflow
def test_actionlint_finds_nothing(file: Path) -> None:
    done = subprocess.run([found("actionlint"), str(file)], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)


@each_workflow
def test_zizmor_finds_nothing(file: Path) -> None:
    done = subprocess.run(
        [found("zizmor"), "--offline", "--no-progress", str(file)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@each_workflow
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(file: Path) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert re.search(r"uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_the_workflows_use_the_same_actions_and_the_same_quarto() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in WORKFLOWS)
    pins: dict[str, set[str]] = {}
    for name, pin in re.findall(r"uses: ([^@\s]+)@(\S+)", text):
        pins.setdefault(name, set()).add(pin)
    assert [name for name, used in pins.items() if len(used) > 1] == []
    assert len(set(re.findall(r"version: (\d+\.\d+\.\d+)", text))) == 1


@each_workflow
def test_a_workflow_may_do_nothing_but_what_a_job_asks_for(file: Path) -> None:
    workflow = read(file)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for name, job in workflow["jobs"].items():
        writes = {what for what, how in job["permissions"].items() if how == "write"}
        assert writes == ({"pages", "id-token"} if name == "deploy" else set())
        assert job["timeout-minutes"] <= 60


def test_pull_requests_are_checked_and_built_but_never_published() -> None:
    workflow = read(FOLDER / "check.yml")
    # YAML reads the key `on` as true.
    assert list(workflow[True]) == ["pull_request"]
    assert "deploy-pages" not in str(workflow)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["data/meetings.yml"], {"data": "true", "program": "false"}),
        (["data/issues/a b/2021-03.md", "data/x.csv"], {"data": "true", "program": "false"}),
        (["opsg/cli/site.py"], {"data": "false", "program": "true"}),
        (["tests/february/data/meetings.yml"], {"data": "false", "program": "true"}),
        (["data.py", "docs/data/x.md"], {"data": "false", "program": "true"}),
        (["data/x.csv", "README.md"], {"data": "true", "program": "true"}),
        # What is to be told apart must not depend on how Git writes a name.
        (["data/\u2018other\u2019\n.md"], {"data": "false", "program": "true"}),
        ([], {"data": "false", "program": "true"}),
    ],
    ids=str,
)
def test_the_programs_tests_run_unless_only_data_changes(
    tmp_path: Path, files: list[str], said: dict[str, str]
) -> None:
    _commit(tmp_path, ["data/stages.yml"])
    _commit(tmp_path, files)
    assert _told_by(tmp_path, LOOK) == said


def test_a_file_that_leaves_the_program_changes_it(tmp_path: Path) -> None:
    _commit(tmp_path, ["tools/long.txt"])
    (tmp_path / "data").mkdir()
    (tmp_path / "tools/long.txt").rename(tmp_path / "data/long.txt")
    _commit(tmp_path, [])
    assert _told_by(tmp_path, LOOK) == {"data": "true", "program": "true"}
    assert read(FOLDER / "check.yml")["jobs"]["tests"]["if"] == (
        "needs.changes.outputs.program == 'true'"
    )


@pytest.mark.parametrize(
    ("changes", "site", "tests", "program", "passes"),
    [
        ("success", "success", "success", "true", True),
        ("success", "success", "skipped", "false", True),
        ("success", "success", "skipped", "true", False),
        ("success", "success", "skipped", "", False),
        ("success", "success", "failure", "true", False),
        ("success", "success", "cancelled", "true", False),
        ("success", "failure", "skipped", "false", False),
        ("failure", "skipped", "skipped", "", False),
    ],
)
def test_one_check_says_whether_all_went_well(
    changes: str, site: str, tests: str, program: str, passes: bool
) -> None:
    job = read(FOLDER / "check.yml")["jobs"]["required"]
    assert job["if"] == "always()"
    assert set(job["needs"]) == set(read(FOLDER / "check.yml")["jobs"]) - {"required"}
    told = {"CHANGES": changes, "SITE": site, "TESTS": tests, "PROGRAM": program}
    assert set(job["steps"][0]["env"]) == set(told)
    done = subprocess.run(["bash", "-e", "-c", _run("check.yml", SUM_UP)], env=os.environ | told)
    assert (done.returncode == 0) == passes


def test_the_tests_run_where_there_is_no_log() -> None:
    runs = [step.get("run", "") for step in read(FOLDER / "check.yml")["jobs"]["tests"]["steps"]]
    away, tested = runs.index('mv data "$RUNNER_TEMP"'), runs.index("bash .ci/run")
    assert away < tested


def test_the_preview_opens_from_a_folder_and_names_both_editions(
    tmp_path: Path, project: Path, browser: Browser
) -> None:
    site = str(read(FOLDER / "check.yml")["jobs"]["site"])
    for edition, built in (("reported", "_reported"), ("illustrative", "_site")):
        assert f"--output preview/{edition}" in site and f"verify preview/{edition}" in site
        shutil.copytree(project / built, tmp_path / edition)
    assert "cp .github/preview.html preview/index.html" in site
    shutil.copy(FOLDER.parent / "preview.html", tmp_path / "index.html")
    page = browser.new_page()
    wrong: list[str] = []
    page.on("requestfailed", lambda asked: wrong.append(asked.url))
    page.on("request", lambda asked: asked.url.startswith("file:") or wrong.append(asked.url))
    page.on("console", lambda message: wrong.append(message.text))
    for edition in ("reported", "illustrative"):
        page.goto((tmp_path / "index.html").as_uri())
        page.get_by_role("link", name=f"The {edition} edition").click()
        # What a page still asks for when it is left is said to have failed.
        page.wait_for_load_state("networkidle")
        expect(page.locator("body")).to_contain_text(f"{edition.capitalize()} edition")
        page.get_by_role("link", name="Stability within the HAN").first.click()
        expect(page.locator("h1")).to_contain_text("Stability within the HAN")
        page.wait_for_load_state("networkidle")
    page.close()
    assert wrong == []


def test_what_is_published_is_the_reported_edition_built_with_quarto() -> None:
    workflow = read(FOLDER / "publish.yml")
    told = workflow[True]
    assert set(told) == {"push", "schedule", "workflow_dispatch"}
    assert {"data/**", "notebooks/**", "site/**", "opsg/**", "_quarto.yml"} <= set(
        told["push"]["paths"]
    )
    assert "opsg --reported-only --renderer quarto" in str(workflow["jobs"]["build"])
    assert workflow["jobs"]["deploy"]["needs"] == "build"
    assert workflow["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize(
    ("host", "done"),
    [
        ("https://opsg.example.org/", True),
        ("https://someone.github.io/opsg-issues-log", True),
        ("https://opsg-issues-log.example/", False),
        ("", False),
    ],
)
def test_the_published_site_has_the_address_of_its_host(
    tmp_path: Path, host: str, done: bool
) -> None:
    steps = read(FOLDER / "publish.yml")["jobs"]["build"]["steps"]
    step = next(step for step in steps if "address" in step.get("name", ""))
    shutil.copy(FOLDER.parents[1] / "_quarto.yml", tmp_path)
    asked = tmp_path / "gh"
    asked.write_text(f"#!/bin/sh\n[ -n '{host}' ] && echo '{host}'\n")
    asked.chmod(0o755)

    shell = subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "someone/log"},
    )

    assert (shell.returncode == 0) == done
    written = yaml.safe_load((tmp_path / "_quarto.yml").read_text())["website"]["site-url"]
    assert not done or written == f"{host.rstrip('/')}/"


def test_no_workflow_publishes_a_draft() -> None:
    deploying = [file for file in WORKFLOWS if "deploy-pages" in file.read_text(encoding="utf-8")]
    assert [file.name for file in deploying] == ["publish.yml"]
    workflow = read(FOLDER / "publish.yml")
    # The reported edition is as of the newest published month, unless another month is named.
    steps = workflow["jobs"]["build"]["steps"]
    commands = [line for step in steps for line in step.get("run", "").splitlines()]
    builds = [line for line in commands if re.search(r"\bopsg\b|build\.py", line)]
    assert builds == [".venv/bin/opsg check", ".venv/bin/opsg --reported-only --renderer quarto"]
    uploads = [step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", "")]
    assert uploads == ["_site"]
    told = [part.get("env", {}) for part in (workflow, workflow["jobs"]["build"], *steps)]
    assert {name for each in told for name in each} == {"GH_TOKEN"}
    # Nor can whoever starts it by hand name one.
    assert workflow[True]["workflow_dispatch"] is None


def test_the_list_of_packages_holds_all_that_are_locked(tmp_path: Path) -> None:
    (listing,) = re.findall(r"bin/(cyclonedx-py .*)", _run("audit.yml", "List the packages"))
    done = subprocess.run(
        [found("cyclonedx-py"), *shlex.split(listing)[1:-1], str(tmp_path / "sbom.json")],
        cwd=FOLDER.parents[1],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    components = json.loads((tmp_path / "sbom.json").read_text())["components"]
    lock = (FOLDER.parents[1] / "requirements.lock").read_text()
    assert {one["name"] for one in components} == set(re.findall(r"^([\w.-]+)==", lock, re.M))
    assert all(one["externalReferences"][0]["hashes"] for one in components)


def test_all_that_is_locked_is_looked_up_and_nothing_else_is_installed() -> None:
    said = _run("audit.yml", "Look for known weaknesses")
    assert "--require-hashes" in said and "--strict" in said
    assert re.findall(r"--requirement (\S+)", said) == ["requirements.lock", "tools/lab.txt"]
    makefile = (FOLDER.parents[1] / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in makefile.splitlines() if "pip install" in line]
    assert [line for line in installs if not re.search("--require-hashes|--no-deps", line)] == []


def test_jupyterlab_brings_nothing_that_every_build_would_wait_for() -> None:
    lab = (FOLDER.parents[1] / "tools/lab.txt").read_text(encoding="utf-8")
    assert "\njupyterlab==" in lab
    assert "rfc3987-syntax" not in lab


def _run(workflow: str, name: str) -> str:
    """What the step called `name` runs."""
    steps = [step for job in read(FOLDER / workflow)["jobs"].values() for step in job["steps"]]
    return next(step["run"] for step in steps if step.get("name") == name)


def _commit(repository: Path, files: list[str]) -> None:
    """A commit of the files, with whatever else has changed; the first makes the repository."""
    for name in files:
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} is a long enough line to be known again.\n", encoding="utf-8")
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init"], ["add", "--all"], [*author, "commit", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *command], cwd=repository, check=True, capture_output=True)


def _told_by(repository: Path, name: str) -> dict[str, str]:
    """What the step of `check` called `name` hands on to other jobs."""
    output = repository.parent / f"{repository.name}-output"
    subprocess.run(
        ["bash", "-e", "-c", _run("check.yml", name)],
        cwd=repository,
        env=os.environ | {"GITHUB_OUTPUT": str(output)},
        check=True,
    )
    return dict(line.split("=") for line in output.read_text(encoding="utf-8").splitlines())


def test_pre_commit_runs_tools_that_are_installed() -> None:
    hooks = yaml.safe_load((FOLDER.parents[1] / ".pre-commit-config.yaml").read_text("utf-8"))
    modules = re.findall(r"-m (\w+)", str(hooks))
    assert set(modules) == {"ruff"}
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    assert missing == []
