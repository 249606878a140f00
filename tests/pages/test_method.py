"""The worked example of the method page: any project has one, once there is history."""

from __future__ import annotations

import pytest
from pieces import text
from projects import FEBRUARY, GOLDEN

from opsg.pages import method


def test_the_example_is_of_the_first_issue_that_worsens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    shown = text(method.open_month("2021-02").example())
    assert "Open Exceptions by month" in shown
    assert "February 2021 has 18,398: above the usual range" in shown


def test_a_project_of_other_issues_has_an_example_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(GOLDEN / "data"))
    assert "The mean of the" in text(method.open_month("2021-02").example())


def test_without_history_there_is_no_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))
    shown = text(method.open_month("2021-02", reported_only=True).example())
    assert shown == "There is not enough history in this edition for an example."
