"""Which notebooks are run, as which pages, with which parameters."""

from pathlib import Path

import pytest

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.data.check import Issue, Meeting, Outline
from opsg.execution.plan import plan_notebooks

LOG = Outline(
    (
        Issue("han-stability", "HAN", ("2021-01", "2021-02", "2021-03")),
        Issue("duplicate-headers", "Headers", ("2021-02", "2021-03")),
    ),
    tuple(
        Meeting(42 + month, f"2021-0{month}", f"OPSG_{42 + month}", day, day, "White")
        for month, day in ((1, "2021-01-26"), (2, "2021-02-23"), (3, "2021-03-23"))
    ),
)


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    for name in ("overview", "stage-timeline", "han-stability", "duplicate-headers"):
        (tmp_path / f"{name}.ipynb").touch()
    return tmp_path


def test_the_overview_is_the_home_page_and_issues_have_a_folder(notebooks: Path) -> None:
    planned = plan_notebooks(LOG, Edition("2021-02"), notebooks=notebooks)

    assert {task.name: task.page for task in planned.run} == {
        "overview": "index",
        "stage-timeline": "stage-timeline",
        "han-stability": "issues/han-stability",
        "duplicate-headers": "issues/duplicate-headers",
    }


def test_an_issue_that_is_not_raised_yet_has_no_page(notebooks: Path) -> None:
    planned = plan_notebooks(LOG, Edition("2021-01"), notebooks=notebooks)

    assert [task.name for task in planned.run] == ["overview", "stage-timeline", "han-stability"]
    with pytest.raises(UserError, match="'duplicate-headers' is not on the log by 2021-01"):
        plan_notebooks(LOG, Edition("2021-01"), notebooks=notebooks, only=["duplicate-headers"])


def test_an_issue_is_told_its_slug_and_every_page_its_month_and_edition(notebooks: Path) -> None:
    planned = plan_notebooks(LOG, Edition("2021-02", reported_only=True), notebooks=notebooks)

    parameters = {task.name: task.parameters for task in planned.run}
    assert parameters["overview"] == {"month": "2021-02", "reported_only": True}
    assert parameters["han-stability"] == {
        "month": "2021-02",
        "slug": "han-stability",
        "reported_only": True,
    }


def test_every_meeting_up_to_the_month_has_a_report_of_its_own_month(notebooks: Path) -> None:
    (notebooks / "report.ipynb").touch()
    (notebooks / "reports.ipynb").touch()

    planned = plan_notebooks(LOG, Edition("2021-02", reported_only=True), notebooks=notebooks)

    reports = {task.page: task.parameters for task in planned.run if task.notebook.stem == "report"}
    assert reports == {
        "reports/2021-01": {"month": "2021-01", "reported_only": True},
        "reports/2021-02": {"month": "2021-02", "reported_only": True},
    }
    assert {task.name for task in planned.run if task.page in reports} == {
        "report-2021-01",
        "report-2021-02",
    }
    [index] = [task for task in planned.run if task.name == "reports"]
    assert index.page == "reports/index"
    assert index.parameters == {"month": "2021-02", "reported_only": True}


def test_a_report_of_many_issues_has_pages_of_parts(notebooks: Path) -> None:
    for name in ("report", "report-part"):
        (notebooks / f"{name}.ipynb").touch()
    first, second, third = LOG.meetings
    log = Outline(LOG.issues, (first, second._replace(parts=2), third))

    planned = plan_notebooks(log, Edition("2021-02"), notebooks=notebooks)

    pages = {task.page: task.name for task in planned.run if "report" in task.name}
    assert pages == {
        "reports/2021-01": "report-2021-01",
        "reports/2021-02": "report-2021-02",
        "reports/2021-02-part-1": "report-part-2021-02-1",
        "reports/2021-02-part-2": "report-part-2021-02-2",
    }


def test_the_reports_of_all_meetings_are_asked_for_by_one_name(notebooks: Path) -> None:
    (notebooks / "report.ipynb").touch()

    planned = plan_notebooks(LOG, Edition("2021-02"), notebooks=notebooks, only=["report"])

    assert [task.page for task in planned.run] == ["reports/2021-01", "reports/2021-02"]


def test_single_pages_are_run_and_the_others_kept(notebooks: Path) -> None:
    only = ["duplicate-headers", "overview"]
    planned = plan_notebooks(LOG, Edition("2021-02"), notebooks=notebooks, only=only)

    assert [task.name for task in planned.run] == ["overview", "duplicate-headers"]
    assert [task.name for task in planned.keep] == ["stage-timeline", "han-stability"]


def test_a_page_that_there_is_not_is_refused_with_the_nearest(notebooks: Path) -> None:
    with pytest.raises(UserError, match=r"'han-stabilty' is not a page.*'han-stability'"):
        plan_notebooks(LOG, Edition("2021-02"), notebooks=notebooks, only=["han-stabilty"])


def test_an_issue_without_a_notebook_and_a_notebook_of_nothing_are_both_named(
    notebooks: Path,
) -> None:
    (notebooks / "duplicate-headers.ipynb").rename(notebooks / "duplicate-heads.ipynb")

    with pytest.raises(UserError) as raised:
        plan_notebooks(LOG, Edition("2021-02"), notebooks=notebooks)

    missing, stranger = raised.value.findings
    assert str(missing.where).endswith("duplicate-headers.ipynb")
    assert str(stranger.where).endswith("duplicate-heads.ipynb")
    assert stranger.remedy.startswith("Did you mean 'duplicate-headers'?")


def test_a_draft_has_no_page_in_the_reported_edition_of_a_later_month(notebooks: Path) -> None:
    (notebooks / "report.ipynb").touch()
    first, second, third = LOG.meetings
    issues = (*LOG.issues, Issue("late-reads", "Late reads", ("2021-02",)))
    (notebooks / "late-reads.ipynb").touch()
    log = Outline(issues, (first, second._replace(paper_date=None), third))

    def planned(*, reported_only: bool) -> set[str]:
        edition = Edition("2021-03", reported_only)
        return {task.page for task in plan_notebooks(log, edition, notebooks=notebooks).run}

    left_out = planned(reported_only=False) - planned(reported_only=True)
    assert left_out == {"reports/2021-02", "issues/late-reads"}
