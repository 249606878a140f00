"""What an issue's page says of earlier papers."""

from bs4 import BeautifulSoup
from projects import FEBRUARY

from opsg.data import log
from opsg.data.log import Issue
from opsg.pages import history


def with_january(**changes: object) -> Issue:
    """An issue whose January entry differs from February's in what is given."""
    issue = log.load(FEBRUARY / "data").issue("power-outage-reporting")
    february = issue.entry("2021-02")
    january = february.model_copy(update={"month": "2021-01", **changes})
    return issue.model_copy(update={"entries": {"2021-02": february, "2021-01": january}})


def shown(issue: Issue, until: str = "2021-02") -> BeautifulSoup:
    return BeautifulSoup(history.compare_papers(issue, until).html, "html.parser")


def test_with_one_paper_there_is_no_history() -> None:
    issue = log.load(FEBRUARY / "data").issue("power-outage-reporting")
    assert "No earlier paper on this issue is public" in shown(issue).get_text()
    assert "No earlier paper" in shown(with_january(), until="2021-01").get_text()


def test_a_paper_shows_its_stage_and_the_words_that_changed() -> None:
    page = shown(with_january(stage="Investigating", status="DCC is in conversation."))
    assert page.summary.get_text() == (
        "February 2021 against January 2021: moved from Investigating to Solution design"
    )
    assert "with the DNOs on this issue" in page.ins.get_text()
    assert [heading.get_text() for heading in page.find_all("h4")] == ["Status"]


def test_a_paper_that_repeats_itself_says_so() -> None:
    page = shown(with_january())
    assert "still Solution design" in page.summary.get_text()
    assert "Its words are those of the paper before" in page.get_text()


def test_of_many_papers_the_latest_are_set_against_the_one_before() -> None:
    issue = with_january()
    february = issue.entry("2021-02")
    earlier = {
        f"2020-{month:02}": february.model_copy(update={"month": f"2020-{month:02}"})
        for month in range(1, 13)
    }
    page = shown(issue.model_copy(update={"entries": {**earlier, **issue.entries}}))

    papers = [summary.get_text() for summary in page.find_all("summary")]
    assert len(papers) == history.LATEST
    assert papers[0].startswith("February 2021")
    assert page.a["href"] == "../reports/index.html"
