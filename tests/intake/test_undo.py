"""The last command that wrote can be undone: once, whole, and never over what was edited since."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from editing import change
from projects import ROOT

from opsg.cli import main
from opsg.core.lock import lock

PAPER = ROOT / "tests/fixtures/OPSG_44_0203.txt"
MARCH = ["new-month", "2021-03", "--classification", "White"]
LATE = ["new-issue", "late-reads", "--title", "Late reads", "--month", "2021-03",
        "--classification", "White"]  # fmt: skip
ALERTS = ["ingest", str(ROOT / "docs/examples/alerts-2021-03.csv"), "--dataset", "alerts",
          "--month", "2021-03", "--provenance", "illustrative"]  # fmt: skip


@pytest.fixture
def project(golden_copy: Path) -> Path:
    """The small project."""
    return golden_copy


def tree(project: Path) -> dict[str, bytes]:
    folders = (project / "data", project / "notebooks")
    return {
        path.relative_to(project).as_posix(): path.read_bytes() if path.is_file() else b"folder"
        for folder in folders
        for path in sorted(folder.rglob("*"))
    }


def run(project: Path, *arguments: str) -> int:
    return main(list(arguments), root=project)


CLOSE = ["close-issue", "han-stability", "--month", "2021-03"]
ACCEPT = ["accept-figure", "no-meters-on-hubs-2021-02-109k", "--unit", "Hubs"]
DISMISS = ["dismiss-figure", "no-meters-on-hubs-2021-02-109k"]
FIRST = {
    # An issue begins in a draft and is closed in a month that is there; imports propose figures.
    "new-issue": MARCH,
    "close-issue": MARCH,
    "accept-figure": ["import-paper", str(PAPER)],
    "dismiss-figure": ["import-paper", str(PAPER)],
}


@pytest.mark.parametrize(
    "command", [MARCH, LATE, ALERTS, CLOSE, ACCEPT, DISMISS], ids=lambda command: command[0]
)
def test_what_a_command_wrote_is_undone(
    project: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if first := FIRST.get(command[0]):
        assert run(project, *first) == 0
    before = tree(project)
    assert run(project, *command) == 0
    assert tree(project) != before
    capsys.readouterr()
    assert run(project, "undo") == 0
    assert tree(project) == before
    said = capsys.readouterr().out
    assert said.startswith(f"Undone: python build.py {command[0]} ")
    assert run(project, "undo") == 1
    assert "There is nothing to undo" in capsys.readouterr().err


def test_only_the_last_command_is_undone(project: Path) -> None:
    run(project, *MARCH)
    after = tree(project)
    run(project, *LATE)
    assert run(project, "undo") == 0
    assert tree(project) == after
    assert run(project, "undo") == 1


def test_an_import_is_undone_with_the_words_that_it_kept(project: Path, tmp_path: Path) -> None:
    march = tmp_path / "march.txt"
    text = PAPER.read_text(encoding="utf-8").replace("23 February 2021", "23 March 2021")
    march.write_text(text.replace("OPSG_44_0203", "OPSG_45_0303"), encoding="utf-8")
    before = tree(project)
    assert run(project, "import-paper", str(march)) == 0
    assert (project / "data/papers/OPSG_45_0303.md").exists()
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_a_file_edited_since_is_named_and_nothing_is_undone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(project)
    run(project, *MARCH)
    change(project / "data/meetings.yml", "number: 45", "number: 46")
    entry = project / "data/issues/han-stability/2021-03.md"
    change(entry, "carried_forward: true\n", "")
    edited = tree(project)
    capsys.readouterr()
    assert run(project, "undo") == 1
    said = capsys.readouterr().err
    assert "data/meetings.yml: It was edited since 'python build.py new-month 2021-03" in said
    assert "han-stability/2021-03.md: It was edited since" in said
    assert tree(project) == edited

    change(project / "data/meetings.yml", "number: 46", "number: 45")
    assert run(project, "undo") == 1
    entry.unlink()
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_a_dry_run_and_a_refused_command_leave_the_last_undo(project: Path) -> None:
    before = tree(project)
    run(project, *MARCH)
    assert run(project, "import-paper", str(PAPER), "--dry-run") == 0
    assert run(project, *MARCH) == 1
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_a_command_that_changes_nothing_leaves_the_last_undo(project: Path, tmp_path: Path) -> None:
    march = tmp_path / "march.txt"
    text = PAPER.read_text(encoding="utf-8").replace("23 February 2021", "23 March 2021")
    march.write_text(text.replace("OPSG_44_0203", "OPSG_45_0303"), encoding="utf-8")
    before = tree(project)
    for _ in range(2):
        assert run(project, "import-paper", str(march)) == 0
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_a_dry_run_needs_no_room(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".opsg").write_text("")
    assert run(project, "import-paper", str(PAPER), "--dry-run") == 0
    assert run(project, *MARCH) == 1
    assert "nothing can be written here" in capsys.readouterr().err


def test_one_command_writes_at_a_time(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    with lock(project / ".opsg/writing.lock", what="command writes into the log"):
        assert run(project, *MARCH) == 1
        assert run(project, "undo") == 1
    assert "another command writes into the log (process " in capsys.readouterr().err
    assert tree(project) == before


KILLED = """
import os, sys
from pathlib import Path
from opsg.cli import main
left, replace = int(sys.argv[1]), Path.replace
def counted(self, target):
    global left
    if self.name.endswith(".new"):
        left -= 1
        if left < 0:
            os._exit(9)
    return replace(self, target)
Path.replace = counted
main(sys.argv[3:], root=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("writes", [0, 1, 3])
def test_a_command_killed_between_two_writes_is_undone(
    project: Path, writes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(project)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(writes), str(project), *MARCH],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == 9
    assert run(project, *LATE) == 1
    assert "was interrupted while it wrote" in capsys.readouterr().err
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_a_command_that_was_killed_can_be_run_again_and_undone_as_one(project: Path) -> None:
    run(project, *MARCH)
    before = tree(project)
    subprocess.run(
        [sys.executable, "-c", KILLED, "1", str(project), *LATE],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert tree(project) != before
    assert run(project, "undo") == 0
    assert tree(project) == before


def test_where_there_is_no_room_nothing_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(project)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("opsg.core.files.write_file", full)
    assert run(project, *MARCH) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert tree(project) == before
    monkeypatch.undo()
    assert run(project, "undo") == 1


def test_the_list_of_parties_is_put_back_and_never_copied(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "private.csv"
    people.write_text("name,pseudonym\nOld Energy,User 01\n", encoding="utf-8")
    monkeypatch.setenv("OPSG_PARTIES", str(people))
    extract = tmp_path / "extract.csv"
    rows = (project / "data/snapshots/hubs_without_meters/2021-02.csv").read_text().splitlines()
    first = next(row for row in rows[1:] if "User 01" in row)
    extract.write_text("\n".join([rows[0], first, first.replace("User 01", "Secret Power")]) + "\n")
    text = extract.read_text().replace("2021-02", "2021-03").replace("reported", "illustrative")
    extract.write_text(text)
    before, listed = tree(project), people.read_bytes()
    arguments = ["--dataset", "hubs_without_meters", "--month", "2021-03"]
    arguments += ["--provenance", "illustrative", "--new-parties"]
    assert run(project, "ingest", str(extract), *arguments) == 0
    assert (project / "data/snapshots/hubs_without_meters/2021-03.yml").exists()
    assert b"Secret Power" in people.read_bytes()
    kept = [path for path in (project / ".opsg").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"Energy" in path.read_bytes() for path in kept)
    assert not any(b"Secret" in path.read_bytes() for path in kept)
    assert run(project, "undo") == 0
    assert (tree(project), people.read_bytes()) == (before, listed)


def test_a_record_that_cannot_be_read_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project, *MARCH)
    (record,) = (project / ".opsg/undo").glob("*/record.json")
    assert json.loads(record.read_text())["command"].endswith("--classification White")
    record.write_text("{")
    assert run(project, "undo") == 1
    assert "cannot be read" in capsys.readouterr().err
