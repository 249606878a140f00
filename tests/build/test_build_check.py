"""`check` tells everything at once: what is wrong, what waits for somebody, and where."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opsg.cli import main
from opsg.core.notebook_file import written

ENTRY = "data/issues/han-stability/2021-02.md"
ISSUE = "data/issues/han-stability/issue.md"
NOTEBOOK = "notebooks/han-stability.ipynb"

Checked = tuple[int, dict[str, Any]]


@pytest.fixture
def check(
    golden_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Checked]:
    """Runs `check --json`; its exit code, and the document that it printed."""
    monkeypatch.chdir(golden_copy)

    def check() -> Checked:
        capsys.readouterr()
        code = main(["check", "--json"], root=golden_copy)
        return code, json.loads(capsys.readouterr().out)

    return check


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_project_in_order_has_no_findings(check: Callable[[], Checked]) -> None:
    assert check() == (0, {"ok": True, "counts": {"errors": 0, "warnings": 0}, "findings": []})


def test_all_that_is_wrong_is_told_at_once_errors_first(
    golden_copy: Path, check: Callable[[], Checked]
) -> None:
    change(golden_copy, ENTRY, "    value: 5700\n", "    value: 5600\n")
    change(golden_copy, "data/snapshots/alerts/2020-09.csv", "8F3E", "8F3")
    change(golden_copy, NOTEBOOK, '"tags"', '"labels"')
    (golden_copy / "data/snapshots/capacity/2020-12.csv").unlink()
    (golden_copy / "notebooks/report.ipynb").write_text("{")
    (golden_copy / "notebooks/extra.ipynb").write_text("[]")
    change(golden_copy, "_quarto.yml", "website:", "website: :")

    code, said = check()

    assert code == 1 and not said["ok"]
    found = said["findings"]
    assert [each["severity"] for each in found] == ["error"] * said["counts"]["errors"] + [
        "warning"
    ] * said["counts"]["warnings"]
    assert all(each["problem"] and each["remedy"] for each in found if each["line"])
    problems = {each["file"]: each for each in found}
    assert "the snapshots hold 5,700" in problems[ENTRY]["problem"]
    assert problems[ENTRY]["line"] == 30
    assert problems["data/snapshots/alerts/2020-09.csv"]["line"] > 1
    assert "tagged 'parameters'" in problems[NOTEBOOK]["problem"]
    assert {"notebooks/report.ipynb", "notebooks/extra.ipynb", "_quarto.yml"} <= problems.keys()
    assert said["counts"]["warnings"] == 1
    assert "no file between 2020-11 and 2021-01" in found[-1]["problem"]


def test_a_dataset_that_there_is_not_is_told_with_the_nearest(
    golden_copy: Path, check: Callable[[], Checked]
) -> None:
    change(golden_copy, ISSUE, "[han_stability]", "[han_stability, alert]")
    code, said = check()
    (found,) = (each for each in said["findings"] if each["severity"] == "error")
    assert code == 1
    assert found["problem"] == "There is no dataset 'alert'."
    assert found["remedy"] == "Did you mean 'alerts'?"


SAID = {"output_type": "stream", "name": "stdout", "text": "1"}
WARNINGS: list[tuple[str, list[tuple[str, str, str]], str, str]] = [
    (
        "an action that is overdue",
        [(ENTRY, "due: 2021-09-30", "due: 2021-01-31")],
        f"{ENTRY}:15",
        "The action is overdue in 2021-02: it was due 2021-01-31.",
    ),
    (
        "a stage that goes backwards",
        [
            (ISSUE, "stage: Raised, since", "stage: Implementing, since"),
        ],
        f"{ISSUE}:19",
        "The stage goes back from 'Implementing' to 'Investigating'.",
    ),
    (
        "a notebook that was run",
        [(NOTEBOOK, '"execution_count": null', '"execution_count": 3')],
        NOTEBOOK,
        "The notebook holds what an editor added, or is not in nbformat's own form.",
    ),
    (
        "a notebook with outputs",
        [(NOTEBOOK, '"outputs": []', f'"outputs": [{json.dumps(SAID)}]')],
        f"{NOTEBOOK}, cell ",
        "The notebook holds outputs.",
    ),
]


@pytest.mark.parametrize(
    ("changes", "where", "problem"),
    [case[1:] for case in WARNINGS],
    ids=[case[0] for case in WARNINGS],
)
def test_what_waits_for_somebody_is_a_warning_with_its_place(
    golden_copy: Path,
    check: Callable[[], Checked],
    changes: list[tuple[str, str, str]],
    where: str,
    problem: str,
) -> None:
    for file, old, new in changes:
        change(golden_copy, file, old, new)
    code, said = check()
    assert (code, said["ok"], said["counts"]["errors"]) == (0, True, 0)
    (found,) = said["findings"]
    assert found["severity"] == "warning"
    assert found["where"].startswith(where)
    assert found["problem"] == problem
    assert found["remedy"]


def test_an_action_that_is_done_or_of_a_closed_issue_is_not_overdue(
    golden_copy: Path, check: Callable[[], Checked]
) -> None:
    change(golden_copy, ENTRY, "due: 2021-09-30", "due: 2021-01-31\n    done: true")
    assert check()[1]["findings"] == []


def test_a_notebook_that_reads_nothing_is_a_warning(
    golden_copy: Path, check: Callable[[], Checked]
) -> None:
    path = golden_copy / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "tags" not in cell["metadata"]:
            cell["source"] = [
                "%matplotlib inline\n",
                "from opsg.pages import issue\n",
                "print(slug)",
            ]
    path.write_bytes(written(notebook))
    _, said = check()
    (found,) = said["findings"]
    assert (found["file"], found["severity"]) == (NOTEBOOK, "warning")
    assert found["problem"] == "The notebook reads nothing: it calls nothing of opsg."


def test_a_month_that_has_begun_waits_for_its_figures_texts_and_papers(
    golden_copy: Path, check: Callable[[], Checked]
) -> None:
    begun = ["new-month", "2021-04", "--classification", "White"]
    assert main(begun, root=golden_copy) == 0
    _, said = check()
    problems = [each["problem"] for each in said["findings"]]
    assert said["counts"] == {"errors": 0, "warnings": len(problems)}
    assert sum("There are no figures for 2021-04." in each for each in problems) == 3
    assert sum("still that of 2021-02" in each for each in problems) == 3
    assert "There is no meeting for 2021-03." in problems
    assert "OPSG 45 has no paper and no paper_date yet." in problems


def test_people_are_told_the_same_in_words(
    golden_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(golden_copy, ENTRY, "due: 2021-09-30", "due: 2021-01-31")
    change(golden_copy, ENTRY, "    value: 5700\n", "    value: 5600\n")
    assert main(["check"], root=golden_copy) == 1
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0].startswith(f"error: {ENTRY}:30: 'mm1' is 5,600")
    assert lines[1].startswith(f"warning: {ENTRY}:15: The action is overdue in 2021-02")
    assert lines[2:] == ["1 error, 1 warning."]


def test_a_check_when_nothing_has_changed_is_instant(
    check: Callable[[], Checked], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check()
    began = time.process_time()
    assert check() == first
    assert time.process_time() - began < 1
