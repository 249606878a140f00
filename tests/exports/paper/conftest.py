"""February's log, and its report in both editions as it would be published."""

from pathlib import Path

import pytest
from february import DATA

from opsg.data import log as issues_log
from opsg.data.log import IssueLog


@pytest.fixture(scope="session")
def log() -> IssueLog:
    """The committed log."""
    return issues_log.load(DATA)


@pytest.fixture(scope="session")
def illustrative(site: Path) -> Path:
    """The folder of February's report in the illustrative edition."""
    return site / "reports"


@pytest.fixture(scope="session")
def reported(reported_site: Path) -> Path:
    """The folder of February's report in the reported edition."""
    return reported_site / "reports"


@pytest.fixture(scope="session", params=["illustrative", "reported"])
def report(request: pytest.FixtureRequest) -> Path:
    """The folder of February's report, in each edition in turn."""
    folder: Path = request.getfixturevalue(request.param)
    return folder
