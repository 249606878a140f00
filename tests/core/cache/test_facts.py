"""Every way to read the log is noted, and what was noted is found again."""

import copy
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core.cache import facts
from opsg.core.cache.facts import Node
from opsg.data import log
from opsg.data.log import IssueLog

HAN = ".issues[han-stability]"
ENTRY = f"{HAN}.entries[2021-02]"


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> IssueLog:
    """A log whose reads are noted until the test is over."""
    whole = log.load(FEBRUARY / "data")
    monkeypatch.setattr(Node, "__getattribute__", facts._read)
    monkeypatch.setattr(facts, "_recording", True)
    monkeypatch.setattr(facts, "_noted", {})
    facts.enroll(whole)
    return whole


def _entry(whole: IssueLog):
    return whole.issue("han-stability").entry("2021-02")


COPY = log.load(FEBRUARY / "data").issue("han-stability").entry("2021-02")
READS: dict[str, tuple[Callable[[IssueLog], object], str]] = {
    "a field": (lambda whole: _entry(whole).status, f"{ENTRY}.status"),
    "by its name": (lambda whole: getattr(_entry(whole), "next_" + "steps"), f"{ENTRY}.next_steps"),
    "a property of fields": (lambda whole: _entry(whole).next_actions, f"{ENTRY}.actions"),
    "an answer": (
        lambda whole: whole.issue("han-stability").stage("2021-02"),
        f"{HAN}@opsg.data.issues:Issue.stage(2021-02)",
    ),
    "which issues there are": (lambda whole: whole.issues, ".issues"),
    "which papers name it": (lambda whole: whole.issue("han-stability").entries, f"{HAN}.entries"),
    "the log of a month": (
        lambda whole: whole.until("2021-02"),
        "@opsg.data.log:IssueLog.until(2021-02)",
    ),
    "that there is none": (
        lambda whole: whole.paper("2021-01"),
        "@opsg.data.log:IssueLog.paper(2021-01)",
    ),
    "a dump": (lambda whole: _entry(whole).model_dump(), f"{ENTRY}.__dict__"),
    "as JSON": (lambda whole: _entry(whole).model_dump_json(), f"{ENTRY}.__dict__"),
    "a copy": (lambda whole: _entry(whole).model_copy(), f"{ENTRY}.__dict__"),
    "a deep copy": (lambda whole: copy.deepcopy(_entry(whole)), f"{ENTRY}.__dict__"),
    "a pickle": (lambda whole: pickle.dumps(_entry(whole)), f"{ENTRY}.__dict__"),
    "its variables": (lambda whole: vars(_entry(whole)), f"{ENTRY}.__dict__"),
    "all fields": (lambda whole: dict(_entry(whole)), f"{ENTRY}.__dict__"),
    "a comparison": (
        lambda whole: _entry(whole) == COPY,
        f"{ENTRY}.__dict__",
    ),
    "its representation": (lambda whole: repr(_entry(whole)), f"{ENTRY}.__dict__"),
}


@pytest.mark.parametrize("way", READS)
def test_whichever_way_something_is_read_it_is_noted(recorded: IssueLog, way: str) -> None:
    read, name = READS[way]
    read(recorded)

    assert name in facts.recorded()


def test_what_was_noted_is_found_again_in_the_same_log(recorded: IssueLog) -> None:
    known = recorded.as_of("2021-02", True)
    for issue in known.issues_by("2021-02"):
        assert issue.title
        assert issue.stage("2021-02")
        assert issue.until("2021-02").entries
        assert all(entry.status for entry in issue.entries.values())
    noted = facts.recorded()

    assert len(noted) > 50
    assert facts.current(log.load(FEBRUARY / "data"), noted) == noted


def test_what_is_no_longer_there_is_absent(recorded: IssueLog) -> None:
    _entry(recorded).status  # noqa: B018
    without = recorded.model_copy(update={"issues": recorded.issues[:1]})

    assert facts.current(without, [f"{ENTRY}.status"]) == {f"{ENTRY}.status": "absent"}


def test_the_folder_of_the_log_makes_no_difference(recorded: IssueLog) -> None:
    assert isinstance(recorded.folder, Path)
    assert os.fspath(recorded.folder)
    assert ".folder" not in facts.recorded()
