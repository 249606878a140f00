"""Which notebooks are run, as which pages, with which parameters."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from opsg.core.edition import Edition
from opsg.core.errors import UserError
from opsg.execution.plan import plan_notebooks

LOG: Any = SimpleNamespace(
    issues=[
        SimpleNamespace(slug="han-stability", since="2021-01"),
        SimpleNamespace(slug="duplicate-headers", since="2021-02"),
    ],
    meetings=[SimpleNamespace(month=month) for month in ("2021-01", "2021-02", "2021-03")],
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

    reports = {task.page: task.parameters for task in planned.run if task.name == "report"}
    assert reports == {
        "reports/2021-01": {"month": "2021-01", "reported_only": True},
        "reports/2021-02": {"month": "2021-02", "reported_only": True},
    }
    [index] = [task for task in planned.run if task.name == "reports"]
    assert index.page == "reports/index"
    assert index.parameters == {"month": "2021-02", "reported_only": True}


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
