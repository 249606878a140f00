"""A text that nobody has written yet waits in the working edition and is in no published one."""

from pathlib import Path

import pytest

from opsg.cli import main

LATE = ("new-issue", "late-reads", "--title", "Late reads", "--classification", "White")
March = Path


@pytest.fixture
def march(golden_copy: Path, monkeypatch: pytest.MonkeyPatch) -> March:
    """The small project in a draft of March that has an issue of its own."""
    monkeypatch.chdir(golden_copy)
    assert main(["new-month", "2021-03", "--classification", "White"], root=golden_copy) == 0
    assert main([*LATE, "--month", "2021-03"], root=golden_copy) == 0
    return golden_copy


@pytest.fixture
def published(march: March) -> March:
    """The same once somebody has given the meeting its paper and date."""
    meetings = march / "data/meetings.yml"
    text = meetings.read_text(encoding="utf-8")
    paper = "month: 2021-03\n  paper: OPSG_45_0303\n  paper_date: 2021-03-23\n"
    meetings.write_text(text.replace("month: 2021-03\n", paper), encoding="utf-8")
    return march


def told(capsys: pytest.CaptureFixture[str], level: str) -> int:
    lines = capsys.readouterr().err.splitlines()
    return sum(
        line.lower().startswith(level) and "not written yet. Write it." in line for line in lines
    )


def test_a_draft_may_wait_for_its_texts(march: March, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check"], root=march) == 0
    assert told(capsys, "warning") == 3
    assert main(["--reported-only", "check"], root=march) == 0
    assert told(capsys, "warning") == 3


def test_the_reported_edition_of_a_month_waits_until_they_are_written(
    published: March, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], root=published) == 0
    capsys.readouterr()
    for command in ("check", "report"):
        assert main(["--reported-only", command], root=published) == 1
        assert told(capsys, "error") == 3
    assert main(["--reported-only", "--output", "_reported"], root=published) == 1
    assert told(capsys, "error") == 3
    assert not (published / "_reported").exists()
    assert main(["--reported-only", "--month", "2021-02", "check"], root=published) == 0


def test_a_draft_that_somebody_asks_for_as_reported_is_refused_too(
    march: March, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["--reported-only", "--month", "2021-03", "check"], root=march) == 1
    assert told(capsys, "error") == 3


def test_a_text_of_which_only_a_part_is_written_still_waits(
    published: March, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published / "data/issues/late-reads"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("To be written.", "Reads are late."), encoding="utf-8")
    assert main(["--reported-only", "check"], root=published) == 0
    with (folder / "2021-03.md").open("a", encoding="utf-8") as file:
        file.write("\nTo be written.\n")
    capsys.readouterr()
    assert main(["--reported-only", "check"], root=published) == 1
    assert told(capsys, "error") == 1
