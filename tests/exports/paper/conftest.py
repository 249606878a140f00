"""February's log, and its report in both editions as it would be published."""

from pathlib import Path

import pytest
from february import DATA, MONTH

from opsg.core.edition import Edition
from opsg.data import log as issues_log
from opsg.data.log import IssueLog
from opsg.exports import paper


@pytest.fixture(scope="session")
def log() -> IssueLog:
    """The committed log."""
    return issues_log.load(DATA)


@pytest.fixture(scope="session")
def illustrative(log: IssueLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of February's report in the illustrative edition."""
    return _written(log, tmp_path_factory.mktemp("illustrative"), Edition(MONTH))


@pytest.fixture(scope="session")
def reported(log: IssueLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of February's report in the reported edition."""
    return _written(log, tmp_path_factory.mktemp("reported"), Edition(MONTH, reported_only=True))


@pytest.fixture(scope="session", params=["illustrative", "reported"])
def report(request: pytest.FixtureRequest) -> Path:
    """The folder of February's report, in each edition in turn."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def _written(log: IssueLog, folder: Path, edition: Edition) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPSG_DATA", str(DATA))
        paper.write(log, edition, folder)
    return folder
