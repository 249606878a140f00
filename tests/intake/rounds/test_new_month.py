"""A new month: its meeting, and the open issues' entries carried forward."""

from datetime import date
from pathlib import Path

import pytest
from trees import tree

from opsg.core.errors import UserError
from opsg.data import log
from opsg.data.log import IssueLog
from opsg.data.reconciliation import missing_figures
from opsg.intake.rounds import new_month

ENTRY = "issues/han-drops/2021-02.md"


@pytest.fixture
def loaded(data: Path) -> IssueLog:
    return log.load(data)


def test_only_the_meeting_is_added_to_what_is_there(data: Path, loaded: IssueLog) -> None:
    before = tree(data)
    done = new_month(loaded, "2021-03", classification="Green")
    after = tree(data)
    assert after["meetings.yml"].startswith(before["meetings.yml"])
    assert after.keys() - before.keys() == {
        "issues/han-drops/2021-03.md",
        "issues/late-reads/2021-03.md",
    }
    assert all(after[name] == text for name, text in before.items() if name != "meetings.yml")
    assert done.written == (
        "data/meetings.yml",
        "data/issues/late-reads/2021-03.md",
        "data/issues/han-drops/2021-03.md",
    )


def test_the_meeting_has_the_next_number_and_no_paper_yet(data: Path, loaded: IssueLog) -> None:
    done = new_month(loaded, "2021-03", classification="Green")
    meeting = log.load(data).meeting("2021-03")
    assert (meeting.number, meeting.paper, meeting.paper_date) == (45, None, None)
    assert (meeting.classification, meeting.title) == ("Green", "Progress Report")
    assert meeting.paper_name == "the paper for OPSG 45, not yet published"
    assert meeting.dated == date(2021, 3, 1)
    assert meeting.asks == loaded.meeting("2021-02").asks
    assert "data/meetings.yml:19: OPSG 45 has no paper and no paper_date yet." in str(done.notes)


def test_the_paper_may_be_known_already(data: Path, loaded: IssueLog) -> None:
    new_month(
        loaded, "2021-03", classification="White", paper="OPSG_45: 0302",
        paper_date=date(2021, 3, 23),
    )  # fmt: skip
    meeting = log.load(data).meeting("2021-03")
    assert (meeting.paper, meeting.paper_date) == ("OPSG_45: 0302", date(2021, 3, 23))


def test_an_entry_carries_its_text_forward_word_for_word(data: Path, loaded: IssueLog) -> None:
    new_month(loaded, "2021-03", classification="White")
    last = (data / ENTRY).read_text()
    start, end = last.index("figures:"), last.index("---\n\n## Status")
    wanted = (last[:start] + last[end:]).replace(
        "month: 2021-02\n", "month: 2021-03\ncarried_forward: true\n"
    )
    assert (data / "issues/han-drops/2021-03.md").read_text() == wanted


def test_actions_are_carried_forward_unless_done_and_figures_are_not(
    data: Path, loaded: IssueLog
) -> None:
    path = data / ENTRY
    last = log.load(data).issue("han-drops").entry("2021-02")
    path.write_text(
        path.read_text().replace(
            "actions:\n", "actions:\n  - what: Asked the DCC\n    done: true\n"
        )
    )
    new_month(log.load(data), "2021-03", classification="White")
    issue = log.load(data).issue("han-drops")
    entry = issue.entry("2021-03")
    assert entry.actions == last.actions != ()
    assert last.figures != () == entry.figures
    assert (entry.stage, entry.carried_forward) == (last.stage, True)
    assert issue.stage_history == loaded.issue("han-drops").stage_history


def test_what_is_missing_is_listed(data: Path, loaded: IssueLog) -> None:
    folder = data / "snapshots" / "han_stability"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "2021-03.csv").write_text("")
    done = new_month(loaded, "2021-03", classification="White")
    missing = [str(finding.where) for finding in missing_figures(log.load(data), "2021-03")]
    assert missing == ["data/snapshots/other_user_reads"]
    lines = list(done.lines())
    assert lines[:2] == ["Wrote data/meetings.yml.", "Wrote data/issues/late-reads/2021-03.md."]
    assert (
        "Still missing: data/snapshots/other_user_reads: There are no figures for 2021-03. "
        "Take them in: python build.py ingest FILE --dataset other_user_reads --month 2021-03 "
        "--provenance illustrative"
    ) in lines
    assert (
        sum("It is carried forward: its text is still that of 2021-02." in one for one in lines)
        == 2
    )


def test_a_month_that_is_left_out_is_pointed_out(data: Path, loaded: IssueLog) -> None:
    done = new_month(loaded, "2021-05", classification="White")
    assert done.notes[0] == "There is no meeting for 2021-03, 2021-04."


def test_month_follows_month(data: Path, loaded: IssueLog) -> None:
    new_month(loaded, "2021-03", classification="White")
    new_month(log.load(data), "2021-04", classification="Amber")
    again = log.load(data)
    assert [meeting.number for meeting in again.meetings] == [43, 44, 45, 46]
    text = (data / "issues/han-drops/2021-04.md").read_text()
    assert text.count("carried_forward: true") == 1


@pytest.mark.parametrize(
    ("month", "classification", "told"),
    [
        ("2021-02", "White", "--month: The log goes on to 2021-02 already."),
        ("2012-03", "White", "--month: The log goes on to 2021-02 already."),
        ("2021-3", "White", "'2021-3' is not a month."),
        ("2021-03", "white", "'white' is not a classification. Did you mean 'White'?"),
        ("2021-03", "", "'' is not a classification. Use one of: White, Green, Amber, Red."),
    ],
)  # fmt: skip
def test_a_month_that_cannot_be_begun_changes_nothing(
    month: str, classification: str, told: str, data: Path, loaded: IssueLog
) -> None:
    before = tree(data)
    with pytest.raises(UserError) as caught:
        new_month(loaded, month, classification=classification)
    assert told in str(caught.value)
    assert tree(data) == before


def test_meetings_in_another_form_are_refused_with_their_line(data: Path) -> None:
    path = data / "meetings.yml"
    path.write_text("\n".join(f"  {line}" for line in path.read_text().splitlines()))
    before = tree(data)
    with pytest.raises(UserError, match=r"data/meetings\.yml:1: This meeting does not begin with"):
        new_month(log.load(data), "2021-03", classification="White")
    assert tree(data) == before


def test_windows_line_ends_comments_and_quotes_stay(data: Path) -> None:
    for name in ("meetings.yml", ENTRY):
        text = (data / name).read_bytes().replace(b"month: 2021-02", b"month: '2021-02' # noted")
        (data / name).write_bytes(text.rstrip(b"\n").replace(b"\n", b"\r\n"))
    before = {name: (data / name).read_bytes() for name in ("meetings.yml", ENTRY)}
    new_month(log.load(data), "2021-03", classification="White")
    meetings = (data / "meetings.yml").read_bytes()
    assert meetings.startswith(before["meetings.yml"] + b"\r\n- number: 45\r\n")
    entry = (data / "issues/han-drops/2021-03.md").read_bytes()
    assert b"month: 2021-03   # noted\r\ncarried_forward: true\r\n" in entry
    for text in (meetings, entry):
        assert text.count(b"\n") == text.count(b"\r\n")
    assert (data / ENTRY).read_bytes() == before[ENTRY]
