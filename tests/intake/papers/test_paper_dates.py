"""A paper's day is read as people write it, the day first; what may be two days is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opsg.core.errors import UserError
from opsg.data import log
from opsg.intake import rounds
from opsg.intake.papers.importer import import_paper, read

Make = Callable[[dict[str, str]], Path]
DAY = "23 February 2021"


@pytest.mark.parametrize(
    "text",
    ["23 FEBRUARY 2021", "23 Feb 2021", "23-Feb-2021", "23 Feb. '21", "2021-02-23", "2021/02/23",
     "23/02/2021", "23.02.21", "23rd February, 2021", "Tuesday 23 February 2021",
     "Tue, the 23rd of February 2021", "February 23, 2021", "Date: 23rd of February 2021",
     "02/23/2021", "Paper date 23 February 2021", "SECAS Team – 23/2/2021",
     "23 February 2021, 10:30"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(paper: Make, text: str) -> None:
    read_paper = read(paper({DAY: text}))
    assert (read_paper.date, read_paper.team) == (date(2021, 2, 23), "SECAS Team")


@pytest.mark.parametrize(
    "text", ["31 February 2021", "31/02/2021", "Monday 23 February 2021", "13/13/2021"]
)
def test_what_is_no_day_is_refused(paper: Make, text: str) -> None:
    with pytest.raises(UserError, match=f"'{text}' is no day of the calendar"):
        read(paper({DAY: text}))


def test_what_may_be_two_days_is_refused_with_both_and_its_month_settles_it(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper({"OPSG_44_0203": "OPSG_45_0303", DAY: "03/04/2021"})
    with pytest.raises(UserError) as told:
        import_paper(file, data)
    assert "'03/04/2021' may be 4 March 2021 or 3 April 2021" in str(told.value)
    assert told.value.findings[0].remedy == "Give its month: --month 2021-03 or 2021-04."
    import_paper(file, data, month="2021-03")
    assert log.load(data).meeting("2021-03").paper_date == date(2021, 3, 4)


def test_the_meeting_s_day_is_not_the_paper_s(paper: Make) -> None:
    file = paper({"Purpose": "Meeting date: 2 March 2021\n\nPurpose"})
    result = read(file)
    assert result.date == date(2021, 2, 23)
    assert "Before Purpose: Meeting date: 2 March 2021" in map(str, result.leftovers)


def test_the_week_s_first_day_is_not_the_paper_s(paper: Make) -> None:
    file = paper({"Purpose": "For the week of 15 February 2021\n\nPurpose"})
    assert read(file).date == date(2021, 2, 23)


def test_of_several_days_that_with_a_label_is_the_paper_s(paper: Make) -> None:
    two = {"Purpose": "Version 2, 12 February 2021\n\nPurpose"}
    with pytest.raises(UserError) as told:
        read(paper(two))
    assert "'12 February 2021' and '23 February 2021'" in str(told.value)
    assert "write 'Paper date:' before it" in str(told.value)
    assert read(paper({**two, DAY: f"Paper date: {DAY}"})).date == date(2021, 2, 23)


def test_a_paper_without_a_day_is_a_draft_of_the_month_that_is_given(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper({"OPSG_44_0203": "OPSG_45_0303", DAY: ""})
    with pytest.raises(UserError, match="Give its month: --month YYYY-MM"):
        import_paper(file, data)
    result = import_paper(file, data, month="2021-03")
    meeting = log.load(data).meeting("2021-03")
    assert (meeting.paper, meeting.paper_date, meeting.is_published) == (
        "OPSG_45_0303", None, False,
    )  # fmt: skip
    assert "data/meetings.yml: add paper_date; until it is there the month is a draft." in (
        result.by_hand
    )


def test_a_paper_of_another_month_is_refused_unless_the_log_has_begun_that_with_its_number(
    data: Path, paper: Make
) -> None:
    file = paper({"OPSG_44_0203": "OPSG_45_0303", DAY: "26 February 2021"})
    with pytest.raises(UserError) as told:
        import_paper(file, data, month="2021-03")
    assert str(told.value) == (
        "paper.txt: The paper is dated 26 February 2021, which is not in 2021-03. Leave --month "
        "out; or if it is the paper for 2021-03, begin that: python build.py new-month 2021-03 "
        "--classification White"
    )
    rounds.new_month(log.load(data), "2021-03", classification="White")
    import_paper(file, data, month="2021-03")
    assert log.load(data).meeting("2021-03").paper_date == date(2021, 2, 26)
