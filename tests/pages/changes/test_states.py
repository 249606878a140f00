"""What is known of the issues as of each month of a small log, and of the real one."""

import shutil
from collections.abc import Callable
from pathlib import Path

from projects import FEBRUARY

from opsg.analysis import measures, words
from opsg.core.edition import Edition
from opsg.data import log
from opsg.pages import changes, components
from opsg.pages.changes.model import Standing, State

Replace = Callable[[str, str, str], None]


def states(*, reported_only: bool = False) -> dict[str, State]:
    whole = log.load()
    found = changes.states(whole, Edition("2021-02", reported_only))
    return {each.month: each for each in found}


def standing(state: State, slug: str) -> Standing:
    [found] = [each for each in state.standings if each.subject.slug == slug]
    return found


def stages(state: State) -> dict[str, str | None]:
    return {each.subject.slug: each.stage for each in state.standings}


def test_the_paper_of_a_month_decides_its_stages(data: Path) -> None:
    found = states()

    assert stages(found["2021-01"]) == {"late-reads": None, "han-drops": "Raised"}
    assert stages(found["2021-02"]) == {"late-reads": "Raised", "han-drops": "Investigating"}
    assert found["2021-01"].paper == "OPSG_43_2601"


def test_a_month_without_a_paper_has_the_stage_of_the_history_marked_as_made_up(
    data: Path,
) -> None:
    snapshot = data / "snapshots" / "han_stability" / "2021-01.csv"
    earlier = snapshot.read_text(encoding="utf-8").replace("2021-01", "2020-12")
    snapshot.with_name("2020-12.csv").write_text(earlier, encoding="utf-8")

    december = states()["2020-12"]

    drops = standing(december, "han-drops")
    assert (drops.stage, drops.stage_illustrative) == ("Raised", True)
    assert december.paper == ""


def test_a_closed_issue_stays_closed_after_its_last_entry(data: Path, replace: Replace) -> None:
    replace("issues/han-drops/2021-01.md", "stage: Raised", "stage: Closed")
    (data / "issues" / "han-drops" / "2021-02.md").unlink()
    replace(
        "issues/han-drops/issue.md",
        "stage: Investigating, since: 2021-02",
        "stage: Closed, since: 2021-01",
    )

    [drops] = [each for each in states()["2021-02"].standings if each.subject.slug == "han-drops"]

    assert drops.closed


def test_the_reported_edition_knows_the_months_of_papers_and_no_made_up_figure(data: Path) -> None:
    found = states(reported_only=True)

    assert list(found) == ["2021-01", "2021-02"]
    figures = [each.figure for state in found.values() for each in state.standings]
    assert not any(figure.illustrative for figure in figures if figure)
    assert any(figure for figure in figures)


def test_a_step_carries_its_owner_date_and_progress(data: Path) -> None:
    [drops] = [each for each in states()["2021-02"].standings if each.entry and each.entry.steps]

    [step] = drops.entry.steps if drops.entry else ()
    assert step.facts == "DCC, March 2021, 70% complete"
    assert step.overdue("2021-04") and not step.overdue("2021-03")


def test_every_month_says_what_its_own_pages_said() -> None:
    """The figure and the signal as of a month are those of a reading that ends with it."""
    whole = log.load(FEBRUARY / "data")
    issue = whole.issue("spurious-alerts")
    assert issue.headline
    for state in changes.states(whole, Edition("2021-02")):
        known = standing(state, issue.slug)
        reading = measures.read(issue.headline, whole, issue, Edition(state.month))
        assert known.signal.label == words.chip(reading.result.status)
        assert known.signal.tone == components.tone(reading)
        assert known.signal.rule == words.rule(reading.result.status.signal)
        assert known.figure and known.figure.text == components.latest(reading)


def test_sums_of_other_groups_are_not_compared(tmp_path: Path) -> None:
    data = Path(shutil.copytree(FEBRUARY / "data", tmp_path / "data"))
    snapshot = data / "snapshots" / "hub_exceptions" / "2021-01.csv"
    lines = snapshot.read_text(encoding="utf-8").splitlines(keepends=True)
    snapshot.write_text("".join(line for line in lines if ",User 44," not in line), "utf-8")

    *_, december, january, february = changes.states(log.load(data), Edition("2021-02"))
    hubs = "communications-hub-exceptions"

    told = standing(january, hubs).figure
    assert told and told.text.endswith(" without User 44")
    for before, after in ((december, january), (january, february)):
        moved = changes.compare(before, after).figures
        assert [each.size for each in moved if each.subject.slug == hubs] == [None]
    [moved] = [m for m in changes.compare(december, february).figures if m.subject.slug == hubs]
    assert moved.size is not None
