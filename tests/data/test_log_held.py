"""A log that is held is given out as long as its files are what they were."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.log import IssueLog
from opsg.execution.pool import Workers
from opsg.execution.runner import open_runner


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(log, "_logs", {})
    yield


def test_a_log_that_is_held_is_not_read_again(data: Path) -> None:
    log.hold(data)

    assert log.load(data) is log.load(data)


def _edit(data: Path) -> None:
    page = data / "issues" / "late-reads" / "2021-02.md"
    page.write_text(page.read_text().replace("Not looked at yet.", "Looked at."))


def _add(data: Path) -> None:
    (data / "restatements.yml").write_text("[]\n")


def _remove(data: Path) -> None:
    (data / "events.yml").write_text("[]\n")


@pytest.mark.parametrize("change", [_edit, _add, _remove])
def test_it_is_read_again_once_a_file_has_changed(
    data: Path, change: Callable[[Path], None]
) -> None:
    log.hold(data)
    held = log.load(data)
    change(data)
    read = log.load(data)

    assert read is not held
    assert log.load(data) == read


def test_what_is_wrong_with_it_by_now_is_told(data: Path) -> None:
    log.hold(data)
    (data / "issues" / "late-reads" / "2021-02.md").unlink()

    with pytest.raises(UserError, match="late-reads"):
        log.load(data)


def test_a_log_that_changes_while_it_is_read_is_not_held(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = log._load

    def read_and_change(folder: Path) -> IssueLog:
        found = read(folder)
        _edit(folder)
        return found

    monkeypatch.setattr(log, "_load", read_and_change)
    log.hold(data)
    monkeypatch.undo()

    assert log.load(data).issue("late-reads").entry("2021-02").status == "Looked at."


def test_processes_for_notebooks_see_what_the_files_hold_now(data: Path) -> None:
    asked = {"data": str(data), "names": [".issues[late-reads].entries[2021-02].status"]}
    with open_runner("opsg", {"OPSG_DATA": str(data)}) as ours:
        before = ours.call("opsg.data.log:facts_now", asked)
        _edit(data)
        after = ours.call("opsg.data.log:facts_now", asked)

    assert before != after


def test_processes_that_are_kept_ready_use_of_a_changed_log_no_more_than_before(
    data: Path,
) -> None:
    asked = {"data": str(data), "names": [".issues[late-reads].entries[2021-02].status"]}
    with Workers({**os.environ, "OPSG_DATA": str(data)}) as kept:
        if not kept.wait_until_ready():
            pytest.skip("processes are not forked here")
        _edit(data)
        kept.refresh()
        with kept.worker(data) as worker:
            worker.call("opsg.data.log:facts_now", asked, time_limit=60, record=True)
            reads = worker.reads()

    assert not [path for path in reads.files if path.startswith(str(data))]
