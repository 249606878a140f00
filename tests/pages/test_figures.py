"""The table of an issue's figures: what the month's paper gives, and what earlier ones gave."""

from bs4 import BeautifulSoup
from projects import GOLDEN

from opsg.core.edition import Edition
from opsg.data.log import Entry, Issue, IssueLog, load
from opsg.pages.issue import IssuePage

MARCH = Edition("2021-03", reported_only=True)


def _log(**changes: object) -> tuple[IssueLog, Issue, Entry]:
    """A log with a paper of March, in which the figures of HAN stability are changed."""
    log = load(GOLDEN / "data")
    issue = log.issue("han-stability")
    february = issue.entries["2021-02"]
    march = february.model_copy(update={"month": "2021-03", **changes})
    issue = issue.model_copy(update={"entries": {**issue.entries, "2021-03": march}})
    meeting = log.meeting("2021-02").model_copy(
        update={"month": "2021-03", "number": 45, "paper": "OPSG_45_0303"}
    )
    others = tuple(issue if each.slug == issue.slug else each for each in log.issues)
    update = {"issues": others, "meetings": (*log.meetings, meeting)}
    return log.model_copy(update=update), issue, february


def _rows(log: IssueLog, issue: Issue) -> list[list[str]]:
    html = BeautifulSoup(IssuePage(log, issue, MARCH).figures().html, "html.parser")
    return [[cell.get_text() for cell in row.select("th, td")] for row in html.select("tbody tr")]


def test_a_figure_stands_beside_that_of_the_paper_before() -> None:
    _, _, february = _log()
    figure = february.figures[0].model_copy(update={"value": 41000})
    log, issue, _ = _log(figures=(figure, *february.figures[1:]))

    label, value, before, *_ = _rows(log, issue)[0]

    assert label == "ESMEs dropping off the HAN"
    assert value == "about 41,000 ESMEs"
    assert before == "about 59,000 ESMEs in February 2021"


def test_a_figure_that_a_paper_no_longer_gives_is_told_with_its_month() -> None:
    log, issue, february = _log(figures=())

    rows = _rows(log, issue)

    assert len(rows) == len(february.figures)
    assert {row[1] for row in rows} == {"not given"}
    assert rows[0][2] == "about 59,000 ESMEs in February 2021"
