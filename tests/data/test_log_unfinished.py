"""What waits for somebody in a log that is in order: warnings, drafts, issues without figures."""

from datetime import date
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.reconciliation import check_figures

ISSUE = "issues/han-drops/issue.md"
ENTRY = "issues/han-drops/2021-02.md"


def change(data: Path, file: str, old: str, new: str) -> None:
    path = data / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def carry(data: Path) -> None:
    """Let the entry of February be that of January, carried forward."""
    text = (data / "issues/han-drops/2021-01.md").read_text()
    (data / ENTRY).write_text(
        text.replace("month: 2021-01", "month: 2021-02\ncarried_forward: true")
    )
    change(
        data, ISSUE, "  - {stage: Investigating, since: 2021-02, provenance: illustrative}\n", ""
    )


def warnings(data: Path) -> list[str]:
    return [str(finding) for finding in log.load(data).warnings]


def test_a_log_that_is_done_has_no_warnings(data: Path) -> None:
    assert warnings(data) == []


def test_an_entry_carried_forward_is_a_warning_until_it_is_edited(data: Path) -> None:
    carry(data)
    assert log.load(data).issue("han-drops").entry("2021-02").carried_forward
    assert warnings(data) == [
        "data/issues/han-drops/2021-02.md:3: It is carried forward: its text is still that of "
        "2021-01. Bring it up to date, then take 'carried_forward: true' out."
    ]
    change(data, ENTRY, "Nothing is known.", "A little is known.")
    assert warnings(data) == [
        "data/issues/han-drops/2021-02.md:3: It has been edited, but is still marked as carried "
        "forward. Take 'carried_forward: true' out."
    ]


def test_a_first_entry_cannot_be_carried_forward(data: Path) -> None:
    change(
        data,
        "issues/late-reads/2021-02.md",
        "stage: Raised",
        "carried_forward: true\nstage: Raised",
    )
    with pytest.raises(UserError, match=r"2021-02\.md:3: It is marked as carried forward, but no"):
        log.load(data)


def test_a_meeting_without_a_paper_is_a_draft_and_a_warning(data: Path) -> None:
    change(data, "meetings.yml", "  paper: OPSG_44_0203\n  paper_date: 2021-02-23\n", "")
    meeting = log.load(data).meeting("2021-02")
    assert (meeting.paper, meeting.paper_date, meeting.dated) == (None, None, date(2021, 2, 1))
    assert warnings(data) == [
        "data/meetings.yml:1: OPSG 44 has no paper and no paper_date yet. Add it once the paper "
        "has it; until then the month is a draft."
    ]


def test_a_meeting_with_a_paper_goes_by_it(data: Path) -> None:
    meeting = log.load(data).meeting("2021-02")
    assert (meeting.paper_name, meeting.dated) == ("OPSG_44_0203", date(2021, 2, 23))


def test_an_issue_may_have_no_figures_yet(data: Path) -> None:
    text = (data / ISSUE).read_text()
    start, end = text.index("datasets:"), text.index("references:")
    (data / ISSUE).write_text(text[:start] + text[end:])
    loaded = log.load(data)
    assert (loaded.issue("han-drops").datasets, loaded.issue("han-drops").headline) == ((), None)
    assert not [one for one in check_figures(loaded) if "issue.md" in str(one.where)]


def test_a_headline_still_needs_its_dataset(data: Path) -> None:
    change(data, ISSUE, "datasets: [han_stability]\n", "")
    with pytest.raises(
        UserError, match=r"'han_stability' is not one of the issue's datasets\. Add"
    ):
        log.load(data)


def test_an_issue_that_a_paper_does_not_name_is_a_warning(data: Path) -> None:
    (data / ENTRY).unlink()
    change(
        data, ISSUE, "  - {stage: Investigating, since: 2021-02, provenance: illustrative}\n", ""
    )
    assert warnings(data) == [
        "data/issues/han-drops: The issue is not in the paper of 2021-02: it keeps the text of "
        "2021-01. It comes back with the paper that names it. If it was closed: python build.py "
        "close-issue han-drops --month 2021-02"
    ]
    loaded = log.load(data)
    assert [issue.slug for issue in loaded.active("2021-02")] == ["late-reads"]
    assert [issue.slug for issue in loaded.absent("2021-02")] == ["han-drops"]
    last = loaded.issue("han-drops").entry_by("2021-02")
    assert last is not None and last.month == "2021-01"


def test_an_issue_that_the_log_itself_closed_is_closed_without_an_entry(data: Path) -> None:
    (data / ENTRY).unlink()
    spell = "  - {stage: Investigating, since: 2021-02, provenance: illustrative}\n"
    change(data, ISSUE, spell, "  - {stage: Closed, since: 2021-02, provenance: log}\n")
    assert warnings(data) == []
    loaded = log.load(data)
    issue = loaded.issue("han-drops")
    assert (issue.stage("2021-01"), issue.stage("2021-02")) == ("Raised", "Closed")
    assert not loaded.absent("2021-02")
    assert [issue.slug for issue in loaded.closed("2021-02")] == ["han-drops"]


def test_a_stage_that_is_carried_is_that_of_the_entry_before(data: Path) -> None:
    change(data, ENTRY, "stage_source: inferred", "stage_source: carried")
    with pytest.raises(UserError, match=r"marked as carried, but that of 2021-01 is 'Raised'"):
        log.load(data)


def march(data: Path, next_steps: str) -> Path:
    """An entry for March with the actions of February, and other Next Steps."""
    meetings = data / "meetings.yml"
    text = meetings.read_text()
    later = text[: text.index("- number: 43")].replace("44", "45").replace("2021-02", "2021-03")
    meetings.write_text(later + text)
    entry = (data / ENTRY).read_text().replace("month: 2021-02", "month: 2021-03")
    path = data / ENTRY.replace("02.md", "03.md")
    head, _ = entry.split("## Next Steps")
    path.write_text(f"{head}## Next Steps\n\n{next_steps}\n")
    return path


def of_actions(data: Path) -> list[str]:
    return [one for one in warnings(data) if "actions" in one]


def test_actions_of_an_earlier_paper_beside_other_next_steps_are_a_warning(data: Path) -> None:
    path = march(data, "DCC to look for the cause, once more.")
    assert of_actions(data) == [
        "data/issues/han-drops/2021-03.md:6: The actions are those of 2021-02, whose Next Steps "
        "said something else. Bring them up to date; if they still hold, add 'actions_from: "
        "2021-03'."
    ]
    change(data, path.relative_to(data).as_posix(), "stage: I", "actions_from: 2021-03\nstage: I")
    assert of_actions(data) == []
    change(data, path.relative_to(data).as_posix(), "actions_from: 2021-03\n", "")
    change(data, path.relative_to(data).as_posix(), "percent_complete: 70", "percent_complete: 80")
    assert of_actions(data) == []


def test_other_next_steps_without_any_actions_are_a_warning(data: Path) -> None:
    path = march(data, "DCC to look for the cause, once more.")
    text = path.read_text()
    start, end = text.index("actions:"), text.index("figures:")
    path.write_text(f"{text[:start]}{text[end:]}")
    (told,) = of_actions(data)
    assert "The Next Steps are not those of 2021-02, and no actions are listed." in told


def test_the_same_next_steps_may_have_the_same_actions(data: Path) -> None:
    march(data, "DCC to look\nfor the cause.")
    assert of_actions(data) == []


def test_the_active_issues_are_those_on_the_log_and_not_closed(data: Path) -> None:
    loaded = log.load(data)
    assert [issue.slug for issue in loaded.active("2021-01")] == ["han-drops"]
    assert [issue.slug for issue in loaded.active("2021-02")] == ["late-reads", "han-drops"]
    assert loaded.issues_by("2020-12") == ()
    assert loaded.issue("han-drops").entry_by("2020-12") is None


def test_restatements_are_read_and_checked(data: Path) -> None:
    assert log.load(data).restatements == ()
    text = (
        "- {dataset: alerts, month: 2021-01, when: 2021-03-09, why: Counted twice., was: reported,"
        " now: reported, totals: {raised: {old: 5, new: 4}}}\n"
    )
    (data / "restatements.yml").write_text(text)
    (restated,) = log.load(data).restatements
    assert (restated.dataset, restated.when) == ("alerts", date(2021, 3, 9))
    assert restated.totals["raised"].old - restated.totals["raised"].new == 1
    change(data, "restatements.yml", "dataset: alerts", "dataset: alert")
    (told,) = [one for one in check_figures(log.load(data)) if "restatements" in str(one.where)]
    assert str(told) == (
        "data/restatements.yml: There is no dataset 'alert'. Did you mean 'alerts'?"
    )
    change(data, "restatements.yml", "why: Counted twice., ", "")
    with pytest.raises(UserError, match=r"data/restatements\.yml:1: 'why' is missing"):
        log.load(data)
