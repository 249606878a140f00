"""Loading a log: what it gives, and how it is asked."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from opsg.core.errors import Place, UserError
from opsg.data import log
from opsg.data.log import Action


def test_issues_come_in_their_order_and_meetings_and_entries_by_month(data: Path) -> None:
    loaded = log.load(data)
    assert [issue.slug for issue in loaded.issues] == ["late-reads", "han-drops"]
    assert [meeting.month for meeting in loaded.meetings] == ["2021-01", "2021-02"]
    assert list(loaded.issue("han-drops").entries) == ["2021-01", "2021-02"]
    assert loaded.latest_month == "2021-02"


def test_sections_are_the_files_markdown(data: Path) -> None:
    issue = log.load(data).issue("han-drops")
    assert issue.issue_and_impact == "Meters drop off the HAN."
    status = issue.entry("2021-02").status
    assert status.startswith("Two combinations are known:\n\n- MM1[^1]")
    assert status.endswith("[^1]: MM is a Meter Manufacturer")
    assert issue.entry("2021-02").next_steps == "DCC to look for the cause."


def test_an_action_is_due_on_a_day_or_in_a_month(data: Path) -> None:
    path = data / "issues/han-drops/2021-02.md"
    assert log.load(data).issue("han-drops").entry("2021-02").actions[0].due == "2021-03"
    path.write_text(path.read_text().replace("due: 2021-03", "due: 2021-03-31"))
    due = log.load(data).issue("han-drops").entry("2021-02").actions[0].due
    assert due == date(2021, 3, 31)


def test_what_the_paper_leaves_open_is_none(data: Path) -> None:
    loaded = log.load(data)
    figures = loaded.issue("han-drops").entry("2021-02").figures
    assert [figure.as_at for figure in figures] == [None, date(2021, 2, 8)]
    assert loaded.issue("late-reads").raised is None
    assert loaded.issue("late-reads").headline.target is None
    assert loaded.meeting("2021-02").meeting_date is None
    assert [term.expansion for term in loaded.glossary] == ["Home Area Network", None]


def test_the_stages_until_a_month_are_those_entered_by_then(data: Path) -> None:
    issue = log.load(data).issue("han-drops")
    assert [spell.stage for spell in issue.stages_until("2021-01")] == ["Raised"]
    assert [spell.stage for spell in issue.stages_until("2021-02")] == ["Raised", "Investigating"]
    assert issue.stages_until("2020-05") == ()


def test_an_event_stands_on_the_first_day_of_its_month(data: Path) -> None:
    assert [event.day for event in log.load(data).events] == [date(2021, 1, 1)]


def test_nothing_changes_after_loading(data: Path) -> None:
    issue = log.load(data).issue("han-drops")
    with pytest.raises(ValidationError):
        issue.title = "Another"  # type: ignore[misc]


def test_asking_for_what_is_not_there_names_what_is(data: Path) -> None:
    loaded = log.load(data)
    with pytest.raises(UserError, match=r"no issue 'han-drop'\. Did you mean 'han-drops'\?"):
        loaded.issue("han-drop")
    with pytest.raises(UserError, match=r"no meeting for '2021-03'\. There is one for: 2021-01, 2"):
        loaded.meeting("2021-03")
    with pytest.raises(UserError, match=r"no stage 'Investigate'\. Did you mean 'Investigating'"):
        loaded.stage("Investigate")
    with pytest.raises(UserError, match=r"no entry of late-reads for '2021-01'"):
        loaded.issue("late-reads").entry("2021-01")


def test_an_issue_raised_after_a_meeting_needs_no_entry_for_it(data: Path) -> None:
    assert list(log.load(data).issue("late-reads").entries) == ["2021-02"]


def test_a_closed_issue_needs_no_more_entries(data: Path) -> None:
    (data / "issues/han-drops/2021-02.md").unlink()
    for file in ["issue.md", "2021-01.md"]:
        path = data / "issues/han-drops" / file
        path.write_text(
            path.read_text()
            .replace("Raised, since: 2020-06", "Closed, since: 2020-06")
            .replace("stage: Raised", "stage: Closed")
        )
    assert list(log.load(data).issue("han-drops").entries) == ["2021-01"]


def test_hidden_files_are_passed_over(data: Path) -> None:
    (data / "issues/.DS_Store").write_text("")
    (data / "issues/han-drops/.2021-02.md.swp").write_text("")
    assert len(log.load(data).issues) == 2


def test_the_folder_is_the_one_of_the_settings_by_default(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_DATA", str(data))
    assert log.load().folder == data


def test_a_place_is_the_file_and_line_of_a_part(data: Path) -> None:
    loaded = log.load(data)
    folder = "data/issues/han-drops"
    unit = log.place(loaded, "han-drops", None, "headline", "unit")
    assert unit == Place(f"{folder}/issue.md", line=12)
    figure = log.place(loaded, "han-drops", "2021-02", "figures", 1)
    assert figure == Place(f"{folder}/2021-02.md", line=20)


def test_an_action_is_overdue_in_the_month_after_that_in_which_it_was_due() -> None:
    def overdue(due: date | str | None, *, done: bool = False) -> bool:
        return Action(what="Look", due=due, done=done).is_overdue("2021-02")

    assert not overdue(None)
    assert overdue("2021-01") and not overdue("2021-02")
    assert overdue(date(2021, 1, 31)) and not overdue(date(2021, 2, 1))
    assert not overdue("2021-01", done=True)
