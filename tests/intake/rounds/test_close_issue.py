"""Closing an issue: its entry and its history say so, its page stays, it is no longer active."""

from pathlib import Path

import pytest
from trees import tree

from opsg.core.errors import UserError
from opsg.data import log
from opsg.intake.rounds import close_issue, new_month


def slugs(data: Path, month: str) -> list[str]:
    return [issue.slug for issue in log.load(data).active(month)]


def test_an_issue_is_closed_in_the_entry_that_is_there(data: Path) -> None:
    new_month(log.load(data), "2021-03", classification="White")
    before = tree(data)
    done = close_issue(log.load(data), "han-drops", "2021-03")
    after = tree(data)
    changed = {name for name, text in after.items() if before.get(name) != text}
    assert changed == {"issues/han-drops/2021-03.md", "issues/han-drops/issue.md"}
    spell = "  - {stage: Investigating, since: 2021-02, provenance: illustrative}\n"
    assert after["issues/han-drops/issue.md"] == before["issues/han-drops/issue.md"].replace(
        spell, spell + "  - {stage: Closed, since: 2021-03, provenance: log}\n"
    )
    entry = before["issues/han-drops/2021-03.md"]
    start, end = entry.index("stage:"), entry.index("---\n\n##")
    assert after["issues/han-drops/2021-03.md"] == (
        f"{entry[:start]}stage: Closed\nstage_source: log\nactions: []\n{entry[end:]}"
    )
    assert done.notes == (
        "Left out, as the issue is closed: Look for the cause",
        "Edit data/issues/han-drops/2021-03.md: say in its Status why it is closed, and take "
        "'carried_forward: true' out.",
        "If the paper says that it is closed, write there 'stage_source: reported'.",
    )


def test_a_closed_issue_leaves_the_active_list_and_keeps_its_page(data: Path) -> None:
    new_month(log.load(data), "2021-03", classification="White")
    close_issue(log.load(data), "han-drops", "2021-03")
    new_month(log.load(data), "2021-04", classification="White")
    assert slugs(data, "2021-02") == ["late-reads", "han-drops"]
    assert slugs(data, "2021-03") == slugs(data, "2021-04") == ["late-reads"]
    loaded = log.load(data)
    assert [issue.slug for issue in loaded.issues_by("2021-04")] == ["late-reads", "han-drops"]
    issue = loaded.issue("han-drops")
    assert list(issue.entries) == ["2021-01", "2021-02", "2021-03"]
    last = issue.entry_by("2021-04")
    assert last is not None and (last.month, last.stage) == ("2021-03", "Closed")
    assert not issue.is_closed("2021-02") and issue.is_closed("2021-04")


def test_an_issue_that_the_paper_no_longer_names_is_closed_without_an_entry(data: Path) -> None:
    new_month(log.load(data), "2021-03", classification="White")
    for slug in ("han-drops", "late-reads"):
        (data / "issues" / slug / "2021-03.md").unlink()
    before = tree(data)
    done = close_issue(log.load(data), "han-drops", "2021-03")
    assert done.written == ("data/issues/han-drops/issue.md",)
    assert done.notes == ("Its page keeps the text of 2021-02, the last month that names it.",)
    assert tree(data).keys() == before.keys()
    issue = log.load(data).issue("han-drops")
    assert (issue.is_closed("2021-02"), issue.is_closed("2021-03")) == (False, True)
    with pytest.raises(UserError, match="It is closed already"):
        close_issue(log.load(data), "han-drops", "2021-03")
    close_issue(log.load(data), "late-reads", "2021-03")
    assert len(log.load(data).closed("2021-03")) == 2


@pytest.mark.parametrize(
    ("slug", "month", "told"),
    [
        ("han-drop", "2021-02", "There is no issue 'han-drop'. Did you mean 'han-drops'?"),
        ("han-drops", "2021-03", "There is no meeting for '2021-03'."),
        ("han-drops", "2021-01", "2021-02.md: It has an entry for 2021-02, after the month of its"),
        ("han-drops", "2021-02", "issue.md: It entered 'Investigating' in 2021-02. Take that line"),
    ],
)  # fmt: skip
def test_an_issue_that_cannot_be_closed_stays_as_it_is(
    slug: str, month: str, told: str, data: Path
) -> None:
    before = tree(data)
    with pytest.raises(UserError) as caught:
        close_issue(log.load(data), slug, month)
    assert told in str(caught.value)
    assert tree(data) == before


def test_an_issue_is_not_closed_twice(data: Path) -> None:
    new_month(log.load(data), "2021-03", classification="White")
    close_issue(log.load(data), "han-drops", "2021-03")
    with pytest.raises(UserError, match=r"2021-03\.md: It is closed already"):
        close_issue(log.load(data), "han-drops", "2021-03")
