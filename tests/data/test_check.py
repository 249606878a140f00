"""Data that was found in order is not checked again, and anything else is."""

import shutil
from pathlib import Path

import pytest
from projects import FEBRUARY

from opsg.core import pandoc
from opsg.core.cache.inputs import Inputs
from opsg.core.cache.store import Cache
from opsg.core.errors import Finding, UserError
from opsg.data.check import Outline, cached_outline, check_data
from opsg.data.datasets import Dataset
from opsg.data.log import load
from opsg.data.snapshots.files import SnapshotFile
from opsg.data.snapshots.table import Table


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
        assert ours.pop("parts") == 1
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


def test_a_month_in_order_is_not_read_again_when_another_has_changed(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opsg.data.snapshots import check as snapshots

    read: list[str] = []
    open_table = snapshots.open_table

    def listening(dataset: Dataset, file: SnapshotFile) -> tuple[list[Finding], Table | None]:
        read.append(f"{dataset.name} {file.month}")
        return open_table(dataset, file)

    monkeypatch.setattr(snapshots, "open_table", listening)
    broken = data / "snapshots" / "alerts" / "2020-05.csv"
    broken.write_text(broken.read_text().replace("8F3E", "8F3"))
    with pytest.raises(UserError, match="8F3"):
        _check(data)
    assert len(read) == len([*data.glob("snapshots/*/*.csv")])

    read.clear()
    with pytest.raises(UserError, match="8F3"):
        _check(data)
    assert read == ["alerts 2020-05"]

    shutil.copyfile(FEBRUARY / "data/snapshots/alerts/2020-05.csv", broken)
    read.clear()
    _check(data)
    assert read == ["alerts 2020-05"]


def test_a_ledger_that_comes_or_changes_has_its_figures_compared(data: Path) -> None:
    _check(data)
    ledger = data / "snapshots" / "alerts" / "2020-05.yml"
    ledger.write_text(
        f"extract: sha256:{'0' * 64}\ningested: 2021-03-01\nrows: {{read: 1, used: 1}}\n"
        "sums: {raised: 1}\n"
    )

    for _ in range(2):
        (warning,) = _check(data).warnings
        assert "It is not as it was ingested" in str(warning)

    ledger.write_text("rows: {}\n")
    with pytest.raises(UserError, match=r"2020-05\.yml"):
        _check(data)

    ledger.unlink()
    assert not _check(data).warnings


def test_an_entry_in_order_is_read_again_when_a_page_that_it_may_link_to_is_gone(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = data / "issues" / "han-stability" / "2021-02.md"
    entry.write_text(f"{entry.read_text()}\nSee [the search](../find.html).\n")
    page = data.parent / "site" / "find.qmd"
    page.parent.mkdir()
    page.write_text("# Find\n")
    read: list[int] = []
    parse = pandoc.parse
    monkeypatch.setattr(pandoc, "parse", lambda texts: read.append(len(texts)) or parse(texts))

    _check(data)
    (data / "glossary.yml").write_text((data / "glossary.yml").read_text() + "\n")
    _check(data)
    assert read[0] > read[1] == len(load(data).meetings)

    page.unlink()
    with pytest.raises(UserError, match=r"2021-02\.md:\d+: the link to '\.\./find\.html' leads"):
        _check(data)
