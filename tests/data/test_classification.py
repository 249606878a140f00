"""What is above the ceiling stops the build by name, and an inner edition says what it is."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core.edition import LEVELS
from opsg.core.errors import UserError
from opsg.data import classification, datasets, log

ISSUE = "issues/han-stability/issue.md"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The log without its snapshots."""
    without = shutil.ignore_patterns("snapshots")
    return Path(shutil.copytree(FEBRUARY / "data", tmp_path / "data", ignore=without))


def _classify(file: Path, level: str) -> None:
    text = file.read_text()
    assert "classification: White" in text
    file.write_text(text.replace("classification: White", f"classification: {level}"))


def test_the_committed_log_is_white() -> None:
    assert classification.check(log.load(FEBRUARY / "data")) == []


@pytest.mark.parametrize("file", [ISSUE, "meetings.yml"])
def test_a_classification_must_be_said(data: Path, file: str) -> None:
    text = (data / file).read_text()
    lines = [line for line in text.splitlines() if "classification:" not in line]
    (data / file).write_text("\n".join(lines) + "\n")

    with pytest.raises(UserError, match="'classification' is missing"):
        log.load(data)


def test_a_classification_that_is_none_is_refused_with_the_nearest(data: Path) -> None:
    _classify(data / ISSUE, "Gren")

    with pytest.raises(UserError, match=r"issue\.md:\d+: 'Gren' .*Did you mean 'Green'\?"):
        log.load(data)


@pytest.mark.parametrize("level", ["Green", "Amber", "Red"])
def test_an_issue_above_the_ceiling_is_named_with_its_line(data: Path, level: str) -> None:
    _classify(data / ISSUE, level)
    _classify(data / "meetings.yml", level)

    meeting, issue = classification.check(log.load(data))

    assert str(issue.where) == "data/issues/han-stability/issue.md:6"
    assert issue.problem == (
        f"The issue 'Stability within the HAN' is {level}, above the White that this edition may"
        " hold."
    )
    assert f"--ceiling {level.lower()}" in issue.remedy
    assert str(meeting.where).startswith("data/meetings.yml:")
    assert f"The paper of OPSG 44 is {level}" in meeting.problem


def test_an_inner_edition_may_hold_what_is_at_its_ceiling(data: Path) -> None:
    _classify(data / ISSUE, "Green")
    _classify(data / "meetings.yml", "Green")
    whole = log.load(data)

    assert classification.check(whole, "Green") == []
    assert classification.check(whole, "Amber") == []
    assert len(classification.check(whole, "White")) == 2


def test_a_dataset_above_the_ceiling_is_named(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    amber = replace(datasets.dataset("capacity"), classification="Amber")
    monkeypatch.setitem(datasets.DATASETS, "capacity", amber)

    said = "\n".join(map(str, classification.check(log.load(data))))

    assert f"dataset capacity: '{amber.title}' is Amber, above the White" in said
    assert "capacity-management/issue.md:" in said
    assert "The issue is White, but its dataset 'capacity' Amber." in said


def test_a_paper_is_not_below_an_issue_that_it_holds(data: Path) -> None:
    _classify(data / ISSUE, "Amber")

    said = "\n".join(map(str, classification.check(log.load(data), "Red")))

    assert "The paper is White, but its issue 'Stability within the HAN' Amber." in said


def test_every_dataset_says_its_classification() -> None:
    for dataset in datasets.DATASETS.values():
        assert dataset.classification in LEVELS
