"""What the OPSG is asked to approve: of February alone, and of a February after a January."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pieces import soup, text
from projects import FEBRUARY, ROOT

from opsg.core.edition import Edition
from opsg.data import log
from opsg.pages import next_steps, step_table
from opsg.pages.asked import every_step
from opsg.pages.next_steps import NextSteps

EDITIONS = pytest.mark.parametrize("reported_only", [True, False])
MONTHS = {"2021-01": "January", "2021-02": "February", "2021-03": "March"}


@pytest.fixture
def february(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSG_DATA", str(FEBRUARY / "data"))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small log of two issues and two papers, whose steps are what a test makes of them."""
    small = Path(shutil.copytree(ROOT / "tests/fixtures/log", tmp_path / "data"))
    monkeypatch.setenv("OPSG_DATA", str(small))
    return small


def give(data: Path, month: str, *actions: str, says: str = "") -> None:
    """Give the paper of a month these steps of the drops off the HAN, and its words for them."""
    path = data / f"issues/han-drops/{month}.md"
    front, _, body = path.read_text("utf-8").removeprefix("---\n").partition("---\n")
    before, found, after = front.partition("actions:\n")
    after = after[after.index("figures:") :] if found else after
    listed = "".join(f"  - {action}\n" for action in actions)
    body = (
        body[: body.index("## Next Steps")]
        + f"## Next Steps\n\n{says or MONTHS[month]}: look for the cause.\n"
    )
    path.write_text(f"---\n{before}{'actions:' if listed else ''}\n{listed}{after}---\n{body}")


def opened(month: str = "2021-02", *, reported_only: bool = True) -> NextSteps:
    return next_steps.open_month(month, reported_only=reported_only)


def states(shown: NextSteps) -> dict[str, str]:
    """What the table says of the state of each step."""
    rows = soup(shown.table()).select("tbody tr:not(.group)")
    return {row.th.contents[0]: " ".join(row.select("td")[-1].stripped_strings) for row in rows}


# One paper


@EDITIONS
def test_the_first_paper_has_every_step_of_every_issue_and_marks_none(
    february: None, reported_only: bool
) -> None:
    shown = opened(reported_only=reported_only)
    home = soup(shown.asks())
    issues = log.load(FEBRUARY / "data").issues
    said = [action.what for issue in issues for action in issue.entry("2021-02").actions]
    assert [" ".join(li.contents[0].split()) for li in home.select(".by-issue li")] == said
    assert len(home.select(".by-issue section")) == 12
    assert not home.select(".tag") and not home.select("ul.asked > li")
    says = "recommends 22 next steps for twelve issues. It is the first on the log: none can be"
    assert says in text(shown.asks())
    assert "asked for since" not in text(shown.asks())


def test_a_step_has_its_owner_its_date_and_its_progress(february: None) -> None:
    said = text(opened().asks())
    assert "Mass roll out of new Firmware" in said and "by the end of Q3 2021" in said
    assert "no owner named · no date given · about 70% complete" in said


def test_steps_can_be_filtered_by_owner_issue_and_state(february: None) -> None:
    shown = soup(opened().table())
    for name in ("owner", "issue", "state"):
        options = {option.get_text() for option in shown.select(f"select[name={name}] option")}
        rows = shown.select("tbody tr:not(.group)")
        assert {v for row in rows for v in row[f"data-{name}"].split("|")} == options - {"All"}
    [both] = [row for row in shown.select("tr[data-owner]") if "SECAS|" in row["data-owner"] + "|"
              and "legal text" in row.get_text()]  # fmt: skip
    assert both["data-owner"] == "DCC|SECAS"
    assert both.select("td")[0].a["href"] == "issues/forecasting-obligations.html"


# Two papers


def test_new_changed_late_done_and_dropped_steps_are_marked(data: Path) -> None:
    give(data, "2021-01", "{what: Stay, owner: DCC}", "{what: Move, owner: DCC}",
         "{what: End, owner: DCC}", "{what: Go, owner: DCC}",
         "{what: Wait, owner: DCC, due: 2021-01}")  # fmt: skip
    give(data, "2021-02", "{what: Stay, owner: DCC}", "{what: Move, owner: SECAS}",
         "{what: End, owner: DCC, done: true}", "{what: Come, owner: DCC}",
         "{what: Wait, owner: DCC, due: 2021-01}")  # fmt: skip
    assert states(opened()) == {
        "Stay": "Open",
        "Move": "Open Changed",
        "End": "Done",
        "Come": "Open New",
        "Wait": "Open Late",
        "Go": "No longer listed Since February 2021’s paper",
    }
    shown = opened()
    assert shown.sentence() == (
        "February 2021’s paper recommends four next steps for one issue: one is new, one is"
        " changed, one is late, one was done and one is no longer listed."
    )
    marked = [" ".join(li.stripped_strings) for li in soup(shown.asks()).select("ul.asked > li")]
    assert marked == [
        "No longer listed Go Drops off the HAN · DCC · no date given"
        " · asked for since January 2021, in one paper",
        "Changed Move Drops off the HAN · SECAS · no date given · before: DCC, no date given"
        " · asked for since January 2021, in two papers",
        "Done End Drops off the HAN · DCC · no date given"
        " · asked for since January 2021, in two papers",
        "New Come Drops off the HAN · DCC · no date given",
        "Late Wait Drops off the HAN · DCC · January 2021"
        " · asked for since January 2021, in two papers",
    ]


def test_a_paper_before_knows_nothing_of_the_one_after(data: Path) -> None:
    give(data, "2021-01", "{what: Stay, owner: DCC}")
    give(data, "2021-02", "{what: Stay, owner: DCC}", "{what: Come, owner: DCC}")
    assert states(opened("2021-01")) == {"Stay": "Open"}


def test_what_stays_is_told_once(data: Path) -> None:
    give(data, "2021-01", "{what: Stay, owner: DCC}")
    give(data, "2021-02", "{what: stay, owner: DCC}")
    assert "one issue: all stand as before." in opened().sentence()
    assert not soup(opened().asks()).select("ul.asked > li")
    [step] = every_step(log.load(data).known_to(Edition("2021-02")))
    assert step.papers == ("2021-01", "2021-02")


def test_steps_of_other_words_are_not_shown_as_the_papers(data: Path) -> None:
    give(data, "2021-01", "{what: Stay, owner: DCC}", says="DCC to stay")
    give(data, "2021-02", "{what: Stay, owner: DCC}", says="SECAS to go")
    shown = opened()
    assert states(shown) == {"Stay": "Not in the paper Its issue’s steps are not listed one by one"}
    assert shown.sentence() == "February 2021’s paper lists no next step."
    assert "those of Late reads, Drops off the HAN." in text(shown.asks())
    assert not soup(shown.asks()).select("li")


def test_the_oldest_steps_give_way_where_the_page_gets_too_large(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(data, "2021-01", "{what: Go, owner: DCC}")
    give(data, "2021-02", "{what: Come, owner: DCC}")
    monkeypatch.setattr(step_table, "LARGEST", len(opened().table().html) // 4)
    shown = opened()
    assert list(states(shown)) == ["Come"]
    assert "Steps before these are in all reports" in text(shown.table())
