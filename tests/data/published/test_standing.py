"""Modifications as of a month: what its paper's day knows, and what is later."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core.edition import Edition
from opsg.data import log
from opsg.data.published import standing
from opsg.data.published.models import ModificationStep
from opsg.data.published.standing import Standing


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FEBRUARY / "data", tmp_path / "data"))


def register(
    data: Path, month: str = "2021-02", *, reported_only: bool = False
) -> dict[str, Standing]:
    known = log.load(data).known_to(Edition(month, reported_only))
    return {each.modification.id: each for each in standing.register(known, month)}


def write(data: Path, number: str, text: str) -> None:
    (data / "modifications" / f"{number}.yml").write_text(f"id: {number}\ntitle: Made up\n{text}")


def test_a_step_after_the_day_of_the_paper_is_later_and_gives_no_stage(data: Path) -> None:
    mp116 = register(data)["MP116"]
    assert [step.source for step in mp116.steps] == ["OPSG_44_0203"]
    assert mp116.stage_step and mp116.stage_step.stage == "Refinement Process"
    assert [(step.date, step.stage) for step in mp116.later] == [(date(2022, 2, 24), "Implemented")]
    mp122a = register(data)["MP122A"]
    assert mp122a.later[0].date == date(2021, 2, 25), "two days after the paper of 23 February"
    assert mp122a.stage_step and mp122a.stage_step.stage == "Refinement Process"


def test_both_editions_know_the_same_steps(data: Path) -> None:
    assert register(data) == register(data, reported_only=True)


@pytest.mark.parametrize(
    ("day", "known"),
    [("2021-02-23", True), ("2021-02-24", False), ("2021-01", True), ("2021-02", False)],
)
def test_a_month_without_a_day_is_known_when_it_is_over(data: Path, day: str, known: bool) -> None:
    write(data, "MP900", f"steps: [{{date: {day}, what: Raised, source: sec-mp119}}]\n")
    assert register(data)["MP900"].is_known is known


def test_a_modification_of_which_only_later_steps_are_known_is_not_known_yet(data: Path) -> None:
    assert not register(data)["MP160"].is_known


def test_a_modification_without_a_file_is_what_the_paper_says(data: Path) -> None:
    (data / "modifications/DP096.yml").unlink()
    dp096 = register(data)["DP096"]
    assert (dp096.number, dp096.others, dp096.title) == (
        "DP096",
        ("MP096",),
        "DNO Power Outage Alerts",
    )
    assert [(step.date, step.stage) for step in dp096.steps] == [(date(2021, 2, 23), "Development")]
    assert [issue.slug for issue in dp096.named] == ["power-outage-reporting"]


def test_what_was_to_come_next_lapses_with_a_later_step(data: Path) -> None:
    steps = "steps: [{date: 2021-01, what: Working Group, source: sec-mp119}]\n"
    said = "next: [{{said: {}, what: Change Board, source: sec-mp119}}]\n"
    write(data, "MP900", steps + said.format("2021-01"))
    following = register(data)["MP900"].following
    assert following and following.what == "Change Board"
    write(data, "MP900", steps + said.format("2020-12"))
    assert register(data)["MP900"].following is None


def test_a_period_that_went_on_at_the_paper_has_no_end_yet(data: Path) -> None:
    mp083 = register(data)["MP083"]
    assert (mp083.steps[-1].what, mp083.steps[-1].when) == ("On hold", "17 September 2020")


def test_it_has_the_stage_and_number_that_a_later_paper_gives_it_from_then_on(data: Path) -> None:
    meetings = data / "meetings.yml"
    first = meetings.read_text("utf-8")
    second = (
        first.replace("44\n", "45\n").replace("2021-02", "2021-03").replace("44_0203", "45_0303")
    )
    meetings.write_text(first + second)
    entry = data / "issues/power-outage-reporting/2021-02.md"
    text = entry.read_text("utf-8").replace("2021-02", "2021-03").replace("DP096", "MP096")
    (entry.parent / "2021-03.md").write_text(text)
    path = data / "modifications/DP096.yml"
    path.write_text(
        path.read_text("utf-8") + "steps:\n  - {date: 2021-03-23, what: Converted, id: MP096,"
        " stage: Refinement Process, source: OPSG_45_0303}\n"
    )
    february, march = register(data)["DP096"], register(data, "2021-03")["DP096"]
    assert (february.number, february.others, len(february.later)) == ("DP096", (), 0)
    assert (march.number, march.others) == ("MP096", ("DP096",))
    assert march.stage_step and march.stage_step.stage == "Refinement Process"
    assert march.anchor == february.anchor, "its address stays"


def test_of_a_draft_all_of_its_month_is_known(data: Path) -> None:
    meetings = data / "meetings.yml"
    first = meetings.read_text("utf-8")
    draft = first.replace("44\n", "45\n").replace("month: 2021-02", "month: 2021-03")
    lines = [line for line in draft.splitlines() if not line.startswith("  paper")]
    meetings.write_text(first + "\n".join(lines) + "\n")
    mp105 = register(data, "2021-03")["MP105"]
    assert (mp105.steps[-1].date, len(mp105.later)) == (date(2021, 3, 24), 1)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2019, 3, 11), date(2019, 3, 29), "11 to 29 March 2019"),
        (date(2019, 7, 22), date(2019, 8, 12), "22 July to 12 August 2019"),
        (date(2019, 12, 30), date(2020, 1, 3), "30 December 2019 to 3 January 2020"),
    ],
)
def test_days_are_told_as_people_do(start: date, end: date, words: str) -> None:
    assert ModificationStep(date=start, until=end, what="It", source="it").when == words
