"""Data that was found in order is not checked again, and anything else is."""

import shutil
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.errors import Finding, UserError
from opsg.data.check import Outline, cached_outline, check_data
from opsg.data.datasets import Dataset
from opsg.data.log import load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FEBRUARY / "data", tmp_path / "data"))


def _known(data: Path) -> Outline | None:
    return cached_outline(data, Inputs(data.parent, data), Cache(data.parent / "cache"))


def _check(data: Path) -> Outline:
    return check_data(data, Inputs(data.parent, data), Cache(data.parent / "cache"))


def test_the_outline_has_what_the_log_has(data: Path) -> None:
    log = load(data)
    outline = _check(data)

    assert [issue.slug for issue in outline.issues] == [issue.slug for issue in log.issues]
    assert outline.latest_month == log.latest_month
    for meeting in log.meetings:
        ours = outline.meeting(meeting.month)._asdict()
        assert ours.pop("dated") == meeting.dated.isoformat()
        assert ours == meeting.model_dump(mode="json", include=set(ours))
    with pytest.raises(UserError, match=r"no meeting for '2020-01'.*2021-02"):
        outline.meeting("2020-01")


def test_data_in_order_is_known_with_its_warnings_until_it_changes(data: Path) -> None:
    (data / "snapshots" / "alerts" / "2020-05.csv").unlink()
    assert _known(data) is None
    outline = _check(data)

    assert "no file between 2020-04 and 2020-06" in str(outline.warnings[0])
    assert _known(data) == outline

    shutil.copyfile(
        FEBRUARY / "data/snapshots/alerts/2020-05.csv", data / "snapshots/alerts/2020-05.csv"
    )
    assert _known(data) is None
    assert not _check(data).warnings


def test_data_with_a_mistake_is_checked_every_time(data: Path) -> None:
    path = data / "snapshots" / "alerts" / "2020-05.csv"
    path.write_text(path.read_text().replace("8F3E", "8F3"))

    for _ in range(2):
        assert _known(data) is None
        with pytest.raises(UserError, match="8F3"):
            _check(data)


def test_a_dataset_in_order_is_not_read_again_when_another_has_changed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opsg.data.snapshots import check as snapshots

    read: list[str] = []
    check_dataset = snapshots.check_dataset

    def listening(dataset: Dataset, folder: Path) -> list[Finding]:
        read.append(dataset.name)
        return check_dataset(dataset, folder)

    monkeypatch.setattr(snapshots, "check_dataset", listening)
    broken = data / "snapshots" / "alerts" / "2020-05.csv"
    broken.write_text(broken.read_text().replace("8F3E", "8F3"))
    with pytest.raises(UserError, match="8F3"):
        _check(data)
    assert len(read) == 12

    shutil.copyfile(FEBRUARY / "data/snapshots/alerts/2020-05.csv", broken)
    read.clear()
    _check(data)
    assert read == ["alerts"]
